"""A draft's versions: which there are, who made each, and what was changed in it. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from writeback.drafts.draft import (
    DraftState,
    Edit,
    Filed,
    RejectedDraft,
    SignedNote,
    draft_of,
    state_of,
)
from writeback.drafts.edit import OMISSIONS
from writeback.drafts.relabel import SPEAKERS, WORDS


class Act(StrEnum):
    """What made a version of the one before it."""

    FILED = "filed"
    EDITED = "edited"
    CORRECTED = "corrected"
    """A person corrected the transcript."""
    REGENERATED = "regenerated"
    """Written anew, whole or in one section."""
    SIGNED = "signed"
    COSIGNED = "cosigned"
    RESTORED = "restored"
    """What an earlier version read, made the newest: an act undone."""
    REJECTED = "rejected"
    ADDED = "addendum"


class Change(StrEnum):
    """What became of one statement, or of one section."""

    ADDED = "added"
    REMOVED = "removed"
    REWRITTEN = "rewritten"
    CONFIRMED = "confirmed"
    SETTLED = "settled"
    """An omission that was taken in or left out."""
    CORRECTED = "corrected"
    """Speakers or words of the transcript."""
    REORDERED = "reordered"
    REGENERATED = "regenerated"


@dataclass(frozen=True, slots=True)
class Made:
    """By whom and when."""

    act: Act
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Version:
    """One version, without its words."""

    number: int
    state: DraftState
    made: Made
    edits: tuple[Edit, ...]
    """Those of this version alone."""


def versions_of(held: Iterable[tuple[Filed, Made | None]]) -> Iterator[Version]:
    """In order, from the first. None stands for a version of which that was not kept yet; it is
    then told from what is in it."""
    before = 0
    for filed, made in held:
        draft = draft_of(filed)
        edits = draft.edits[before:]
        before = len(draft.edits)
        yield Version(draft.version, state_of(filed), made or _guessed(filed, edits), edits)


def version_to_json(version: Version) -> dict[str, object]:
    """Without a word of the note."""
    return {
        "version": version.number,
        "state": str(version.state),
        "act": str(version.made.act),
        "by": version.made.by,
        "at": version.made.at.isoformat(),
        "changes": [
            {
                "section": edit.section,
                "statement": edit.statement,
                "change": str(change_of(edit)),
            }
            for edit in version.edits
        ],
    }


def made_to_json(made: Made) -> dict[str, object]:
    return {"act": str(made.act), "by": made.by, "at": made.at.isoformat()}


def made_from_json(document: object) -> Made | None:
    """None where that was not kept. Raises KeyError, TypeError, ValueError."""
    if document is None:
        return None
    if not isinstance(document, Mapping):
        raise TypeError
    return Made(
        Act(document["act"]), str(document["by"]), datetime.fromisoformat(str(document["at"]))
    )


def change_of(edit: Edit) -> Change:
    """What a logged edit did."""
    match edit.section, edit.statement:
        case section, None if section == OMISSIONS:
            return Change.SETTLED
        case section, None if section in (SPEAKERS, WORDS):
            return Change.CORRECTED
        case _, None:
            before, after = edit.before or "", edit.after or ""
            same = sorted(before.splitlines()) == sorted(after.splitlines())
            return Change.REORDERED if same else Change.REGENERATED
    if edit.before is None:
        return Change.ADDED
    if edit.after is None:
        return Change.REMOVED
    return Change.CONFIRMED if edit.before == edit.after else Change.REWRITTEN


def _guessed(filed: Filed, edits: tuple[Edit, ...]) -> Made:
    if isinstance(filed, RejectedDraft):
        return Made(Act.REJECTED, filed.by, filed.at)
    if isinstance(filed, SignedNote):
        if filed.addenda:
            return Made(Act.ADDED, filed.addenda[-1].by, filed.addenda[-1].at)
        return Made(Act.SIGNED, filed.signature.by, filed.signature.at)
    if edits:
        corrected = edits[-1].section in (SPEAKERS, WORDS)
        anew = change_of(edits[-1]) is Change.REGENERATED
        act = Act.CORRECTED if corrected else Act.REGENERATED if anew else Act.EDITED
        return Made(act, edits[-1].by, edits[-1].at)
    act = Act.FILED if filed.version == 1 else Act.REGENERATED
    return Made(act, "inglenook", filed.ai.at)
