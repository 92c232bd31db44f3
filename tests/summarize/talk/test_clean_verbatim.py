import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarize.talk.clean_verbatim import clean_verbatim


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("I-I did, um, three, you know.", "I did, three."),
        ("it's-it's sucks either way", "it's sucks either way"),
        ("I was, I was supposed to do seven", "I was supposed to do seven"),
        ("I've looked into, um, a fe- um, I've tried", "I've looked into, a I've tried"),
        ("It was, like, a lot.", "It was, a lot."),
        ("Uh, I mean, it hurts, you know what I mean?", "it hurts."),
        ("Do you know what I did?", "Do you know what I did?"),
        ("you know how he gets", "you know how he gets"),
        ("I like dogs [unintelligible 00:19:40] and -and cats—", "I like dogs and cats"),
        (
            "call nine one one, or seven four one, seven four one",
            "call nine one one, or seven four one, seven four one",
        ),
        ("no more than ten", "no more than ten"),
    ],
)
def test_fillers_and_false_starts_go_and_nothing_else(said: str, written: str) -> None:
    assert clean_verbatim(said) == written


@given(
    st.lists(
        st.sampled_from(
            [
                "I",
                "um",
                "you",
                "know",
                "mean",
                "like,",
                "it's,",
                "a-",
                "not",
                "no—",
                "the",
                ".",
                "?",
                "the",
            ]
        )
    )
)
def test_no_word_is_added_or_moved(pieces: list[str]) -> None:
    said = " ".join(pieces)
    left = iter(re.findall(r"[\w']+", said))
    assert all(word in left for word in re.findall(r"[\w']+", clean_verbatim(said)))
