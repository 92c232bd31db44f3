"""Which speaker an utterance ends up with; writing the note anew."""

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diarize import Speaker, SpeakerRole, Transcript, Turn
from diarize.document import transcript_to_json
from gpu.scripted import ScriptedWorker
from ingest import NoConsent, Party, Scope, Source
from ingest.consents import Consents, NewConsent
from ingest.recording import Recordings
from ingest.sessions import Sessions
from inglenook.events import Events
from inglenook.finishing import TRANSCRIPT, Finishing, settled_speaker
from summarize.context import Context
from summarize.drafter import Drafted
from summarize.extractive import draft_extractively
from summarize.templates import Template
from transcribe import Utterance
from transcribe.options import TranscribeOptions
from vault import NotHeld, Principal, Role, SessionId, Vault, VaultOptions
from writeback.drafts import Drafts


def turn(speaker_id: str, start_ms: int, end_ms: int) -> Turn:
    return Turn(f"t{start_ms}", speaker_id, start_ms, end_ms, "words", False, ())


def transcript(*turns: Turn) -> Transcript:
    speakers = tuple(
        Speaker(name, SpeakerRole.UNKNOWN, 0.0, None)
        for name in sorted({one.speaker_id for one in turns})
    )
    return Transcript("s", 100_000, "en", speakers, turns)


def utterance(start_ms: int, end_ms: int) -> Utterance:
    return Utterance("u", 0, start_ms, end_ms, "words", ())


def test_most_of_the_time_decides() -> None:
    held = transcript(turn("S1", 0, 1000), turn("S2", 1000, 5000))
    assert settled_speaker(utterance(500, 3000), held) == "S2"
    assert settled_speaker(utterance(0, 1200), held) == "S1"


def test_no_turn_no_speaker() -> None:
    assert settled_speaker(utterance(0, 100), transcript(turn("S1", 100, 200))) is None


def test_who_speaks_on_the_other_channel_does_not_count() -> None:
    speakers = (
        Speaker("S1", SpeakerRole.CLINICIAN, 1.0, 0),
        Speaker("S2", SpeakerRole.CLIENT, 1.0, 1),
    )
    turns = (turn("S2", 0, 9000), turn("S1", 3000, 3500))
    held = Transcript("s", 9000, "en", speakers, turns)
    assert settled_speaker(utterance(2750, 3750), held) == "S1"


async def test_a_transcript_that_is_not_there_yet_is_not_held(vault: Vault) -> None:
    finishing = finishing_of(vault, DrafterDouble())
    session_id = transcribed(vault, *Scope)
    assert finishing.transcript(session_id).session_id == "s"
    vault.blobs.delete(session_id, TRANSCRIPT)
    with pytest.raises(NotHeld, match="no transcript yet"):
        finishing.transcript(session_id)


@given(st.lists(st.tuples(st.sampled_from("AB"), st.integers(0, 9000), st.integers(1, 999))))
def test_a_speaker_who_is_there_is_chosen(places: list[tuple[str, int, int]]) -> None:
    held = transcript(*(turn(name, start, start + length) for name, start, length in places))
    chosen = settled_speaker(utterance(2000, 4000), held)
    there = {name for name, start, length in places if start < 4000 and start + length > 2000}
    assert (chosen in there) if there else chosen is None


@dataclass
class DrafterDouble:
    """Drafts, and notes in which thread it was asked to."""

    threads: list[int] = field(default_factory=list)

    async def draft(self, transcript: Transcript, context: Context, template: Template) -> Drafted:
        self.threads.append(threading.get_ident())
        return draft_extractively(transcript, context, template)


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    opened = Vault.open(VaultOptions(tmp_path / "vault"))
    yield opened
    opened.close()


def finishing_of(vault: Vault, drafter: DrafterDouble) -> Finishing:
    return Finishing(
        vault=vault,
        consents=Consents(vault),
        sessions=Sessions(vault),
        recordings=Recordings(vault),
        drafts=Drafts(vault, Sessions(vault)),
        worker=ScriptedWorker(),
        drafter=drafter,
        options=TranscribeOptions(),
        events=Events(),
    )


def transcribed(vault: Vault, *scopes: Scope) -> SessionId:
    clinician = Principal(Role.CLINICIAN, "dr-lee")
    agreed = NewConsent("c-1", (Party("client", "verbal", datetime.now(UTC)),), frozenset(scopes))
    consent = Consents(vault).record(clinician, agreed)
    session = Sessions(vault).open(
        clinician, consent_id=consent.consent_id, clinician_ref=None, source=Source.BRIDGE
    )
    document = json.dumps(transcript_to_json(transcript(turn("S1", 0, 1000)))).encode()
    vault.blobs.put(session.session_id, TRANSCRIPT, document)
    return session.session_id


async def test_a_note_is_written_anew_off_the_loop_that_serves(vault: Vault) -> None:
    drafter = DrafterDouble()
    session_id = transcribed(vault, *Scope)
    written = await finishing_of(vault, drafter).redraft(session_id)
    assert written.note.template == "soap"
    assert drafter.threads != [threading.get_ident()]


async def test_no_note_is_written_anew_without_consent_to_drafts(vault: Vault) -> None:
    drafter = DrafterDouble()
    session_id = transcribed(vault, Scope.RECORD, Scope.TRANSCRIBE)
    with pytest.raises(NoConsent):
        await finishing_of(vault, drafter).redraft(session_id)
    assert drafter.threads == []
