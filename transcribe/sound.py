"""How English words sound, roughly, to compare a name with what was heard instead.

A consonant skeleton in the manner of Metaphone (Philips 1990), without voicing, which recognizers
confuse most: `sertraline` and `sir traline` are both SRTRLN.
"""

import re
from functools import lru_cache

_RULES = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"[^a-z]", ""),
        (r"^(?:kn|gn|pn)", "n"),
        (r"^wr", "r"),
        (r"^x", "s"),
        (r"ph", "f"),
        (r"tch|ch|sh|ti(?=o)|dge?(?=[iey])|j|g(?=[eiy])", "J"),
        (r"gh(?=[^aeiouy]|$)", ""),
        (r"ck|q", "k"),
        (r"c(?=[eiy])|z", "s"),
        (r"c|g", "k"),
        (r"x", "ks"),
        (r"th|d", "t"),
        (r"v", "f"),
        (r"b", "p"),
        (r"^[aeiouy]+", "A"),
        (r"(?<=.)[hw]|[aeiouy]", ""),
        (r"(.)\1+", r"\1"),
    )
)


@lru_cache(maxsize=4096)
def sound_of(text: str) -> str:
    """Of one word or several, as one."""
    sound = text.casefold()
    for pattern, replacement in _RULES:
        sound = pattern.sub(replacement, sound)
    return sound.upper()


def distance(one: str, other: str) -> int:
    """Insertions, deletions and substitutions from one text to the other (Levenshtein)."""
    row = list(range(len(other) + 1))
    for at, letter in enumerate(one, start=1):
        ahead, row[0] = row[0], at
        for to, target in enumerate(other, start=1):
            cost = min(row[to] + 1, row[to - 1] + 1, ahead + (letter != target))
            ahead, row[to] = row[to], cost
    return row[-1]
