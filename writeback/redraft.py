"""A draft written anew: the machine's sentences are replaced, the clinician's stay.

Pure: the draft and a new note in, the next version out.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from summarize.note import Section, Statement, Support
from writeback.draft import AiRecord, Draft, Edit
from writeback.errors import BadEdit


def redrafted(draft: Draft, fresh: Draft, *, only: str | None, by: str, at: datetime) -> Draft:
    """`only` names the one section to take from `fresh`; None takes all.

    Risk, scores and omissions are taken with all sections, and left alone with one.
    Raises `BadEdit` where there is no such section.
    """
    offered = {section.name: section for section in fresh.note.sections}
    if only is not None and only not in offered:
        raise BadEdit("section: no such section")
    edits: list[Edit] = []
    sections: list[Section] = []
    used = {s.statement_id for section in draft.note.sections for s in section.statements}
    used |= {edit.statement for edit in draft.edits if edit.statement is not None}
    for old in draft.note.sections:
        if (only is not None and old.name != only) or old.name not in offered:
            sections.append(old)
            continue
        new = Section(old.name, tuple(_woven(old, offered[old.name], used)))
        sections.append(new)
        if new != old:
            edits.append(Edit(at, by, old.name, None, _text(old), _text(new)))
    base = fresh.note if only is None else draft.note
    note = replace(base, sections=tuple(sections))
    ai = fresh.ai if only is None else AiRecord({**draft.ai.models, **fresh.ai.models}, at)
    return replace(draft, version=draft.version + 1, note=note, ai=ai, edits=(*draft.edits, *edits))


def _woven(old: Section, new: Section, used: set[str]) -> Iterator[Statement]:
    """New statements under ids never used before, then what the clinician wrote."""
    number = 1
    for statement in new.statements:
        while f"r{number}" in used:
            number += 1
        used.add(f"r{number}")
        yield replace(statement, statement_id=f"r{number}")
    for statement in old.statements:
        if statement.support is Support.CLINICIAN:
            yield statement


def _text(section: Section) -> str:
    return "\n".join(statement.text for statement in section.statements)
