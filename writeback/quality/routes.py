"""`/v1/quality`: how much of the drafts is changed until they are signed."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Response
from fastapi.responses import JSONResponse

from ingest.caller import caller_of
from vault import Principal
from writeback.desk import Desk
from writeback.quality.report import FEWEST, Figures, Period, Quality


def quality_router(desk: Desk) -> APIRouter:
    """Under `/v1`."""
    router = APIRouter(prefix="/v1", tags=["quality"])
    caller = caller_of(desk.issuer)
    quality = Quality(desk.vault)

    @router.get("/quality")
    def read(
        actor: Annotated[Principal, Depends(caller)],
        period: Period = Period.WEEK,
        since: date | None = None,
        until: date | None = None,
    ) -> Response:
        """Words drafted, signed and changed by section, and what clinicians said of drafts. A
        clinician sees their own, a supervisor each clinician's, everybody the practice's: without
        what fewer than three clinicians had a part in."""
        report = quality.report(actor, period, since, until)
        document: dict[str, object] = {
            "period": period,
            "practice": {**_told(report.practice), "fewest_clinicians": FEWEST},
        }
        if report.own is not None:
            document["own"] = _told(report.own)
        if report.clinicians is not None:
            document["clinicians"] = [
                {"clinician_ref": name, **_told(figures)}
                for name, figures in report.clinicians.items()
            ]
        return JSONResponse(document, headers={"Cache-Control": "no-store"})

    return router


def _told(figures: Figures) -> dict[str, object]:
    return {
        "sections": [
            {
                "period": one.period,
                "section": one.section,
                "drafter": one.drafter,
                "notes": one.notes,
                "drafted_words": one.drafted_words,
                "signed_words": one.signed_words,
                "changed_words": one.changed_words,
                "share_changed": one.share_changed,
            }
            for one in figures.edited
        ],
        "feedback": [
            {
                "period": one.period,
                "section": one.section or None,
                "kind": one.kind,
                "drafter": one.drafter,
                "count": one.count,
            }
            for one in figures.said
        ],
    }
