"""A draft or signed note as Markdown, its watermark first and last."""

import re
from collections.abc import Iterator

from summarize.evidence import Evidence
from summarize.note import Note, Section, Statement, Support
from summarize.risk import Risk, RiskLevel
from summarize.score import Score
from writeback.drafts.draft import Filed, RejectedDraft, SignedNote, draft_of
from writeback.renderings.watermark import watermark_of
from writeback.renderings.wording import (
    NO_RISK_CAUTION,
    RISK_TITLES,
    SUPPORT_TITLES,
    answer_word,
    cited,
    cosigned,
    counts_told,
    doubts,
    drafter_told,
    empty_section,
    score_line,
    section_title,
    session_told,
    template_title,
)

_SPECIAL = re.compile(r"([\\`*_\[\]<>|#])")


def to_markdown(filed: Filed, notice: str | None = None) -> str:
    """CommonMark; whatever was said or typed is escaped, so it stays text. `notice` stands with
    the watermark, first and last."""
    note = draft_of(filed).note
    lines = [
        *_band(filed, notice),
        "",
        f"# Progress note ({template_title(note)})",
        "",
        *_heading(filed),
        "",
        *_risk(note.risk),
        *(line for section in note.sections for line in _section(note, section)),
        *(line for score in note.scores for line in _score(score)),
        *_omissions(note),
        *_addenda(filed),
        *_band(filed, notice),
    ]
    return "\n".join(lines) + "\n"


def _band(filed: Filed, notice: str | None) -> Iterator[str]:
    yield f"> **{_escaped(watermark_of(filed))}**"
    if notice is not None:
        yield ">"
        yield f"> {_escaped(notice)}"


def _heading(filed: Filed) -> Iterator[str]:
    draft = draft_of(filed)
    told = ", ".join([draft.session_id, *session_told(draft.note)])
    yield f"- Session {_escaped(told)}"
    if counts := counts_told(draft.note):
        yield f"- Counted: {_escaped(', '.join(counts))}"
    yield (
        f"- Draft {_escaped(draft.draft_id)}, version {draft.version}, "
        f"written by {_escaped(drafter_told(draft.note.drafter))} "
        f"on {draft.ai.at:%Y-%m-%d %H:%M} UTC"
    )
    if isinstance(filed, SignedNote):
        yield f"- Content SHA-256 {filed.signature.content_sha256}"
        if filed.cosignature is not None:
            yield f"- {_escaped(cosigned(filed.cosignature))}"
    if isinstance(filed, RejectedDraft):
        yield f"- Rejected by {_escaped(filed.by)}: {_escaped(filed.reason)}"


def _risk(risk: Risk) -> Iterator[str]:
    yield "## Risk"
    yield ""
    yield f"**{RISK_TITLES[risk.level]}**"
    if risk.level is RiskLevel.NONE_MENTIONED and not risk.flags:
        yield ""
        yield NO_RISK_CAUTION
    yield ""
    for flag in risk.flags:
        yield f"- {RISK_TITLES[flag.type]}: {_escaped(flag.text)}"
        yield from _evidence(flag.evidence)
    if risk.flags:
        yield ""


def _section(note: Note, section: Section) -> Iterator[str]:
    yield f"## {_escaped(section_title(note, section.name))}"
    yield ""
    if not section.statements:
        yield f"*{empty_section(note)}*"
    for statement in section.statements:
        yield from _statement(statement)
    yield ""


def _statement(statement: Statement) -> Iterator[str]:
    mark = ""
    if statement.support is not Support.VERIFIED:
        mark = f" *({SUPPORT_TITLES[statement.support]})*"
    yield f"- {_escaped(statement.text)}{mark}"
    for doubt in doubts(statement):
        yield f"  - *{_escaped(doubt)}*"
    yield from _evidence(statement.evidence)


def _evidence(evidence: tuple[Evidence, ...]) -> Iterator[str]:
    for proof in evidence:
        where, _, quote = cited(proof).partition("] ")
        yield f"  - {where}] {_escaped(quote)}"


def _score(score: Score) -> Iterator[str]:
    yield f"## {_escaped(score_line(score))}"
    yield ""
    for item in score.items:
        number = "–" if item.score is None else str(item.score)
        yield f"- Item {item.item}: **{number}** ({answer_word(score, item)})"
        yield from _evidence(item.evidence)
    yield ""


def _omissions(note: Note) -> Iterator[str]:
    if not note.omissions:
        return
    yield "## Said, and not in the note"
    yield ""
    for omission in note.omissions:
        yield f"- “{_escaped(omission.quote)}” ({_escaped(omission.why)})"
    yield ""


def _addenda(filed: Filed) -> Iterator[str]:
    if not isinstance(filed, SignedNote) or not filed.addenda:
        return
    yield "## Addenda"
    yield ""
    for addendum in filed.addenda:
        yield f"- {addendum.at:%Y-%m-%d %H:%M} UTC, {_escaped(addendum.by)}:"
        yield f"  {_escaped(addendum.text)}"
    yield ""


def _escaped(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))
