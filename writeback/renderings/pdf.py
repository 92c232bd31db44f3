"""A draft or signed note as PDF: the watermark across and at the head of every page."""

import io
from collections.abc import Iterator
from functools import partial
from html import escape

from reportlab.lib.colors import Color, HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageTemplate, Paragraph, Spacer

from summarize.evidence import Evidence
from summarize.note import Note, Section, Support
from summarize.risk import RiskLevel
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
    place,
    score_line,
    section_title,
    session_told,
    template_title,
)

_INK = HexColor("#2b2622")
_MUTED = HexColor("#6f655c")
_ALARM = HexColor("#9b2c1f")
_AMBER = HexColor("#8a5a00")
_GREEN = HexColor("#2f6b4a")
_ACROSS = Color(0.72, 0.45, 0.05, alpha=0.13)

_BODY = ParagraphStyle(
    "body", fontName="Helvetica", fontSize=10, leading=13, textColor=_INK, spaceAfter=2
)
_TITLE = ParagraphStyle(
    "title", _BODY, fontName="Helvetica-Bold", fontSize=18, leading=23, spaceAfter=4
)
_HEAD = ParagraphStyle(
    "head",
    _BODY,
    fontName="Helvetica-Bold",
    fontSize=12.5,
    leading=16,
    spaceBefore=9,
    keepWithNext=1,
)
_SMALL = ParagraphStyle("small", _BODY, fontSize=8.5, leading=11.5, textColor=_MUTED)
_POINT = ParagraphStyle("point", _BODY, leftIndent=11, bulletIndent=1)
_PROVEN = ParagraphStyle("proven", _POINT, keepWithNext=1)
_QUOTE = ParagraphStyle("quote", _SMALL, leftIndent=20)
_PROOF = ParagraphStyle("proof", _BODY, fontSize=8.5, leading=11, spaceAfter=3)
_RISK = ParagraphStyle("risk", _BODY, fontName="Helvetica-Bold", textColor=_ALARM)


_QUOTED = 4
"""How many of a danger's quotes are written out; each of the others is named by its place."""
EVIDENCE = "Evidence: what was said, and where"
"""Where the note ends and its proofs begin."""


def to_pdf(filed: Filed, notice: str | None = None) -> bytes:
    """A4. Text outside Latin-1 is shown by its nearest sign (`?` where there is none). `notice`
    stands on every page.
    """
    held = io.BytesIO()
    note = draft_of(filed).note
    document = BaseDocTemplate(
        held,
        pagesize=A4,
        title=watermark_of(filed),
        author="Inglenook",
        leftMargin=20 * mm,
        rightMargin=20 * mm,
        topMargin=24 * mm,
        bottomMargin=20 * mm,
    )
    frame = Frame(
        document.leftMargin, document.bottomMargin, document.width, document.height, id="page"
    )
    document.addPageTemplates(PageTemplate(frames=[frame], onPage=partial(_on_page, filed, notice)))
    document.build(list(_story(filed, note)))
    return held.getvalue()


def _on_page(filed: Filed, notice: str | None, canvas: Canvas, document: BaseDocTemplate) -> None:
    width, height = A4
    watermark = watermark_of(filed)
    signed = isinstance(filed, SignedNote)
    canvas.saveState()
    if not signed:
        _across(canvas, watermark, width, height)
    canvas.setFillColor(_GREEN if signed else _AMBER)
    canvas.setFont("Helvetica-Bold", 9)
    canvas.drawCentredString(width / 2, height - 15 * mm, _latin(watermark))
    canvas.setLineWidth(1.2)
    canvas.setStrokeColor(_GREEN if signed else _AMBER)
    canvas.line(22 * mm, height - 18 * mm, width - 22 * mm, height - 18 * mm)
    canvas.setFont("Helvetica", 8)
    canvas.drawString(22 * mm, 13 * mm, _latin(watermark))
    canvas.setFillColor(_MUTED)
    canvas.drawRightString(width - 22 * mm, 13 * mm, f"Page {document.page}")
    if notice is not None:
        canvas.drawString(22 * mm, 9 * mm, _latin(notice))
    canvas.restoreState()


def _across(canvas: Canvas, watermark: str, width: float, height: float) -> None:
    """The first words large, the rest below them, diagonally over the whole page."""
    large, _, rest = watermark.partition(" · ")
    canvas.saveState()
    canvas.translate(width / 2, height / 2)
    canvas.rotate(52)
    canvas.setFillColor(_ACROSS)
    canvas.setFont("Helvetica-Bold", 54)
    canvas.drawCentredString(0, 6, _latin(large))
    canvas.setFont("Helvetica-Bold", 21)
    canvas.drawCentredString(0, -24, _latin(rest))
    canvas.restoreState()


