"""A session of one microphone settled by the pipeline that is set, or the built-in way where that
cannot be used."""

import logging
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from gpu import PipelineUnusable
from gpu.scripted import ScriptedWorker
from gpu.speaker_pipeline import SpeakerPipeline, SpeakerSpan
from ingest import AudioChunk, AudioFormat, Encoding, Party, Scope, Session, Source
from ingest.consents import Consents, NewConsent
from ingest.recording import Recordings
from ingest.sessions import Sessions
from inglenook.checkup import Finding, Kind, check_up
from inglenook.client import Track
from inglenook.events import Events
from inglenook.finishing import Finishing
from inglenook.parts import make_told_speakers
from inglenook.recorded import hear_track
from inglenook.settings import Settings, load_settings
from inglenook.speakers.told_speakers import ToldSpeakers
from inglenook.utterances import UtteranceLog
from summarize.extractive.drafter import ExtractiveDrafter
from transcribe import Utterance, Word
from transcribe.options import TranscribeOptions
from vault import Principal, Role, Vault, VaultOptions
from writeback.drafts.drafts import Drafts

CLINICIAN = Principal(Role.CLINICIAN, "dr-lee")
RATE = 16_000
TOKEN = "hf_quietquietquiet"
WORDS = ("How", "are", "you?", "Tired,", "thank", "you.")


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    opened = Vault.open(VaultOptions(tmp_path / "vault"))
    yield opened
    opened.close()


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """With a pipeline in a folder; a token lies where the hub's library looks for it."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HF_TOKEN", TOKEN)
    folder = tmp_path / "ours"
    folder.mkdir()
    described = "pipeline:\n  name: pyannote.audio.pipelines.SpeakerDiarization\n"
    (folder / "config.yaml").write_text(described)
    monkeypatch.setenv("INGLENOOK_DIARIZATION", str(folder))
    return load_settings(data=tmp_path / "data", model_cache=tmp_path / "cache")


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, int | None]]:
    """Samples and number of people that went through the pipeline, which parts them at 3 s."""
    calls: list[tuple[int, int | None]] = []

    def run(
        self: SpeakerPipeline, samples: np.ndarray, speakers: int | None = None
    ) -> list[SpeakerSpan]:
        calls.append((len(samples), speakers))
        return [SpeakerSpan(0, 3_000, "SPEAKER_01"), SpeakerSpan(3_000, 6_000, "SPEAKER_00")]

    monkeypatch.setattr(SpeakerPipeline, "__call__", run)
    return calls


def finishing_of(vault: Vault, told_speakers: ToldSpeakers) -> Finishing:
    sessions = Sessions(vault)
    return Finishing(
        vault=vault,
        consents=Consents(vault),
        sessions=sessions,
        recordings=Recordings(vault),
        drafts=Drafts(vault, sessions),
        worker=ScriptedWorker(),
        drafter=ExtractiveDrafter(),
        options=TranscribeOptions(),
        events=Events(),
        told_speakers=told_speakers,
    )


def tone() -> np.ndarray:
    """Six seconds of one voice."""
    time = np.arange(6 * RATE) / RATE
    return (8000 * np.sin(2 * np.pi * 300 * time)).astype(np.int16)[:, None]


def recorded(vault: Vault) -> Session:
    """One voice as the scripted models hear it; a word a second."""
    parties = (Party("client", "verbal", datetime.now(UTC)),)
    consent = Consents(vault).record(CLINICIAN, NewConsent("c-1", parties, frozenset(Scope)))
    sessions = Sessions(vault)
    opened = sessions.open(
        CLINICIAN, consent_id=consent.consent_id, clinician_ref=None, source=Source.TABLET
    )
    declared = AudioFormat(Encoding.PCM_S16LE, RATE, 1)
    session = sessions.start(CLINICIAN, opened.session_id, declared)
    recording = Recordings(vault).of(session)
    recording.append(AudioChunk(0, tone(), RATE))
    recording.seal()
    words = tuple(Word(text, n * 1000 + 100, n * 1000 + 900, 1.0) for n, text in enumerate(WORDS))
    log = UtteranceLog(vault, session.session_id)
    log.append(Utterance("u1", 0, 0, 6_000, " ".join(WORDS), words))
    log.finish()
    log.close()
    return session


async def test_the_setting_reaches_the_session(
    vault: Vault, settings: Settings, heard: list[tuple[int, int | None]]
) -> None:
    finishing = finishing_of(vault, make_told_speakers(settings))
    session = recorded(vault)
    await finishing.speakers(session.session_id)
    told = finishing.transcript(session.session_id)
    assert heard == [(6 * RATE, None)]
    assert [(turn.speaker_id, turn.text) for turn in told.turns] == [
        ("S1", "How are you?"),
        ("S2", "Tired, thank you."),
    ]
    assert told.models["diarization"] == "ours"


async def test_without_the_setting_the_built_in_way_tells(
    vault: Vault, settings: Settings, heard: list[tuple[int, int | None]]
) -> None:
    unset = settings.model_copy(update={"diarization": None})
    finishing = finishing_of(vault, make_told_speakers(unset))
    session = recorded(vault)
    await finishing.speakers(session.session_id)
    told = finishing.transcript(session.session_id)
    assert heard == []
    assert {turn.speaker_id for turn in told.turns} == {"S1"}
    assert "diarization" not in told.models


async def test_what_cannot_be_used_loses_nothing_and_says_why(
    vault: Vault,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def refuse(name: str, cache_folder: Path) -> Path:
        raise PipelineUnusable("Accept its terms and set HF_TOKEN.")

    monkeypatch.setattr("gpu.speaker_pipeline.find_description", refuse)
    finishing = finishing_of(vault, make_told_speakers(settings))
    session = recorded(vault)
    with caplog.at_level(logging.DEBUG):
        await finishing.told_speakers.load()
        await finishing.speakers(session.session_id)
    told = finishing.transcript(session.session_id)
    assert " ".join(turn.text for turn in told.turns) == " ".join(WORDS)
    assert "diarization" not in told.models
    said = [record.__dict__ for record in caplog.records if record.levelno == logging.ERROR]
    assert [one["session_id"] for one in said] == ["", session.session_id]
    assert {one["detail"] for one in said} == {"Accept its terms and set HF_TOKEN."}
    assert TOKEN not in str([record.__dict__ for record in caplog.records])


def test_the_end_of_the_process_does_not_wait_for_it() -> None:
    program = """
