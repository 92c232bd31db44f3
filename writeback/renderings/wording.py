"""The words in which Markdown, PDF, FHIR narrative and page all say the same thing."""

from summarize.errors import UnknownTemplate
from summarize.evidence import Evidence
from summarize.note import DrafterRecord, Note, Statement, Support
from summarize.risk import RiskLevel
from summarize.score import Remark, Score, ScoreItem, ScoreMethod
from summarize.scores.instruments import instrument_named, options_of
from summarize.session_facts import Account
from summarize.templates import template_named
from writeback.drafts.draft import Signature

RISK_TITLES = {
    RiskLevel.NONE_MENTIONED: "No mention of risk was found",
    RiskLevel.PASSIVE_IDEATION: "Passive suicidal ideation",
    RiskLevel.ACTIVE_IDEATION: "Active suicidal ideation",
    RiskLevel.PLAN_OR_INTENT: "Suicidal plan or intent",
    RiskLevel.HARM_TO_OTHERS: "Risk of harm to others",
    RiskLevel.ABUSE_DISCLOSURE: "Disclosure of abuse",
}

NO_RISK_CAUTION = (
    "Software looked for risk by its wording and may miss what is said indirectly. That is not an "
    "assessment."
)

SUPPORT_TITLES = {
    Support.VERIFIED: "checked against the transcript",
    Support.UNVERIFIED: "UNVERIFIED: not proven by the transcript",
    Support.CLINICIAN: "the clinician's own words",
}

METHOD_TITLES = {
    ScoreMethod.VERBAL: "asked in the session",
    ScoreMethod.FORM: "from a form",
    ScoreMethod.PRIOR: "from an earlier date",
}

NO_ANSWER = {
    None: "not asked or not answered",
    Remark.UNCLEAR: "asked, and the answer does not tell: for the clinician to score",
    Remark.DECLINED: "declined",
    Remark.TO_CHECK: "not asked or not answered",
}
TO_CHECK = "words were misheard here: check"

EMPTY_SECTION = "Nothing was said about this."
NOT_GIVEN = "Nothing was given for this."

KNOWN_BEFORE = {
    "prior_note": "earlier note",
    "goals": "treatment plan",
    "assessments": "form",
}
"""Fields of the context, as a reader knows them."""


def clock(milliseconds: int) -> str:
    """`4:07`, or `1:02:09` from an hour on."""
    seconds = milliseconds // 1000
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours}:{minutes:02d}:{seconds:02d}"
    return f"{minutes}:{seconds:02d}"


def cited(proof: Evidence) -> str:
    """`[4:07, t12] “I sleep badly”`; what was not heard today says where it stands instead."""
    if proof.is_carried:
        return f"[{place(proof)}, known before] “{proof.quote}”"
    turn = f", {proof.turn_id}" if _is_heard(proof) else ""
    return f"[{place(proof)}{turn}] “{proof.quote}”"


def doubts(statement: Statement) -> list[str]:
    """What the evidence does not show, one line each."""
    return [f"Check: {doubt}." for doubt in statement.doubts]


def place(proof: Evidence) -> str:
    """Where a quote stands: its second in the audio, the field that was sent, or what was known
    before the session."""
    if proof.field is not None:
        name, _, _ = proof.field.partition("[")
        return KNOWN_BEFORE.get(name, "known before")
    return clock(proof.start_ms) if _is_heard(proof) else proof.turn_id.replace("_", " ")


def _is_heard(proof: Evidence) -> bool:
    """Fields that a record system sent have no time."""
    return proof.end_ms > 0


