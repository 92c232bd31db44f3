import pytest

from summarize.talk.stem import content_stem, stem


@pytest.mark.parametrize(
    "forms",
    [
        ("sleep", "sleeps", "sleeping", "slept", "asleep"),
        ("take", "takes", "taking", "took", "taken"),
        ("wake", "wakes", "waking", "woke"),
        ("suicide", "suicidal"),
        ("worry", "worries", "worried", "worrying"),
        ("stop", "stops", "stopped", "stopping"),
        ("medication", "meds", "medicine"),
        ("depressed", "depression"),
        ("move", "moved", "moving"),
        ("argue", "argued", "arguing"),
    ],
)
def test_forms_of_a_word_meet(forms: tuple[str, ...]) -> None:
    assert len({stem(form) for form in forms}) == 1


@pytest.mark.parametrize("word", ["the", "client", "reports", "i'm", "don't", "x"])
def test_words_without_meaning_have_none(word: str) -> None:
    assert content_stem(word) is None


@pytest.mark.parametrize(
    ("one", "other"), [("sleep", "eat"), ("sister", "brother"), ("wake", "walk")]
)
def test_different_words_stay_apart(one: str, other: str) -> None:
    assert stem(one) != stem(other)
