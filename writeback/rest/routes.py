"""REST under `/v1`: read, edit, sign, reject and complete drafts.

Handlers block on the vault, so they are plain functions and run in the server's thread pool.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse

from ingest.caller import caller_of, signed_in_at
from ingest.problem import problem
from vault import Principal
from vault.ids import DraftId, SessionId
from writeback.desk import Desk
from writeback.drafts.document import draft_to_json
from writeback.drafts.draft import DraftState, Filed, draft_of
from writeback.drafts.feedback import feedback_to_json
from writeback.drafts.shelf import Entry
from writeback.errors import SignInTooOld
from writeback.problem import etag, version_in
from writeback.renderings.format import DraftFormat, rendered
from writeback.rest.request import (
    AddendumRequest,
    FeedbackRequest,
    PatchRequest,
    RegenerateRequest,
    RejectRequest,
    RestoreRequest,
    SessionCompleteRequest,
    SignRequest,
)
from writeback.session_complete import SessionComplete

Caller = Callable[[Request], Principal]
IfMatch = Annotated[str | None, Header(description='The version that was read, e.g. `"3"`.')]


def draft_router(desk: Desk) -> APIRouter:
    """All under `/v1`."""
    router = APIRouter(prefix="/v1", tags=["drafts"])
    caller = caller_of(desk.issuer)
    _add_reading(router, desk, caller)
    _add_filing(router, desk, caller)
    _add_editing(router, desk, caller)
    _add_deciding(router, desk, caller)
    return router


def _add_reading(router: APIRouter, desk: Desk, caller: Caller) -> None:
    @router.get("/drafts")
    def list_drafts(
        actor: Annotated[Principal, Depends(caller)],
        state: Annotated[DraftState | None, Query()] = None,
    ) -> Response:
        """The drafts this caller may read, oldest first."""
        listed = desk.drafts.listed(actor, state)
        return _json({"drafts": [_listed(entry, filed) for entry, filed in listed]})

    @router.get("/sessions/{session_id}/draft")
    def session_draft(
        actor: Annotated[Principal, Depends(caller)],
        session_id: str,
        format: DraftFormat = DraftFormat.JSON,
    ) -> Response:
        """The session's draft; 404 while it is still in work."""
        return _read(desk, actor, desk.drafts.find(actor, SessionId(session_id)), format)

    @router.get("/drafts/{draft_id}")
    def read_draft(
        actor: Annotated[Principal, Depends(caller)],
        draft_id: str,
        format: DraftFormat = DraftFormat.JSON,
    ) -> Response:
        """JSON carries the digest to sign with; every format carries the watermark."""
        return _read(desk, actor, DraftId(draft_id), format)

    @router.get("/drafts/{draft_id}/feedback")
    def read_feedback(actor: Annotated[Principal, Depends(caller)], draft_id: str) -> Response:
        held = desk.drafts.feedback(actor, DraftId(draft_id))
        return _json({"feedback": [feedback_to_json(feedback) for feedback in held]})


def _add_editing(router: APIRouter, desk: Desk, caller: Caller) -> None:
    @router.patch("/drafts/{draft_id}")
    def edit_draft(
        actor: Annotated[Principal, Depends(caller)],
        draft_id: str,
        body: PatchRequest,
        if_match: IfMatch = None,
    ) -> Response:
        """All edits or none. 412 where the draft has moved on, 428 without If-Match.

        A statement that was edited, confirmed or added has support `clinician` and keeps its
        evidence. Each change is logged in `edits` with its time, author, section, statement and
        the words before and after.
        """
        version = version_in(if_match)
        return _draft(desk.drafts.edit(actor, DraftId(draft_id), version, body.changes()))

    @router.post("/drafts/{draft_id}/regenerate")
    async def regenerate_draft(
        actor: Annotated[Principal, Depends(caller)],
        draft_id: str,
        body: RegenerateRequest | None = None,
        if_match: IfMatch = None,
    ) -> Response:
        """Written anew from the transcript; what the clinician wrote stays.

        An `instruction` is followed by a language model as far as it stays with what was said;
        where none wrote the section, `note.drafter.fallbacks` says why.
        """
        if desk.regenerate is None:
            return problem(501, "No drafter is at hand.")
        entry = await run_in_threadpool(desk.drafts.editable, actor, DraftId(draft_id))
        version = entry.version if if_match is None else version_in(if_match)
        section = None if body is None else body.section
        wish = "" if body is None else body.instruction or ""
        fresh = await desk.regenerate(entry.session_id, section, wish)
        changed = await run_in_threadpool(
            desk.drafts.redraft,
            actor,
            entry.draft_id,
            version,
            fresh.note,
            fresh.models,
            written_from=fresh.written_from,
            section=section,
        )
        return _draft(changed)

    @router.post("/drafts/{draft_id}/restore")
    def restore_version(
        actor: Annotated[Principal, Depends(caller)],
        draft_id: str,
        body: RestoreRequest,
        if_match: IfMatch = None,
    ) -> Response:
        """Undo: what stood at an earlier version becomes the newest one; none is lost. 412 where
        the draft has moved on, 422 where the transcript was corrected between."""
        version = version_in(if_match)
        return _draft(desk.drafts.restore(actor, DraftId(draft_id), version, body.version))

    @router.post("/drafts/{draft_id}/feedback", status_code=201)
    def give_feedback(
        actor: Annotated[Principal, Depends(caller)], draft_id: str, body: FeedbackRequest
    ) -> Response:
        """What is wrong, missing or badly put, on one statement or on the whole."""
        given = desk.drafts.give_feedback(
            actor, DraftId(draft_id), body.kind, statement=body.statement, comment=body.comment
        )
        return _json(feedback_to_json(given), status=201)


