"""A correction of the transcript, its speakers or its words: what a person asks for, and what
follows from it for the draft.

Pure. What code counts (scores, risk, metrics) follows at once; the sentences are written anew
afterwards, and until then the draft is in work.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial

from diarize.correction import Correction, corrected, known_speakers, moved_turns
from diarize.transcript import Transcript
from diarize.turn import SpeakerRole
from summarize.note import Support
from summarize.summary import Counted
from writeback.drafts.draft import Draft, Edit
from writeback.drafts.edit import standing
from writeback.drafts.redraft import unsettled
from writeback.errors import BadEdit

SPEAKERS = "speakers"
"""Stands as the section of an edit that corrects who spoke."""

WORDS = "words"
"""The same of one that corrects what was said."""

NEW_SPEAKER = "new"
"""Stands for a person whom the machine did not hear as one."""


@dataclass(frozen=True, slots=True)
class Relabel:
    """What a person asks for."""

    roles: Mapping[str, SpeakerRole]
    """Whole speakers, by id."""
    turns: Mapping[str, str]
    """Single turns and the speaker whose they are, or `NEW_SPEAKER`."""
    texts: Mapping[str, str] = field(default_factory=dict)
    """Single turns as they should read."""


def correction_of(
    wanted: Relabel, heard: Transcript, draft: Draft, *, by: str, at: datetime
) -> Correction:
    """`heard` is the machine's transcript. A new speaker gets an id and the role OTHER.

    Raises `BadEdit` for a speaker or a turn that is not there.
    """
    if not wanted.roles and not wanted.turns and not wanted.texts:
        raise BadEdit("roles, turns, texts: at least one is expected")
    known = known_speakers(heard, draft.corrections)
    turns = {turn.turn_id for turn in heard.turns}
    if not wanted.roles.keys() <= known.keys():
        raise BadEdit("roles: no such speaker in this session")
    if not wanted.turns.keys() <= turns:
        raise BadEdit("turns: no such turn in this session")
    if not wanted.texts.keys() <= turns:
        raise BadEdit("texts: no such turn in this session")
    texts = {turn: " ".join(text.split()) for turn, text in wanted.texts.items()}
    if not all(texts.values()):
        raise BadEdit("texts: words are expected")
    if not set(wanted.turns.values()) <= {*known, NEW_SPEAKER}:
        raise BadEdit("turns: no such speaker in this session")
    roles = dict(wanted.roles)
    owners = dict(wanted.turns)
    if NEW_SPEAKER in owners.values():
        new = _next_id(known)
        roles[new] = SpeakerRole.OTHER
        owners = {t: new if speaker == NEW_SPEAKER else speaker for t, speaker in owners.items()}
    return Correction(by, at, roles, owners, texts)


def relabelled(
    draft: Draft, correction: Correction, heard: Transcript, found: Counted | None
) -> Draft:
    """The next version: corrected, logged, counted anew; its sentences are still to follow.

    `found` None: the correction says what was so already, and no sentence has to follow.
    """
    corrections = (*draft.corrections, correction)
    before, after = corrected(heard, draft.corrections), corrected(heard, corrections)
    edits = [
        Edit(correction.at, correction.by, part, None, told(before), told(after))
        for part, touched, told in (
            (SPEAKERS, correction.roles or correction.turns, partial(_named, correction)),
            (WORDS, correction.texts, partial(_read, correction)),
        )
        if touched
    ]
    changed = replace(
        draft, version=draft.version + 1, corrections=corrections, edits=(*draft.edits, *edits)
    )
    if found is None:
        return changed if draft.in_work else replace(changed, written_from=len(corrections))
    note = replace(draft.note, scores=found.scores, risk=found.risk, metrics=found.metrics)
    note = replace(note, omissions=unsettled(draft, note))
    changed = replace(changed, note=note)
    return standing(changed, after) if correction.texts else changed


def to_check(draft: Draft, heard: Transcript) -> frozenset[str]:
    """Statements that a clinician vouched for before the speaker of words they stand on was
    corrected; confirming or editing them again settles it."""
    now = corrected(heard, draft.corrections)
    vouched = {edit.statement: edit.at for edit in draft.edits}
    moved: dict[int, frozenset[str]] = {}
    found = set()
    for section in draft.note.sections:
        for statement in section.statements:
            by_hand = statement.statement_id in draft.handled
            if statement.support is not Support.CLINICIAN and not by_hand:
                continue
            at = vouched.get(statement.statement_id)
            seen = sum(at is not None and c.at <= at for c in draft.corrections)
            if seen not in moved:
                moved[seen] = moved_turns(corrected(heard, draft.corrections[:seen]), now)
            if any(proof.turn_id in moved[seen] for proof in statement.evidence):
                found.add(statement.statement_id)
    return frozenset(found)


def _named(correction: Correction, transcript: Transcript) -> str:
    """The speakers and turns that a correction touches, as a transcript has them."""
    owners = {turn.turn_id: turn.speaker_id for turn in transcript.turns}
    roles = [f"{speaker} {transcript.role_of(speaker).value}" for speaker in correction.roles]
    return "\n".join([*roles, *(f"{turn} {owners[turn]}" for turn in correction.turns)])


def _read(correction: Correction, transcript: Transcript) -> str:
    """The turns whose words a correction sets right, as a transcript has them."""
    return "\n".join(
        f"{t.turn_id} {t.text}" for t in transcript.turns if t.turn_id in correction.texts
    )


def _next_id(known: Mapping[str, None]) -> str:
    numbers = [int(digits[1]) for name in known if (digits := re.fullmatch(r"S(\d+)", name))]
    return f"S{max(numbers, default=0) + 1}"
