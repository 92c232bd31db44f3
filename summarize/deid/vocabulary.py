"""Which words of speech are words of the language, so that whatever is none may be a name."""

import re
from collections.abc import Iterator
from functools import lru_cache
from importlib.resources import files

from summarize.talk.drug import drugs_in

_SOUND = re.compile(
    r"(?:[mh]+[hm]+|u+h+|u+m+|e+r+m*|a+h+|o+h+|h+m+|m+|(?:ha)+h?|(?:he)+h|a+w+|e+w+|u+gh+|sh+|"
    r"z+|hm+ph?|p+f+t*|ts+k*|w+o+w+|y+a+y+|y+e+a+h+|o+k+a*y*|[mu]+h+[mu]+|mm+h?mm+|n+o+|s+o+)"
)
_CONTRACTED = re.compile(r"(.+)(?:'(?:s|d|ll|re|ve|m|t|em|bout|all|clock)|n't)$")
_ENDINGS = (
    ("s", ""), ("es", ""), ("ies", "y"), ("d", ""), ("ed", ""), ("ed", "e"), ("ied", "y"),
    ("ing", ""), ("ing", "e"), ("in", "e"), ("in'", ""), ("in'", "e"), ("ly", ""), ("ness", ""),
    ("iness", "y"), ("ish", ""), ("er", ""), ("er", "e"), ("ers", ""), ("ier", "y"),
    ("iest", "y"), ("est", ""), ("able", ""), ("able", "e"), ("less", ""), ("ful", ""),
    ("ings", ""), ("ings", "e"), ("ingly", ""), ("edly", ""), ("edly", "e"), ("wise", ""), ("like", ""), ("ized", ""), ("izing", ""), ("ization", ""),  # noqa: E501
)  # fmt: skip
_BEGINNINGS = (
    "non", "over", "under", "un", "re", "pre", "anti", "self", "mis", "dis", "out", "co", "post",
    "super", "multi", "micro", "hyper", "hypo", "inter", "neuro", "psycho", "bio", "tele", "cyber",
)  # fmt: skip
_LEAST_STEM = 4
_OF_MEDICINE = re.compile(
    r"[a-z]{3,}(?:[lnrtc]osis|natremia|kalemia|glycemia|lipidemia|[aeo]pathy|pathic|ectomy|[aeo]tomy|"
    r"algia|plasty|scopy|graphy|uria|megaly|penia|phobia|phobic|plegia|paresis|dermal|lepsy|rrhea|"
    r"trophic|cyclic|cystic|genic|logist|logists|logic|logical|metric|morphic|vascular|muscular)"
    r"|(?:arthr|bronch|dermat|gastr|hepat|col|mening|sinus|tonsill|append|neur|tendin|burs|cellul|"
    r"conjunctiv|cyst|pancreat|phleb|rhin|laryng|pharyng|encephal|nephr|vascul|prostat|gingiv)itis"
)


def is_word(folded: str) -> bool:
    """Listed, an inflection of a listed word, a contraction, a medicine or a sound. `folded` is in
    lower case with straight apostrophes."""
    return _is_word(folded)


def is_number_like(folded: str) -> bool:
    return any(letter.isdecimal() for letter in folded)


@lru_cache(maxsize=50_000)
def _is_word(folded: str) -> bool:
    listed = vocabulary()
    if len(folded) < 2 or folded in listed or is_number_like(folded) or _SOUND.fullmatch(folded):
        return True
    if contracted := _CONTRACTED.fullmatch(folded):
        return _is_word(contracted[1])
    if drugs_in(folded) or _OF_MEDICINE.fullmatch(folded) or _inflected(folded, listed):
        return True
    return any(
        folded.startswith(beginning)
        and len(folded) - len(beginning) >= _LEAST_STEM
        and (folded[len(beginning) :] in listed or _inflected(folded[len(beginning) :], listed))
        for beginning in _BEGINNINGS
    )


def _inflected(folded: str, listed: frozenset[str]) -> bool:
    for ending, instead in _ENDINGS:
        if not folded.endswith(ending):
            continue
        stem = folded[: len(folded) - len(ending)]
        if len(stem) + len(instead) < _LEAST_STEM:
            continue
        doubled = stem[-1] == stem[-2] and ending in {"ing", "ings", "ed", "er", "ers", "est"}
        if stem + instead in listed or (doubled and stem[:-1] in listed):
            return True
    return False


@lru_cache(maxsize=1)
def vocabulary() -> frozenset[str]:
    """The listed words."""
    return frozenset(word.rstrip("~") for word in lines_of("words.txt")) | spoken_words()


@lru_cache(maxsize=1)
def rare_words() -> frozenset[str]:
    """Those that speech hardly holds: after a first name they are surnames."""
    marked = (word[:-1] for word in lines_of("words.txt") if word.endswith("~"))
    return frozenset(marked) - spoken_words()


@lru_cache(maxsize=1)
def spoken_words() -> frozenset[str]:
    """Those of them that general word lists leave out; capitals do not make them names."""
    return frozenset(word for line in lines_of("spoken_words.txt") for word in line.split())


def lines_of(name: str) -> Iterator[str]:
    """Entries of a list that lies beside this module."""
    for line in files("summarize.deid").joinpath(name).read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line
