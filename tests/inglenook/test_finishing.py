"""Which speaker an utterance ends up with; writing the note anew."""

import asyncio
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diarize import Speaker, SpeakerRole, Transcript, Turn
from diarize.correction import Correction, corrected
from diarize.document import transcript_to_json
from gpu.scripted import ScriptedWorker
from ingest import AudioFormat, Encoding, NoConsent, Party, Scope, SessionState, Source
from ingest.consents import Consents, NewConsent
from ingest.recording import Recordings
from ingest.sessions import Sessions
from inglenook.events import Events
from inglenook.finishing import TRANSCRIPT, Finishing, settled_speaker
from inglenook.following import Following
from inglenook.utterances import UtteranceLog
from summarize.context import Context
from summarize.drafter import Drafted
from summarize.extractive.drafter import draft_extractively
from summarize.session_facts import Account, SessionFacts
from summarize.templates import Template
from transcribe import Utterance, Word
from transcribe.options import TranscribeOptions
from vault import SYSTEM, NotHeld, Principal, Role, SessionId, Vault, VaultOptions
from writeback.drafts.draft import draft_of
from writeback.drafts.drafts import Drafts
from writeback.drafts.relabel import Relabel
from writeback.drafts.speakers import Speakers


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
    assert settled_speaker(utterance(500, 3000), held, held) == "S2"
    assert settled_speaker(utterance(0, 1200), held, held) == "S1"


def test_pauses_between_words_are_nobodys() -> None:
    held = transcript(turn("S1", 0, 3000), turn("S2", 3000, 5000))
    words = (Word("no", 100, 300, 0.9), Word("I", 3000, 3400, 0.9), Word("do", 3400, 4000, 0.9))
    said = Utterance("u", 0, 0, 4200, "no I do", words)
    assert settled_speaker(said, held, held) == "S2"


def test_no_turn_no_speaker() -> None:
    held = transcript(turn("S1", 100, 200))
    assert settled_speaker(utterance(0, 100), held, held) is None


def test_who_speaks_on_the_other_channel_does_not_count() -> None:
    speakers = (
        Speaker("S1", SpeakerRole.CLINICIAN, 1.0, 0),
        Speaker("S2", SpeakerRole.CLIENT, 1.0, 1),
    )
    turns = (turn("S2", 0, 9000), turn("S1", 3000, 3500))
    held = Transcript("s", 9000, "en", speakers, turns)
    assert settled_speaker(utterance(2750, 3750), held, held) == "S1"


def test_a_turn_that_was_corrected_across_channels_takes_its_utterance_along() -> None:
    speakers = (
        Speaker("S1", SpeakerRole.CLINICIAN, 1.0, 0),
        Speaker("S2", SpeakerRole.CLIENT, 1.0, 1),
    )
    turns = (turn("S2", 0, 9000), turn("S1", 3000, 3500))
    held = Transcript("s", 9000, "en", speakers, turns)
    told = corrected(held, [Correction("dr-lee", datetime.now(UTC), {}, {"t3000": "S2"})])
    assert settled_speaker(utterance(2750, 3750), held, told) == "S2"


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
    chosen = settled_speaker(utterance(2000, 4000), held, held)
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


