"""Who is the clinician: as declared by channel, else by what is said.

A clinician asks, addresses the other ("you"), names instruments, homework and plans, and reflects
("it sounds like"); a client speaks of himself. Rates are per word, so who talks more does not
matter. Weights were set by hand.
"""

import math
import re
from collections.abc import Mapping, Sequence

from diarize.turn import SpeakerRole

_SECOND_PERSON = re.compile(r"\b(you|your|yours|yourself|you're|you've|you'd|you'll)\b", re.I)
_FIRST_PERSON = re.compile(r"\b(i|me|my|mine|myself|i'm|i've|i'd|i'll)\b", re.I)
_QUESTION = re.compile(
    r"\?|(?:^|[.!,;] )(?:how (?:often|many|much|long|are|is|was|has|have|did|do|does|would|about)"
    r"|what (?:are|is|was|do|did|would|brings|about|happens|kind|makes)|when did|where do|"
    r"do you|did you|have you|are you|were you|can you|could you|would you|is there|tell me)\b",
    re.I,
)
_CLINICAL = re.compile(
    r"\b(?:phq|gad|questionnaire|over the (?:last|past) (?:two|2) weeks|how often have you|"
    r"on a scale|(?:it|that|this) sounds?|sounds like|what i hear|i hear (?:you|that)|"
    r"i'm hearing|you're saying|you feel|you mentioned|you said|tell me|let's|"
    r"homework|safety plan|today's session|next session|our session|last session|"
    r"your (?:doctor|medication|medicine|symptoms|sleep|mood|chart|score|results)|"
    r"(?:little interest|feeling down|trouble (?:falling|concentrating|relaxing))|"
    r"bothered by|any thoughts of|hurting yourself|thanks? (?:you )?for (?:sharing|telling|coming)|"
    r"how does that|what would|would it be (?:okay|all right)|is it (?:okay|all right) if)\b",
    re.I,
)
_DISCLOSURE = re.compile(
    r"\b(?:i (?:feel|felt|don't|didn't|can't|couldn't|was|just|guess|had|have been|keep|wish|"
    r"get|got|used to|tried|haven't|hate|want|need|think about)|i've been|"
    r"my (?:husband|wife|partner|mom|mother|dad|father|kids?|son|daughter|boss|job|work|friends?|"
    r"brother|sister|boyfriend|girlfriend|life|head|doctor))\b",
    re.I,
)

STEEPNESS = 3.0
"""How fast a difference in scores becomes certainty."""
MOST_CERTAIN = 0.99
"""What is heard is never as certain as what is declared."""
LITTLE_WORDS = 25
"""Words at which what is said counts half."""


def clinician_score(texts: Sequence[str]) -> float:
    """Higher for a clinician's talk; about -1 to 2. `texts`: one speaker's turns."""
    words = sum(len(text.split()) for text in texts)
    if not words:
        return 0.0
    asked = sum(1 for text in texts if _QUESTION.search(text)) / len(texts)
    rates = {
        pattern: sum(len(pattern.findall(text)) for text in texts) / words
        for pattern in (_SECOND_PERSON, _FIRST_PERSON, _CLINICAL, _DISCLOSURE, _QUESTION)
    }
    score = (
        0.8 * asked
        + 8.0 * rates[_QUESTION]
        + 6.0 * rates[_SECOND_PERSON]
        - 6.0 * rates[_FIRST_PERSON]
        + 10.0 * rates[_CLINICAL]
        - 6.0 * rates[_DISCLOSURE]
    )
    return score * words / (words + LITTLE_WORDS)


def roles_by_speech(said: Mapping[str, Sequence[str]]) -> dict[str, tuple[SpeakerRole, float]]:
    """Role and confidence of each speaker from the texts of his turns.

    One speaker alone is only named when his talk is plainly one kind. Of three or more, the rest
    are clients where they say a fair part of it, else others (an interpreter, a nurse).
    """
    scores = {speaker: clinician_score(texts) for speaker, texts in said.items()}
    if not scores:
        return {}
    if len(scores) == 1:
        return {speaker: _alone(score) for speaker, score in scores.items()}
    ranked = sorted(scores, key=lambda speaker: -scores[speaker])
    confidence = _certainty(scores[ranked[0]] - scores[ranked[1]])
    roles = {ranked[0]: (SpeakerRole.CLINICIAN, confidence)}
    words = {s: sum(len(text.split()) for text in said[s]) for s in ranked[1:]}
    most = max(words.values())
    for speaker in ranked[1:]:
        is_client = words[speaker] >= 0.2 * most
        certainty = _certainty(scores[ranked[0]] - scores[speaker])
        role = SpeakerRole.CLIENT if is_client else SpeakerRole.OTHER
        roles[speaker] = (role, certainty if is_client else 0.5 * certainty)
    return roles


def roles_by_channel(channel_roles: Sequence[str]) -> dict[int, tuple[SpeakerRole, float]]:
    """Declared roles are certain; a word that names no role is UNKNOWN."""
    known = {role.value: role for role in SpeakerRole}
    return {
        channel: (known[name.lower()], 1.0) if name.lower() in known else (SpeakerRole.UNKNOWN, 0.0)
        for channel, name in enumerate(channel_roles)
    }


def _alone(score: float) -> tuple[SpeakerRole, float]:
    if abs(score) < 0.25:
        return SpeakerRole.UNKNOWN, 0.0
    role = SpeakerRole.CLINICIAN if score > 0 else SpeakerRole.CLIENT
    return role, round(min(abs(score), 0.6), 3)


def _certainty(difference: float) -> float:
    """0.5 where both are alike, towards `MOST_CERTAIN` as they differ."""
    return min(round(1.0 / (1.0 + math.exp(-STEEPNESS * difference)), 3), MOST_CERTAIN)
