"""Looking for the proof of a sentence that comes without any, or whose own no longer fits."""

import re
from collections.abc import Iterator

from diarize.transcript import Transcript
from diarize.turn import Turn
from summarize.grounding.check import Grounded, ground
from summarize.grounding.quotation import tokens
from summarize.grounding.support import Citation
from summarize.grounding.verdict import Verdict
from summarize.talk.stem import content_stem

_SENTENCE = re.compile(r"[^.?!]+[.?!]*")
_LEAST_SHARE = 0.34
"""Share of a sentence's words that a quote must hold to be tried as its proof."""
_MOST_QUOTES = 3


def proof_in(text: str, transcript: Transcript) -> Grounded | None:
    """The sentence as proven by what was said somewhere in the session; None where it is not.

    The spoken sentences with most of its words are tried, at first the best, then the best two and
    three together.
    """
    wanted = {found for token in tokens(text) if (found := content_stem(token.text))}
    if not wanted:
        return None
    rated = sorted(_rated(wanted, transcript), key=lambda one: -one[0])
    chosen: list[Citation] = []
    covered: set[str] = set()
    for _, met, citation in rated:
        if len(chosen) == _MOST_QUOTES:
            break
        if chosen and met <= covered:
            continue
        chosen.append(citation)
        covered |= met
        judged = ground(text, chosen, transcript)
        if judged.verdict is Verdict.VERIFIED:
            return judged
    return None


def _rated(
    wanted: set[str], transcript: Transcript
) -> Iterator[tuple[float, frozenset[str], Citation]]:
    for turn in transcript.turns:
        for sentence in _sentences(turn):
            held = {found for token in tokens(sentence) if (found := content_stem(token.text))}
            met = frozenset(wanted & held)
            share = len(met) / len(wanted)
            if share >= _LEAST_SHARE:
                yield share, met, Citation(turn.turn_id, sentence)


def _sentences(turn: Turn) -> Iterator[str]:
    yield from (match.group().strip() for match in _SENTENCE.finditer(turn.text))