import asyncio, threading
from inglenook.speakers.told_speakers import ToldSpeakers
class Endless:
    def load(self):
        threading.Event().wait()
async def main():
    loading = asyncio.create_task(ToldSpeakers(Endless()).load())
    await asyncio.sleep(0.1)
    loading.cancel()
asyncio.run(main())
"""
    subprocess.run([sys.executable, "-c", program], check=True, timeout=60)


async def test_a_file_is_settled_by_it_too(
    settings: Settings, heard: list[tuple[int, int | None]]
) -> None:
    told = await hear_track(
        Track(tone(), RATE),
        ScriptedWorker(),
        TranscribeOptions(),
        name="file",
        speakers=2,
        told_speakers=make_told_speakers(settings),
    )
    assert heard == [(6 * RATE, 2)]
    assert told.models["diarization"] == "ours"


def test_the_doctor_tells_what_is_set_and_its_mend(settings: Settings) -> None:
    found = finding(settings)
    assert (found.kind, found.detail) == (Kind.FINE, settings.diarization)
    absent = finding(settings.model_copy(update={"diarization": None}))
    assert absent.kind is Kind.ABSENT
    broken = finding(settings.model_copy(update={"diarization": "./nowhere"}))
    assert broken.kind is Kind.BROKEN
    assert "no config.yaml" in broken.detail
    assert "the built-in way" in broken.mend
    assert TOKEN not in str(check_up(settings))


def finding(settings: Settings) -> Finding:
    return next(found for found in check_up(settings) if found.subject == "speaker pipeline")
