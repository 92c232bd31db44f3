"""A client who comes back to an item that was answered before, and what counts of the words."""

import re
from collections.abc import Collection, Sequence

from summarize.scores.asked import Key, Place, number_called
from summarize.scores.instruments import item_of
from summarize.talk.passage import Passage

_PLAINLY = re.compile(
    r"\b(?:going back|go back|went back|(?<!told you )earlier|(?<!like )i said|change (?:my|that|"
    r"it|the)|correct|come to think|on second thought|i told you|you asked (?:about|me)|the "
    r"(?:\w+ ){1,3}(?:1|question)\b(?! (?:time|day|night|of|thing))|i take (?:it|that) back|not "
    r"(?:several|every)|thinking about it|i meant|now that i)\b"
)
_PERHAPS = re.compile(r"\b(?:actually|about the|hang on|wait)\b")
_OLD_VALUE = re.compile(
    r"\b(?:i|you) (?:think i )?(?:said|told you|put|answered|had|gave|have me)\b[^,.;?!]*"
)
_THE_LAST = re.compile(r"\b(?:the|that) (?:last|previous) (?:one|1|question|answer)\b")
_COMPARED = re.compile(
    r"\bsame\b.{0,12}\b(?:last|previous)\b|\b(?:as|than|like|unlike) (?:\w+ ){0,2}the (?:\w+ )?"
    r"(?:1|question)\b|^(?:\w+,? )?the (?:first|second|third|fourth|last) 1(?=[.,!]|$)"
)
"""Likened to another item, or an option by its place."""


def gone_back_to(
    answer: Sequence[Passage], answered: Collection[Key], place: Place, *, asking: bool
) -> list[tuple[Key, list[Passage]]]:
    """Answered items and the words about each; `asking`: the instrument is being asked now, so
    that `actually` is enough of a sign."""
    found: list[tuple[Key, list[Passage]]] = []
    for at, said in enumerate(answer):
        text = said.digits
        plainly = _PLAINLY.search(text) or (asking and _PERHAPS.search(text))
        key = None
        if plainly and not _COMPARED.search(text):
            near = (
                _named(one.digits, answered, place, asking=asking) for one in answer[at : at + 2]
            )
            key = next((named for named in near if named is not None), None)
        if key is not None and (not found or found[-1][0] != key):
            found.append((key, []))
        if found:
            found[-1][1].append(said)
    return found


def without_old(said: Passage) -> Passage | None:
    """What follows the value that is taken back: `I said several days, it's every day`."""
    old = _OLD_VALUE.search(said.text.lower())
    if old is None:
        return said
    rest = said.text[old.end() :]
    start = old.end() + len(rest) - len(rest.lstrip(" ,.;?!"))
    return (
        Passage(said.turn, said.role, said.start + start, said.end) if said.text[start:] else None
    )


def _named(text: str, answered: Collection[Key], place: Place, *, asking: bool) -> Key | None:
    named = place.last if _THE_LAST.search(text) else _told_of(text, answered, place)
    if named is None and asking:
        called = number_called(text, place)
        named = None if called is None else (called[0].name, called[1].number)
    return named if named in answered else None


def _told_of(text: str, answered: Collection[Key], place: Place) -> Key | None:
    now = "" if place.current is None else place.current.name
    for key in sorted(answered, key=lambda key: key[0] != now):
        item = item_of(*key)
        if item is not None and (item.told.search(text) or item.asked.search(text)):
            return key
    return None
