"""A draft written anew: the machine's sentences are replaced, the clinician's decisions stay.

Pure: the draft and a new note in, the next version out. What a clinician wrote, rewrote or
confirmed is kept, and takes the place of a new sentence that reads the same or stands on the same
words. What a clinician struck out or left out does not come back. Where the speaker of those words
was corrected, though, the new sentence is shown beside the old decision.
"""

from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import datetime

from summarize.note import DrafterRecord, Note, Omission, Section, Statement, Support
from summarize.risk import RiskLevel
from writeback.drafts.draft import AiRecord, Draft, Edit
from writeback.drafts.edit import OMISSIONS
from writeback.errors import BadEdit

FLAGGED_BEFORE = "flagged as a risk before the speakers were corrected"
"""Why something is listed that the corrected transcript does not flag: no risk goes unseen."""


def redrafted(
    draft: Draft,
    fresh: Draft,
    *,
    only: str | None,
    by: str,
    at: datetime,
    moved: Collection[str] = (),
) -> Draft:
    """`only` names the one section to take from `fresh`; None takes all.

    Risk, scores and omissions are taken with all sections, and left alone with one. `moved` are
    the turns that changed their speaker since the draft's sentences were written.
    Raises `BadEdit` where there is no such section.
    """
    offered = {section.name: section for section in fresh.note.sections}
    if only is not None and only not in offered:
        raise BadEdit("section: no such section")
    weaver = _Weaver(draft, moved)
    edits: list[Edit] = []
    sections: list[Section] = []
    for old in draft.note.sections:
        if (only is not None and old.name != only) or old.name not in offered:
            sections.append(old)
            continue
        new = Section(old.name, tuple(weaver.woven(old, offered[old.name])))
        sections.append(new)
        if new != old:
            edits.append(Edit(at, by, old.name, None, _text(old), _text(new)))
    edited = replace(draft, version=draft.version + 1, edits=(*draft.edits, *edits))
    if only is not None:
        ai = AiRecord({**draft.ai.models, **fresh.ai.models}, at)
        drafter = _drafters(draft.note, fresh.note.drafter, only)
        note = replace(draft.note, sections=tuple(sections), drafter=drafter)
        return replace(edited, note=note, ai=ai)
    note = replace(fresh.note, sections=tuple(sections), omissions=unsettled(draft, fresh.note))
    return replace(edited, note=note, ai=fresh.ai, written_from=fresh.written_from)


def _drafters(note: Note, fresh: DrafterRecord, section: str) -> DrafterRecord:
    """Of a note of which one section was written anew: a model's wherever a model had a part."""
    before = note.drafter
    fallbacks = dict(before.fallbacks)
    if fresh.kind == "vllm" and before.kind != "vllm":  # no model was there when they were written
        fallbacks = {one.name: "absent" for one in note.sections} | fallbacks
    fallbacks.pop(section, None)
    whose = before if fresh.kind != "vllm" and before.kind == "vllm" else fresh
    return replace(whose, fallbacks=fallbacks | dict(fresh.fallbacks))


def unsettled(draft: Draft, fresh: Note) -> tuple[Omission, ...]:
    """The new note's omissions without those the clinician dealt with, and what the draft flags as
    a risk and the new note nowhere shows."""
    dealt_with = {edit.before for edit in draft.edits if edit.section == OMISSIONS}
    shown = {(p.turn_id, p.quote) for flag in fresh.risk.flags for p in flag.evidence}
    shown |= {(omission.turn_id, omission.quote) for omission in fresh.omissions}
    lost = dict.fromkeys(
        omission
        for omission in _flagged(draft.note, shown)
        if (omission.turn_id, omission.quote) not in shown
    )
    return tuple(o for o in (*fresh.omissions, *lost) if o.quote not in dealt_with)


def _flagged(note: Note, shown: Collection[tuple[str, str]]) -> Iterator[Omission]:
    yield from (omission for omission in note.omissions if omission.why == FLAGGED_BEFORE)
    for flag in note.risk.flags:
        about_speech = flag.type is not RiskLevel.NONE_MENTIONED and flag.evidence
        if about_speech and not any((p.turn_id, p.quote) in shown for p in flag.evidence):
            yield Omission(flag.evidence[0].turn_id, flag.evidence[0].quote, FLAGGED_BEFORE)


class _Weaver:
    """Weaves new sentences and a clinician's into sections; ids are never used twice."""

    def __init__(self, draft: Draft, moved: Collection[str]) -> None:
        statements = [s for section in draft.note.sections for s in section.statements]
        self._moved = moved
        self._handled = draft.handled
        self._mine = [s for s in statements if self._is_mine(s)]
        self._struck = {
            edit.before
            for edit in draft.edits
            if edit.statement is not None and edit.before is not None and edit.before != edit.after
        }
        self._used = {s.statement_id for s in statements}
        self._used |= {edit.statement for edit in draft.edits if edit.statement is not None}

    def woven(self, old: Section, new: Section) -> Iterator[Statement]:
        """A sentence that reads as before keeps its id."""
        mine = {s.statement_id: s for s in old.statements if self._is_mine(s)}
        same = {s.text: s.statement_id for s in old.statements if s.statement_id not in mine}
        for statement in new.statements:
            kept = next((s for s in self._mine if self._stands_for(s, statement)), None)
            if kept is not None:
                if mine.pop(kept.statement_id, None) is not None:
                    yield kept
            elif statement.text not in self._struck or self._has_moved(statement):
                statement_id = same.pop(statement.text, None) or self._new_id()
                yield replace(statement, statement_id=statement_id)
        yield from mine.values()

    def _is_mine(self, statement: Statement) -> bool:
        by_hand = statement.statement_id in self._handled
        return by_hand or statement.support is Support.CLINICIAN

    def _stands_for(self, mine: Statement, new: Statement) -> bool:
        if mine.text == new.text:
            return True
        places = {(proof.turn_id, proof.quote) for proof in mine.evidence}
        proven = {(proof.turn_id, proof.quote) for proof in new.evidence}
        return bool(proven) and proven <= places and not self._has_moved(new)

    def _has_moved(self, statement: Statement) -> bool:
        return any(proof.turn_id in self._moved for proof in statement.evidence)

    def _new_id(self) -> str:
        number = 1
        while f"r{number}" in self._used:
            number += 1
        self._used.add(f"r{number}")
        return f"r{number}"


def _text(section: Section) -> str:
    return "\n".join(statement.text for statement in section.statements)