def _add_filing(router: APIRouter, desk: Desk, caller: Caller) -> None:
    door = SessionComplete(desk.vault, desk.sessions, desk.drafts, desk.formats)

    @router.post("/drafts", status_code=201)
    def take_session_data(
        actor: Annotated[Principal, Depends(caller)], body: SessionCompleteRequest
    ) -> Response:
        """A draft without a recording: the fields word for word, each its own evidence. A repeat
        answers 200 with the draft that is there."""
        draft, new = door.take(actor, body)
        return _draft(draft, status=201 if new else 200)


def _signer_of(desk: Desk, caller: Caller) -> Caller:
    """Who signs on a page has signed in a moment ago: whoever finds it open cannot. A bearer
    token is presented with each request, and needs no more."""

    def signer(request: Request) -> Principal:
        actor = caller(request)
        since = signed_in_at(desk.issuer, request)
        if since is not None and datetime.now(UTC) - since > timedelta(seconds=desk.sign_within_s):
            raise SignInTooOld(desk.sign_within_s)
        return actor

    return signer


def _add_deciding(router: APIRouter, desk: Desk, caller: Caller) -> None:
    signer = _signer_of(desk, caller)

    @router.post("/drafts/{draft_id}/cosign")
    def cosign_note(
        actor: Annotated[Principal, Depends(signer)], draft_id: str, body: SignRequest
    ) -> Response:
        """A supervisor's signature beside the clinician's; 409 for a second one, or one's own."""
        return _draft(
            desk.drafts.cosign(
                actor,
                DraftId(draft_id),
                attested=body.attestation,
                shown_sha256=body.content_sha256,
            )
        )

    @router.post("/drafts/{draft_id}/sign")
    def sign_draft(
        actor: Annotated[Principal, Depends(signer)],
        draft_id: str,
        body: SignRequest,
        if_match: IfMatch = None,
    ) -> Response:
        """422 without the attestation; 409 where the digest is not that of the content now; 401
        on a page whose sign-in is not of the last minutes."""
        return _draft(
            desk.drafts.sign(
                actor,
                DraftId(draft_id),
                attested=body.attestation,
                shown_sha256=body.content_sha256,
                version=None if if_match is None else version_in(if_match),
            )
        )

    @router.post("/drafts/{draft_id}/reject")
    def reject_draft(
        actor: Annotated[Principal, Depends(caller)], draft_id: str, body: RejectRequest
    ) -> Response:
        return _draft(desk.drafts.reject(actor, DraftId(draft_id), body.reason))

    @router.post("/drafts/{draft_id}/addenda", status_code=201)
    def add_addendum(
        actor: Annotated[Principal, Depends(caller)], draft_id: str, body: AddendumRequest
    ) -> Response:
        """Only after signing; the signed text stays as it is."""
        return _draft(desk.drafts.add_addendum(actor, DraftId(draft_id), body.text), status=201)


def _read(desk: Desk, actor: Principal, draft_id: DraftId, format: DraftFormat) -> Response:
    action = "draft.read" if format is DraftFormat.JSON else f"draft.export.{format}"
    entry, filed = desk.drafts.get(actor, draft_id, action=action)
    body, media_type = rendered(filed, entry, format)
    headers = {"ETag": etag(entry.version), "Cache-Control": "no-store"}
    if format is not DraftFormat.JSON:
        headers["Content-Disposition"] = f'inline; filename="{draft_id}.{format}"'
    return Response(body, media_type=media_type, headers=headers)


def _draft(filed: Filed, status: int = 200) -> Response:
    headers = {"ETag": etag(draft_of(filed).version), "Cache-Control": "no-store"}
    return JSONResponse(draft_to_json(filed), status_code=status, headers=headers)


def _listed(entry: Entry, filed: Filed | None) -> dict[str, object]:
    """A revoked draft shows only what is known without its content."""
    known: dict[str, object] = {
        "draft_id": entry.draft_id,
        "session_id": entry.session_id,
        "state": str(entry.state),
        "version": entry.version,
        "client_ref": entry.client_ref,
        "clinician_ref": entry.clinician_ref,
        "created_at": entry.created_at.isoformat(),
        "session_at": entry.session_at.isoformat(),
    }
    return known if filed is None else {**draft_to_json(filed), **known}


def _json(body: dict[str, object], status: int = 200) -> Response:
    return JSONResponse(body, status_code=status, headers={"Cache-Control": "no-store"})
