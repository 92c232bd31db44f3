import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarize.talk.wording import is_backchannel, plain, with_digits


@pytest.mark.parametrize(
    ("said", "digits"),
    [
        ("Fifty milligrams", "50 milligrams"),
        ("twenty-five", "25"),
        ("a hundred and fifty", "150"),
        ("two hundred", "200"),
        ("three thirty", "3 30"),
        ("nine eight eight", "9 8 8"),
        ("four or five days", "4 or 5 days"),
        ("anyone", "anyone"),
        ("Someone said ten", "someone said 10"),
    ],
)
def test_number_words_become_digits(said: str, digits: str) -> None:
    assert with_digits(said) == digits


@pytest.mark.parametrize("text", ["Mm-hmm.", "Okay.", "Yeah, right.", "Uh-huh", "Well."])
def test_listening_sounds_say_nothing(text: str) -> None:
    assert is_backchannel(text)


@pytest.mark.parametrize("text", ["Every day.", "I stopped it.", "No sleep at all."])
def test_short_answers_are_no_listening_sounds(text: str) -> None:
    assert not is_backchannel(text)


@given(st.text(max_size=200))
def test_plain_text_stays_plain(text: str) -> None:
    assert plain(plain(text)) == plain(plain(plain(text)))
    assert "  " not in plain(text)
