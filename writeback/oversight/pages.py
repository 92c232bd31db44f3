"""`/audit`, `/quality` and `/deliveries`: for those who look after the practice. No word of a note
is on them, and all of it works with the keyboard alone.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Annotated, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import HTMLResponse
from jinja2 import ChoiceLoader, Environment, FileSystemLoader, StrictUndefined

from ingest.caller import caller_of
from ingest.errors import Forbidden
from vault import NotAuthenticated, Principal, Role
from writeback.desk import Desk
from writeback.ehr.dead_letters import DeadLetters
from writeback.ehr.outbox import OutboxState
from writeback.oversight import wording
from writeback.oversight.access import may_oversee
from writeback.oversight.routes import asked, told, verified
from writeback.oversight.watch import DAYS, Watch
from writeback.quality.report import FEWEST, Period, Quality
from writeback.review import page as review_page
from writeback.review.page import SAFE_HEADERS, message

_HERE: Final = Path(__file__).parent
_REVIEW: Final = Path(review_page.__file__).parent
_PAGE: Final = 100
_STATIC: Final = {
    "oversight.css": "text/css; charset=utf-8",
    "deliveries.js": "text/javascript; charset=utf-8",
}
_NO_STORE: Final = {**SAFE_HEADERS, "Cache-Control": "no-store"}

Text = Annotated[str, Query(max_length=256)]


def oversight_pages(desk: Desk) -> APIRouter:
    """At the root, not under `/v1`."""
    router = APIRouter(include_in_schema=False)
    caller = caller_of(desk.issuer)

    @router.get("/audit/static/{name}")
    def static(name: str) -> Response:
        if name not in _STATIC:
            return Response(status_code=404, headers=SAFE_HEADERS)
        headers = {**SAFE_HEADERS, "Cache-Control": "no-cache"}
        held = (_HERE / "static" / name).read_bytes()
        return Response(held, media_type=_STATIC[name], headers=headers)

    @router.get("/audit")
    def audit(
        request: Request,
        who: Text = "",
        session: Text = "",
        action: Text = "",
        since: Text = "",
        until: Text = "",
        before: Annotated[int | None, Query(ge=1)] = None,
        check: bool = False,
    ) -> Response:
        filters = {
            "who": who.strip(),
            "session": session.strip(),
            "action": action.strip(),
            "since": since,
            "until": until,
        }
        return _shown(
            request, caller, desk, lambda actor: _audit(desk, actor, filters, before, check=check)
        )

    @router.get("/quality")
    def quality(request: Request, period: Period = Period.WEEK) -> Response:
        return _shown(request, caller, desk, lambda actor: _quality(desk, actor, period))

    @router.get("/deliveries")
    def deliveries(request: Request, state: OutboxState | None = OutboxState.DEAD) -> Response:
        return _shown(request, caller, desk, lambda actor: _deliveries(desk, actor, state))

    return router


def _environment() -> Environment:
    """Pages of the same house: the review pages' frame and style."""
    templates = Environment(
        loader=ChoiceLoader(
            [FileSystemLoader(_HERE / "templates"), FileSystemLoader(_REVIEW / "templates")]
        ),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.filters |= {
        "hint_told": wording.hint_told,
        "kind_title": wording.kind_title,
        "moment": wording.moment,
    }
    return templates


_TEMPLATES: Final = _environment()


def _page(template: str, actor: Principal, **values: object) -> Response:
    text = _TEMPLATES.get_template(template).render(actor=actor, now=datetime.now(UTC), **values)
    return HTMLResponse(text, headers=_NO_STORE)


def _shown(
    request: Request,
    caller: Callable[[Request], Principal],
    desk: Desk,
    show: Callable[[Principal], Response],
) -> Response:
    """Errors as pages a person can read."""
    try:
        return show(caller(request))
    except NotAuthenticated:
        at, path = desk.sign_in_at, request.url.path
        return message(
            401,
            "Please sign in",
            "Open the sign-in link you were given. If you have just done so, continue here.",
            link=path if at is None else f"{at}?next={path}",
            link_text="Continue" if at is None else "Sign in",
        )
    except Forbidden as refusal:
        return message(
            403, "Not for this role", str(refusal), link="/review", link_text="Go to the worklist"
        )


def _audit(
    desk: Desk, actor: Principal, filters: dict[str, str], before: int | None, *, check: bool
) -> Response:
    may_oversee(actor)
    since, until = _day(filters["since"]), _day(filters["until"])
    wanted = asked(
        actor,
        who=filters["who"],
        session_id=filters["session"],
        action=filters["action"],
        since=since,
        until=None if until is None else until + timedelta(days=1),
    )
    with desk.vault.begin(actor) as tx:
        tx.audit("audit.review", reason=told(wanted))
    entries = desk.vault.find_audit(wanted, before=before, limit=_PAGE, newest_first=True)
    kept = {name: value for name, value in filters.items() if value}
    older = {**kept, "before": str(entries[-1].id)} if len(entries) == _PAGE else None
    exported = {
        {"who": "who", "session": "session_id", "action": "action"}[name]: value
        for name, value in kept.items()
        if name not in ("since", "until")
    }
    if wanted.since is not None:
        exported["since"] = wanted.since.isoformat()
    if wanted.until is not None:
        exported["until"] = wanted.until.isoformat()
    return _page(
        "audit.html",
        actor,
        entries=entries,
        filters=filters,
        older=None if older is None else f"/audit?{urlencode(older)}",
        exports={
            form: f"/v1/audit?{urlencode({**exported, 'format': form, 'limit': 1000})}"
            for form in ("csv", "ndjson", "fhir")
        },
        watched=Watch(desk.vault).look(actor) if not kept and before is None else None,
        days=DAYS,
        caution=wording.CAUTION,
        check=verified(desk) if check else None,
    )


def _quality(desk: Desk, actor: Principal, period: Period) -> Response:
    report = Quality(desk.vault).report(actor, period, None, None)
    tables = [("The practice", report.practice)]
    if report.own is not None:
        tables.insert(0, ("Yours", report.own))
    tables += list((report.clinicians or {}).items())
    return _page(
        "quality.html",
        actor,
        tables=[(title or "Nobody named", figures) for title, figures in tables],
        period=period.value,
        fewest=FEWEST,
        oversees=actor.role in (Role.AUDITOR, Role.ADMIN),
    )


def _deliveries(desk: Desk, actor: Principal, state: OutboxState | None) -> Response:
    letters = DeadLetters(desk.vault).listed(actor, state)
    return _page("deliveries.html", actor, letters=letters, state=state, states=list(OutboxState))


def _day(text: str) -> datetime | None:
    """Midnight UTC; None where it is no day."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return datetime(day.year, day.month, day.day, tzinfo=UTC)
