"""Risk as it was talked about, in one statement: what was mentioned and what was denied."""

from collections.abc import Sequence

from summarize.extractive.finding import Finding
from summarize.extractive.safety_topics import SAFETY
from summarize.risk import Risk, RiskLevel
from summarize.talk.denial import denied_subject
from summarize.talk.topic import Weight
from summarize.templates import Part

_PLAIN = {
    RiskLevel.NONE_MENTIONED: "none mentioned",
    RiskLevel.PASSIVE_IDEATION: "passive ideation",
    RiskLevel.ACTIVE_IDEATION: "active ideation or self-harm",
    RiskLevel.PLAN_OR_INTENT: "plan or intent",
    RiskLevel.HARM_TO_OTHERS: "harm to others",
    RiskLevel.ABUSE_DISCLOSURE: "abuse disclosure",
}
_SUBJECTS = {
    RiskLevel.PASSIVE_IDEATION: "ideation",
    RiskLevel.ACTIVE_IDEATION: "ideation",
    RiskLevel.PLAN_OR_INTENT: "plan",
    RiskLevel.HARM_TO_OTHERS: "others",
    RiskLevel.ABUSE_DISCLOSURE: "abuse",
}
"""What was told is not said to be denied in the same breath."""
_LABELS = {topic.name: denied_subject(topic) for topic in SAFETY}


def appraised(risk: Risk, reports: Sequence[Finding]) -> list[Finding]:
    """Nothing where risk was neither mentioned nor asked about. Adds no judgement of its own."""
    denials = [one for one in reports if one.topic in _LABELS and one.text.startswith("Denies ")]
    if not risk.flags and not denials:
        return []
    told = {_SUBJECTS.get(flag.type) for flag in risk.flags}
    denials = [one for one in denials if one.topic not in told]
    text = f"Risk as discussed: {_PLAIN[risk.level]}"
    if risk.level is RiskLevel.NONE_MENTIONED and risk.flags:
        text = f"Risk as discussed: {risk.flags[0].text.lower()}"
    if denials:
        named = dict.fromkeys(_LABELS[one.topic] for one in denials)
        text += f"; denies {', '.join(named)}"
    flagged = [proof for flag in risk.flags[:3] for proof in flag.evidence[:1]]
    proof = tuple(dict.fromkeys([*flagged, *(one.evidence[-1] for one in denials)]))
    return [Finding(Part.ASSESSMENT, "risk", text, Weight.ALWAYS, proof, -1)]
