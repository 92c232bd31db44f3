"""From draft to record: review, edits, sign-off and the way to the EHR.

In: a `Note` from the workflow, through `Drafts.file`. Out: `Draft` and, only by `sign`,
`SignedNote`; routers (`writeback.rest.routes`, `writeback.review.pages`) that take a `Desk`;
deliveries to connectors (`writeback.ehr.outbox`). Errors: `WritebackError` and below.
"""

from writeback.drafts.draft import (
    Draft,
    DraftState,
    Filed,
    RejectedDraft,
    SignedNote,
    content_sha256,
    draft_of,
    sign,
    state_of,
)
from writeback.errors import WritebackError
from writeback.renderings.watermark import DRAFT_WATERMARK, watermark_of

__all__ = [
    "DRAFT_WATERMARK",
    "Draft",
    "DraftState",
    "Filed",
    "RejectedDraft",
    "SignedNote",
    "WritebackError",
    "content_sha256",
    "draft_of",
    "sign",
    "state_of",
    "watermark_of",
]
