from hypothesis import given
from hypothesis import strategies as st

from gpu import DecodedWord
from transcribe.loops import without_loops


def words(text, each_ms=300):
    return tuple(
        DecodedWord(word, at * each_ms, (at + 1) * each_ms, 0.9)
        for at, word in enumerate(text.split())
    )


def text(kept):
    return " ".join(word.text for word in kept)


def test_people_repeat_themselves():
    for said in ("no no no I did not", "very, very bad", "I just I just could not", "eight eight"):
        assert text(without_loops(words(said))) == said


def test_a_phrase_going_round_and_round_is_kept_once():
    said = "and then " + "I went to bed " * 5
    assert text(without_loops(words(said))) == "and then I went to bed"
    assert text(without_loops(words("okay " * 30))) == "okay"


def test_a_sentence_repeated_faster_than_speech_is_kept_once():
    first = words("I have not been sleeping well.")
    again = tuple(
        DecodedWord(w.text, 1800 + at * 20, 1820 + at * 20, 0.4) for at, w in enumerate(first)
    )
    assert without_loops(first + again) == first


def test_a_sentence_said_twice_stays():
    said = "I have not been sleeping well. I have not been sleeping well."
    assert text(without_loops(words(said))) == said


@given(st.lists(st.sampled_from("abc"), max_size=40))
def test_what_is_kept_is_in_order_and_stable(letters):
    given_words = words(" ".join(letters))
    kept = without_loops(given_words)
    assert set(kept) <= set(given_words)
    assert list(kept) == sorted(kept, key=lambda word: word.start_ms)
    assert without_loops(kept) == kept
