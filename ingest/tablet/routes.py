"""`/record` and its files; marks and the signed form under `/v1`."""

from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import JSONResponse, Response

from ingest.caller import caller_of
from ingest.door import Door
from ingest.errors import Forbidden
from ingest.tablet import shell
from ingest.tablet.form import FormBody, form_of, put_form
from ingest.tablet.marks import MarksBody, marks_json, marks_of, put_marks
from ingest.tablet.wording import WORDING
from vault import NotAuthenticated, Principal, Role, SessionId

_NO_STORE = {"Cache-Control": "no-store"}


def tablet_router(door: Door, formats: Mapping[str, str]) -> APIRouter:
    """`formats`: titles of the note formats, by name."""
    routes = APIRouter()
    _add_page(routes, door, formats)
    _add_papers(routes, door)
    return routes


def _add_page(routes: APIRouter, door: Door, formats: Mapping[str, str]) -> None:
    caller = caller_of(door.issuer)

    @routes.get("/record", include_in_schema=False)
    def page(request: Request) -> Response:
        return shell.page(_may_record(caller, request))

    @routes.get("/record/manifest.json", include_in_schema=False)
    def manifest() -> Response:
        return shell.manifest()

    @routes.get("/record/worker.js", include_in_schema=False)
    def worker() -> Response:
        return shell.worker()

    @routes.get("/record/static/{name}", include_in_schema=False)
    def static(name: str) -> Response:
        return shell.static_file(name)

    @routes.get("/record/setup", include_in_schema=False)
    def setup(who: Annotated[Principal, Depends(caller)]) -> JSONResponse:
        _require_clinician(who)
        body = {
            "subject": who.subject,
            "formats": [{"name": name, "title": title} for name, title in formats.items()],
            "wording": WORDING.json(),
        }
        return JSONResponse(body, headers=_NO_STORE)


def _add_papers(routes: APIRouter, door: Door) -> None:
    caller = caller_of(door.issuer)

    @routes.put("/v1/sessions/{session_id}/marks")
    def keep_marks(
        session_id: str, body: MarksBody, who: Annotated[Principal, Depends(caller)]
    ) -> dict[str, object]:
        """The moments marked in a session; replaces those it had."""
        session = door.sessions.feedable(who, SessionId(session_id))
        with door.vault.begin(who) as tx:
            put_marks(door.vault, session.session_id, body)
            tx.audit("marks.put", object_id=session_id, session_id=session.session_id)
        return {"session_id": session_id, "marks": len(body.marks)}

    @routes.get("/v1/sessions/{session_id}/marks")
    def read_marks(
        session_id: str, who: Annotated[Principal, Depends(caller)]
    ) -> dict[str, object]:
        session = door.sessions.read(who, SessionId(session_id), "marks.read")
        marks = marks_json(marks_of(door.vault, session.session_id))
        return {"session_id": session_id, "marks": marks}

    @routes.put("/v1/sessions/{session_id}/consent-form")
    def keep_form(
        session_id: str, body: FormBody, who: Annotated[Principal, Depends(caller)]
    ) -> dict[str, object]:
        """What was shown and signed on a tablet before the session."""
        session = door.sessions.feedable(who, SessionId(session_id))
        with door.vault.begin(who) as tx:
            put_form(door.vault, session.session_id, body)
            tx.audit(
                "consent-form.put",
                object_id=session.consent_id,
                session_id=session.session_id,
            )
        return {"session_id": session_id, "signatures": len(body.signatures)}

    @routes.get("/v1/sessions/{session_id}/consent-form")
    def read_form(session_id: str, who: Annotated[Principal, Depends(caller)]) -> FormBody:
        session = door.sessions.read(who, SessionId(session_id), "consent-form.read")
        return form_of(door.vault, session.session_id)


def _may_record(caller: Callable[[Request], Principal], request: Request) -> HTTPStatus:
    try:
        _require_clinician(caller(request))
    except NotAuthenticated:
        return HTTPStatus.UNAUTHORIZED
    except Forbidden:
        return HTTPStatus.FORBIDDEN
    return HTTPStatus.OK


def _require_clinician(who: Principal) -> None:
    if who.role is not Role.CLINICIAN:
        raise Forbidden("Only a clinician records with this page.")
