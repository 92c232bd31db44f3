"""Pages as HTML, under a policy that lets nothing in from elsewhere and nothing out."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from fastapi.responses import HTMLResponse, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from diarize.transcript import Transcript
from summarize.evidence import Evidence
from summarize.note import Omission
from vault import Principal
from writeback.drafts.comparison import words_between
from writeback.renderings import wording
from writeback.review import view

_HERE: Final = Path(__file__).parent
_STATIC: Final = _HERE / "static"
_MEDIA_TYPES: Final = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}

SAFE_HEADERS: Final = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
        "media-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}
"""On every page and every file of a page."""


def _omission_evidence(omission: Omission, transcript: Transcript | None) -> str:
    turn = None if transcript is None else transcript.turn(omission.turn_id)
    start, end = (0, 0) if turn is None else (turn.start_ms, turn.end_ms)
    return view.evidence_json([Evidence(omission.turn_id, omission.quote, start, end)])


def _environment() -> Environment:
    templates = Environment(
        loader=FileSystemLoader(_HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.filters |= {
        "age": view.age,
        "answer_word": wording.answer_word,
        "clock": wording.clock,
        "empty_section": wording.empty_section,
        "evidence_json": view.evidence_json,
        "highest_total": view.highest_total,
        "item_answers": view.item_answers,
        "item_short": view.item_short,
        "item_wording": view.item_wording,
        "omission_evidence": _omission_evidence,
        "counts_told": wording.counts_told,
        "earlier_only": view.earlier_only,
        "place": wording.place,
        "present": view.present,
        "risk_item": view.risk_item,
        "risk_title": wording.RISK_TITLES.__getitem__,
        "score_line": wording.score_line,
        "drafter_told": wording.drafter_told,
        "session_told": wording.session_told,
        "section_title": wording.section_title,
        "share": view.share,
        "template_title": wording.template_title,
        "timeline": view.timeline,
        "timeline_x": view.timeline_x,
        "words_between": words_between,
    }
    return templates


_TEMPLATES: Final = _environment()


def page(
    template: str, *, actor: Principal | None, status: int = 200, **values: object
) -> Response:
    """Never kept by a browser or a proxy: it holds protected text."""
    text = _TEMPLATES.get_template(template).render(actor=actor, now=datetime.now(UTC), **values)
    return HTMLResponse(text, status, {**SAFE_HEADERS, "Cache-Control": "no-store"})


def message(status: int, title: str, text: str, *, link: str, link_text: str) -> Response:
    """A page that says one thing and offers one way on."""
    return page(
        "message.html",
        actor=None,
        status=status,
        title=title,
        text=text,
        link=link,
        link_text=link_text,
    )


def static_file(name: str) -> Response:
    """A file of the pages; 404 for any other name."""
    path = _STATIC / name
    if path.parent != _STATIC or path.suffix not in _MEDIA_TYPES or not path.is_file():
        return Response(status_code=404, headers=SAFE_HEADERS)
    headers = {**SAFE_HEADERS, "Cache-Control": "no-cache"}
    return Response(path.read_bytes(), media_type=_MEDIA_TYPES[path.suffix], headers=headers)
