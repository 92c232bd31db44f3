"""Spoken punctuation, headings and lists; the words stay those that were said."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diarize.turn import SpeakerRole, Turn
from summarize.extractive.dictated_sentence import DictatedSentence, dictated_sentences
from summarize.extractive.dictation import Headings
from summarize.talk.passage import passages
from summarize.templates import template_named

NAMES = Headings.of(template_named("soap")).names()


def read(*texts: str) -> list[DictatedSentence]:
    turns = [Turn(f"t{n}", "S1", 0, 0, text, False, ()) for n, text in enumerate(texts)]
    said = [one for turn in turns for one in passages(turn, SpeakerRole.CLINICIAN)]
    return list(dictated_sentences(said, NAMES))


def test_spoken_punctuation_is_written() -> None:
    found = read(
        "client reports poor sleep comma about four hours period new paragraph affect flat period"
    )
    assert [one.text for one in found] == [
        "client reports poor sleep, about four hours",
        "affect flat",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Her period is late and it was a hard period.",
        "She lost a friend over a long period of time.",
        "Screening for colon cancer was discussed.",
    ],
)
def test_words_that_only_look_like_punctuation_stay(text: str) -> None:
    spoken = "Sleep poor period mood low period next paragraph"
    assert read(text, spoken)[0].text == text


def test_one_period_alone_is_a_word() -> None:
    assert [one.text for one in read("She describes it as a bad dream period")] == [
        "She describes it as a bad dream period"
    ]


@pytest.mark.parametrize(
    ("text", "heading", "rest"),
    [
        ("Next section plan continue weekly CBT.", "plan", "continue weekly CBT."),
        ("For the plan, continue weekly CBT.", "plan", "continue weekly CBT."),
        ("Moving on to assessment, she is improving.", "assessment", "she is improving."),
        ("Plan: continue weekly CBT.", "plan", "continue weekly CBT."),
        ("Mental status colon alert and calm.", "mental status", "alert and calm."),
        ("Under objective, affect was flat.", "objective", "affect was flat."),
        ("As for the response, she liked it.", "response", "she liked it."),
    ],
)
def test_a_heading_is_taken_off_and_kept(text: str, heading: str, rest: str) -> None:
    [one] = read(text)
    assert (one.heading, one.text, one.is_headed) == (heading, rest, True)


@pytest.mark.parametrize(
    "text",
    [
        "Plan to continue weekly CBT.",
        "Risk was discussed at length.",
        "For planning purposes he bought a calendar.",
        "Objectively he is better.",
    ],
)
def test_a_sentence_that_begins_like_a_heading_has_none(text: str) -> None:
    [one] = read(text)
    assert (one.heading, one.is_headed, one.text) == (None, False, text)


def test_a_heading_alone_holds_until_the_next() -> None:
    found = read("Subjective.", "Sleeps badly. Eats little.", "Plan:\n- Weekly CBT\n- Sleep log")
    assert [(one.heading, one.heading_stands_alone, one.text) for one in found] == [
        ("subjective", True, "Sleeps badly."),
        ("subjective", True, "Eats little."),
        ("plan", True, "Weekly CBT"),
        ("plan", True, "Sleep log"),
    ]


SPOKEN = "period comma colon plan for the next section new paragraph sleep . , : - Affect flat"
words = st.sampled_from([*SPOKEN.split(), "\n"])


@given(st.lists(words, max_size=25).map(" ".join))
def test_evidence_is_verbatim_whatever_is_said(text: str) -> None:
    for one in read(text):
        [proof] = one.evidence
        assert proof.quote in text
        assert one.text
