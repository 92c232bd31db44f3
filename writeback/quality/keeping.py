"""Keeps the numbers, in the transaction that they tell of."""

import secrets
from datetime import datetime
from typing import Final

from sqlalchemy import insert

from ingest.errors import NoConsent
from vault import Transaction
from vault.tables import feedback_marks, section_edits
from writeback.drafts.draft import Draft, SignedNote, draft_of
from writeback.drafts.feedback import Feedback
from writeback.drafts.shelf import Entry, Shelf
from writeback.errors import DraftRevoked, MalformedDraft
from writeback.quality.distance import section_edits as edits_of
from writeback.quality.versions import software

_NOBODY: Final = ""
WHOLE: Final = ""
"""Stands for the section of feedback on the whole draft."""


def keep_edits(
    tx: Transaction, shelf: Shelf, entry: Entry, signed: SignedNote, now: datetime
) -> None:
    """From the first version to what was signed. Nothing where the first is not there any more."""
    try:
        first = draft_of(shelf.first(entry))
    except (MalformedDraft, DraftRevoked):
        return
    drafter = first.note.drafter
    for edit in edits_of(first.note, signed.draft.note):
        tx.execute(
            insert(section_edits).values(
                edit_id=secrets.token_hex(16),
                tenant=entry.tenant,
                clinician_ref=entry.clinician_ref or _NOBODY,
                day=f"{now:%Y-%m-%d}",
                template=first.note.template[:64],
                section=edit.section[:64],
                drafter=drafter.kind,
                model=drafter.model[:256],
                prompt=(drafter.prompt_version or "")[:64],
                software=software()[:32],
                redrafts=int(signed.draft.ai.at != first.ai.at),
                drafted_words=edit.drafted_words,
                signed_words=edit.signed_words,
                changed_words=edit.changed_words,
            )
        )


def keep_mark(tx: Transaction, shelf: Shelf, entry: Entry, given: Feedback) -> None:
    """Which section it was on, where the draft can still be read."""
    try:
        draft: Draft | None = draft_of(shelf.load(entry))
    except (MalformedDraft, DraftRevoked, NoConsent):
        draft = None
    tx.execute(
        insert(feedback_marks).values(
            mark_id=secrets.token_hex(16),
            tenant=entry.tenant,
            clinician_ref=entry.clinician_ref or _NOBODY,
            day=f"{given.at:%Y-%m-%d}",
            section=_section(draft, given.statement)[:64],
            kind=str(given.kind),
            drafter="" if draft is None else draft.note.drafter.kind,
            model="" if draft is None else draft.note.drafter.model[:256],
        )
    )


def _section(draft: Draft | None, statement: str | None) -> str:
    if draft is None or statement is None:
        return WHOLE
    found = (
        section.name
        for section in draft.note.sections
        for one in section.statements
        if one.statement_id == statement
    )
    return next(found, WHOLE)
