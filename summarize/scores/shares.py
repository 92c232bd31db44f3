"""Which part of an answer belongs to which of the items that were asked together."""

import re
from collections.abc import Mapping, Sequence

from summarize.scores.asked import Asked, Key
from summarize.scores.instrument import Item
from summarize.scores.reply import agrees
from summarize.talk.passage import Passage

_COLLECTIVE = re.compile(
    r"\b(?:each|both|neither|all (?:of (?:them|those|it)|3|2|three)|none of (?:those|them|that|it)|"
    r"any of (?:those|them|that)|either|same for|no and no|nothing like that|no to)\b"
)
_THE_OTHERS = re.compile(
    r"^(?:and |but )?(?:the )?(?:others?|rest|remaining)(?: (?:ones?|1|2|3|two|three))?\b(?:,| is| "
    r"are|'s)? *",
    re.IGNORECASE,
)
_JOINT = re.compile(r"(?:[,;]| and| but| then) +")
_NO = re.compile(
    r"^(?:(?:and|oh|um|uh|well|god),? )*(?:no|nope|nah|none|never|not (?:at all|really|once)|"
    r"neither)\b"
)
_HEAD = r"^(?:(?:and|so|then|oh|well|my|the|as for|for|yeah|no|also|um|uh|on)[, ]+){0,4}"
_AFTER_HEAD = (
    r"(?: (?:one|thing|part|question))?(?:,|'s\b|:| (?:is|are|was|has|i'd|would|nearly|every|most|"
    r"several|not|maybe|about|more)\b)"
)


def shared_out(asked: Sequence[Asked], answer: Sequence[Passage]) -> Mapping[Key, list[Passage]]:
    """Passages by item; what cannot be told apart belongs to none."""
    shares: dict[Key, list[Passage]] = {one.key: [] for one in asked}
    loose: list[Passage] = []
    owner: Key | None = None
    for said in answer:
        for begin, who in _segments(said.text, asked):
            end = next((b for b, _ in _segments(said.text, asked) if b > begin), len(said.text))
            part = _part(said, begin, end)
            if part is None:
                continue
            others = _THE_OTHERS.match(part.text) if who is None else None
            if others is not None:
                rest = _part(part, others.end(), len(part.text))
                for held in shares.values():
                    if not held and rest is not None:
                        held.append(rest)
                continue
            owner = who or owner
            (shares[owner] if owner is not None else loose).append(part)
    _give_loose(shares, loose)
    return shares


def told_items(text: str, items: Sequence[Item]) -> Item | None:
    """The item that a clause of the client begins with: `Energy, nearly every day`."""
    for item in items:
        if re.search(f"{_HEAD}(?:{item.told.pattern}|{item.asked.pattern}){_AFTER_HEAD}", text):
            return item
    return None


def _give_loose(shares: dict[Key, list[Passage]], loose: list[Passage]) -> None:
    empty = [key for key, held in shares.items() if not held]
    if not loose or not empty:
        return
    if len(empty) < len(shares):
        first = next(iter(shares))
        if not shares[first]:
            shares[first] = loose
        return
    text = " ".join(said.plain for said in loose)
    if agrees(loose) or _COLLECTIVE.search(text) or all(_NO.match(said.plain) for said in loose):
        for key in empty:
            shares[key] = list(loose)
    elif len(loose) == len(empty):
        for key, said in zip(empty, loose, strict=True):
            shares[key] = [said]


def _segments(text: str, asked: Sequence[Asked]) -> list[tuple[int, Key | None]]:
    """Where each part begins, and whose it is."""
    lowered = text.lower().replace("’", "'")
    found: list[tuple[int, Key]] = sorted(
        (match.start(), one.key)
        for one in asked
        for pattern in (one.item.told, one.item.asked)
        for match in pattern.finditer(lowered)
        if match[0].strip()
    )
    segments: list[tuple[int, Key | None]] = []
    for at, key in found:
        if segments and segments[-1][1] == key:
            continue
        joints = [joint.end() for joint in _JOINT.finditer(lowered[: at + 1]) if joint.end() <= at]
        unmarked = re.search(r"[.,;?!]", lowered) is None
        begin = joints[-1] if segments and joints else at if segments and unmarked else 0
        if segments and begin <= segments[-1][0]:
            continue
        segments.append((begin, key))
    if not segments or segments[0][0] > 0:
        segments.insert(0, (0, None))
    return segments


def _part(said: Passage, begin: int, end: int) -> Passage | None:
    text = said.text[begin:end]
    trimmed = text.strip(" ,;")
    if not any(character.isalnum() for character in trimmed):
        return None
    start = said.start + begin + text.index(trimmed)
    return Passage(said.turn, said.role, start, start + len(trimmed))
