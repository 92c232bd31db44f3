"""Headings of what the client reported: subject, medicine, the question where it is needed."""

import re
from collections.abc import Sequence

from summarize.extractive.safety_topics import SAFETY_PLAN
from summarize.talk.denial import says_yes
from summarize.talk.excerpt import trimmed
from summarize.talk.medication import doses_said, is_taken, medicines_named
from summarize.talk.passage import Passage
from summarize.talk.topic import Topic
from summarize.talk.wording import plain, with_digits, word_count

MIN_QUESTION, LONGEST_QUESTION = 2, 14
"""Words of a question that is quoted with its answer."""
_SUBSTANCES = tuple(
    (label, re.compile(pattern))
    for label, pattern in (
        (
            "Alcohol",
            r"\b(?:alcohol\w*|drink\w*|drank|drunk|sober|beers?|wine|vodka|whiskey|liquor)\b",
        ),
        ("Cannabis", r"\b(?:weed|marijuana|cannabis|edibles?|gumm(?:y|ies)|pot)\b"),
        ("Nicotine", r"\b(?:nicotine|cigarettes?|smok\w+|vap(?:e|ing))\b"),
        ("Caffeine", r"\b(?:caffeine|coffee|energy drinks?)\b"),
        ("Drugs", r"\b(?:drugs?|cocaine|heroin|opioids?|opiates?|meth)\b"),
    )
)
_POINT = re.compile(
    r"(?:,|;|\bbut|\band|\bso) (?=(?:how|what|where|when|who|why|do|does|did|are|is|were|was|"
    r"have|has|"
    r"can|could|would)\b)"
)
_NUMBER = re.compile(r"\d+")
_SHORT_ANSWER = 5
_SHORT_SAFETY = 12
_SELF_EVIDENT = frozenset({"means", "protective", "ideation", "side_effects", "adherence"})
"""Subjects whose heading says enough of the question."""
_GENERIC = frozenset({"homework", "medication", "meds", "doctor"})


def heading(topic: Topic | None, question: Sequence[Passage], said: Sequence[Passage]) -> str:
    """The subject's label; of substances the one that is meant."""
    if topic is None:
        return "Client"
    if topic.name != "substances":
        return topic.label
    named = {
        label
        for one in (*question, *said)
        for label, pattern in _SUBSTANCES
        if pattern.search(one.plain)
    }
    return named.pop() if len(named) == 1 else topic.label


def with_question(
    label: str, question: list[Passage], topic: Topic | None, answer: str, proof: list[Passage]
) -> tuple[str, list[Passage]]:
    """A short answer keeps its question: `asked “What number would you be at?”: “An eight.”`."""
    asking = [one for one in question if one.is_question]
    affirms = topic is not None and topic.name == "side_effects" and says_yes(answer)
    wide = affirms or (topic is not None and topic.name in ("abuse", "plan"))
    short = _SHORT_SAFETY if wide else _SHORT_ANSWER
    if topic is not None and (word_count(answer) > short or topic in SAFETY_PLAN):
        return label, proof
    if not asking:
        return label, proof
    asked = _at_its_point(trimmed(asking[-1]))
    if word_count(asked.text) > LONGEST_QUESTION or (
        topic is not None and topic.name in _SELF_EVIDENT and not affirms
    ):
        return label, proof
    heading = f"{label}, asked" if topic is not None else "Asked"
    return f"{heading} “{asked.text}”", [asked, *proof]


def _at_its_point(asked: Passage) -> Passage:
    """A long question from its last question word on."""
    points = list(_POINT.finditer(asked.text))
    if word_count(asked.text) <= LONGEST_QUESTION or not points:
        return asked
    return Passage(asked.turn, asked.role, asked.start + points[-1].end(), asked.end)


def dose_echoed(answer: str, following: Sequence[Passage]) -> list[Passage]:
    """The clinician's `Fifty milligrams at night.` after `the fifty`: the unit left out."""
    said = set(_NUMBER.findall(with_digits(answer)))
    return [
        one
        for one in following[:2]
        if not doses_said(answer)
        and any(number in said for dose in doses_said(one.text) for number in [dose.split()[0]])
    ][:1]


def terms_asked(question: list[Passage], topic: Topic, answer: str) -> list[str]:
    """The question's own words for its subject that the answer does not repeat."""
    if topic.name not in ("homework", "treatment"):
        return []
    found: list[str] = []
    for one in question:
        for match in topic.said.finditer(one.plain):
            term = match[0].strip()
            if term not in _GENERIC and term not in plain(answer) and term not in found:
                found.append(term)
    return found[:2]


def holds(said: Passage, terms: Sequence[str]) -> bool:
    return any(term in said.plain for term in terms)


def medicine_label(label: str, question: list[Passage], answer: str) -> str:
    """`Sertraline 50 mg` where the client takes it, or agrees to it as asked; else the names."""
    asked = " ".join(one.text for one in question)
    names = medicines_named(answer)
    doses = doses_said(answer) if is_taken(answer) else ()
    told = _dosed(names, doses)
    if says_yes(answer):
        agreed = tuple(name for name in medicines_named(asked) if name not in names)
        told = [*_dosed(agreed, doses_said(asked) if names or not doses else doses), *told]
    elif not names:
        told = _dosed(medicines_named(asked), doses)
    return ", ".join([label, *told])


def _dosed(names: Sequence[str], doses: Sequence[str]) -> list[str]:
    """The dose beside the name where there is one of each."""
    if len(names) == 1 and len(doses) == 1:
        return [f"{names[0]} {doses[0]}"]
    return list(names)
