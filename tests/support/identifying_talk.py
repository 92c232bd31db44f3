"""Talk full of invented identifiers, as a recognizer would write it down, with where each stands.

From templates, lists and numbers drawn with a seed. Splits share no template, list or name: `dev`
is for tuning, `held` for measuring. Everything is invented.
"""

import random
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

_HERE = Path(__file__).parent / "identifying"
_DIGITS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
_TEENS = [
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS = ["_", "_", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_MONTHS = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
_ORDINALS = [
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
    "thirteenth",
    "fourteenth",
    "fifteenth",
    "sixteenth",
    "seventeenth",
    "eighteenth",
    "nineteenth",
    "twentieth",
]
_NATO = [
    "alpha",
    "bravo",
    "charlie",
    "delta",
    "echo",
    "foxtrot",
    "golf",
    "hotel",
    "india",
    "juliet",
    "kilo",
    "lima",
    "mike",
    "november",
    "oscar",
    "papa",
    "quebec",
    "romeo",
    "sierra",
    "tango",
    "uniform",
    "victor",
    "whiskey",
    "xray",
    "yankee",
    "zulu",
]
_AS_IN = dict(
    zip(
        "abcdefghijklmnopqrstuvwxyz",
        [
            "apple",
            "boy",
            "cat",
            "david",
            "edward",
            "frank",
            "george",
            "henry",
            "igloo",
            "john",
            "king",
            "larry",
            "mary",
            "nancy",
            "orange",
            "peter",
            "queen",
            "robert",
            "sam",
            "tom",
            "uncle",
            "victor",
            "water",
            "xray",
            "yellow",
            "zebra",
        ],
        strict=True,
    )
)
_KINDS = {
    "first": "name", "last": "name", "full": "name", "nickname": "nickname",
    "everyday": "name that is a word", "spelled": "spelled name", "nato": "spelled name",
    "place": "place", "employer": "employer", "school": "school", "hospital": "hospital",
    "address": "address", "zip": "number", "phone": "phone", "ssn": "number", "four": "number",
    "record": "number", "code": "code", "plate": "code", "email": "mail", "url": "web",
    "handle": "web", "date": "date", "dob": "date", "monthyear": "date", "month": "date",
    "dayofmonth": "date", "age": "age", "old": "age over 89",
}  # fmt: skip
_FILLERS = ("um", "uh", "like", "you know", "i mean")
_SOFT = frozenset(
    [
        "the",
        "of",
        "and",
        "street",
        "avenue",
        "road",
        "lane",
        "drive",
        "court",
        "boulevard",
        "way",
        "terrace",
        "place",
        "school",
        "high",
        "elementary",
        "middle",
        "hospital",
        "university",
        "college",
        "academy",
        "medical",
        "center",
        "on",
        "a",
        "in",
        "at",
    ]
)
"""Parts of an identifier that tell nobody who it is."""


@dataclass(frozen=True, slots=True)
class Planted:
    """An identifier in characters [start, end) of line `line`."""

    kind: str
    line: int
    start: int
    end: int
    listed: bool | None = None
    """Of names: whether the one measured has it in its own lists."""


@dataclass(frozen=True, slots=True)
class Session:
    """Turns of talk and what is planted in them."""

    lines: tuple[str, ...]
    planted: tuple[Planted, ...]


def sessions(
    split: str, seed: int, entities: int, listed: Callable[[str], bool] = lambda name: False
) -> Iterator[Session]:
    """Sessions of some thirty templates until `entities` identifiers are planted."""
    pick = random.Random(f"{split}-{seed}")
    made = 0
    styles: Sequence[str] = ("bare", "cased", "marked", "disfluent", "misspelled")
    while made < entities:
        session = _session(split, pick, styles[pick.randrange(len(styles))], listed)
        made += len(session.planted)
        yield session


def identifying_words(text: str) -> list[tuple[int, int]]:
    """Spans of the words of an identifier that must not stay."""
    return [
        match.span()
        for match in re.finditer(r"[^\W_]+(?:['’](?!s\b)[^\W_]+)*", text)
        if match.group().casefold() not in _SOFT
        and match.group().casefold() not in {*_FILLERS, "s", "okay", "mhm"}
    ]


def _session(split: str, pick: random.Random, style: str, listed: Callable[[str], bool]) -> Session:
    lines: list[str] = []
    planted: list[Planted] = []
    templates = _templates()[split]
    for template in pick.sample(templates, 30):
        for part in template.split(" / "):
            line, found = _filled(part, split, pick, style, listed)
            planted += [
                Planted(kind, len(lines), start, end, known) for kind, start, end, known in found
            ]
            lines.append(line)
    return Session(tuple(lines), tuple(planted))


def _filled(
    template: str, split: str, pick: random.Random, style: str, listed: Callable[[str], bool]
) -> tuple[str, list[tuple[str, int, int, bool | None]]]:
    line = ""
    found: list[tuple[str, int, int, bool | None]] = []
    if style == "disfluent" and pick.random() < 0.5:
        line = pick.choice(("um ", "so um ", "yeah so ", "i mean ", "uh "))
    for piece in re.split(r"(\{\w+\})", template):
        if slot := re.fullmatch(r"\{(\w+)\}", piece):
            value = _value(slot[1], split, pick)
            if style == "misspelled" and slot[1] in {"first", "last"}:
                value = _misspelled(value, pick)
            if style in {"cased", "marked"}:
                value = _written(value, slot[1], style)
            known = None
            if _KINDS[slot[1]] == "name":
                known = all(listed(word.casefold()) for word in value.split())
            found.append((_KINDS[slot[1]], len(line), len(line) + len(value), known))
            line += value
        else:
            line += _disfluent(piece, pick) if style == "disfluent" else piece
    if style == "cased":
        line = re.sub(r"\bi\b(?!\w)", "I", line)
        line = line[0].upper() + line[1:] + "."
    elif style == "marked":
        line += "."
    return line, found


def _disfluent(piece: str, pick: random.Random) -> str:
    words = piece.split(" ")
    for at in range(len(words) - 1, 0, -1):
        if words[at] and words[at - 1] and pick.random() < 0.08:
            words.insert(at, pick.choice((*_FILLERS, words[at])))
    return " ".join(words)


def _misspelled(name: str, pick: random.Random) -> str:
    """As a recognizer might write what it never saw."""
    swaps = [("ph", "f"), ("c", "k"), ("k", "c"), ("y", "i"), ("i", "ee"), ("s", "z"), ("ll", "l"),
             ("n", "nn"), ("th", "t"), ("e", "a"), ("j", "dj"), ("u", "oo"), ("v", "b")]  # fmt: skip  # noqa: E501
    usable = [swap for swap in swaps if swap[0] in name[1:]]
    if not usable or len(name) < 5:
        return name
    old, new = pick.choice(usable)
    return name[0] + name[1:].replace(old, new, 1)


_TITLED = frozenset(
    [
        "first",
        "last",
        "full",
        "nickname",
        "everyday",
        "place",
        "employer",
        "school",
        "hospital",
        "month",
    ]
)


def _written(value: str, slot: str, style: str) -> str:
    """With capitals; in the cased style numbers as digits."""
    if slot in _TITLED and style == "cased":
        return " ".join(
            word if word in {"and", "of", "the"} else word[0].upper() + word[1:]
            for word in value.split(" ")
        )
    if style == "cased" and slot in {"date", "address", "monthyear"}:
        return " ".join(w[0].upper() + w[1:] if w in _MONTHS else w for w in value.split(" "))
    if style == "cased" and slot in {"phone", "record", "zip", "four", "ssn"}:
        return _as_digits(value)
    return value


def _as_digits(value: str) -> str:
    digits = ""
    repeat = 1
    for word in value.split():
        if word in {"double", "triple"}:
            repeat = 2 if word == "double" else 3
            continue
        if word in _TENS:
            digits += str(_TENS.index(word))
            digits += (
                "" if value.rsplit(maxsplit=1)[-1] != word and _next_is_unit(value, word) else "0"
            )
        elif word in _TEENS:
            digits += str(10 + _TEENS.index(word))
        elif word == "hundred":
            digits += "00"
        elif word in {"oh", "o"} or word in _DIGITS:
            digits += ("0" if word in {"oh", "o"} else str(_DIGITS.index(word))) * repeat
        repeat = 1
    if len(digits) == 10:
        return f"{digits[:3]}-{digits[3:6]}-{digits[6:]}"
    return f"{digits[:3]}-{digits[3:5]}-{digits[5:]}" if len(digits) == 9 else digits


def _next_is_unit(value: str, tens: str) -> bool:
    words = value.split()
    after = words[words.index(tens) + 1] if words.index(tens) + 1 < len(words) else ""
    return after in _DIGITS[1:]


def _value(slot: str, split: str, pick: random.Random) -> str:
    names = _names()[split]
    makers: Mapping[str, Callable[[], str]] = {
        "first": lambda: pick.choice(names["first"]),
        "last": lambda: pick.choice(names["last"]),
        "full": lambda: f"{pick.choice(names['first'])} {pick.choice(names['last'])}",
        "spelled": lambda: _spelled(pick.choice(names["first"] + names["last"]), pick),
        "nato": lambda: " ".join(pick.sample(_NATO, 4)),
        "phone": lambda: _phone(pick),
        "ssn": lambda: _ssn(pick),
        "four": lambda: _digits(pick, 4),
        "zip": lambda: _digits(pick, 5),
        "record": lambda: _grouped(pick, pick.choice((6, 7, 8))),
        "code": lambda: f"{_letters(pick, 2)} {_digits(pick, 5)}",
        "plate": lambda: f"{_letters(pick, 3)} {_digits(pick, 4)}",
        "email": lambda: _email(split, pick),
        "url": lambda: (
            f"www dot {pick.choice(names['last'])} {pick.choice(('family', 'art'))} dot com"
        ),
        "handle": lambda: f"at {pick.choice(names['first'])} underscore {_digits(pick, 2)}",
        "address": lambda: _address(split, pick),
        "date": lambda: _date(pick),
        "dob": lambda: pick.choice((_date(pick), _spoken_numbers(pick))),
        "monthyear": lambda: f"{pick.choice(_MONTHS)} of {_year(pick)}",
        "month": lambda: pick.choice(_MONTHS),
        "dayofmonth": lambda: f"the {_ordinal(pick.randint(4, 28))}",
        "age": lambda: _cardinal(pick.randint(6, 78)),
        "old": lambda: _cardinal(pick.randint(90, 99)),
    }
    return makers[slot]() if slot in makers else pick.choice(_lists()[split][slot])


def _cardinal(number: int) -> str:
    if number < 10:
        return _DIGITS[number]
    if number < 20:
        return _TEENS[number - 10]
    return _TENS[number // 10] + (f" {_DIGITS[number % 10]}" if number % 10 else "")


def _ordinal(number: int) -> str:
    if number <= 20:
        return _ORDINALS[number - 1]
    return f"{_TENS[number // 10]} {_ORDINALS[number % 10 - 1]}" if number % 10 else "thirtieth"


def _digits(pick: random.Random, count: int) -> str:
    said = [pick.choice((*_DIGITS[1:], "oh")) for _ in range(count)]
    return " ".join(said)


def _letters(pick: random.Random, count: int) -> str:
    return " ".join(pick.choice("bcdfghjkmnpqrstvwxyz") for _ in range(count))


def _phone(pick: random.Random) -> str:
    area, rest = _digits(pick, 3), f"five five five {_digits(pick, 4)}"
    form = pick.randrange(5)
    if form == 0:
        return f"five five five {_digits(pick, 4)}"
    if form == 1:
        tail = f"{_cardinal(pick.randint(11, 99))} {_cardinal(pick.randint(11, 99))}"
        return f"{area} five five five {tail}"
    if form == 2:
        return f"{area} triple five double {pick.choice(_DIGITS)} {_digits(pick, 2)}"
    return f"{area} {rest}"


def _ssn(pick: random.Random) -> str:
    joint = pick.choice((" ", " dash "))
    return joint.join((_digits(pick, 3), _digits(pick, 2), _digits(pick, 4)))


def _grouped(pick: random.Random, count: int) -> str:
    if pick.random() < 0.5:
        return _digits(pick, count)
    return " ".join(_cardinal(pick.randint(11, 99)) for _ in range(count // 2))


def _spelled(name: str, pick: random.Random) -> str:
    form = pick.randrange(4)
    if form == 0:
        return "-".join(name)
    if form == 1:
        return " ".join(f"{letter} as in {_AS_IN[letter]}" for letter in name[:4])
    return " ".join(name) if form == 2 else ", ".join(name)


def _email(split: str, pick: random.Random) -> str:
    names = _names()[split]
    first, last = pick.choice(names["first"]), pick.choice(names["last"])
    local = pick.choice(
        (f"{first} dot {last}", f"{first[0]} {last}", f"{first} underscore {_digits(pick, 2)}",
         f"{first}{last}")
    )  # fmt: skip
    return f"{local} at {pick.choice(_lists()[split]['host'])}"


def _address(split: str, pick: random.Random) -> str:
    lists = _lists()[split]
    number = pick.choice(
        (_cardinal(pick.randint(11, 99)), _digits(pick, 4), str(pick.randint(11, 9999)),
         f"{_cardinal(pick.randint(11, 99))} {_cardinal(pick.randint(11, 99))}")
    )  # fmt: skip
    flat = pick.choice(("", "", f" apartment {pick.choice(_DIGITS[1:])} {pick.choice('bcdef')}"))
    return f"{number} {pick.choice(lists['street'])} {pick.choice(lists['streetkind'])}{flat}"


def _year(pick: random.Random) -> str:
    return pick.choice(
        (f"nineteen {_cardinal(pick.randint(41, 99))}", f"twenty {_cardinal(pick.randint(10, 25))}",
         f"two thousand {_cardinal(pick.randint(1, 9))}", str(pick.randint(1941, 2025)))
    )  # fmt: skip


def _date(pick: random.Random) -> str:
    month, day = pick.choice(_MONTHS), pick.randint(1, 28)
    form = pick.randrange(5)
    if form == 0:
        return f"the {_ordinal(day)} of {month}"
    if form == 1:
        return f"{month} {_ordinal(day)} {_year(pick)}"
    if form == 2:
        return f"{month} the {_ordinal(day)}"
    return f"{month} {day}" if form == 3 else f"{month} {_ordinal(day)}"


def _spoken_numbers(pick: random.Random) -> str:
    day, year = _cardinal(pick.randint(1, 28)), _cardinal(pick.randint(41, 99))
    return f"{_cardinal(pick.randint(1, 12))} {day} {year}"


def _rows(file: str) -> Iterator[str]:
    for line in (_HERE / file).read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line


@lru_cache(maxsize=1)
def _templates() -> Mapping[str, Sequence[str]]:
    found: dict[str, list[str]] = {}
    for row in _rows("templates.txt"):
        split, template = row.split(" ", 1)
        found.setdefault(split, []).append(template)
    return found


@lru_cache(maxsize=1)
def _lists() -> Mapping[str, Mapping[str, Sequence[str]]]:
    found: dict[str, dict[str, list[str]]] = {}
    for row in _rows("lists.txt"):
        split, kind, words = row.split(" ", 2)
        separator = "|" if "|" in words else " "
        found.setdefault(split, {})[kind] = words.split(separator)
    return found


@lru_cache(maxsize=1)
def _names() -> Mapping[str, Mapping[str, list[str]]]:
    """Every other name of an origin is held."""
    found: dict[str, dict[str, list[str]]] = {}
    for at, row in enumerate(_rows("names.txt")):
        _, part, name = row.split()
        split = "dev" if at % 2 else "held"
        found.setdefault(split, {}).setdefault(part, []).append(name)
    return found