def _story(filed: Filed, note: Note) -> Iterator[Flowable]:
    draft = draft_of(filed)
    yield _paragraph(f"Progress note ({template_title(note)})", _TITLE)
    yield _paragraph(
        f"Session {draft.session_id} · {' · '.join(session_told(note))} · "
        f"draft {draft.draft_id}, version {draft.version} · written by "
        f"{drafter_told(note.drafter)} on {draft.ai.at:%Y-%m-%d %H:%M} UTC",
        _SMALL,
    )
    if counts := counts_told(note):
        yield _paragraph(f"Counted: {' · '.join(counts)}", _SMALL)
    if isinstance(filed, SignedNote):
        yield _paragraph(f"Content SHA-256 {filed.signature.content_sha256}", _SMALL)
        if filed.cosignature is not None:
            yield _paragraph(cosigned(filed.cosignature), _SMALL)
    if isinstance(filed, RejectedDraft):
        yield _paragraph(f"Rejected by {filed.by}: {filed.reason}", _RISK)
    yield from _risk(note)
    for section in note.sections:
        yield from _section(note, section)
    for score in note.scores:
        yield from _score(score)
    yield from _omissions(note)
    if isinstance(filed, SignedNote) and filed.addenda:
        yield _paragraph("Addenda", _HEAD)
        for addendum in filed.addenda:
            yield _paragraph(f"{addendum.at:%Y-%m-%d %H:%M} UTC, {addendum.by}", _SMALL)
            yield _paragraph(addendum.text, _BODY)
    yield from _proofs(note)


def _risk(note: Note) -> Iterator[Flowable]:
    yield _paragraph("Risk", _HEAD)
    quiet = note.risk.level is RiskLevel.NONE_MENTIONED and not note.risk.flags
    yield _paragraph(RISK_TITLES[note.risk.level], _BODY if quiet else _RISK)
    if quiet:
        yield _paragraph(NO_RISK_CAUTION, _SMALL)
    for flag in note.risk.flags:
        yield _point(f"{RISK_TITLES[flag.type]}: {flag.text}", _PROVEN)
        yield from _quoted(flag.evidence)


def _section(note: Note, section: Section) -> Iterator[Flowable]:
    """Each sentence with the places it stands on; the words there follow the note."""
    yield _paragraph(section_title(note, section.name), _HEAD)
    if not section.statements:
        yield _paragraph(empty_section(note), _SMALL)
    for statement in section.statements:
        told = [place(proof) for proof in statement.evidence]
        if statement.support is not Support.VERIFIED:
            told.append(SUPPORT_TITLES[statement.support])
        told += doubts(statement)
        aside = _small(" · ".join(dict.fromkeys(told)))
        yield Paragraph(f"{escape(_latin(statement.text))} {aside}", _POINT, bulletText="•")


def _score(score: Score) -> Iterator[Flowable]:
    yield _paragraph(score_line(score), _HEAD)
    told = [
        f"item {item.item}: "
        + ("–" if item.score is None else str(item.score))
        + f" ({answer_word(score, item)})"
        for item in score.items
    ]
    if told:
        yield _paragraph(" · ".join(told), _SMALL)


def _proofs(note: Note) -> Iterator[Flowable]:
    """What was said where, for every sentence and score: after the note, so that the note itself
    stays a page or two."""
    rows = [
        (section_title(note, section.name), statement.text, statement.evidence)
        for section in note.sections
        for statement in section.statements
    ]
    rows += [
        (score.instrument, f"item {item.item}", item.evidence)
        for score in note.scores
        for item in score.items
    ]
    if not any(evidence for _, _, evidence in rows):
        return
    yield _paragraph(EVIDENCE, _HEAD)
    for where, what, evidence in rows:
        if evidence:
            quotes = _small(" ".join(map(cited, evidence)))
            head = f"<b>{escape(_latin(where))}</b> {escape(_latin(what))}"
            yield Paragraph(f"{head}<br/>{quotes}", _PROOF)


def _omissions(note: Note) -> Iterator[Flowable]:
    if not note.omissions:
        return
    yield _paragraph("Said, and not in the note", _HEAD)
    for omission in note.omissions:
        yield _point(f"“{omission.quote}” ({omission.why})")


def _quoted(evidence: tuple[Evidence, ...]) -> Iterator[Flowable]:
    """A danger's first words stand with it, and where there are more."""
    if evidence:
        told = " ".join(map(cited, evidence[:_QUOTED]))
        if more := evidence[_QUOTED:]:
            told += f" and {len(more)} more: {' · '.join(map(place, more))}"
        yield _paragraph(told, _QUOTE)
        yield Spacer(1, 2)


def _paragraph(text: str, style: ParagraphStyle) -> Paragraph:
    return Paragraph(escape(_latin(text)), style)


def _point(text: str, style: ParagraphStyle = _POINT) -> Paragraph:
    return Paragraph(escape(_latin(text)), style, bulletText="•")


def _small(text: str) -> str:
    return f'<font size="8.5" color="{_MUTED.hexval()}">{escape(_latin(text))}</font>'


def _latin(text: str) -> str:
    """What the PDF's built-in fonts can show (Windows-1252)."""
    return text.encode("cp1252", errors="replace").decode("cp1252")
