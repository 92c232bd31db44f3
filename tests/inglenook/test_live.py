"""Seats, pipelines and the hand-over, with a worker that needs no weights and a real vault."""

import asyncio
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import update

from gpu import Admission, OverCapacity, WorkerFailed
from gpu.scripted import ScriptedWorker
from ingest import AudioChunk, AudioFormat, Encoding, Party, Scope, Session, SessionState, Source
from ingest.consents import Consents, NewConsent
from ingest.recording import Recording, Recordings
from ingest.sessions import Sessions
from inglenook.events import Events, Message
from inglenook.finishing import Finishing
from inglenook.live import LiveHouse, Seat
from inglenook.speakers.voices import LiveVoices
from inglenook.utterances import UtteranceLog
from summarize.extractive.drafter import ExtractiveDrafter
from transcribe import Utterance
from transcribe.options import TranscribeOptions
from vault import KeyDestroyed, Principal, Role, SessionId, Vault, VaultOptions
from vault.tables import consents
from writeback.drafts.drafts import Drafts
from writeback.retention import VOICES

CLINICIAN = Principal(Role.CLINICIAN, "dr-lee")
RATE = 16_000


@dataclass
class Stage:
    """A live house over a temporary vault, and what it handed over."""

    vault: Vault
    worker: ScriptedWorker
    recordings: Recordings
    handed_over: list[SessionId] = field(default_factory=list)
    workflow_fails: bool = False

    def _hand_over(self, session_id: SessionId) -> None:
        self.handed_over.append(session_id)
        if self.workflow_fails:
            raise RuntimeError("not launched")

    @asynccontextmanager
    async def house(
        self, *, places: int = 2, linger_s: float = 60, live_speakers: bool = True
    ) -> AsyncIterator[LiveHouse]:
        sessions = Sessions(self.vault)
        finishing = Finishing(
            vault=self.vault,
            consents=Consents(self.vault),
            sessions=sessions,
            recordings=self.recordings,
            drafts=Drafts(self.vault, sessions),
            worker=self.worker,
            drafter=ExtractiveDrafter(),
            options=TranscribeOptions(),
            events=Events(),
        )
        async with LiveHouse(
            finishing,
            Admission(places),
            finishing.options,
            linger_s,
            self._hand_over,
            live_speakers=live_speakers,
        ) as house:
            yield house

    def session(
        self,
        scopes: frozenset[Scope] = frozenset(Scope),
        channels: int = 1,
        language: str | None = None,
        source: Source = Source.BRIDGE,
    ) -> Session:
        consent = Consents(self.vault).record(
            CLINICIAN,
            NewConsent(
                client_ref="c-1",
                parties=(Party("client", "verbal", datetime.now(UTC)),),
                scopes=scopes,
            ),
        )
        opened = Sessions(self.vault).open(
            CLINICIAN,
            consent_id=consent.consent_id,
            clinician_ref=None,
            source=source,
            language=language,
        )
        declared = AudioFormat(Encoding.PCM_S16LE, RATE, channels)
        return Sessions(self.vault).start(CLINICIAN, opened.session_id, declared)

    def speak(self, recording: Recording, seconds: float, channel: int | None = None) -> None:
        """A tone, then as much silence as ends an utterance; on one channel or on all."""
        time = np.arange(int(seconds * RATE)) / RATE
        tone = (8000 * np.sin(2 * np.pi * 300 * time)).astype(np.int16)
        heard = np.concatenate([tone, np.zeros(3 * RATE, np.int16)])
        samples = np.repeat(heard[:, None], recording.channels, axis=1)
        if channel is not None:
            samples[:, 1 - channel] = 0
        recording.append(AudioChunk(recording.end, samples, RATE))
        recording.sync()

    def end(self, session: Session, recording: Recording) -> None:
        recording.seal()
        Sessions(self.vault).move(session.session_id, SessionState.FINISHING)


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    vault = Vault.open(VaultOptions(tmp_path / "vault"))
    yield Stage(vault, ScriptedWorker(), Recordings(vault))
    vault.close()


