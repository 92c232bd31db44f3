"""`/v1/audit`: what was done in the practice, for auditors and administrators."""

import json
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import JSONResponse
from pydantic import AwareDatetime

from ingest.caller import caller_of
from vault import AuditBroken, AuditEntry, AuditQuery, Principal, SessionId
from writeback.desk import Desk
from writeback.oversight.access import may_oversee
from writeback.oversight.audit_event import audit_bundle
from writeback.oversight.export import (
    MEDIA_TYPES,
    AuditFormat,
    to_csv,
    to_ndjson,
)
from writeback.oversight.hints import Hint
from writeback.oversight.watch import DAYS, Watch
from writeback.oversight.wording import CAUTION, hint_told

Name = Annotated[str | None, Query(max_length=256, pattern=r"^[^\x00-\x1f]*$")]
Moment = Annotated[AwareDatetime | None, Query(description="With its time zone.")]
Caller = Callable[[Request], Principal]


def oversight_router(desk: Desk) -> APIRouter:
    """All under `/v1`."""
    router = APIRouter(prefix="/v1", tags=["audit"])
    caller = caller_of(desk.issuer)

    @router.get("/audit")
    def audit(
        request: Request,
        actor: Annotated[Principal, Depends(caller)],
        after: Annotated[int, Query(ge=0, description="Id of the last entry already seen.")] = 0,
        limit: Annotated[int, Query(ge=1, le=1000)] = 200,
        session_id: Name = None,
        who: Name = None,
        role: Name = None,
        action: Annotated[
            str | None,
            Query(
                pattern=r"^[a-z.-]{0,64}$", description="`draft.sign`, or `draft` for all of it."
            ),
        ] = None,
        object_id: Name = None,
        since: Moment = None,
        until: Moment = None,
        format: AuditFormat = AuditFormat.JSON,
    ) -> Response:
        """Entries of the caller's tenant in order. Where more may follow, `Link` names the next
        page (and so do `next` in JSON and the Bundle's links)."""
        wanted = asked(
            actor,
            session_id=session_id,
            who=who,
            role=role,
            action=action,
            object_id=object_id,
            since=since,
            until=until,
        )
        entries = read_audit(desk, actor, wanted, after=after, limit=limit, form=format)
        return _answer(request, entries, limit, format)

    @router.get("/audit/verification")
    def verification(actor: Annotated[Principal, Depends(caller)]) -> Response:
        """Whether the chain holds by itself, over all its entries; `inglenook audit verify` also
        holds it to its anchors."""
        may_oversee(actor)
        with desk.vault.begin(actor) as tx:
            tx.audit("audit.verify")
        return JSONResponse(verified(desk), headers={"Cache-Control": "no-store"})

    @router.get("/audit/hints")
    def worth_asking(
        actor: Annotated[Principal, Depends(caller)],
        days: Annotated[int, Query(ge=1, le=92)] = DAYS,
    ) -> Response:
        """What is unusual in the last days: hints, not findings."""
        may_oversee(actor)
        with desk.vault.begin(actor) as tx:
            tx.audit("audit.hints", reason=f"{days} days")
        found = Watch(desk.vault).look(actor, days)
        document = {
            "caution": CAUTION,
            "since": found.since.isoformat(),
            "entries": found.entries,
            "all": found.all,
            "hints": [_hint(hint) for hint in found.hints],
        }
        return JSONResponse(document, headers={"Cache-Control": "no-store"})

    return router


def _hint(hint: Hint) -> dict[str, object]:
    return {
        "kind": hint.kind,
        "subject": hint.subject,
        "role": hint.role,
        "since": hint.since.isoformat(),
        "until": hint.until.isoformat(),
        "count": hint.count,
        "about": hint.about,
        "first": hint.first,
        "last": hint.last,
        "text": hint_told(hint),
    }


def asked(
    actor: Principal,
    *,
    session_id: str | None = None,
    who: str | None = None,
    role: str | None = None,
    action: str | None = None,
    object_id: str | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
) -> AuditQuery:
    """Of the actor's own tenant, whatever is asked."""
    return AuditQuery(
        tenant=actor.tenant,
        session_id=SessionId(session_id) if session_id else None,
        subject=who or None,
        role=role or None,
        action=action or None,
        object_id=object_id or None,
        since=since,
        until=until,
    )


def read_audit(
    desk: Desk, actor: Principal, wanted: AuditQuery, *, after: int, limit: int, form: AuditFormat
) -> list[AuditEntry]:
    """Raises `Forbidden`. Reading the audit is an entry of it too."""
    may_oversee(actor)
    action = "audit.read" if form is AuditFormat.JSON else f"audit.export.{form}"
    with desk.vault.begin(actor) as tx:
        tx.audit(action, reason=told(wanted))
    return desk.vault.find_audit(wanted, after=after, limit=limit)


def told(wanted: AuditQuery) -> str:
    """What was asked for, for the audit."""
    parts = {
        "who": wanted.subject,
        "role": wanted.role,
        "action": wanted.action,
        "session": wanted.session_id,
        "object": wanted.object_id,
        "since": wanted.since and wanted.since.isoformat(),
        "until": wanted.until and wanted.until.isoformat(),
    }
    return " ".join(f"{name}={value}" for name, value in parts.items() if value)


def verified(desk: Desk) -> dict[str, object]:
    try:
        return {"holds": True, "entries": desk.vault.verify_audit()}
    except AuditBroken as fault:
        return {"holds": False, "entry": fault.entry, "fault": str(fault)}


def _answer(
    request: Request, entries: Sequence[AuditEntry], limit: int, form: AuditFormat
) -> Response:
    onward = _onward(request, entries[-1].id) if len(entries) == limit else None
    match form:
        case AuditFormat.JSON:
            document = {"entries": [entry.to_json() for entry in entries], "next": onward}
            body = json.dumps(document, ensure_ascii=False)
        case AuditFormat.NDJSON:
            body = "".join(to_ndjson(entries))
        case AuditFormat.CSV:
            body = "".join(to_csv(entries))
        case AuditFormat.FHIR:
            here = f"{request.url.path}?{request.url.query}".rstrip("?")
            body = json.dumps(audit_bundle(entries, here, onward), ensure_ascii=False)
    headers = {"Cache-Control": "no-store"}
    if onward is not None:
        headers["Link"] = f'<{onward}>; rel="next"'
    if form is AuditFormat.CSV:
        headers["Content-Disposition"] = 'attachment; filename="audit.csv"'
    return Response(body, media_type=MEDIA_TYPES[form], headers=headers)


def _onward(request: Request, last: int) -> str:
    """As it was asked for, from the next entry on."""
    kept = [(name, value) for name, value in request.query_params.multi_items() if name != "after"]
    return f"{request.url.path}?{urlencode([*kept, ('after', str(last))])}"
