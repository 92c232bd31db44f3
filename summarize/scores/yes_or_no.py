"""A yes or a no to a screening question: 1 or 0."""

import re

from summarize.scores.frequency import Firmness, Rating, frequency
from summarize.scores.frequency_words import OWN, SOMEBODY_ELSE
from summarize.talk.denial import says_no, says_yes
from summarize.talk.wording import plain

_YES_INSIDE = re.compile(
    r"\b(?:yeah|yes|i have|i did|i do|crossed my mind|crosses my mind|i (?:tried|took|cut|thought "
    r"about|think about|wish|wished|had|started|wanted)|sometimes|part of me|once or twice)\b"
)
_TAKES_BACK = re.compile(
    r"\b(?:but|although|except|well)\b.{0,40}\b(?:sometimes|i (?:have|did|do|think|thought|"
    r"wonder\w*)|once|maybe|there (?:was|were|are)|part of me|at times|occasionally)\b"
)


def yes_or_no(answer: str) -> Rating | None:
    """None where it is neither plainly; a no that goes on to say yes is a yes."""
    text = plain(answer)
    if SOMEBODY_ELSE.search(text) and not OWN.search(text):
        return None
    if _TAKES_BACK.search(text):
        return Rating(1, Firmness.WORDS)
    if says_no(answer):
        return Rating(0, Firmness.WORDS)
    often = frequency(answer)
    if says_yes(answer) or (often is not None and often.score > 0):
        return Rating(1, Firmness.WORDS)
    if _YES_INSIDE.search(text):
        return Rating(1, Firmness.WORDS)
    return Rating(0, Firmness.WORDS) if often is not None else None
