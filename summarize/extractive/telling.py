"""How much a few words tell, for choosing among parts of an answer.

Fitted models of what clinicians wrote down (on public dialogues with notes) chose no better on
therapy sessions than this count.
"""

import re
from collections.abc import Iterable

from summarize.extractive.topics import topic_said
from summarize.talk.passage import Passage
from summarize.talk.stem import content_stem

_WORD = re.compile(r"[a-z]+(?:'[a-z]+)?")
_SUBJECT, _NUMBER, _ENOUGH = 0.5, 0.5, 8


def telling(said: Passage, question: Iterable[Passage] = ()) -> float:
    """From 0 to 2: a subject of notes, a number, words of meaning that the question has not."""
    asked = {stem for one in question for stem in _stems(one)}
    own = len(_stems(said) - asked)
    number = any(character.isdigit() for character in said.digits)
    subject = topic_said(said.plain) is not None
    return _SUBJECT * subject + _NUMBER * number + min(own, _ENOUGH) / _ENOUGH


def _stems(said: Passage) -> set[str]:
    return {stem for word in _WORD.findall(said.plain) if (stem := content_stem(word))}
