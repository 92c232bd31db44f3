"""Answers that a recognizer wrote nearly as they were said."""

import re
from difflib import SequenceMatcher

from summarize.scores.frequency_words import LEAD

_QUANTIFIED = re.compile(
    rf"^{LEAD}(?:(?:the|of|in|a) )*(most|every|nearly every|almost every|several|a few|few|"
    rf"a couple|more than half)(?: of)?(?: (?:the|my|those|a))? ?([a-z]*)(?: (?:i'd say|i think|"
    rf"i guess|probably))?[.!,]*$"
)
_QUANTITIES = {
    "most": 2, "more than half": 2, "every": 3, "nearly every": 3, "almost every": 3,
    "several": 1, "a few": 1, "few": 1, "a couple": 1,
}  # fmt: skip
_ANCHORS = (
    ("not at all", 0), ("several days", 1), ("once or twice", 1), ("a couple of times", 1),
    ("a few days", 1), ("here and there", 1), ("now and then", 1), ("on and off", 1),
    ("more than half the days", 2), ("most days", 2), ("most nights", 2),
    ("more days than not", 2), ("half the time", 2), ("nearly every day", 3),
    ("almost every day", 3), ("every day", 3), ("every night", 3), ("every single day", 3),
    ("all the time", 3), ("pretty much every day", 3), ("constantly", 3),
)  # fmt: skip
_NEAR = 0.82


def score_by_sound(flat: str) -> int | None:
    """A short answer that a recognizer wrote nearly as it was said.

    `Most things.` to how often is still most; else the whole answer must be near one anchor.
    """
    text = re.sub(r"[^a-z' ]", "", flat).strip()
    if not text or len(text.split()) > 6:
        return None
    led = _QUANTIFIED.match(text)
    if led is not None:
        return _QUANTITIES[led[1]]
    scored = [
        (SequenceMatcher(None, text.replace(" ", ""), anchor.replace(" ", "")).ratio(), score)
        for anchor, score in _ANCHORS
    ]
    best, score = max(scored)
    rivals = {other for ratio, other in scored if ratio >= best - 0.04}
    return score if best >= _NEAR and rivals == {score} else None