def counts_told(note: Note) -> list[str]:
    """Counts of how the session went, as a reader sees them; empty where nothing was heard.

    Questions and reflections are counted by rule, and say so.
    """
    metrics = note.metrics
    talk = metrics.clinician_talk_ms + metrics.client_talk_ms + metrics.other_talk_ms
    if not talk or metrics.reflections is None:
        return []
    share = round(100 * metrics.clinician_talk_ms / talk)
    told = [f"clinician {share} % of the talk"]
    for who, length in (
        ("clinician", metrics.longest_clinician_ms),
        ("client", metrics.longest_client_ms),
    ):
        if length:
            told.append(f"longest stretch of the {who} {clock(length)}")
    told.append(f"silence {clock(metrics.silence_ms)}")
    told.append(
        f"counted by rule: {metrics.open_questions} open and {metrics.closed_questions} closed "
        f"questions, {metrics.reflections} reflections"
    )
    return told


def session_told(note: Note) -> list[str]:
    """What is known of the session itself, in the order people give it; never what is not."""
    facts = note.session
    told = [] if facts.held_on is None else [f"{facts.held_on:%A} {facts.held_on:%d %B %Y}"]
    if facts.duration_ms is not None:
        told.append(f"{facts.duration_ms / 60_000:g} minutes")
    if facts.modality is not None:
        told.append(facts.modality)
    match facts.account:
        case Account.RECORDING:
            told.append(f"{clock(note.metrics.duration_ms)} long")
        case Account.DICTATION:
            told.append(f"dictated by the clinician in {clock(note.metrics.duration_ms)}")
        case Account.FIELDS:
            told.append("not recorded, written from what was sent")
    return told


NO_MODEL = {
    "withheld": "names could not be concealed",
    "absent": "no language model answered",
    "busy": "the language model was busy",
    "slow": "the language model was too slow",
    "refused": "the language model refused",
    "broken": "the language model failed",
    "empty": "the language model found nothing",
    "unproven": "nothing it wrote could be verified",
}
"""Why a section is made of quotes where a language model was to write it."""


def drafter_told(record: DrafterRecord) -> str:
    """What wrote the note; and where a model was to write and did not, which sections, and why."""
    told = f"{record.kind} ({record.model})" if record.model else record.kind
    sections: dict[str, list[str]] = {}
    for section, why in record.fallbacks.items():
        sections.setdefault(NO_MODEL.get(why, why), []).append(section)
    return "; ".join([told, *(f"{', '.join(s)} quoted: {why}" for why, s in sections.items())])


def empty_section(note: Note) -> str:
    return NOT_GIVEN if note.session.account is Account.FIELDS else EMPTY_SECTION


def template_title(note: Note) -> str:
    if note.title:
        return note.title
    try:
        return template_named(note.template).title
    except UnknownTemplate:
        return note.template.upper()


def section_title(note: Note, name: str) -> str:
    """The template's own heading; an unknown section's name, capitalised."""
    own = next((one.title for one in note.sections if one.name == name), "")
    if own:
        return own
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
    instrument = instrument_named(score.instrument)
    if instrument is not None and instrument.triage is not None:
        call = "" if score.severity is None else f", by these answers: {score.severity}"
        return (
            f"{score.instrument}: {answered} of {len(score.items)} steps answered{call} ({method})"
        )
    if score.total is None:
        return (
            f"{score.instrument}: incomplete, {answered} of {len(score.items)} items answered, "
            f"no total ({method})"
        )
    severity = "" if score.severity is None else f", {score.severity}"
    return f"{score.instrument}: total {score.total}{severity} ({method})"


def answer_word(score: Score, item: ScoreItem) -> str:
    """The answer as the instrument words it; why there is none, or what to check."""
    if item.score is None:
        return NO_ANSWER[item.remark]
    options = options_of(score.instrument, item.item)
    word = options[item.score].wording if 0 <= item.score < len(options) else str(item.score)
    return f"{word.lower()}; {TO_CHECK}" if item.remark is Remark.TO_CHECK else word.lower()


def cosigned(signature: Signature) -> str:
    """`Co-signed by dr-okafor on 2026-03-02 10:00 UTC`."""
    return f"Co-signed by {signature.by} on {signature.at:%Y-%m-%d %H:%M} UTC"
