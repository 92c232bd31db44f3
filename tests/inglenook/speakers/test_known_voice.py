"""The bundled session, whose clinician is enrolled, with words that tell the roles wrongly or not
at all; real speaker models. The words are made up, so only the voices can tell."""

import asyncio
import io
import wave
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

import inglenook.demo_session
from diarize import SpeakerRole, Voices
from diarize.errors import VoiceprintRefused
from gpu.inprocess import InProcessWorker
from ingest import AudioChunk, AudioFormat, Encoding, Party, Scope, Session, Source
from ingest.consents import Consents, NewConsent
from ingest.recording import Recordings
from ingest.sessions import Sessions
from ingest.voiceprints import SpeakerConsent, Voiceprints
from inglenook.client import Track, read_track
from inglenook.evaluation.reference import ReferenceTurn, read_reference
from inglenook.events import Events
from inglenook.finishing import Finishing
from inglenook.speakers.enrolment import Enrolment
from inglenook.speakers.voices import follow_voices
from inglenook.utterances import UtteranceLog
from summarize.extractive.drafter import ExtractiveDrafter
from transcribe import Utterance, Word
from transcribe.options import TranscribeOptions
from vault import Principal, Role, Vault, VaultOptions
from writeback.drafts.drafts import Drafts
from writeback.retention import VOICES

pytestmark = [
    pytest.mark.models,
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),  # pyannote imports its own
]
FOLDER = Path(inglenook.demo_session.__file__).parent
CLINICIAN = Principal(Role.CLINICIAN, "dr-lee")
CONSENT = SpeakerConsent("written", datetime(2026, 1, 1, tzinfo=UTC))
ASKED = "How have you been sleeping, and what did you try this week?"
TOLD = "I was so tired, my head keeps going and I don't sleep."
NEUTRAL = "It is raining again in town."
WORDS = {
    "swapped": {"clinician": TOLD, "client": ASKED},
    "neutral": {"clinician": NEUTRAL, "client": NEUTRAL},
}


@pytest.fixture(scope="module")
def worker() -> Iterator[InProcessWorker]:
    made = InProcessWorker()
    yield made
    made.close()


@pytest.fixture(scope="module")
def track() -> Track:
    return read_track(next(FOLDER.glob("session.*")), split_channels=False)


@pytest.fixture(scope="module")
def turns() -> tuple[ReferenceTurn, ...]:
    return tuple(read_reference(FOLDER / "ref.json").turns)


@pytest.fixture(scope="module")
def voices(worker: InProcessWorker, track: Track) -> Voices:
    """Of the second half, followed once for all tests."""
    first, last = half(track, second=True)
    chunk = AudioChunk(0, track.samples[first:last], track.sample_rate)
    return asyncio.run(follow_voices([chunk], worker, track.sample_rate))


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    opened = Vault.open(VaultOptions(tmp_path / "vault"))
    yield opened
    opened.close()


def wav(samples: NDArray[np.int16], rate: int) -> io.BytesIO:
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(samples.astype("<i2").tobytes())
    out.seek(0)
    return out


def half(track: Track, *, second: bool) -> tuple[int, int]:
    """First and last sample of one half of the session."""
    middle = len(track.samples) // 2
    return (middle, len(track.samples)) if second else (0, middle)


def speech_of(person: str, track: Track, turns: tuple[ReferenceTurn, ...]) -> NDArray[np.int16]:
    """What one person says in the first half of the session, at most half a minute."""
    _, end = half(track, second=False)
    rate = track.sample_rate
    parts = [
        track.samples[round(turn.start * rate) : round(turn.end * rate), 0]
        for turn in turns
        if turn.speaker == person and turn.end * rate < end
    ]
    return np.concatenate(parts)[: 30 * rate]


def finishing_of(vault: Vault, worker: InProcessWorker) -> Finishing:
    sessions = Sessions(vault)
    return Finishing(
        vault=vault,
        consents=Consents(vault),
        sessions=sessions,
        recordings=Recordings(vault),
        drafts=Drafts(vault, sessions),
        worker=worker,
        drafter=ExtractiveDrafter(),
        options=TranscribeOptions(),
        events=Events(),
    )


