"""Which names of one session are one person's: first name, full name and nickname, where sure."""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from summarize.deid.person_name import TITLES
from summarize.deid.vocabulary import lines_of

_LETTERS = re.compile(r"(?:[^\W\d_][ .-]+)+[^\W\d_]\.?")


def name_words(name: str) -> tuple[str, ...]:
    """Folded, without titles; a spelled name is the word it spells."""
    if _LETTERS.fullmatch(name.strip()):
        return (re.sub(r"[\W\d_]", "", name).casefold(),)
    words = tuple(re.findall(r"[^\W_]+(?:['’][^\W_]+)*", name.casefold()))
    bare = tuple(word for word in words if word not in TITLES)
    return bare or words or (name.casefold(),)


def identities(names: Sequence[tuple[str, ...]]) -> Mapping[tuple[str, ...], int]:
    """A number for each name, the same for names of one person; numbered as they come.

    `names` are as `name_words` gives them, in order of appearance. A part of a name belongs to the
    one person who has it; where two do, or a nickname could be two people's, it stays apart.
    """
    distinct = list(dict.fromkeys(names))
    full = [name for name in distinct if len(name) > 1]
    leader: dict[tuple[str, ...], tuple[str, ...]] = {}
    for name in full:
        longer = [other for other in full if other != name and _is_part(name, other)]
        alike = [other for other in full if other != name and _is_nickname_of(name, other)]
        leader[name] = longer[0] if len(longer) == 1 else alike[0] if len(alike) == 1 else name
    for name in distinct:
        if len(name) == 1:
            leader[name] = _whole_of(name, distinct, full)
    numbers: dict[tuple[str, ...], int] = {}
    found: dict[tuple[str, ...], int] = {}
    for name in distinct:
        whole = _followed(name, leader)
        found[name] = numbers.setdefault(whole, len(numbers) + 1)
    return found


def _whole_of(
    name: tuple[str, ...], distinct: Sequence[tuple[str, ...]], full: Sequence[tuple[str, ...]]
) -> tuple[str, ...]:
    holders = [other for other in full if name[0] in other]
    people = [holder for holder in holders if not any(_is_part(holder, o) for o in holders)]
    if holders:
        return people[0] if len(people) == 1 else name
    formal = [other for other in distinct if name[0] in short_forms().get(other[0], ())]
    whole = [other for other in formal if len(other) > 1] or formal
    return whole[0] if len({other[0] for other in formal}) == 1 and len(whole) == 1 else name


def _followed(
    name: tuple[str, ...], leader: Mapping[tuple[str, ...], tuple[str, ...]]
) -> tuple[str, ...]:
    seen = {name}
    while (further := leader.get(name, name)) not in seen:
        seen.add(further)
        name = further
    return min(seen & {name, leader.get(name, name)})


def _is_part(name: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """ "Ana Ruiz" of "Ana Maria Ruiz"."""
    return len(name) < len(other) and set(name) <= set(other)


def _is_nickname_of(name: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """ "Bob Lopez" of "Robert Lopez"."""
    return name[-1] == other[-1] and name[0] in short_forms().get(other[0], ())


@lru_cache(maxsize=1)
def short_forms() -> Mapping[str, frozenset[str]]:
    """What people of a name are called."""
    found: dict[str, frozenset[str]] = {}
    for line in lines_of("nicknames.txt"):
        name, *short = line.split()
        found[name] = frozenset(short)
    return found
