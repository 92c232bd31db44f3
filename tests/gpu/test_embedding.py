import numpy as np
import pytest

from gpu.weights import EMBEDDING

pytestmark = pytest.mark.models
RATE = 16_000


@pytest.fixture(scope="module")
def embedder() -> object:
    from gpu.embedding import Embedder

    return Embedder(EMBEDDING.path())


def hum(pitch_hz: float, formants_hz: tuple[int, ...], seconds: float, seed: int) -> np.ndarray:
    """A vowel-like sound: harmonics of a pitch, louder near the formants, with some breath."""
    time = np.arange(int(seconds * RATE)) / RATE
    wave = np.zeros_like(time)
    vibrato = 1 + 0.02 * np.sin(2 * np.pi * 5 * time)
    for number in range(1, int(7_000 / pitch_hz)):
        frequency = number * pitch_hz
        gain = sum(np.exp(-(((frequency - f) / 150) ** 2)) for f in formants_hz) + 0.02
        wave += gain * np.sin(2 * np.pi * np.cumsum(frequency * vibrato) / RATE)
    wave += 0.05 * np.random.default_rng(seed).normal(size=len(time))
    return (0.3 * wave / np.abs(wave).max()).astype(np.float32)


LOW = (500, 1_500, 2_500)
HIGH = (800, 1_900, 3_100)


def test_embeddings_have_unit_length(embedder) -> None:  # type: ignore[no-untyped-def]
    for samples in (hum(110, LOW, 2, 1), hum(110, LOW, 0.05, 1), np.zeros(0, dtype=np.float32)):
        vector = embedder(samples)
        assert vector.shape == (192,)
        assert vector.dtype == np.float32
        assert np.isfinite(vector).all()
    assert np.linalg.norm(embedder(hum(110, LOW, 2, 1))) == pytest.approx(1.0, abs=1e-5)


def test_the_level_does_not_matter(embedder) -> None:  # type: ignore[no-untyped-def]
    near, far = hum(110, LOW, 3, 1), 0.1 * hum(110, LOW, 3, 1)
    assert float(embedder(near) @ embedder(far)) > 0.98


def test_one_voice_is_nearer_to_itself(embedder) -> None:  # type: ignore[no-untyped-def]
    one, again, other = (
        embedder(hum(110, LOW, 3, 1)),
        embedder(hum(112, LOW, 3, 2)),
        embedder(hum(230, HIGH, 3, 3)),
    )
    assert float(one @ again) > float(one @ other) + 0.1


def test_spans_of_one_stretch_are_told_apart(embedder) -> None:  # type: ignore[no-untyped-def]
    both = np.concatenate([hum(110, LOW, 3, 1), hum(230, HIGH, 3, 3)])
    spans = [(0, RATE), (2 * RATE, 3 * RATE), (3 * RATE, 4 * RATE), (5 * RATE, 6 * RATE)]
    prints = embedder.of_spans(both, spans)
    assert prints.shape == (4, 192)
    np.testing.assert_allclose(np.linalg.norm(prints, axis=1), 1.0, atol=1e-5)
    assert float(prints[0] @ prints[1]) > float(prints[0] @ prints[3]) + 0.1
    assert float(prints[2] @ prints[3]) > float(prints[0] @ prints[3]) + 0.1


def test_the_whole_as_a_span_is_its_embedding(embedder) -> None:  # type: ignore[no-untyped-def]
    samples = hum(110, LOW, 2, 1)
    (whole,) = embedder.of_spans(samples, [(0, len(samples))])
    np.testing.assert_allclose(whole, embedder(samples), atol=1e-4)


def test_a_span_without_length_is_told_too(embedder) -> None:  # type: ignore[no-untyped-def]
    prints = embedder.of_spans(hum(110, LOW, 0.3, 1), [(0, 0), (4_800, 4_800)])
    assert np.isfinite(prints).all()
