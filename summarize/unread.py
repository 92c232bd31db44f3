"""What was said and nobody here could look through, told before anything else."""

import logging
import re
from collections.abc import Callable, Iterator

from diarize.transcript import Transcript
from diarize.turn import Turn
from summarize.evidence import Evidence
from summarize.risk import Risk, RiskFlag, RiskLevel

_READ = "en"
_log = logging.getLogger(__name__)
_HEAVY = re.compile(
    r"\b(?:suicid\w*|kill\w*|die|died|dying|dead|death|overdos\w*|self[- ]?harm\w*|cutting|"
    r"(?:hurt|hurting|harm|harming|cut) (?:myself|him|her|them|me)|alive|wake up|be here|"
    r"(?:my|own|your) life|end it|guns?|pills|rope|hits? me|beats? me|chok\w+|rap(?:ed|e)|abus\w+|"
    r"assault\w*|afraid of|unsafe|safe)\b",
    re.IGNORECASE,
)
"""Words worth a look where nothing better looked."""


def risk_or_unread(find: Callable[[], Risk], transcript: Transcript) -> Risk:
    """What `find` finds; where it fails, a flag that says so, and the turns with heavy words.

    A note whose risk was not looked for must not say that none was mentioned.
    """
    try:
        return find()
    except Exception as failure:  # whatever happens, the note says what was not looked through
        _log.error("the search for risk failed", extra={"failure": type(failure).__name__})
    return Risk(RiskLevel.NONE_MENTIONED, tuple(_unjudged(transcript)))


def _unjudged(transcript: Transcript) -> Iterator[RiskFlag]:
    heavy = tuple(
        Evidence(turn.turn_id, turn.text, turn.start_ms, turn.end_ms)
        for turn in transcript.turns
        if _HEAVY.search(turn.text)
    )
    text = "Not looked through: the search for risk failed. Read the transcript"
    yield RiskFlag(RiskLevel.NONE_MENTIONED, text, ())
    if heavy:
        told = "Turns with words that may tell of danger; nobody judged them"
        yield RiskFlag(RiskLevel.NONE_MENTIONED, told, heavy)


def with_unread(risk: Risk, transcript: Transcript) -> Risk:
    """Risk, scores and statements are found in English alone: where the session, or more than a
    turn of it, is in another language, a flag says so. Without it "none mentioned" would be a
    claim that nobody checked."""
    unread = [turn for turn in transcript.turns if _language(turn, transcript) != _READ]
    if not unread or (len(unread) == 1 and transcript.language == _READ):
        return risk
    languages = ", ".join(sorted({_language(turn, transcript) for turn in unread}))
    first = unread[0]
    flag = RiskFlag(
        RiskLevel.NONE_MENTIONED,
        f"Not looked through: {len(unread)} of {len(transcript.turns)} turns are in another "
        f"language ({languages}). Risk, scores and statements are found in English alone; read "
        "the transcript",
        (Evidence(first.turn_id, first.text, first.start_ms, first.end_ms),),
    )
    return Risk(risk.level, (*risk.flags, flag))


def _language(turn: Turn, transcript: Transcript) -> str:
    return turn.language or transcript.language