async def until(seat: Seat, kind: str) -> list[Message]:
    """Messages up to the first of that kind."""
    said: list[Message] = []
    async with asyncio.timeout(10), aclosing(seat.subscription.messages()) as messages:
        async for message in messages:
            said.append(message)
            if message["type"] == kind:
                return said
    raise AssertionError(f"no {kind} came")


async def handed_over(stage: Stage, count: int = 1) -> None:
    async with asyncio.timeout(10):
        while len(stage.handed_over) < count:
            await asyncio.sleep(0.01)


async def test_finals_are_stored_and_told_and_the_session_handed_over(stage: Stage) -> None:
    session = stage.session()
    recording = stage.recordings.of(session)
    async with stage.house() as house:
        seat = await house.attach(session, recording)
        stage.speak(recording, 2)
        final = (await until(seat, "final"))[-1]
        assert final["text"] == "one two three four"
        assert final["speaker"] == "S1"
        stage.end(session, recording)
        await seat.stop()
        await handed_over(stage)
        assert house.admission.free == 2
    held = UtteranceLog(stage.vault, session.session_id)
    assert held.complete
    assert [one.utterance_id for one in held.utterances] == [final["utterance_id"]]
    held.close()


async def test_a_session_is_heard_in_the_language_it_was_opened_for(stage: Stage) -> None:
    session = stage.session(language="es")
    recording = stage.recordings.of(session)
    async with stage.house() as house:
        seat = await house.attach(session, recording)
        stage.speak(recording, 2)
        assert (await until(seat, "final"))[-1]["language"] == "es"
        house.leave(session.session_id)
        assert seat.task is not None
        await asyncio.wait({seat.task})  # it holds the session's log until it has ended
        stage.speak(recording, 2)
        stage.end(session, recording)
        await house.finishing.words(session.session_id)
        await house.finishing.speakers(session.session_id)
        settled = house.finishing.transcript(session.session_id)
    assert {request.language for request in stage.worker.requests} == {"es"}
    assert settled.language == "es"
    assert {turn.language for turn in settled.turns} == {"es"}


async def test_a_session_taken_up_again_keeps_its_language(stage: Stage) -> None:
    """Told by its stored finals, not detected anew."""
    session = stage.session()
    recording = stage.recordings.of(session)
    stage.speak(recording, 2)
    held = UtteranceLog(stage.vault, session.session_id)
    held.append(Utterance("u0-0", 0, 0, 9_000, "Guten Tag.", (), "de"))
    held.close()
    stage.speak(recording, 9)
    stage.end(session, recording)
    async with stage.house() as house:
        await house.finishing.words(session.session_id)
    assert {request.language for request in stage.worker.requests} == {"de"}


async def test_speakers_may_be_told_apart_after_the_session(stage: Stage) -> None:
    session = stage.session()
    recording = stage.recordings.of(session)
    async with stage.house(live_speakers=False) as house:
        seat = await house.attach(session, recording)
        stage.speak(recording, 12)
        assert (await until(seat, "final"))[-1]["speaker"] is None
        stage.end(session, recording)
        await seat.stop()
        await handed_over(stage)
        assert not stage.vault.blobs.has(session.session_id, VOICES)
        await house.finishing.words(session.session_id)
        await house.finishing.speakers(session.session_id)
        settled = house.finishing.transcript(session.session_id)
    assert [turn.speaker_id for turn in settled.turns] == ["S1"]
    assert stage.vault.blobs.has(session.session_id, VOICES)


async def test_a_full_house_refuses_the_next_and_takes_the_same_again(stage: Stage) -> None:
    first, second = stage.session(), stage.session()
    async with stage.house(places=1) as house:
        seat = await house.attach(first, stage.recordings.of(first))
        with pytest.raises(OverCapacity):
            await house.attach(second, stage.recordings.of(second))
        await seat.detach()
        assert await house.attach(first, stage.recordings.of(first)) is seat


