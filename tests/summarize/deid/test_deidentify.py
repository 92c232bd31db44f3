"""Presidio with our recognizers on speech as it is recognised: no capitals, numbers in words."""

import logging
import random
import socket

import pytest

from summarize.deid.deidentify import PresidioDeidentifier
from summarize.deid.identifier import IdentifierKind
from summarize.deid.spoken_identifiers import spoken_identifiers


@pytest.fixture(scope="module")
def deidentifier() -> PresidioDeidentifier:
    loaded = PresidioDeidentifier()
    loaded.load()
    return loaded


def found(text: str) -> set[tuple[str, str]]:
    return {(str(i.kind), text[i.start : i.end]) for i in spoken_identifiers(text)}


@pytest.mark.parametrize(
    ("text", "kind", "identifier"),
    [
        ("my sister jessica came over", "PERSON", "jessica"),
        ("my name is xiomara and i", "PERSON", "xiomara"),
        ("i saw doctor okonkwo on monday", "PERSON", "okonkwo"),
        ("dr. patel said", "PERSON", "patel"),
        ("it was maria gonzalez who called", "PERSON", "maria gonzalez"),
        ("Then Will came home", "PERSON", "Will"),
        ("it's spelled k o w a l s k i", "PERSON", "k o w a l s k i"),
        ("call 206-555-0199 please", "PHONE", "206-555-0199"),
        ("it's five five five oh one nine nine", "PHONE", "five five five oh one nine nine"),
        ("my number is 555 0199", "PHONE", "555 0199"),
        ("born march third nineteen eighty four", "DATE", "march third nineteen eighty four"),
        ("on the 14th of July", "DATE", "the 14th of July"),
        ("on 3/14/2025 at noon", "DATE", "3/14/2025"),
        ("since October 2nd, 2024", "DATE", "October 2nd, 2024"),
        ("back in november it", "DATE", "november"),
        ("I'm 42 years old", "AGE", "42"),
        ("she is thirty seven years old", "AGE", "thirty seven"),
        ("he just turned sixteen", "AGE", "sixteen"),
        ("when i was at age nine", "AGE", "nine"),
        ("i live at 12 maple street apartment 4b", "ADDRESS", "12 maple street apartment 4b"),
        ("over at forty two oak lane", "ADDRESS", "forty two oak lane"),
        ("jane dot doe at gmail dot com", "EMAIL", "jane dot doe at gmail dot com"),
        ("write to jane@example.org", "EMAIL", "jane@example.org"),
        ("i teach at lincoln high school", "ORG", "lincoln high school"),
        ("record number 4471902", "NUMBER", "4471902"),
        ("zip nine eight one oh four", "NUMBER", "nine eight one oh four"),
    ],
)
def test_spoken_identifiers_are_found(text: str, kind: str, identifier: str) -> None:
    assert (kind, identifier) in found(text)


@pytest.mark.parametrize(
    "text",
    [
        "I take sertraline, fifty milligrams every morning, and Ativan.",
        "Most nights I wake up at three, for about two weeks now.",
        "i will may be try to, and my hope is it may help",
        "On the P H Q nine that is a three, more than half the days.",
        "My A D H D and my P T S D got worse",
        "See you next Tuesday at four, or in two weeks.",
        "I was in high school and then I worked from home.",
        "the doctor said i'm fine, doctor prescribed it",
        "On a scale of one to ten, a six or seven.",
        "I'm 100 percent sure. I'm fine. I'm 20 minutes late.",
    ],
)
def test_what_a_note_needs_stays(text: str) -> None:
    assert found(text) == set()


@pytest.mark.models
def test_everything_comes_back(deidentifier: PresidioDeidentifier) -> None:
    texts = [
        "Hi Maria, I'm Dr. Okafor. How was Seattle?",
        "good, my sister jessica lopez works at Microsoft and maria, her kid, turned twelve.",
        "I take Zoloft fifty milligrams, PHQ-9 was fourteen. [PERSON_1], so to speak.",
        "",
        "   ",
    ]
    hidden = deidentifier.conceal(texts)
    said = " ".join(hidden.texts).casefold()
    for name in ("maria", "okafor", "seattle", "jessica", "lopez", "microsoft", "twelve"):
        assert name not in said
    assert "zoloft fifty milligrams, phq-9 was fourteen" in said
    assert [hidden.surrogates.reveal(text) for text in hidden.texts] == texts


@pytest.mark.models
def test_nothing_is_asked_of_the_network_or_told_to_the_log(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def refuse(*args: object, **kwargs: object) -> None:
        raise AssertionError("the network was asked")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    with caplog.at_level(logging.DEBUG):
        hidden = PresidioDeidentifier().conceal(
            ["Write to zelda at zelda@quxmail.org, says Zelda."]
        )
    assert "elda" not in hidden.texts[0]
    assert "elda" not in caplog.text + " ".join(str(r.__dict__) for r in caplog.records)


_FIRST = [
    "maria",
    "jessica",
    "david",
    "ahmed",
    "linda",
    "kevin",
    "angela",
    "carlos",
    "denise",
    "tyler",
    "brenda",
]
_LAST = [
    "gonzalez",
    "johnson",
    "nguyen",
    "hernandez",
    "kowalski",
    "thompson",
    "ramirez",
    "anderson",
]
_FRAMES = (
    "so {first} said i should call",
    "my partner {first} and i had a fight",
    "i told {first} {last} about it",
    "it was dr {last} who started me on it",
    "my number is {digits}",
    "you can reach me at {phone}",
    "i was born {month} {ordinal}",
    "i turned {age} in the spring",
    "we moved to {number} {street} street last year",
    "that was on the {ordinal} of {month}",
)
_DIGITS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "oh"]
_MONTHS = ["january", "february", "june", "july", "september", "october", "november", "december"]
_ORDINALS = ["first", "second", "third", "eleventh", "twelfth", "fifteenth", "twentieth"]
_LEAST_RECALL = 0.95


@pytest.mark.models
def test_recall_on_made_up_speech(deidentifier: PresidioDeidentifier) -> None:
    """200 sentences with one to two identifiers each, seeded; without capitals or marks."""
    pick = random.Random(7)
    missed: list[str] = []
    total = 0
    for at in range(200):
        values = {
            "first": pick.choice(_FIRST),
            "last": pick.choice(_LAST),
            "digits": " ".join(pick.choices(_DIGITS, k=7)),
            "phone": f"{pick.randint(200, 999)} 555 {pick.randint(1000, 9999)}",
            "month": pick.choice(_MONTHS),
            "ordinal": pick.choice(_ORDINALS),
            "age": pick.choice(["thirty two", "forty", "sixteen", "fifty eight"]),
            "number": str(pick.randint(10, 9999)),
            "street": pick.choice(["maple", "second", "martin luther king", "elm"]),
        }
        frame = _FRAMES[at % len(_FRAMES)]
        (text,) = deidentifier.conceal([frame.format(**values)]).texts
        for name, value in values.items():
            if f"{{{name}}}" in frame:
                total += 1
                if value in text:
                    missed.append(f"{frame}: {value}")
    print(f"{total} identifiers, recall {1 - len(missed) / total:.4f}")
    assert 1 - len(missed) / total >= _LEAST_RECALL, sorted(set(missed))[:10]


def test_every_kind_is_known_to_the_adapter() -> None:
    from summarize.deid.deidentify import _KIND_OF

    assert set(_KIND_OF.values()) == set(IdentifierKind)
