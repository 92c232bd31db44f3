"""A client who comes back to an item that was answered before, and what counts of the words."""

import re
from collections.abc import Collection, Sequence

from summarize.scores.asked import Key, Place, number_called
from summarize.scores.instruments import item_of
from summarize.talk.passage import Passage

_PLAINLY = re.compile(
    r"\b(?:going back|go back|went back|(?<!told you )earlier|(?<!like )i said|change (?:my|that|"
    r"it|the)|correct|come to think|on second thought|i told you|you asked (?:about|me)|the (?:\w+ )?"
    r"(?:one|question)\b|i take (?:it|that) back|not (?:several|every)|thinking about it|i meant|"
    r"now that i)\b"
)
_PERHAPS = re.compile(r"\b(?:actually|about the|hang on|wait)\b")
_OLD_VALUE = re.compile(
    r"\b(?:i|you) (?:think i )?(?:said|told you|put|answered|had|gave|have me)\b[^,.;?!]*"
)
_THE_LAST = re.compile(r"\b(?:the|that) (?:last|previous) (?:one|1|question|answer)\b")
_SAME_AS_LAST = re.compile(r"\bsame\b.{0,12}\b(?:last|previous)\b")


def gone_back_to(
    answer: Sequence[Passage], answered: Collection[Key], place: Place, *, asking: bool
) -> tuple[Key, list[Passage]] | None:
    """The answered item and the words about it; `asking`: the instrument is being asked now, so
    that `actually` is enough of a sign."""
    for at, said in enumerate(answer):
        text = said.digits
        plainly = _PLAINLY.search(text) or (asking and _PERHAPS.search(text))
        if not plainly or _SAME_AS_LAST.search(text):
            continue
        for near in answer[at : at + 2]:
            key = _named(near.digits, answered, place, asking=asking)
            if key is not None:
                return key, list(answer[at:])
    return None


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
