import numpy as np

from diarize.provisional import ProvisionalSpeakers


def unit(*values: float) -> np.ndarray:
    vector = np.array(values, dtype=np.float32)
    return vector / np.linalg.norm(vector)


def test_voices_are_named_as_they_appear() -> None:
    speakers = ProvisionalSpeakers(4)
    heard = [unit(1, 0, 0), unit(0, 1, 0), unit(1, 0.2, 0), unit(0.1, 1, 0)]
    assert [speakers.assign(voice, 3_000) for voice in heard] == ["S1", "S2", "S1", "S2"]
    assert speakers.last == "S2"


def test_a_short_word_is_never_somebody_new() -> None:
    speakers = ProvisionalSpeakers(4)
    speakers.assign(unit(1, 0, 0), 3_000)
    assert speakers.assign(unit(0, 1, 0), 400) == "S1"


def test_a_guess_teaches_no_known_voice() -> None:
    speakers = ProvisionalSpeakers(4)
    assert speakers.guess(unit(1, 0, 0), 3_000) == "S1"
    before = speakers.voices["S1"]
    assert speakers.guess(unit(1, 0.5, 0), 3_000) == "S1"
    np.testing.assert_array_equal(speakers.voices["S1"], before)
    assert speakers.guess(unit(0, 0, 1), 3_000) == "S2"


def test_there_are_never_more_than_may_be() -> None:
    speakers = ProvisionalSpeakers(2)
    names = {speakers.assign(unit(*row), 3_000) for row in np.eye(5).tolist()}
    assert names == {"S1", "S2"}


def test_a_short_word_makes_nobody_known() -> None:
    speakers = ProvisionalSpeakers(4)
    assert speakers.assign(unit(1, 0), 400) == "S1"
    assert speakers.assign(unit(0, 1), 2_000) == "S1"
    assert speakers.nearest(unit(1, 0)) == "S1"
    assert list(speakers.voices) == ["S1"]
    np.testing.assert_allclose(speakers.voices["S1"], unit(0, 1))
