"""A correction of who spoke, from the door to the note that follows; the whole house, no models."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from dbos._dbos import _get_or_create_dbos_registry

from diarize import Speaker, SpeakerRole, Transcript, Turn, transcript_to_json
from gpu.scripted import ScriptedWorker
from ingest import AudioFormat, Encoding, SessionState
from inglenook import wiring
from inglenook.app import make_app
from inglenook.demonstration import CLINICIAN, post, record_consent
from inglenook.finishing import TRANSCRIPT
from inglenook.house import House
from inglenook.settings import load_settings
from inglenook.utterances import UtteranceLog
from transcribe import Utterance
from vault import SessionId

SAID = (
    ("S1", "How often have you had trouble falling asleep over the last two weeks?"),
    ("S2", "Nearly every day. I wake up at four."),
    ("S1", "And how often have you been feeling tired?"),
    ("S2", "More than half the days."),
)


def taken_for_each_other(session_id: SessionId) -> Transcript:
    turns = tuple(
        Turn(f"t{n}", speaker, n * 3000, n * 3000 + 2000, text, False, ())
        for n, (speaker, text) in enumerate(SAID, start=1)
    )
    speakers = (
        Speaker("S1", SpeakerRole.CLIENT, 0.6, None),
        Speaker("S2", SpeakerRole.CLINICIAN, 0.6, None),
    )
    return Transcript(session_id, 15_000, "en", speakers, turns)


@dataclass
class Practice:
    """The house and a clinician who asks it over REST."""

    house: House
    rest: httpx.AsyncClient

    async def drafted(self) -> SessionId:
        body = {"consent_id": await record_consent(self.rest), "source": "bridge"}
        session_id = SessionId((await post(self.rest, "/v1/sessions", body))["session_id"])
        form = AudioFormat(Encoding.PCM_S16LE, 16_000, 1)
        self.house.door.sessions.start(CLINICIAN, session_id, form)
        document = json.dumps(transcript_to_json(taken_for_each_other(session_id))).encode()
        self.house.vault.blobs.put(session_id, TRANSCRIPT, document)
        heard = UtteranceLog(self.house.vault, session_id)
        for n, (_, text) in enumerate(SAID, start=1):
            heard.append(Utterance(f"u{n}", 0, n * 3000, n * 3000 + 2000, text, ()))
        heard.close()
        self.house.door.sessions.move(session_id, SessionState.FINISHING)
        await self.house.finishing.draft(session_id)
        return session_id

    async def get(self, path: str) -> httpx.Response:
        answer = await self.rest.get(path)
        assert answer.status_code == 200, answer.text
        return answer

    async def written(self, draft_id: str) -> dict[str, Any]:
        """The draft, once its sentences have followed."""
        async with asyncio.timeout(30):
            while (await self.get(f"/v1/drafts/{draft_id}/progress")).json()["in_work"]:
                await asyncio.sleep(0.05)
        held: dict[str, Any] = (await self.get(f"/v1/drafts/{draft_id}")).json()
        return held


@pytest.fixture
async def practice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Practice]:
    monkeypatch.setattr(wiring, "make_worker", lambda settings: ScriptedWorker())
    monkeypatch.chdir(tmp_path)
    app = make_app(load_settings(data=tmp_path / "data"))
    async with app.router.lifespan_context(app):
        house: House = app.state.house
        async with httpx.AsyncClient(
            transport=httpx.ASGITransport(app),
            base_url="http://inglenook",
            headers={"Authorization": f"Bearer {house.desk.issuer.mint(CLINICIAN, 600)}"},
        ) as rest:
            async with asyncio.timeout(60):
                while (await rest.get("/readyz")).status_code != 200:
                    await asyncio.sleep(0.05)
            yield Practice(house, rest)
    _get_or_create_dbos_registry().instance_info_map.clear()  # it takes one instance a process


def _phq(draft: dict[str, Any]) -> dict[int, int | None]:
    """Scores by item; empty where nothing was asked."""
    scores = [s for s in draft["note"]["scores"] if s["instrument"] == "PHQ-9"]
    return {item["item"]: item["score"] for score in scores for item in score["items"]}


async def test_one_correction_reaches_everything(practice: Practice) -> None:
    session_id = await practice.drafted()
    transcript = await practice.get(f"/v1/sessions/{session_id}/transcript")
    before = (await practice.get(f"/v1/sessions/{session_id}/draft")).json()
    assert transcript.headers["etag"] == '"0"'
    assert _phq(before).get(3) is None

    answer = await practice.rest.post(
        f"/v1/sessions/{session_id}/transcript/corrections",
        json={"roles": {"S1": "clinician", "S2": "client"}},
        headers={"If-Match": transcript.headers["etag"]},
    )
    assert answer.status_code == 201, answer.text
    assert answer.json()["in_work"]
    after = await practice.written(before["draft_id"])

    told = await practice.get(f"/v1/sessions/{session_id}/transcript")
    assert told.headers["etag"] == '"1"'
    assert [s["role"] for s in told.json()["speakers"]] == ["clinician", "client"]
    text = await practice.get(f"/v1/sessions/{session_id}/transcript?format=txt")
    assert text.text.startswith("[00:03] Clinician: How often")
    assert (_phq(after)[3], _phq(after)[4]) == (3, 2)
    assert after["note"]["metrics"]["questions_by_clinician"] == 2
    statements = [s for section in after["note"]["sections"].values() for s in section]
    assert statements and statements != [
        s for section in before["note"]["sections"].values() for s in section
    ]
    assert after["version"] == 3
    assert after["edits"][0]["section"] == "speakers"


async def test_who_looks_in_later_hears_the_corrected_labels(practice: Practice) -> None:
    session_id = await practice.drafted()
    await practice.rest.post(
        f"/v1/sessions/{session_id}/transcript/corrections",
        json={"turns": {"t2": "S1"}},
        headers={"If-Match": '"0"'},
    )
    events = (await practice.get(f"/v1/sessions/{session_id}/events")).text
    heard = [json.loads(line[6:]) for line in events.splitlines() if line.startswith("data: ")]
    assert heard[0] == {"type": "speaker", "utterance_id": "u2", "speaker": "S1", "role": "client"}
    assert [message["type"] for message in heard] == ["speaker", "ended"]
