"""What was said in a language that nothing here reads, told before anything else."""

from diarize.transcript import Transcript
from diarize.turn import Turn
from summarize.evidence import Evidence
from summarize.risk import Risk, RiskFlag, RiskLevel

_READ = "en"


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
