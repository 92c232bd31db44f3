import pytest
from hypothesis import given
from hypothesis import strategies as st

from diarize.turn import SpeakerRole, Turn
from summarize.talk.clause import clauses
from summarize.talk.passage import Passage


def said(text: str) -> Passage:
    return Passage(Turn("t1", "P", 0, 1_000, text, False, ()), SpeakerRole.CLIENT, 0, len(text))


@pytest.mark.parametrize(
    ("sentence", "parts"),
    [
        ("We lost two people, so I've been covering.",
         ["We lost two people", "so I've been covering."]),
        ("If my sister comes along, I can do it.", ["If my sister comes along, I can do it."]),
        ("I thought, this is it.", ["I thought, this is it."]),
        ("I slept, and no.", ["I slept, and no."]),
        ("I wake at four and I lie there.", ["I wake at four", "and I lie there."]),
    ],
)  # fmt: skip
def test_a_sentence_is_parted_where_both_sides_stand(sentence: str, parts: list[str]) -> None:
    assert [part.text for part in clauses(said(sentence))] == parts


@given(st.lists(st.sampled_from(["I", "if", "we,", "so", "and,", "but", "slept.", "late", "the"])))
def test_no_word_is_lost(pieces: list[str]) -> None:
    words = [
        word.strip(",") for part in clauses(said(" ".join(pieces))) for word in part.text.split()
    ]
    assert words == [word.strip(",") for word in pieces]
