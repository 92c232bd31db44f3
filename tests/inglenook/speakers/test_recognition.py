"""Whose voice is looked up for which session."""

import logging
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from diarize import Speaker, SpeakerRole, Transcript, Turn, Voices, VoiceSegment
from diarize.voice import Embedding
from diarize.voiceprint import Voiceprint
from gpu.scripted import ScriptedWorker
from ingest import AudioChunk, AudioFormat, Encoding, Party, Scope, Session, Source
from ingest.consents import Consents, NewConsent
from ingest.recording import Recordings
from ingest.sessions import Sessions
from ingest.voiceprints import VOICEPRINT_BLOB, SpeakerConsent, Voiceprints
from inglenook.speakers.recognition import Recognition
from vault import Principal, Role, Vault, VaultOptions

CLINICIAN = Principal(Role.CLINICIAN, "dr-lee")
CONSENT = SpeakerConsent("written", datetime(2026, 1, 1, tzinfo=UTC))


def basis(place: int) -> Embedding:
    vector = np.zeros(192, dtype=np.float32)
    vector[place] = 1.0
    return vector


TURNS = tuple(
    Turn(f"t{at}", f"S{1 + at % 2}", at * 3000, at * 3000 + 2900, "It is raining.", False, ())
    for at in range(6)
)
VOICES = Voices(
    tuple(
        VoiceSegment(turn.start_ms, turn.end_ms, 0, 2900, basis(int(turn.speaker_id[1:])))
        for turn in TURNS
    )
)
HEARD = Transcript(
    "s",
    18_000,
    "en",
    tuple(Speaker(name, SpeakerRole.UNKNOWN, 0.0, None) for name in ("S1", "S2")),
    TURNS,
)


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    opened = Vault.open(VaultOptions(tmp_path / "vault"))
    yield opened
    opened.close()


@pytest.fixture
def recognition(vault: Vault) -> Recognition:
    return Recognition(vault, ScriptedWorker())


def session(vault: Vault, who: Principal = CLINICIAN, source: Source = Source.TABLET) -> Session:
    parties = (Party("client", "verbal", datetime.now(UTC)),)
    consent = Consents(vault).record(who, NewConsent("c-1", parties, frozenset(Scope)))
    return Sessions(vault).open(
        who, consent_id=consent.consent_id, clinician_ref=None, source=source
    )


def enrol(vault: Vault, who: Principal = CLINICIAN, model: str = "scripted") -> None:
    voice = Voiceprint(basis(2), 20_000).to_bytes()
    Voiceprints(vault).enrol(
        who, who.subject, voice, model=model, speech_ms=20_000, consent=CONSENT
    )


def test_the_sessions_clinician_is_known_by_voice(vault: Vault, recognition: Recognition) -> None:
    held = session(vault)
    assert recognition.with_roles(held, HEARD, VOICES) == HEARD
    enrol(vault)
    told = recognition.with_roles(held, HEARD, VOICES)
    assert [speaker.role for speaker in told.speakers] == [
        SpeakerRole.CLIENT,
        SpeakerRole.CLINICIAN,
    ]
    assert all(speaker.role_confidence > 0.9 for speaker in told.speakers)
    assert told.turns == HEARD.turns


def test_no_other_practice_and_no_other_clinician_lends_a_voice(
    vault: Vault, recognition: Recognition
) -> None:
    enrol(vault, Principal(Role.CLINICIAN, "dr-lee", "elsewhere"))
    enrol(vault, Principal(Role.CLINICIAN, "dr-ray"))
    assert recognition.with_roles(session(vault), HEARD, VOICES) == HEARD


def tones(rate: int, *hertz: int) -> NDArray[np.int16]:
    """20 s of a tone on each channel; the scripted worker numbers voices by steps of 50 Hz."""
    time = np.arange(20 * rate) / rate
    channels = [8000 * np.sin(2 * np.pi * pitch * time) for pitch in hertz]
    return np.stack(channels, axis=1).astype(np.int16)


@pytest.mark.parametrize("rate", [8_000, 16_000])
async def test_a_channel_whose_role_nobody_declared_is_known_by_voice(
    vault: Vault, recognition: Recognition, rate: int
) -> None:
    enrol(vault)
    for declared in ((), ("clinician", "client")):
        opened = session(vault)
        started = Sessions(vault).start(
            CLINICIAN,
            opened.session_id,
            AudioFormat(Encoding.PCM_S16LE, rate, 2),
            declared,
        )
        recording = Recordings(vault).of(started)
        recording.append(AudioChunk(0, tones(rate, 320, 120), rate))
        recording.seal()
        speakers = tuple(
            Speaker(f"S{1 + at}", *role, channel=at)
            for at, role in enumerate(
                ((SpeakerRole.CLINICIAN, 1.0), (SpeakerRole.CLIENT, 1.0))
                if declared
                else ((SpeakerRole.CLIENT, 0.6), (SpeakerRole.CLINICIAN, 0.6))
            )
        )
        heard = replace(HEARD, speakers=speakers)
        told = await recognition.with_channel_roles(started, heard, recording)
        if declared:
            assert told == heard
        else:
            roles = [(one.role, one.role_confidence > 0.9) for one in told.speakers]
            assert roles == [(SpeakerRole.CLIENT, True), (SpeakerRole.CLINICIAN, True)]


def test_a_session_of_nobody_is_nobodys(vault: Vault, recognition: Recognition) -> None:
    enrol(vault)
    assert recognition.voiceprint(replace(session(vault), clinician_ref=None)) is None


def test_a_voice_by_another_model_is_ignored_and_said_so(
    vault: Vault, recognition: Recognition, caplog: pytest.LogCaptureFixture
) -> None:
    enrol(vault, model="an older one")
    with caplog.at_level(logging.WARNING):
        assert recognition.with_roles(session(vault), HEARD, VOICES) == HEARD
    assert "another model" in caplog.text


def test_a_voice_that_was_deleted_is_used_no_more(vault: Vault, recognition: Recognition) -> None:
    enrol(vault)
    Voiceprints(vault).delete(CLINICIAN, "dr-lee")
    assert recognition.with_roles(session(vault), HEARD, VOICES) == HEARD


def test_a_voice_that_was_damaged_stops_nothing(
    vault: Vault, recognition: Recognition, caplog: pytest.LogCaptureFixture
) -> None:
    enrol(vault)
    (stored,) = (vault.folder / "blobs").rglob(VOICEPRINT_BLOB)
    stored.write_bytes(stored.read_bytes()[:-1] + b"?")
    assert recognition.with_roles(session(vault), HEARD, VOICES) == HEARD
    assert "cannot be read" in caplog.text


def test_who_dictates_is_the_clinician(vault: Vault, recognition: Recognition) -> None:
    alone = replace(HEARD, speakers=HEARD.speakers[:1], turns=TURNS[::2])
    told = recognition.with_roles(session(vault, source=Source.DICTATION), alone, VOICES)
    assert (told.speakers[0].role, told.speakers[0].role_confidence) == (
        SpeakerRole.CLINICIAN,
        1.0,
    )
    assert recognition.with_roles(session(vault), alone, VOICES) == alone