async def test_who_has_been_away_longest_gives_way_in_a_full_house(stage: Stage) -> None:
    sessions = [stage.session() for _ in range(4)]
    recordings = [stage.recordings.of(session) for session in sessions]
    async with stage.house(places=3) as house:
        seats = [
            await house.attach(session, recording)
            for session, recording in zip(sessions[:3], recordings[:3], strict=True)
        ]
        stage.speak(recordings[1], 2)
        await until(seats[1], "final")
        await seats[1].detach()
        await seats[2].detach()
        newcomer = await house.attach(sessions[3], recordings[3])
        assert [house.seated(session.session_id) for session in sessions] == [1, 0, 1, 1]
        stage.speak(recordings[3], 2)
        await until(newcomer, "final")
        stage.speak(recordings[1], 1)
        stage.end(sessions[1], recordings[1])
        await house.finish(sessions[1].session_id)
        await handed_over(stage)
        await house.finishing.words(sessions[1].session_id)
    held = UtteranceLog(stage.vault, sessions[1].session_id)
    assert held.complete
    assert [one.text for one in held.utterances] == ["one two three four", "one two three"]
    held.close()


async def test_who_stays_away_loses_the_seat_and_resumes_where_words_end(stage: Stage) -> None:
    session = stage.session()
    recording = stage.recordings.of(session)
    async with stage.house(linger_s=0.05) as house:
        seat = await house.attach(session, recording)
        stage.speak(recording, 2)
        first = (await until(seat, "final"))[-1]
        await seat.detach()
        async with asyncio.timeout(10):
            while house.seated(session.session_id):
                await asyncio.sleep(0.01)
        assert house.admission.free == 2
        again = await house.attach(session, recording)
        assert again is not seat
        stage.speak(recording, 1)
        second = (await until(again, "final"))[-1]
        assert second["utterance_id"] != first["utterance_id"]
        assert str(second["text"]).startswith("one two")
        stage.end(session, recording)
        await again.stop()
        await handed_over(stage)
    held = UtteranceLog(stage.vault, session.session_id)
    assert [one.text for one in held.utterances] == [first["text"], second["text"]]
    held.close()


async def test_a_failing_model_degrades_and_the_session_is_finished_all_the_same(
    stage: Stage,
) -> None:
    stage.worker.failures = (WorkerFailed("ValueError"),)
    session = stage.session()
    recording = stage.recordings.of(session)
    async with stage.house() as house:
        seat = await house.attach(session, recording)
        stage.speak(recording, 2)
        status = (await until(seat, "status"))[-1]
        assert status["state"] == "degraded"
        stage.end(session, recording)
        await seat.stop()
        await handed_over(stage)
        await house.finishing.words(session.session_id)
    held = UtteranceLog(stage.vault, session.session_id)
    assert held.complete
    assert [one.text for one in held.utterances] == ["one two three four"]
    held.close()


async def test_without_the_scope_nothing_is_transcribed(stage: Stage) -> None:
    session = stage.session(frozenset({Scope.RECORD}))
    recording = stage.recordings.of(session)
    async with stage.house() as house:
        seat = await house.attach(session, recording)
        stage.speak(recording, 2)
        stage.end(session, recording)
        await seat.stop()
        await handed_over(stage)
        for step in (house.finishing.words, house.finishing.speakers, house.finishing.draft):
            await step(session.session_id)
    assert stage.worker.requests == []
    assert Sessions(stage.vault).get(session.session_id).state is SessionState.RECORDED


