"""A transcript becomes a draft outside any stored session (`inglenook draft`, `inglenook eval`)."""

from datetime import UTC, datetime

from diarize import Transcript
from summarize.context import Context
from summarize.drafter import Drafter
from summarize.summary import summarize
from vault import DraftId, SessionId
from writeback.draft import AiRecord, Draft, DraftState
from writeback.shelf import Entry


async def draft_transcript(
    transcript: Transcript, context: Context, template: str, drafter: Drafter
) -> Draft:
    """Watermarked like any other draft, filed nowhere."""
    note = await summarize(transcript, context, template, drafter)
    return Draft(
        draft_id=DraftId(f"unfiled-{transcript.session_id}"),
        session_id=SessionId(transcript.session_id),
        version=1,
        note=note,
        ai=AiRecord(dict(transcript.models), datetime.now(UTC)),
    )


def unfiled_entry(draft: Draft) -> Entry:
    """What a rendering asks of a filed draft; nothing is known of client and clinician."""
    return Entry(
        draft_id=draft.draft_id,
        session_id=draft.session_id,
        tenant="default",
        client_ref="unknown",
        clinician_ref=None,
        modality=None,
        part2=False,
        state=DraftState.PENDING,
        version=draft.version,
        created_at=draft.ai.at,
        updated_at=draft.ai.at,
        session_at=draft.ai.at,
    )