def transcribed(vault: Vault, *scopes: Scope, **opened: Any) -> SessionId:
    clinician = Principal(Role.CLINICIAN, "dr-lee")
    agreed = NewConsent("c-1", (Party("client", "verbal", datetime.now(UTC)),), frozenset(scopes))
    consent = Consents(vault).record(clinician, agreed)
    session = Sessions(vault).open(
        clinician,
        consent_id=consent.consent_id,
        clinician_ref=None,
        **{"source": Source.BRIDGE, **opened},
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


async def test_a_draft_comes_though_its_format_is_gone_or_its_context_no_context(
    vault: Vault,
) -> None:
    session_id = transcribed(vault, *Scope, template="maple", context=b'{"goals": "all"}')
    written = await finishing_of(vault, DrafterDouble()).redraft(session_id)
    assert written.note.template == "soap"


async def test_the_note_says_how_the_session_was_held(vault: Vault) -> None:
    session_id = transcribed(vault, *Scope, source=Source.DICTATION, modality="phone")
    written = await finishing_of(vault, DrafterDouble()).redraft(session_id)
    assert written.note.session == SessionFacts(Account.DICTATION, modality="phone")


async def test_no_note_is_written_anew_without_consent_to_drafts(vault: Vault) -> None:
    drafter = DrafterDouble()
    session_id = transcribed(vault, Scope.RECORD, Scope.TRANSCRIBE)
    with pytest.raises(NoConsent):
        await finishing_of(vault, drafter).redraft(session_id)
    assert drafter.threads == []


CLINICIAN = Principal(Role.CLINICIAN, "dr-lee")


async def test_a_note_is_not_written_on_when_its_consent_is_revoked(vault: Vault) -> None:
    begun, broken_off = threading.Event(), threading.Event()

    class Endless(DrafterDouble):
        async def draft(
            self, transcript: Transcript, context: Context, template: Template
        ) -> Drafted:
            begun.set()
            try:
                await asyncio.Event().wait()
            finally:
                broken_off.set()
            raise AssertionError

    session_id = transcribed(vault, *Scope)
    writing = asyncio.create_task(finishing_of(vault, Endless()).redraft(session_id))
    assert await asyncio.to_thread(begun.wait, 5)
    consent_id = Sessions(vault).get(session_id).consent_id
    Consents(vault).revoke(CLINICIAN, consent_id, "changed their mind")
    with pytest.raises(NoConsent):
        await writing
    assert broken_off.is_set()


async def test_no_draft_is_filed_when_the_agreement_to_it_ends_meanwhile(vault: Vault) -> None:
    session_id = transcribed(vault, *Scope)
    consent_id = Sessions(vault).get(session_id).consent_id

    class TooLate(DrafterDouble):
        async def draft(
            self, transcript: Transcript, context: Context, template: Template
        ) -> Drafted:
            drafted = await super().draft(transcript, context, template)
            Consents(vault).withdraw(CLINICIAN, consent_id, scopes=[Scope.DRAFT])
            return drafted

    finishing = finishing_of(vault, TooLate())
    with pytest.raises(NoConsent):
        await finishing.draft(session_id)
    await finishing.draft(session_id)
    assert Sessions(vault).get(session_id).state is SessionState.RECORDED
    assert not any(name.startswith("draft") for name in vault.blobs.names(session_id))


async def corrected_session(vault: Vault, finishing: Finishing) -> SessionId:
    """Drafted, then its two speakers' roles given by a person."""
    session_id = transcribed(vault, *Scope)
    Sessions(vault).start(CLINICIAN, session_id, AudioFormat(Encoding.PCM_S16LE, 16_000, 1))
    held = transcript(turn("S1", 0, 2000), turn("S2", 2000, 5000))
    document = json.dumps(transcript_to_json(held)).encode()
    vault.blobs.put(session_id, TRANSCRIPT, document)
    heard = UtteranceLog(vault, session_id)
    heard.append(utterance(0, 1900))
    heard.append(Utterance("v", 0, 2100, 4900, "words", ()))
    heard.close()
    await finishing.draft(session_id)
    assert finishing.corrected_labels(session_id) == []
    wanted = Relabel({"S2": SpeakerRole.CLINICIAN}, {})
    Speakers(vault, Sessions(vault)).correct(CLINICIAN, session_id, 0, wanted)
    return session_id


async def test_a_correction_is_in_the_transcript_and_its_labels(vault: Vault) -> None:
    finishing = finishing_of(vault, DrafterDouble())
    session_id = await corrected_session(vault, finishing)
    told = finishing.transcript(session_id)
    assert (told.version, told.role_of("S2")) == (1, SpeakerRole.CLINICIAN)
    assert finishing.corrected_labels(session_id) == [
        {"type": "speaker", "utterance_id": "v", "speaker": "S2", "role": "clinician"}
    ]


async def test_the_note_follows_the_correction_once(vault: Vault) -> None:
    drafter = DrafterDouble()
    finishing = finishing_of(vault, drafter)
    session_id = await corrected_session(vault, finishing)
    await finishing.rewrite(session_id)
    await finishing.rewrite(session_id)
    assert len(drafter.threads) == 2, "the draft, and the draft anew"
    _, filed = finishing.drafts.get(SYSTEM, finishing.drafts.find(SYSTEM, session_id))
    assert (draft_of(filed).in_work, draft_of(filed).version) == (False, 3)


async def test_what_could_not_begin_is_taken_up(vault: Vault) -> None:
    finishing = finishing_of(vault, DrafterDouble())
    session_id = await corrected_session(vault, finishing)
    asked: list[tuple[SessionId, int]] = []

    def fails_at_first(session_id: SessionId, corrections: int) -> None:
        asked.append((session_id, corrections))
        if len(asked) == 1:
            raise RuntimeError("models are loading")

    following = Following(Speakers(vault, Sessions(vault)), fails_at_first)
    following.begin(session_id, 1)
    following.take_up()
    assert asked == [(session_id, 1)] * 2
    await finishing.rewrite(session_id)
    following.take_up()
    assert len(asked) == 2
