"""`/review`, `/review/{draft_id}` and `/sign-in`: what the clinician sees."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse

from ingest.caller import COOKIE, caller_of
from ingest.errors import Forbidden, NoConsent, NoSuchSession
from ingest.recording import AUDIO_LOG
from vault import KeyDestroyed, NotAuthenticated, Principal, Role
from vault.ids import DraftId
from writeback.ageing import Stage
from writeback.desk import Desk
from writeback.drafts.access import may_cosign, may_sign
from writeback.drafts.comparison import compared
from writeback.drafts.draft import (
    ATTESTATION,
    COSIGN_ATTESTATION,
    Draft,
    DraftState,
    RejectedDraft,
    SignedNote,
    content_sha256,
    draft_of,
    state_of,
)
from writeback.drafts.drafts import Review
from writeback.drafts.gate import passes
from writeback.drafts.versions import Versions
from writeback.errors import DraftRevoked, NoSuchDraft, NoSuchVersion
from writeback.redisclosure import notice_of
from writeback.renderings.watermark import watermark_of
from writeback.renderings.wording import NO_RISK_CAUTION
from writeback.review.page import SAFE_HEADERS, message, page, static_file
from writeback.review.people import people_of
from writeback.review.trend import trends
from writeback.review.view import cards, unverified

SIGN_IN = "sign-in"
"""The purpose that a page's one-time ticket is issued for."""

FOLLOWS_WITHIN = timedelta(minutes=5)
"""After that the page offers to write the sentences anew by hand."""

Number = Annotated[int, Query(ge=1, le=10**9)]

_LOCAL = re.compile(
    r"/(review|record|audit|quality|deliveries)(/[A-Za-z0-9_-]+)*(\?[A-Za-z0-9_=&%.-]*)?"
)


def page_router(desk: Desk) -> APIRouter:
    """At the root, not under `/v1`."""
    router = APIRouter(include_in_schema=False)
    caller = caller_of(desk.issuer)

    @router.get("/sign-in")
    def sign_in(
        ticket: Annotated[str, Query(max_length=512)] = "",
        onward: Annotated[str, Query(alias="next", max_length=512)] = "/review",
    ) -> Response:
        return _signed_in(desk, ticket, onward)

    @router.get("/review/static/{name}")
    def static(name: str) -> Response:
        return static_file(name)

    @router.get("/review")
    def worklist(request: Request, state: DraftState = DraftState.PENDING) -> Response:
        return _shown(request, caller, desk.sign_in_at, lambda actor: _worklist(desk, actor, state))

    @router.get("/review/{draft_id}")
    def review(request: Request, draft_id: str) -> Response:
        return _shown(
            request, caller, desk.sign_in_at, lambda actor: _review(desk, actor, DraftId(draft_id))
        )

    @router.get("/review/{draft_id}/versions")
    def versions(
        request: Request,
        draft_id: str,
        earlier: Annotated[Number | None, Query(alias="from")] = None,
        later: Annotated[Number | None, Query(alias="to")] = None,
    ) -> Response:
        return _shown(
            request,
            caller,
            desk.sign_in_at,
            lambda actor: _versions(desk, actor, DraftId(draft_id), earlier, later),
        )

    return router


def _signed_in(desk: Desk, ticket: str, onward: str) -> Response:
    """Turns a one-time ticket into the cookie of the pages."""
    try:
        actor = desk.tickets.redeem(ticket, SIGN_IN)
    except NotAuthenticated:
        return message(
            401,
            "This link has been used or has expired",
            "A sign-in link works once and for a short time. Ask for a new one.",
            link="/review",
            link_text="Go to the worklist",
        )
    return admitted(desk, actor, onward)


def admitted(
    desk: Desk, actor: Principal, onward: str, *, from_elsewhere: bool = False
) -> Response:
    """The cookie of the pages, and on to `onward`.

    Who comes back from another site goes on from a page of ours: on a redirect the browser would
    keep our cookie to itself.
    """
    with desk.vault.begin(actor) as tx:
        tx.audit("page.sign-in")
    target = onward if _LOCAL.fullmatch(onward) else "/review"
    if from_elsewhere:
        response = message(
            200, "You are signed in", "One moment.", link=target, link_text="Continue"
        )
        response.headers["Refresh"] = f"0; url={target}"
    else:
        response = RedirectResponse(target, 303, {**SAFE_HEADERS})
    response.headers["Cache-Control"] = "no-store"
    response.set_cookie(
        COOKIE,
        desk.issuer.mint(actor, desk.sign_in_ttl_s),
        max_age=desk.sign_in_ttl_s,
        httponly=True,
        samesite="strict",
        secure=desk.secure_cookie,
    )
    return response


