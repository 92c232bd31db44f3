"""The line that says what a document is: on every rendering, first and unmistakable."""

from writeback.drafts.draft import Draft, Filed, RejectedDraft, SignedNote

DRAFT_WATERMARK = "AI-GENERATED DRAFT · NOT PART OF THE RECORD UNTIL REVIEWED AND SIGNED"
REJECTED_WATERMARK = "REJECTED AI-GENERATED DRAFT · NOT PART OF THE RECORD"


def watermark_of(filed: Filed) -> str:
    """The watermark of a draft, or the line that replaces it once signed."""
    match filed:
        case Draft():
            return DRAFT_WATERMARK
        case RejectedDraft():
            return REJECTED_WATERMARK
        case SignedNote(signature=signature):
            at = signature.at.strftime("%Y-%m-%d %H:%M UTC")
            return f"AI-assisted; reviewed and signed by {signature.by} on {at}"
