"""Spoken words made comparable: lower case, plain apostrophes, digits for number words."""

import re

from transcribe.cardinal import TENS, UNITS

_NUMBER_WORD = "|".join(sorted([*UNITS, *TENS, "hundred"], key=len, reverse=True))
_NUMBER = re.compile(rf"\b(?:(?:a )?(?:{_NUMBER_WORD})(?:[ -](?:and )?(?:{_NUMBER_WORD}))*)\b")
_FILLER = re.compile(r"(?<![\w'])(?:um+|uh+|erm?|ah+|hm+|mm+|mhm|mm-hmm|uh-huh)(?![\w'-])[,.]?\s*")

_BACKCHANNEL = re.compile(
    r"mm+|hm+|mhm|uh|um|huh|okay|ok|yeah|yes|yep|yup|right|sure|oh|ah|i|see|wow|great|good|got|it|"
    r"alright|all|fine|perfect|exactly|thanks|thank|you|really|no|well|so|hey|hi|bye|agreed"
)


def plain(text: str) -> str:
    """Lower case, straight apostrophes, fillers out, blanks single."""
    lowered = text.lower().replace("’", "'").replace("‘", "'")
    lowered = lowered.replace("“", '"').replace("”", '"')
    return re.sub(r"\s+", " ", _FILLER.sub("", lowered)).strip()


def with_digits(text: str) -> str:
    """Plain text whose number words are digits: `twenty five` is `25`, `a hundred` is `100`."""
    return _NUMBER.sub(_spell, plain(text))


def is_backchannel(text: str) -> bool:
    """Only listening sounds or a bare yes or no: says nothing of its own."""
    words = re.findall(r"[a-z]+", text.lower())
    return len(words) <= 5 and all(_BACKCHANNEL.fullmatch(word) for word in words)


def word_count(text: str) -> int:
    return len(text.split())


def _spell(match: re.Match[str]) -> str:
    """Number words that cannot be one number (`three thirty`, `nine eight eight`) stay apart."""
    words = [word for word in re.split(r"[ -]", match[0]) if word not in ("a", "and")]
    numbers: list[int] = []
    open_for = 0  # what may still be added to the last number: below ten, or below a hundred
    for word in words:
        if word == "hundred":
            if numbers and numbers[-1] < 10:
                numbers[-1] *= 100
            else:
                numbers.append(100)
            open_for = 100
            continue
        value = UNITS.get(word, TENS.get(word, 0))
        if numbers and 0 < value < open_for:
            numbers[-1] += value
        else:
            numbers.append(value)
        open_for = 10 if value in TENS.values() else 0
    lead = "a " if match[0].startswith("a ") and words[0] != "hundred" else ""
    return lead + " ".join(str(number) for number in numbers)
