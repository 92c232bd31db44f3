"""Changes applied to a draft, and the log that they leave.

Pure: a draft and changes in, the next version of the draft out. Whatever a clinician writes or
rewrites is checked against the transcript once more: what is proven is verified, on its old
evidence or on what was found for it; all else stands on the clinician's word, keeps its evidence
and names what of it the evidence does not show. A statement that is confirmed stands on the
clinician's word.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from diarize.transcript import Transcript
from summarize.evidence import Evidence
from summarize.grounding.check import ground
from summarize.grounding.proof import proof_in
from summarize.grounding.reason import doubts_of
from summarize.grounding.support import Citation
from summarize.grounding.verdict import Verdict
from summarize.note import Section, Statement, Support
from writeback.drafts.change import (
    Add,
    Adopt,
    Change,
    Confirm,
    Dismiss,
    Line,
    Remove,
    ReplaceSection,
    Rewrite,
)
from writeback.drafts.draft import Draft, Edit
from writeback.errors import BadEdit

OMISSIONS = "omissions"
"""Stands as the section of an edit that settles an omission."""


def apply_changes(
    draft: Draft,
    changes: Sequence[Change],
    *,
    by: str,
    at: datetime,
    transcript: Transcript | None = None,
) -> Draft:
    """The next version of the draft, each change logged. All or nothing: raises `BadEdit`.

    `transcript` is what is checked against, with the corrections of its speakers; None where
    nothing was recorded: then a clinician's words stand on the clinician's word.
    """
    if not changes:
        raise BadEdit("edits: at least one is expected")
    revision = _Revision(draft, by, at, transcript)
    for change in changes:
        revision.apply(change)
    return revision.draft()


def rechecked(draft: Draft, transcript: Transcript) -> Draft:
    """What a clinician wrote and the transcript proved, after its speakers were corrected."""
    sections = tuple(
        replace(
            section,
            statements=tuple(
                checked(statement, transcript)
                if statement.support is Support.VERIFIED and statement.statement_id in draft.handled
                else statement
                for statement in section.statements
            ),
        )
        for section in draft.note.sections
    )
    return replace(draft, note=replace(draft.note, sections=sections))


def standing(draft: Draft, transcript: Transcript) -> Draft:
    """After words of the transcript were corrected: without proofs and omissions whose words it no
    longer has. A sentence that lost one is checked again, or stands unproven."""
    note = draft.note
    sections = tuple(
        replace(
            section,
            statements=tuple(
                _standing(statement, transcript, by_hand=statement.statement_id in draft.handled)
                for statement in section.statements
            ),
        )
        for section in note.sections
    )
    omissions = tuple(one for one in note.omissions if _holds(transcript, one.turn_id, one.quote))
    return replace(draft, note=replace(note, sections=sections, omissions=omissions))


def _standing(statement: Statement, transcript: Transcript, *, by_hand: bool) -> Statement:
    proofs = tuple(
        proof
        for proof in statement.evidence
        if proof.is_carried or _holds(transcript, proof.turn_id, proof.quote)
    )
    if proofs == statement.evidence:
        return statement
    left = replace(statement, evidence=proofs)
    if by_hand or statement.support is Support.CLINICIAN:
        return checked(left, transcript)
    return left if proofs else replace(left, support=Support.UNVERIFIED)


def _holds(transcript: Transcript, turn_id: str | None, quote: str) -> bool:
    turn = None if turn_id is None else transcript.turn(turn_id)
    return turn is not None and quote in turn.text


def checked(statement: Statement, transcript: Transcript | None) -> Statement:
    """A clinician's sentence beside its evidence, or beside what the transcript has for it."""
    if transcript is None:
        return replace(statement, support=Support.CLINICIAN, doubts=())
    said = [proof for proof in statement.evidence if not proof.is_carried]
    held = ground(
        statement.text, [Citation(proof.turn_id, proof.quote) for proof in said], transcript
    )
    if held.verdict is Verdict.VERIFIED:
        return replace(statement, support=Support.VERIFIED, doubts=())
    found = proof_in(statement.text, transcript)
    if found is not None:
        return replace(statement, support=Support.VERIFIED, evidence=found.evidence, doubts=())
    doubts = doubts_of(held.findings) if said else ()
    return replace(statement, support=Support.CLINICIAN, doubts=doubts)


