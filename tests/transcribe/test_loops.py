import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gpu import DecodedWord
from transcribe.loops import without_loops

REAL = json.loads((Path(__file__).parent / "loops.json").read_text())


def words(text, each_ms=300):
    return tuple(
        DecodedWord(word, at * each_ms, (at + 1) * each_ms, 0.9)
        for at, word in enumerate(text.split())
    )


def text(kept):
    return " ".join(word.text for word in kept)


@pytest.mark.parametrize(
    "said",
    [
        "no no no I did not",
        "No, no, no, no.",
        "no no no no no no no no",
        "I can't, I can't, I can't.",
        "I just I just could not",
        "very, very bad",
        "eight eight",
        "I want to sleep. I want to sleep. I want to sleep.",
        "Mm-hmm. Mm-hmm. Mm-hmm. Mm-hmm. Mm-hmm. Mm-hmm.",
    ],
)
def test_people_repeat_themselves(said):
    assert text(without_loops(words(said, 180))) == said


def test_what_goes_round_beyond_all_measure_is_kept_once():
    said = "and then " + "I went to bed " * 5
    assert text(without_loops(words(said))) == "and then I went to bed"
    assert text(without_loops(words("okay " * 30))) == "okay"


def test_a_sentence_repeated_without_time_is_kept_once():
    first = words("I have not been sleeping well.")
    again = tuple(
        DecodedWord(w.text, 1800 + at * 20, 1820 + at * 20, 0.4) for at, w in enumerate(first)
    )
    assert without_loops(first + again) == first


def test_a_sentence_said_twice_stays():
    said = "I have not been sleeping well. I have not been sleeping well."
    assert text(without_loops(words(said))) == said


def test_what_was_told_before_and_comes_again_without_time_is_left_out():
    before = ["I", "have", "not", "been", "sleeping", "well."]
    new = words("Since when?", 300)
    again = tuple(DecodedWord(word, 600, 600, 0.9) for word in before)
    assert without_loops(new + again, before) == new
    assert without_loops(words(" ".join(before)), before) == words(" ".join(before))


def test_hurried_words_that_repeat_nothing_stay():
    said = words("I went to the", 200) + tuple(
        DecodedWord(word, 800, 800, 0.9) for word in ("shop", "and", "back")
    )
    assert without_loops(said) == said


@pytest.mark.parametrize("case", REAL, ids=lambda case: case["kept"][:24])
def test_loops_of_the_real_model_are_cut(case):
    """Decodes by Whisper tiny.en of the bundled session in windows that end with the speech."""
    heard = tuple(DecodedWord(*word) for word in case["words"])
    assert text(without_loops(heard)) == case["kept"]


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from([0, 200])), max_size=40))
def test_what_is_kept_is_in_order_and_begins_as_it_began(spoken):
    given_words = tuple(
        DecodedWord(letter, at * 200, at * 200 + length, 0.9)
        for at, (letter, length) in enumerate(spoken)
    )
    kept = without_loops(given_words)
    assert set(kept) <= set(given_words)
    assert list(kept) == sorted(kept, key=lambda word: word.start_ms)
    assert kept[:1] == given_words[:1]
