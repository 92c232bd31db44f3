"""The words in which Markdown, PDF, FHIR narrative and page all say the same thing."""

from summarize.errors import UnknownTemplate
from summarize.note import Note, Support
from summarize.risk import RiskLevel
from summarize.score import Score, ScoreMethod
from summarize.templates import template_named

RISK_TITLES = {
    RiskLevel.NONE_MENTIONED: "No risk was mentioned in this session",
    RiskLevel.PASSIVE_IDEATION: "Passive suicidal ideation",
    RiskLevel.ACTIVE_IDEATION: "Active suicidal ideation",
    RiskLevel.PLAN_OR_INTENT: "Suicidal plan or intent",
    RiskLevel.HARM_TO_OTHERS: "Risk of harm to others",
    RiskLevel.ABUSE_DISCLOSURE: "Disclosure of abuse",
}

NO_RISK_CAUTION = "Software listened for risk and found no mention. That is not an assessment."

SUPPORT_TITLES = {
    Support.VERIFIED: "checked against the transcript",
    Support.UNVERIFIED: "UNVERIFIED: not found in the transcript",
    Support.CLINICIAN: "the clinician's own words",
}

METHOD_TITLES = {
    ScoreMethod.VERBAL: "asked in the session",
    ScoreMethod.FORM: "from a form",
    ScoreMethod.PRIOR: "from an earlier date",
}

EMPTY_SECTION = "Nothing was said about this."


def clock(milliseconds: int) -> str:
    """`4:07`, or `1:02:09` from an hour on."""
    seconds = milliseconds // 1000
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours}:{minutes:02d}:{seconds:02d}"
    return f"{minutes}:{seconds:02d}"


def template_title(note: Note) -> str:
    try:
        return template_named(note.template).title
    except UnknownTemplate:
        return note.template.upper()


def section_title(note: Note, name: str) -> str:
    """The template's own heading; an unknown section's name, capitalised."""
    try:
        plans = template_named(note.template).sections
    except UnknownTemplate:
        plans = ()
    for plan in plans:
        if plan.name == name:
            return plan.title
    return name.replace("_", " ").capitalize()


def score_line(score: Score) -> str:
    """A total is named only where every item has an answer (or the total came from a form)."""
    answered = sum(1 for item in score.items if item.score is not None)
    method = METHOD_TITLES[score.method]
    if score.total is None:
        return (
            f"{score.instrument}: incomplete, {answered} of {len(score.items)} items answered, "
            f"no total ({method})"
        )
    severity = "" if score.severity is None else f", {score.severity}"
    return f"{score.instrument}: total {score.total}{severity} ({method})"


def answer_word(score: int | None) -> str:
    """The answer's place on the 0 to 3 scale both instruments share (LOINC LL358-3)."""
    words = ("not at all", "several days", "more than half the days", "nearly every day")
    if score is None:
        return "not asked or not answered"
    return words[score] if 0 <= score < len(words) else str(score)