def _shown(
    request: Request,
    caller: Callable[[Request], Principal],
    sign_in: str | None,
    show: Callable[[Principal], Response],
) -> Response:
    """Errors as pages a person can read."""
    try:
        return show(caller(request))
    except NotAuthenticated:
        return message(
            401,
            "Please sign in",
            "Open the sign-in link you were given. If you have just done so, continue here."
            if sign_in is None
            else "If you have just done so, go back to the page you wanted.",
            link=request.url.path if sign_in is None else f"{sign_in}?next={request.url.path}",
            link_text="Continue" if sign_in is None else "Sign in",
        )
    except (NoSuchDraft, NoSuchSession, NoSuchVersion) as error:
        found = isinstance(error, NoSuchVersion)
        return _back(
            404,
            "There is no such version" if found else "There is no such draft",
            str(error) if found else "It may be another clinician's, or another practice's.",
        )
    except NoConsent:
        return _back(
            403,
            "No consent is in force",
            "It has expired, or does not cover a draft. What was not signed cannot be read.",
        )
    except Forbidden:
        return _back(
            403,
            "Drafts are not for this role",
            "Only a session's clinician or a supervisor reads them.",
        )
    except (DraftRevoked, KeyDestroyed):
        return _back(
            410, "Consent was revoked", "What was recorded and written can no longer be read."
        )


def _back(status: int, title: str, text: str) -> Response:
    return message(status, title, text, link="/review", link_text="Back to the worklist")


def _worklist(desk: Desk, actor: Principal, state: DraftState) -> Response:
    listed = cards(desk.drafts.listed(actor, state), desk.ageing, datetime.now(UTC))
    return page(
        "worklist.html",
        actor=actor,
        state=str(state),
        cards=listed,
        overdue=sum(card.stage is Stage.OVERDUE for card in listed),
        due=sum(card.stage is Stage.DUE for card in listed),
        oversees=actor.role is Role.SUPERVISOR,
        in_work=desk.drafts.in_work(actor) if state is DraftState.PENDING else [],
    )


def _review(desk: Desk, actor: Principal, draft_id: DraftId) -> Response:
    read: Review = desk.drafts.review(actor, draft_id)
    filed = read.filed
    draft = draft_of(filed)
    return page(
        "review.html",
        actor=actor,
        state=str(state_of(filed)),
        watermark=watermark_of(filed),
        entry=read.entry,
        session=read.session,
        has_audio=AUDIO_LOG in desk.vault.log_names(read.session.session_id),
        transcript=read.transcript,
        people=None if read.transcript is None else people_of(read.transcript),
        to_check=read.to_check,
        overdue=_overdue(draft),
        draft=draft,
        signed=filed if isinstance(filed, SignedNote) else None,
        rejected=filed if isinstance(filed, RejectedDraft) else None,
        sha=content_sha256(draft),
        may_sign=passes(may_sign, actor, read.session),
        may_cosign=passes(may_cosign, actor, read.session),
        notice=notice_of(part2=read.entry.part2),
        sign_in_at=desk.sign_in_at,
        unverified=unverified(draft.note),
        trends=trends(draft.note, read.earlier),
        marks=read.marks,
        attestation=ATTESTATION,
        cosign_attestation=COSIGN_ATTESTATION,
        no_risk_caution=NO_RISK_CAUTION,
    )


def _overdue(draft: Draft) -> bool:
    """Its sentences should have followed the last correction by now."""
    return draft.in_work and datetime.now(UTC) - draft.corrections[-1].at > FOLLOWS_WITHIN


def _versions(
    desk: Desk, actor: Principal, draft_id: DraftId, earlier: int | None, later: int | None
) -> Response:
    """Each version, and what lies between two of them: by default what people made of the first."""
    held = Versions(desk.vault, desk.sessions)
    listed = held.listed(actor, draft_id)
    entry, before, after = held.pair(actor, draft_id, earlier or 1, later)
    return page(
        "versions.html",
        actor=actor,
        entry=entry,
        notice=notice_of(part2=entry.part2),
        versions=listed,
        earlier=draft_of(before).version,
        later=draft_of(after).version,
        watermark=watermark_of(after),
        state=str(state_of(after)),
        note=draft_of(after).note,
        sections=compared(draft_of(before).note, draft_of(after).note),
    )