async def test_revocation_ends_pipeline_and_messages(stage: Stage) -> None:
    session = stage.session(channels=2)
    recording = stage.recordings.of(session)
    async with stage.house() as house:
        seat = await house.attach(session, recording)
        stage.speak(recording, 2)
        await until(seat, "final")
        Consents(stage.vault).revoke(CLINICIAN, session.consent_id, "withdrawn")
        house.revoked(session.session_id)
        async with asyncio.timeout(10), aclosing(seat.subscription.messages()) as messages:
            assert [m async for m in messages if m["type"] == "ended"] == []
        async with asyncio.timeout(10):
            while house.admission.free < 2:
                await asyncio.sleep(0.01)


@pytest.mark.parametrize("ended", ["withdrawn", "expired"])
async def test_captions_end_with_the_agreement_to_them(stage: Stage, ended: str) -> None:
    session = stage.session()
    recording = stage.recordings.of(session)
    async with stage.house() as house:
        seat = await house.attach(session, recording)
        stage.speak(recording, 2)
        await until(seat, "final")
        stage.speak(recording, 2)
        if ended == "withdrawn":
            taken_back = [Scope.TRANSCRIBE]
            Consents(stage.vault).withdraw(CLINICIAN, session.consent_id, scopes=taken_back)
        else:
            with stage.vault.begin(CLINICIAN) as tx:
                tx.execute(update(consents).values(expires_at=datetime.now(UTC)))
        async with asyncio.timeout(1), aclosing(seat.subscription.messages()) as messages:
            assert [m async for m in messages if m["type"] == "ended"] == []
        heard = len(stage.worker.requests)
        stage.speak(recording, 2)
        stage.end(session, recording)
        await seat.stop()
        await handed_over(stage)
        for step in (house.finishing.words, house.finishing.speakers, house.finishing.draft):
            await step(session.session_id)
        assert len(stage.worker.requests) == heard, "also a workflow taken up hears nothing more"
    assert Sessions(stage.vault).get(session.session_id).state is SessionState.RECORDED
    assert recording.end == 15 * RATE, "the recording went on"
    if ended == "withdrawn":
        with pytest.raises(KeyDestroyed):
            UtteranceLog(stage.vault, session.session_id)


async def test_a_workflow_that_cannot_start_ends_nobody_else(stage: Stage) -> None:
    first, second = stage.session(), stage.session()
    stage.workflow_fails = True
    async with stage.house() as house:
        seats = []
        for session in (first, second):
            recording = stage.recordings.of(session)
            seats.append(await house.attach(session, recording))
        stage.end(first, seats[0].recording)
        await seats[0].stop()
        await handed_over(stage)
        stage.speak(seats[1].recording, 2)
        assert (await until(seats[1], "final"))[-1]["text"] == "one two three four"