class _Revision:
    """A draft between two versions."""

    def __init__(self, draft: Draft, by: str, at: datetime, transcript: Transcript | None) -> None:
        self._draft = draft
        self._note = draft.note
        self._edits = list(draft.edits)
        self._by = by
        self._at = at
        self._transcript = transcript

    def draft(self) -> Draft:
        return replace(
            self._draft,
            version=self._draft.version + 1,
            note=self._note,
            edits=tuple(self._edits),
        )

    def apply(self, change: Change) -> None:
        match change:
            case Rewrite(statement_id, text):
                self._rewrite(statement_id, _worded(text))
            case Confirm(statement_id):
                self._rewrite(statement_id, None)
            case Remove(statement_id):
                self._remove(statement_id)
            case Add():
                self._add(change)
            case Adopt():
                self._adopt(change)
            case Dismiss(turn_id, quote):
                self._dismiss(turn_id, quote)
            case ReplaceSection():
                self._replace(change)

    def _rewrite(self, statement_id: str, text: str | None) -> None:
        section, old = self._found(statement_id)
        if text is None or text == old.text:
            new = replace(old, support=Support.CLINICIAN, doubts=())
        else:
            new = checked(replace(old, text=text), self._transcript)
        if new == old and not self._corrected_since(statement_id):
            return
        self._set(section, [new if s is old else s for s in section.statements])
        self._log(section.name, statement_id, old.text, new.text)

    def _corrected_since(self, statement_id: str) -> bool:
        """Whether speakers were corrected after somebody last had a hand on the statement."""
        touched = [edit.at for edit in self._edits if edit.statement == statement_id]
        return any(not touched or c.at > touched[-1] for c in self._draft.corrections)

    def _remove(self, statement_id: str) -> None:
        section, old = self._found(statement_id)
        self._set(section, [s for s in section.statements if s is not old])
        self._log(section.name, statement_id, old.text, None)

    def _add(self, change: Add) -> None:
        section = self._section(change.section)
        written = Statement(
            self._new_id(), _worded(change.text), Support.CLINICIAN, change.evidence
        )
        new = checked(written, self._transcript)
        place = len(section.statements)
        if change.after is not None:
            ids = [s.statement_id for s in section.statements]
            if change.after not in ids:
                raise BadEdit("after: no such statement in this section")
            place = ids.index(change.after) + 1
        self._set(section, [*section.statements[:place], new, *section.statements[place:]])
        self._log(section.name, new.statement_id, None, new.text)

    def _adopt(self, change: Adopt) -> None:
        self._dismiss(change.turn_id, change.quote)
        proof = Evidence(change.turn_id, change.quote, change.start_ms, change.end_ms)
        text = change.quote if change.text is None else change.text
        self._add(Add(change.section, text, evidence=(proof,)))

    def _dismiss(self, turn_id: str, quote: str) -> None:
        kept = tuple(
            omission
            for omission in self._note.omissions
            if (omission.turn_id, omission.quote) != (turn_id, quote)
        )
        if len(kept) == len(self._note.omissions):
            raise BadEdit("omission: no such omission")
        self._note = replace(self._note, omissions=kept)
        self._log(OMISSIONS, None, quote, None)

    def _replace(self, change: ReplaceSection) -> None:
        section = self._section(change.section)
        unused = {s.statement_id: s for s in section.statements}
        statements = [self._line(section.name, line, unused) for line in change.lines]
        for old in unused.values():
            self._log(section.name, old.statement_id, old.text, None)
        before = [s.text for s in section.statements]
        after = [s.text for s in statements]
        if before != after and sorted(before) == sorted(after):
            self._log(section.name, None, "\n".join(before), "\n".join(after))
        self._set(section, statements)

    def _line(self, section: str, line: Line, unused: dict[str, Statement]) -> Statement:
        text = _worded(line.text)
        old = _continued(line.statement_id, text, unused)
        if old is None:
            written = Statement(self._new_id(), text, Support.CLINICIAN, ())
            new = checked(written, self._transcript)
            self._log(section, new.statement_id, None, text)
            return new
        if old.text == text:
            return old
        self._log(section, old.statement_id, old.text, text)
        return checked(replace(old, text=text), self._transcript)

    def _section(self, name: str) -> Section:
        for section in self._note.sections:
            if section.name == name:
                return section
        known = ", ".join(section.name for section in self._note.sections)
        raise BadEdit(f"section: no such section; there are: {known}")

    def _found(self, statement_id: str) -> tuple[Section, Statement]:
        for section in self._note.sections:
            for statement in section.statements:
                if statement.statement_id == statement_id:
                    return section, statement
        raise BadEdit("statement: no such statement in this draft")

    def _set(self, section: Section, statements: Sequence[Statement]) -> None:
        new = Section(section.name, tuple(statements))
        sections = tuple(new if s.name == section.name else s for s in self._note.sections)
        self._note = replace(self._note, sections=sections)

    def _new_id(self) -> str:
        """An id that neither the note nor its log has ever used."""
        used = {s.statement_id for section in self._note.sections for s in section.statements}
        used |= {edit.statement for edit in self._edits if edit.statement is not None}
        number = 1
        while f"c{number}" in used:
            number += 1
        return f"c{number}"

    def _log(
        self, section: str, statement: str | None, before: str | None, after: str | None
    ) -> None:
        self._edits.append(Edit(self._at, self._by, section, statement, before, after))


def _continued(
    statement_id: str | None, text: str, unused: dict[str, Statement]
) -> Statement | None:
    """Takes the statement that a line continues out of `unused`."""
    if statement_id is not None:
        if statement_id not in unused:
            raise BadEdit("sections: a statement id is unknown in its section or given twice")
        return unused.pop(statement_id)
    for known, statement in unused.items():
        if statement.text == text:
            return unused.pop(known)
    return None


def _worded(text: str) -> str:
    worded = " ".join(text.split())
    if not worded:
        raise BadEdit("text: words are expected; to take a statement out, delete it")
    return worded
