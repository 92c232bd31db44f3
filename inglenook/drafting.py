"""How a draft is written: outside any stored session (`inglenook draft`, `inglenook eval`), and
only for as long as the consent to it is in force."""

import asyncio
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime
from typing import TypeVar

from diarize import Transcript
from ingest.errors import NoConsent, NoSuchConsent, NoSuchSession
from summarize.context import Context
from summarize.drafter import Drafter
from summarize.summary import summarize
from summarize.templates import Template
from vault import ConsentId, DraftId, SessionId
from writeback.drafts.draft import AiRecord, Draft, DraftState
from writeback.drafts.shelf import Entry

Written = TypeVar("Written")

LOOK_S = 0.5
"""A consent that ends in another process is seen so soon."""


async def while_allowed(
    writing: Coroutine[object, object, Written],
    allowed: Callable[[], bool],
    look_s: float = LOOK_S,
) -> Written:
    """What is being written, unless it must not be any more: then it is cancelled, and with it
    whatever a model was asked. What fails then, its key being gone, fails for that reason too.
    `allowed` blocks. Raises `NoConsent`."""
    task = asyncio.ensure_future(writing)
    try:
        while not (await asyncio.wait([task], timeout=look_s))[0]:
            await _require(allowed)
        if not task.cancelled() and task.exception() is not None:
            await _require(allowed)
        return task.result()
    finally:
        task.cancel()
        await asyncio.wait([task])


async def _require(allowed: Callable[[], bool]) -> None:
    if not await asyncio.to_thread(_still, allowed):
        raise NoConsent("The consent ended meanwhile.")


def _still(allowed: Callable[[], bool]) -> bool:
    try:
        return allowed()
    except (NoSuchConsent, NoSuchSession):
        return False


async def draft_transcript(
    transcript: Transcript, context: Context, template: Template | str, drafter: Drafter
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
        consent_id=ConsentId("unfiled"),
        part2=False,
        state=DraftState.PENDING,
        version=draft.version,
        created_at=draft.ai.at,
        updated_at=draft.ai.at,
        session_at=draft.ai.at,
    )
