import numpy as np
import pytest

from diarize.change import changes


def prints_of(people: list[int], *, spread: float = 0.5) -> np.ndarray:
    generator = np.random.default_rng(3)
    voices = generator.normal(size=(4, 192)) / np.sqrt(192)
    rows = voices[people] + spread * generator.normal(size=(len(people), 192)) / np.sqrt(192)
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True))


@pytest.mark.parametrize(
    ("people", "expected"),
    [
        ([], []),
        ([0], []),
        ([0] * 12, []),
        ([0] * 6 + [1] * 6, [6]),
        ([0] * 5 + [1] * 4 + [2] * 5, [5, 9]),
    ],
)
def test_voices_change_where_another_begins(people: list[int], expected: list[int]) -> None:
    assert changes(prints_of(people)) == expected
