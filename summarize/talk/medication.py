"""Medicines and doses in speech."""

import difflib
import re

from summarize.talk.clause import clauses
from summarize.talk.drug import drugs_in, is_drug
from summarize.talk.passage import Passage
from summarize.talk.third_person import is_of_another
from summarize.talk.wording import plain, with_digits

_DOSE = re.compile(
    r"\b(\d+(?:\.\d+)?(?: (?:50|25|5|75))?) ?(milligrams?|mgs?|micrograms?|mcgs?|units|grams?)\b"
)
_UNITS = {"mil": "mg", "mg": "mg", "mgs": "mg", "mic": "mcg", "mcg": "mcg", "gra": "g"}
_WORD = re.compile(r"[A-Za-z]{6,}")
_NO_LONGER = re.compile(
    r"\b(?:said no|declin\w+|refus\w+|stopped|quit|went off|came off|used to|don't want|"
    r"didn't want|not "
    r"(?:taking|on)|never (?:took|started|filled)|instead of|suggest\w*|talked about|"
    r"thinking about|"
    r"considering|my (?:mom|mother|dad|father|wife|husband|sister|brother|friend|son|daughter))\b"
)
_GIVEN = re.compile(
    r"\b(?:me|us|talked about|suggest\w*|prescri\w+|recommend\w*|want(?:s|ed)|said|says|thinks?|"
    r"offer\w*|mention\w*|add(?:ed|ing)|start(?:ed|ing)|put|gave|raised|switched)\b"
)
"""What a prescriber does."""
_COMMON_NAMES = (
    "sertraline fluoxetine escitalopram citalopram paroxetine venlafaxine duloxetine bupropion "
    "mirtazapine trazodone buspirone hydroxyzine propranolol prazosin lorazepam clonazepam "
    "alprazolam diazepam zolpidem lamotrigine lithium quetiapine aripiprazole olanzapine "
    "risperidone gabapentin naltrexone methylphenidate lexapro zoloft prozac wellbutrin "
    "cymbalta effexor klonopin adderall vyvanse seroquel abilify lamictal trintellix celexa"
)
"""Names most often spoken of in therapy, for telling a misheard one."""
_COMMON = tuple(_COMMON_NAMES.split())
_ALIKE, _LENGTHS_APART = 0.8, 3
_SOUNDS = ("cskzxq", "fvpb", "aeiouhy", "gj", "td", "mn", "lrw")
"""First letters that are heard for one another."""


def _first_sound(name: str) -> int:
    return next((at for at, group in enumerate(_SOUNDS) if name[0].lower() in group), -1)


_COMMON_BY_SOUND = {
    sound: [name for name in _COMMON if _first_sound(name) == sound]
    for sound in range(-1, len(_SOUNDS))
}


def medicines_named(text: str) -> tuple[str, ...]:
    """Names as said, in order; a misheard one is followed by what it resembles."""
    known = drugs_in(text)
    found: list[str] = []
    for word in re.findall(r"[^\W\d_]{4,}", text):
        listed = is_drug(word) or word.lower() in known
        name = word.lower() if listed else _misheard(word)
        if name and name not in found:
            found.append(name)
    return tuple(found)


def doses_said(text: str) -> tuple[str, ...]:
    """`fifty milligrams` is `50 mg`; `one fifty milligrams` is `150 mg`."""
    found: list[str] = []
    for number, unit in _DOSE.findall(with_digits(text)):
        first, _, second = number.partition(" ")
        amount = str(int(first) * 100 + int(second)) if second and int(first) < 10 else number
        dose = f"{amount} {_UNITS.get(unit, _UNITS.get(unit[:3], unit))}"
        if dose not in found:
            found.append(dose)
    return tuple(found)


def is_taken(text: str) -> bool:
    """Nothing in the text says that it is not, or not any more, or not by the client."""
    return _NO_LONGER.search(plain(text)) is None


def medicines_of_others_only(said: Passage) -> bool:
    """Whether each medicine named is somebody else's: `my brother is on Adderall`."""
    naming = [part for part in clauses(said) if medicines_named(part.text)]
    return bool(naming) and all(
        is_of_another(part) and not _GIVEN.search(part.plain) for part in naming
    )


def _misheard(word: str) -> str:
    if not _WORD.fullmatch(word):
        return ""
    names = _COMMON_BY_SOUND.get(_first_sound(word), ())
    near = [name for name in names if abs(len(name) - len(word)) <= _LENGTHS_APART]
    alike = difflib.get_close_matches(word.lower(), near, n=1, cutoff=_ALIKE)
    return f"{word} (likely {alike[0]})" if alike else ""
