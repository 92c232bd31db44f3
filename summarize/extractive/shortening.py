"""Fewer sentences and clauses of an answer where there is less room."""

import re
from collections.abc import Callable, Sequence

from summarize.risk.finding import danger_in
from summarize.talk.clause import clauses
from summarize.talk.excerpt import is_small_talk
from summarize.talk.medication import doses_said, medicines_named
from summarize.talk.passage import Passage
from summarize.talk.wording import word_count

_RULES_OUT = re.compile(
    r"\b(?:would never|wouldn't (?:ever )?(?:do|hurt|act)|never (?:would|do|act on|hurt)|"
    r"don't want to (?:die|hurt|do it))\b"
)


def shortest(
    said: Sequence[Passage],
    longest: int,
    telling: Callable[[Passage], float],
    *,
    keep_first: bool = False,
) -> list[Passage]:
    """Clauses up to so many words; the least telling go first, the direct answer never."""
    kept = [one for one in said if not is_small_talk(one.text)] or list(said[:1])
    if _words(kept) > longest:
        kept = [part for one in kept for part in _parts(one)]
    if _words(kept) <= longest:
        return kept
    spare = sorted(
        (one for one in kept[keep_first:] if not _is_vital(one)),
        key=lambda one: (telling(one), -one.start),
    )
    for one in spare:
        if _words(kept) <= longest or len(kept) == 1:
            break
        kept.remove(one)
    return kept


def _words(said: Sequence[Passage]) -> int:
    return sum(word_count(one.text) for one in said)


def _parts(said: Passage) -> list[Passage]:
    """A sentence on danger or a medicine stays whole."""
    return [said] if _is_vital(said) else clauses(said)


def _is_vital(said: Passage) -> bool:
    """Names a medicine or a dose, or danger, or rules it out: never left out of a quote."""
    if _RULES_OUT.search(said.plain):
        return True
    return bool(medicines_named(said.text) or doses_said(said.text) or danger_in(said))