async def test_a_client_that_goes_while_it_is_seated_leaves_no_place_taken(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = stage.session()
    asked, answer = threading.Event(), threading.Event()

    def covers(*_: object) -> bool:
        asked.set()
        return answer.wait(10)

    monkeypatch.setattr(Finishing, "covers", covers)
    async with stage.house() as house:
        coming = asyncio.create_task(house.attach(session, stage.recordings.of(session)))
        await asyncio.to_thread(asked.wait, 10)
        coming.cancel()
        await asyncio.gather(coming, return_exceptions=True)
        answer.set()
        assert house.admission.free == 2
        assert not house.seated(session.session_id)


async def test_a_recording_uploaded_to_a_seat_is_heard_from_there(stage: Stage) -> None:
    """A client came, sent nothing and left; its recording is then uploaded."""
    session = stage.session()
    recording = stage.recordings.of(session)
    async with stage.house() as house:
        seat = await house.attach(session, recording)
        await seat.detach()
        stage.speak(recording, 2)
        recording.seal()
        await house.finish(session.session_id)
        await handed_over(stage)
        assert not house.seated(session.session_id)
    held = UtteranceLog(stage.vault, session.session_id)
    assert held.complete
    held.close()
    assert stage.handed_over == [session.session_id]


async def test_a_watcher_who_comes_late_is_told_the_end(stage: Stage) -> None:
    over, gone = stage.session(), stage.session()
    Sessions(stage.vault).move(over.session_id, SessionState.DRAFTED)
    Consents(stage.vault).revoke(CLINICIAN, gone.consent_id, "withdrawn")
    async with stage.house() as house, asyncio.timeout(10):
        told = [message["type"] async for message in house.subscribe(over.session_id)]
        assert told == ["ended"]
        assert [message async for message in house.subscribe(gone.session_id)] == []


async def test_steps_repeat_without_doing_anything_twice(stage: Stage) -> None:
    session = stage.session()
    recording = stage.recordings.of(session)
    stage.speak(recording, 2)
    async with stage.house() as house:
        await house.finish(session.session_id)
        for _ in range(2):
            for step in (house.finishing.words, house.finishing.speakers, house.finishing.draft):
                await step(session.session_id)
    assert stage.handed_over == [session.session_id]
    assert len(stage.worker.requests) == 1, "heard once"
    assert len(Drafts(stage.vault, Sessions(stage.vault)).listed(CLINICIAN)) == 1
    assert Sessions(stage.vault).get(session.session_id).state is SessionState.DRAFTED


async def test_roles_are_told_once_they_are_known_and_for_earlier_finals_too(stage: Stage) -> None:
    """Nobody declared who speaks on which channel."""
    said = [
        "How have you been sleeping since we last met?",
        "I don't sleep. I just lie there and my head keeps going.",
        "Okay. What do you do when you wake up, and have you tried any of it?",
        "I got up and I was so tired, I didn't do it.",
        "So let's look at your week, and we can plan what you could try.",
        "Yeah, I guess. I had my shift.",
    ]
    stage.worker.finals = said
    session = stage.session(channels=2)
    recording = stage.recordings.of(session)
    async with stage.house() as house:
        seat = await house.attach(session, recording)
        told: list[Message] = []
        for number in range(len(said)):
            stage.speak(recording, 4, channel=number % 2)
            told += await until(seat, "final")
        stage.end(session, recording)
        await seat.stop()
        await handed_over(stage)
    finals = [message for message in told if message["type"] == "final"]
    assert [final["speaker"] for final in finals] == ["S1", "S2"] * 3
    assert finals[0]["role"] == "unknown"
    assert [final["role"] for final in finals[-2:]] == ["clinician", "client"]
    labels = [message for message in told if message["type"] == "speaker"]
    assert finals[0]["utterance_id"] in [label["utterance_id"] for label in labels]
    last_told = {message["utterance_id"]: message["role"] for message in (*finals, *labels)}
    assert list(last_told.values()) == ["clinician", "client"] * 3


async def test_who_dictates_is_the_clinician_from_the_first_word(stage: Stage) -> None:
    session = stage.session(source=Source.DICTATION)
    recording = stage.recordings.of(session)
    async with stage.house() as house:
        seat = await house.attach(session, recording)
        stage.speak(recording, 2)
        assert (await until(seat, "final"))[-1]["role"] == "clinician"


async def test_a_final_that_turns_out_to_be_anothers_is_told_while_the_session_runs(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(LiveVoices, "relabelled", lambda voices: [("u0-0", "S2")])
    stage.worker.finals = ["How have you been?", "Not too well."]
    session = stage.session()
    recording = stage.recordings.of(session)
    async with stage.house() as house:
        seat = await house.attach(session, recording)
        stage.speak(recording, 4)
        told = await until(seat, "final")
        stage.speak(recording, 4)
        told += await until(seat, "final")
        stage.end(session, recording)
        await seat.stop()
        await handed_over(stage)
    first = next(message for message in told if message["type"] == "final")
    labels = [message for message in told if message["type"] == "speaker"]
    assert (first["utterance_id"], first["speaker"]) == ("u0-0", "S1")
    assert [(label["utterance_id"], label["speaker"]) for label in labels] == [("u0-0", "S2")]
