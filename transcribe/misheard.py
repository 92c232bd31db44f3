"""Names of medicines that the recognizer wrote as something else: `sir traline 50 mg`.

Corrected only on three witnesses at once: the words sound like one listed name and no other, a
dose stands beside them (or, for one word, a verb of taking ahead), and the recognizer was unsure.
Whatever lacks one of them stays as heard: a wrong medicine is worse than a misspelt one.
"""

import difflib
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from transcribe.medicine import Medicine, medicine_named, medicines
from transcribe.phrase import UNCHANGED, Core, Rewriting, core_of, joined
from transcribe.sound import distance, sound_of
from transcribe.word import Word

_UNSURE = 0.5
"""Confidence of the least certain of the words."""
_LONGEST = 3
_SHORTEST_NAME = 6
_SAME_SOUND = 0.8
"""Share of letters alike at which a word of the same sound is meant,"""
_NEAR_SOUND = 0.85
"""and one of another consonant, where there are at least"""
_LONG_SOUND = 5
_SHARES = (_SAME_SOUND, _NEAR_SOUND)
_SEVERAL_ALIKE = 0.65
"""The same for several words right before a dose: no medicine's name that is not listed."""
_UNITS = frozenset({"mg", "mcg", "milligrams", "milligram"})
_TAKING = frozenset(
    "take takes taking took taken prescribed prescribe prescribing prescribes refill".split()  # noqa: SIM905
)
_REACH = 3
"""Words between the name and what shows that it is a medicine."""


def misheard_medicine(said: Sequence[Word], words: Sequence[Word], at: int) -> Rewriting:
    """The medicine that was meant by the words from `at` on, where that is certain enough."""
    for count in range(_LONGEST, 0, -1):
        taken = [core_of(word) for word in words[at : at + count]]
        unsure = min((core.word.confidence for core in taken), default=1.0) < _UNSURE
        if not unsure or len(taken) < count or any(core.after for core in taken[:-1]):
            continue
        if any(map(_known, taken)) or not _is_medicine_talk(said, words, at, count):
            continue
        letters = re.sub(r"[^a-z]", "", "".join(core.text for core in taken).casefold())
        meant = _meant(letters, several=count > 1)
        if meant is not None:
            text = taken[0].before + meant.name + taken[-1].after
            return count, [joined(words[at : at + count], text)]
    return UNCHANGED


def _known(core: Core) -> bool:
    """A name that is no mistake, or no name at all."""
    name = core.text.partition("'")[0].casefold()
    listed = medicine_named(name) or medicine_named(name.removesuffix("s"))
    return bool(listed) or not re.search(r"[a-z]", name) or name in _UNITS | _TAKING


def _is_medicine_talk(said: Sequence[Word], words: Sequence[Word], at: int, count: int) -> bool:
    ahead = [core_of(word).text.casefold() for word in said[-_REACH:]]
    behind = [core_of(word).text.casefold() for word in words[at + count : at + count + _REACH]]
    figures = [place for place, text in enumerate(behind[:-1]) if text[:1].isdecimal()]
    dosed = any(behind[place + 1] in _UNITS and (count == 1 or place == 0) for place in figures)
    if dosed or (ahead[-1:] == ["of"] and ahead[-2:-1] and ahead[-2] in _UNITS):
        return True
    return count == 1 and not _TAKING.isdisjoint(ahead)


@lru_cache(maxsize=1)
def _sounds() -> dict[str, tuple[Medicine, ...]]:
    """Names by their sound."""
    sounds: dict[str, tuple[Medicine, ...]] = {}
    for name, medicine in medicines().items():
        if len(name) >= _SHORTEST_NAME and not medicine.everyday:
            sound = sound_of(name)
            sounds[sound] = (*sounds.get(sound, ()), medicine)
    return sounds


def _meant(letters: str, *, several: bool) -> Medicine | None:
    """The one listed name that the letters sound like."""
    if len(letters) < _SHORTEST_NAME - 1:
        return None
    near = [
        (off, medicine)
        for off, medicine in _near(letters)
        if _share(letters, medicine) >= (_SEVERAL_ALIKE if several else _SHARES[off])
    ]
    least = min((off for off, _ in near), default=0)
    meant = [medicine for off, medicine in near if off == least]
    return meant[0] if len({medicine.generic for medicine in meant}) == 1 else None


def _near(letters: str) -> Iterator[tuple[int, Medicine]]:
    """Names with how many consonants of theirs are others; never the first one."""
    sound = sound_of(letters)
    for other, named in _sounds().items():
        if other == sound:
            yield from ((0, medicine) for medicine in named)
        elif len(other) >= _LONG_SOUND and other[0] == sound[:1] and distance(sound, other) == 1:
            yield from ((1, medicine) for medicine in named)


def _share(letters: str, medicine: Medicine) -> float:
    return difflib.SequenceMatcher(None, medicine.name.casefold(), letters).ratio()
