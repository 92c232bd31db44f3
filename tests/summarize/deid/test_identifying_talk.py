"""Recall on a sample of made-up talk, what must survive, and that it all comes back; the whole
measurement is `tests/bench/deid.py`."""

import re

import pytest
from deid import measure
from identifying_talk import sessions

from summarize.deid.deidentify import PresidioDeidentifier

LEAST_RECALL = {"dev": 0.985, "held": 0.97}
MOST_TAKEN_PER_1000 = 5.0


@pytest.fixture(scope="module")
def deidentifier() -> PresidioDeidentifier:
    loaded = PresidioDeidentifier()
    loaded.load()
    return loaded


@pytest.mark.models
@pytest.mark.parametrize("split", ["dev", "held"])
def test_identifiers_are_found_and_come_back(
    split: str, deidentifier: PresidioDeidentifier
) -> None:
    recall = measure(deidentifier, sessions(split, seed=4, entities=400))
    assert recall.share >= LEAST_RECALL[split], recall.missed
    assert 1000 * recall.taken.total() / recall.words <= MOST_TAKEN_PER_1000, recall.taken
    assert recall.inexact == 0


@pytest.mark.models
@pytest.mark.parametrize(
    "text",
    [
        "i will try and i may hope to mark my progress with grace and joy",
        "On Monday I take Zoloft, sertraline fifty milligrams and Ativan as needed.",
        "the phq nine was fourteen and the gad seven was eleven",
        "over the last two weeks nearly every day i had trouble falling asleep",
        "see you next tuesday at four or in two weeks",
        "call nine eight eight or text seven four one seven four one if it gets bad",
        "i rose early and drew a bill and the summer sun felt good",
        "on a scale of one to ten it was a seven, five out of seven nights",
        "breathe in for four hold for seven and out for eight",
        "i was ten minutes late and i'm twenty percent sure",
        "we did cbt and emdr for my ptsd and a d h d",
        "i had a panic attack at work and went to the hospital by the park down the street",
    ],
)
def test_what_a_note_needs_survives(text: str, deidentifier: PresidioDeidentifier) -> None:
    assert deidentifier.conceal([text]).texts == (text,)


@pytest.mark.models
def test_one_person_has_one_number_by_every_name(deidentifier: PresidioDeidentifier) -> None:
    hidden = deidentifier.conceal(
        [
            "my husband robert kowalczyk left",
            "bob said he was done, robert's mother too",
            "it's spelled r o b e r t",
            "my sister is maria lopez and my aunt is maria chen",
            "maria called",
        ]
    )
    people = re.findall(r"\[PERSON_(\d+)", " ".join(hidden.texts))
    husband = people[0]
    assert people[:4] == [husband] * 4
    sister, aunt, either = people[4:]
    assert len({husband, sister, aunt, either}) == 4, "which maria called is not sure"


@pytest.mark.models
def test_the_answer_is_told_by_the_question(deidentifier: PresidioDeidentifier) -> None:
    hidden = deidentifier.conceal(
        ["what's your name?", "hope", "what's the best number to reach you",
         "five five five", "mhm", "oh one nine nine", "where do you live", "in reading"]
    )  # fmt: skip
    said = hidden.texts
    assert said[1].startswith("[PERSON") and said[7] == "in [PLACE_1]"
    assert said[3].startswith("[PHONE") and said[4] == "mhm" and said[5].startswith("[PHONE")


@pytest.mark.parametrize(
    "bent",
    ["[person_1]", "person_1", "[PERSON 1]", r"\[PERSON\_1\]", "[Person_1]", "<PERSON_1>"],
)
def test_a_bent_tag_is_revealed(bent: str) -> None:
    from summarize.deid.identifier import Identifier, IdentifierKind
    from summarize.deid.surrogates import conceal

    hidden = conceal(["maria lopez"], [[Identifier(IdentifierKind.PERSON, 0, 11)]])
    assert "maria lopez's sleep" in hidden.surrogates.reveal(f"Notes {bent}'s sleep").replace(
        "<", ""
    ).replace(">", "")
