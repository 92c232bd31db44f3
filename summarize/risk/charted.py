"""Danger in the words of clinicians who dictate or write: `SI`, `endorses suicidal ideation`.

`finding` knows how people speak of it; here is how it is put down by one who reports of another.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from diarize.turn import SpeakerRole
from summarize.risk import Risk, RiskFlag, RiskLevel
from summarize.risk.finding import URGENCY
from summarize.talk.dialogue import Dialogue
from summarize.talk.passage import Passage, evidence_of

_SUICIDAL = (
    r"(?:suicid\w*\b(?! (?:prevention|hotline|lifeline|screen\w*|risk|assessment))|\bsi\b|"
    r"\bwish(?:es|ed)? to (?:die|be dead)|\bwants? to die\b)"
)


@dataclass(frozen=True, slots=True)
class _Chart:
    level: RiskLevel
    text: str
    cue: re.Pattern[str]


_CHARTS = tuple(
    _Chart(level, text, re.compile(cue))
    for level, text, cue in (
        (
            RiskLevel.PLAN_OR_INTENT,
            "A suicide plan or intent is written of",
            rf"{_SUICIDAL}.{{0,40}}\b(?:with|has|had|have|having|and|endorses?|reports?) (?:a |an |"
            r"some |specific |clear )*(?:plan|intent\w*|means)\b(?! (?:is|was)? ?(?:denied|"
            r"absent))|"
            r"\b(?:suicide|suicidal) (?:plan|intent\w*)\b|\bplan (?:to|of) (?:overdos\w+|hang\w*|"
            r"shoot\w*|kill\w* (?:him|her|them)sel\w+)|\bintent to (?:die|act|kill)",
        ),
        (
            RiskLevel.PASSIVE_IDEATION,
            "Passive thoughts of death are written of",
            r"\bpassive (?:\w+ )?(?:si\b|ideation|thoughts|suicid\w+|death)|"
            r"\bnot wanting to (?:live|"
            r"be alive|wake up|be here)|\bwish(?:es|ed|ing)? (?:to be dead|(?:he|she|"
            r"they) (?:were|was) "
            r"dead|not to wake)|\bbetter off dead|\bthoughts of (?:death|dying)|\bdeath wish",
        ),
        (
            RiskLevel.ACTIVE_IDEATION,
            "Thoughts of suicide or self-harm are written of",
            rf"{_SUICIDAL}|\bself[- ]harm\w*(?! risk)|\bself[- ]injur\w+|\bcut(?:s|ting)? (?:him|"
            rf"her|"
            r"them)sel\w+|\bnssi\b|\bkill\w* (?:him|her|them)sel\w+|\boverdos(?:ed|ing)\b",
        ),
        (
            RiskLevel.HARM_TO_OTHERS,
            "Thoughts of harming another person are written of",
            r"\bhomicid\w*|\bhi\b(?=[.,;/ ])(?! (?:there|everyone))|\bthoughts of (?:harming|"
            r"hurting|"
            r"killing) (?:others|\w+ (?:wife|husband|boss|partner|mother|father|brother|sister))|"
            r"\bthreaten(?:s|ed|ing) to (?:kill|hurt|harm) (?!him|her|them)\w+",
        ),
        (
            RiskLevel.ABUSE_DISCLOSURE,
            "Abuse or violence is written of",
            r"\b(?:physical|sexual|domestic|child|elder|intimate partner) (?:\w+ )?(?:abuse|"
            r"violence|"
            r"assault)|\bipv\b|\babus(?:ed|ive)\b|\b(?:hit|chok|strangl|punch|beat)\w* (?:by|him|"
            r"her|"
            r"them)\b|\b(?:cps|aps) (?:report|was|called|contacted)|\bmandated report",
        ),
    )
)
_DENIED = re.compile(
    r"\b(?:den(?:y|ies|ied|ying)|no|not|nor|never|without|negative for|absen\w+|"
    r"none)\b(?! wanting| "
    r"to wake)"
)
_DENIED_AFTER = re.compile(
    r"(?:\W*\w+){0,3}\W+(?:is |was |were |are )?(?:denied|absent|none|negative|not (?:present|"
    r"reported|endorsed))"
)
_LISTED_AFTER = re.compile(
    r"^[\s:–-]*(?:(?:/|or|and|,)\s*\w+[\s:–-]*)*(?:denied|denies|none|"
    r"no(?! (?:plan|intent|means)))\b"
)
_CLAUSE = re.compile(r"[;:]|\bbut\b|\bhowever\b|\balthough\b")
_LOW = re.compile(r"\b(?:low|minimal|no(?: acute| current| imminent)?) risk (?:of|for)\W+\w*$")
_PAST = re.compile(
    r"\b(?:history of|past|previous(?:ly)?|prior|remote|years ago|in (?:19|20)\d\d|as a (?:child|"
    r"teen\w*)|in (?:adolescence|childhood|college))\b"
)
_KIN = re.compile(
    r"\b(?:mother|father|brother|sister|son|daughter|uncle|aunt|cousin|friend|family|wife|husband|"
    r"roommate|coworker)(?:'s)?\b(?: \w+){0,3} (?:died by|completed|attempted|history of)?\W*$"
)
_ONLY_DENIES = re.compile(
    r"^(?:(?:the )?(?:client|patient|pt|ct|he|she|they) )?(?:also |again |currently )?(?:den(?:y|"
    r"ies|"
    r"ied)|no|not|negative for|without)\b|^(?:si|hi|suicid\w+|homicid\w+|self-harm)(?:\W+\w+){0,6}"
    r"\W+(?:denied|none|absent|negative|no)\.?$"
)
_GOES_ON = re.compile(r"\b(?:but|except|however|although|though|until|apart from|other than)\b")
_OWN_HARM = re.compile(
    r"^(?!.*\b(?:abus\w+|threaten\w*|hits?|beat\w*|chok\w+)\b).*"
    r"\b(?:kill|hurt|harm|cut|shoot|hang|injur)\w* (?:him|her|them)sel\w+"
)
_WHENEVER = frozenset({RiskLevel.HARM_TO_OTHERS, RiskLevel.ABUSE_DISCLOSURE})


def with_charted(risk: Risk, dialogue: Dialogue) -> Risk:
    """With what a clinician alone put down and nothing has flagged yet; talk is left as it is."""
    said = [one for one in dialogue.passages if one.role is SpeakerRole.CLINICIAN]
    if not dialogue.monologue or not said:
        return risk
    risk = _without_denials(_without_misread(risk), said)
    flagged = {
        (proof.quote, level)
        for flag in risk.flags
        for proof in flag.evidence
        for level in URGENCY[: URGENCY.index(flag.type) + 1]
    }
    levels = [risk.level]
    flags = list(risk.flags)
    for one in said:
        chart = _charted(one.plain)
        if chart is None or (one.text, chart.level) in flagged:
            continue
        past = bool(_PAST.search(one.plain)) and chart.level not in _WHENEVER
        flags.append(_flag(chart, one, past))
        levels += [] if past else [chart.level]
    return Risk(max(levels, key=URGENCY.index), tuple(flags))


def _without_denials(risk: Risk, said: Sequence[Passage]) -> Risk:
    """`No SI or self-harm.` is flagged by nobody; a sentence that goes on otherwise stays."""
    denials = {
        one.text
        for one in said
        if _ONLY_DENIES.search(one.plain)
        and not _GOES_ON.search(one.plain)
        and _charted(one.plain) is None
    }
    kept = tuple(
        flag
        for flag in risk.flags
        if not flag.evidence or any(proof.quote not in denials for proof in flag.evidence)
    )
    return _of(kept) if len(kept) < len(risk.flags) else risk


def _without_misread(risk: Risk) -> Risk:
    """Of a third person's telling, `she thinks of killing herself` is no harm by or to others; it
    is flagged for what it is."""
    kept = tuple(
        flag
        for flag in risk.flags
        if flag.type not in _WHENEVER
        or not any(_OWN_HARM.search(proof.quote.lower()) for proof in flag.evidence)
    )
    return _of(kept) if len(kept) < len(risk.flags) else risk


def _of(kept: tuple[RiskFlag, ...]) -> Risk:
    current = [flag.type for flag in kept if "past" not in flag.text or flag.type in _WHENEVER]
    level = max(current, key=URGENCY.index, default=RiskLevel.NONE_MENTIONED)
    return Risk(level, kept)


def _flag(chart: _Chart, said: Passage, past: bool) -> RiskFlag:
    text = f"{chart.text}, as of the past" if past else chart.text
    return RiskFlag(chart.level, text, (evidence_of(said),))


def _charted(text: str) -> _Chart | None:
    """The most urgent that is asserted; `passive SI` is passive, though it names SI."""
    found = [chart for chart in _CHARTS if _asserted(chart.cue, text)]
    passive = any(chart.level is RiskLevel.PASSIVE_IDEATION for chart in found)
    if passive:
        found = [chart for chart in found if chart.level is not RiskLevel.ACTIVE_IDEATION]
    return max(found, key=lambda chart: URGENCY.index(chart.level), default=None)


def _asserted(cue: re.Pattern[str], text: str) -> bool:
    """A mention that is denied neither before it, within its clause, nor right after it."""
    for hit in cue.finditer(text):
        before, after = _CLAUSE.split(text[: hit.start()])[-1], text[hit.end() :]
        if _DENIED.search(before) or _LOW.search(text[: hit.end()]) or _KIN.search(before):
            continue
        if _DENIED.search(hit[0]) or _DENIED_AFTER.match(after) or _LISTED_AFTER.match(after):
            continue
        return True
    return False
