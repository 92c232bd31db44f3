"""The bundled session, heard by the real speaker models; its words are taken from the script."""

from pathlib import Path

import av
import numpy as np
import pytest

import inglenook.demo_session
from diarize import DiarizeOptions, SpeakerTracker, settle_microphone
from gpu.inprocess import InProcessWorker
from inglenook.evaluation.reference import Reference, read_reference
from inglenook.evaluation.speech import measure_speech
from transcribe import Utterance, Word

pytestmark = [
    pytest.mark.models,
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),  # pyannote and meeteval import theirs
]
FOLDER = Path(inglenook.demo_session.__file__).parent


def samples_of(file: Path) -> np.ndarray:
    resampler = av.AudioResampler(format="flt", layout="mono", rate=16_000)
    with av.open(str(file)) as container:
        frames = [f for frame in container.decode(audio=0) for f in resampler.resample(frame)]
        frames += resampler.resample(None)
    return np.concatenate([frame.to_ndarray()[0] for frame in frames]).astype(np.float32)


def script_of(reference: Reference) -> list[Utterance]:
    """The script's words, spread over each turn by their length."""
    utterances = []
    for number, turn in enumerate(reference.turns):
        texts = turn.text.split()
        per_letter = (turn.end - turn.start) / sum(len(text) + 1 for text in texts)
        clock, words = turn.start, []
        for text in texts:
            end = clock + per_letter * (len(text) + 1)
            words.append(Word(text, round(clock * 1000), round(end * 1000), 1.0))
            clock = end
        start_ms, end_ms = words[0].start_ms, words[-1].end_ms
        utterances.append(Utterance(f"u0-{number}", 0, start_ms, end_ms, turn.text, tuple(words)))
    return utterances


async def test_two_people_in_their_roles() -> None:
    reference = read_reference(FOLDER / "ref.json")
    samples = samples_of(FOLDER / "session.opus")
    worker = InProcessWorker()
    try:
        tracker = SpeakerTracker(worker, DiarizeOptions())
        for start in range(0, len(samples), 16_000):
            await tracker.push(samples[start : start + 16_000])
        voices = await tracker.finish()
    finally:
        worker.close()
    told = settle_microphone("demo", script_of(reference), voices, len(samples) // 16, {})
    figures = measure_speech(told, reference)
    assert figures.speakers == figures.reference_speakers == 2
    assert figures.der.value is not None
    assert figures.der.value < 0.08
    assert figures.cpwer.value is not None
    assert figures.cpwer.value < 0.03
    assert figures.role_accuracy.value is not None
    assert figures.role_accuracy.value > 0.97