def recorded(
    vault: Vault,
    track: Track,
    voices: Voices,
    turns: tuple[ReferenceTurn, ...],
    said: dict[str, str],
) -> Session:
    """The second half of the session, recorded and heard to say what `said` puts into it."""
    parties = (Party("client", "verbal", datetime.now(UTC)),)
    consent = Consents(vault).record(CLINICIAN, NewConsent("c-1", parties, frozenset(Scope)))
    sessions = Sessions(vault)
    opened = sessions.open(
        CLINICIAN, consent_id=consent.consent_id, clinician_ref=None, source=Source.TABLET
    )
    declared = AudioFormat(Encoding.PCM_S16LE, track.sample_rate, 1)
    session = sessions.start(CLINICIAN, opened.session_id, declared)
    first, last = half(track, second=True)
    recording = Recordings(vault).of(session)
    recording.append(AudioChunk(0, track.samples[first:last], track.sample_rate))
    recording.seal()
    vault.blobs.put(session.session_id, VOICES, voices.to_bytes())
    heard = UtteranceLog(vault, session.session_id)
    for number, turn in enumerate(turns):
        start_ms = round(1000 * (turn.start - first / track.sample_rate))
        if start_ms >= 0:
            heard.append(spoken(f"u0-{number}", said[turn.speaker], start_ms, turn))
    heard.finish()
    heard.close()
    return session


def spoken(name: str, text: str, start_ms: int, turn: ReferenceTurn) -> Utterance:
    """The text spread evenly over the turn."""
    texts = text.split()
    step = 1000 * (turn.end - turn.start) / len(texts)
    words = tuple(
        Word(word, start_ms + round(at * step), start_ms + round((at + 1) * step), 1.0)
        for at, word in enumerate(texts)
    )
    return Utterance(name, 0, start_ms, words[-1].end_ms, text, words)


def roles_of_voices(
    finishing: Finishing, session: Session, track: Track, turns: tuple[ReferenceTurn, ...]
) -> dict[str, tuple[SpeakerRole, float]]:
    """By who truly speaks, the role and confidence of whom the transcript hears most then."""
    transcript = finishing.transcript(session.session_id)
    assert len(transcript.speakers) == 2
    first_s = half(track, second=True)[0] / track.sample_rate
    told = {}
    for person in ("clinician", "client"):
        shares = dict.fromkeys((one.speaker_id for one in transcript.speakers), 0.0)
        for heard in transcript.turns:
            for turn in turns:
                if turn.speaker == person:
                    begin = max(heard.start_ms / 1000, turn.start - first_s)
                    end = min(heard.end_ms / 1000, turn.end - first_s)
                    shares[heard.speaker_id] += max(0.0, end - begin)
        speaker_id = max(shares, key=lambda one: shares[one])
        speaker = next(one for one in transcript.speakers if one.speaker_id == speaker_id)
        told[person] = (speaker.role, speaker.role_confidence)
    return told


@pytest.mark.parametrize("words", WORDS)
async def test_the_enrolled_voice_tells_the_roles_whatever_is_said(
    words: str,
    vault: Vault,
    worker: InProcessWorker,
    track: Track,
    voices: Voices,
    turns: tuple[ReferenceTurn, ...],
) -> None:
    finishing = finishing_of(vault, worker)
    without = recorded(vault, track, voices, turns, WORDS[words])
    await finishing.speakers(without.session_id)
    by_words = roles_of_voices(finishing, without, track, turns)
    role, confidence = by_words["clinician"]
    assert role is SpeakerRole.CLIENT or confidence < 0.6, "the words must not give it away"

    speech = wav(speech_of("clinician", track, turns), track.sample_rate)
    await Enrolment(Voiceprints(vault), worker).enrol(CLINICIAN, "dr-lee", speech, CONSENT)
    session = recorded(vault, track, voices, turns, WORDS[words])
    await finishing.speakers(session.session_id)
    by_voice = roles_of_voices(finishing, session, track, turns)
    assert by_voice["clinician"][0] is SpeakerRole.CLINICIAN
    assert by_voice["client"][0] is SpeakerRole.CLIENT
    assert min(confidence for _, confidence in by_voice.values()) > 0.9


async def test_a_conversation_is_not_enrolled(
    vault: Vault, worker: InProcessWorker, track: Track
) -> None:
    minute = wav(track.samples[: 55 * track.sample_rate, 0], track.sample_rate)
    with pytest.raises(VoiceprintRefused, match="More than one voice"):
        await Enrolment(Voiceprints(vault), worker).enrol(CLINICIAN, "dr-lee", minute, CONSENT)


async def test_a_quiet_room_is_not_enrolled(vault: Vault, worker: InProcessWorker) -> None:
    noise = np.random.default_rng(3).normal(0, 60, 20 * 16_000).astype(np.int16)
    with pytest.raises(VoiceprintRefused, match="No speech"):
        await Enrolment(Voiceprints(vault), worker).enrol(
            CLINICIAN, "dr-lee", wav(noise, 16_000), CONSENT
        )
