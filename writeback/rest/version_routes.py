"""REST under `/v1`: the versions of a draft, and what lies between two of them."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response
from fastapi.responses import JSONResponse

from ingest.caller import caller_of
from vault import Principal
from vault.ids import DraftId
from writeback.desk import Desk
from writeback.drafts.comparison import comparison_to_json
from writeback.drafts.draft import draft_of
from writeback.drafts.version import version_to_json
from writeback.drafts.versions import Versions
from writeback.errors import BadEdit
from writeback.redisclosure import with_notice
from writeback.renderings.format import DraftFormat, rendered
from writeback.renderings.watermark import watermark_of

Number = Annotated[int, Query(ge=1, le=10**9)]


def version_router(desk: Desk) -> APIRouter:
    """`/v1/drafts/{id}/versions` and `/v1/drafts/{id}/diff`."""
    router = APIRouter(prefix="/v1", tags=["drafts"])
    caller = caller_of(desk.issuer)
    versions = Versions(desk.vault, desk.sessions)

    @router.get("/drafts/{draft_id}/versions")
    def list_versions(actor: Annotated[Principal, Depends(caller)], draft_id: str) -> Response:
        """Each version: when, by whom, by which act, and which statements it changed; no words."""
        held = versions.listed(actor, DraftId(draft_id))
        return _json({"draft_id": draft_id, "versions": [version_to_json(one) for one in held]})

    @router.get("/drafts/{draft_id}/versions/{number}")
    def read_version(
        actor: Annotated[Principal, Depends(caller)],
        draft_id: str,
        number: int,
        format: DraftFormat = DraftFormat.JSON,
    ) -> Response:
        """That version as it was, with its own watermark. No FHIR: only what stands leaves for a
        record."""
        if format is DraftFormat.FHIR:
            raise BadEdit("format: an earlier version is given as json, md or pdf alone")
        entry, filed = versions.read(actor, DraftId(draft_id), number)
        body, media_type = rendered(filed, entry, format)
        headers = {"Cache-Control": "no-store", "Inglenook-Current-Version": str(entry.version)}
        return Response(body, media_type=media_type, headers=headers)

    @router.get("/drafts/{draft_id}/diff")
    def compare_versions(
        actor: Annotated[Principal, Depends(caller)],
        draft_id: str,
        earlier: Annotated[Number, Query(alias="from")],
        later: Annotated[Number | None, Query(alias="to")] = None,
    ) -> Response:
        """What became of each statement from version `from` to version `to`, which is the current
        one where it is not named."""
        entry, before, after = versions.pair(actor, DraftId(draft_id), earlier, later)
        told: dict[str, object] = {
            "draft_id": draft_id,
            "from": draft_of(before).version,
            "to": draft_of(after).version,
            "watermark": {"from": watermark_of(before), "to": watermark_of(after)},
            **comparison_to_json(draft_of(before).note, draft_of(after).note),
        }
        return _json(with_notice(told, part2=entry.part2))

    return router


def _json(body: dict[str, object]) -> Response:
    return JSONResponse(body, headers={"Cache-Control": "no-store"})
