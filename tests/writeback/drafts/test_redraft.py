from dataclasses import replace
from datetime import UTC, datetime

import pytest

from summarize.note import DrafterRecord, Section, Statement, Support
from writeback.drafts.change import Rewrite
from writeback.drafts.draft import AiRecord, Draft
from writeback.drafts.edit import apply_changes
from writeback.drafts.redraft import redrafted
from writeback.errors import BadEdit

NOW = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)


def fresh(draft: Draft) -> Draft:
    sections = tuple(
        Section(s.name, (Statement("s1", f"New {s.name}.", Support.VERIFIED, ()),))
        for s in draft.note.sections
    )
    note = replace(draft.note, sections=sections, omissions=())
    return replace(draft, note=note, ai=AiRecord({"llm": "other"}, NOW))


def texts(draft: Draft) -> dict[str, list[str]]:
    return {s.name: [one.text for one in s.statements] for s in draft.note.sections}


def test_the_clinicians_sentences_stay(unsigned: Draft) -> None:
    edited = apply_changes(unsigned, [Rewrite("s2", "My own words.")], by="x", at=NOW)
    again = redrafted(edited, fresh(edited), only=None, by="x", at=NOW)
    assert texts(again)["subjective"] == ["New subjective.", "My own words."]
    assert texts(again)["objective"] == ["New objective."]
    assert again.version == edited.version + 1
    assert again.note.omissions == ()
    ids = [s.statement_id for held in again.note.sections for s in held.statements]
    assert len(ids) == len(set(ids))


def test_one_section_leaves_the_rest_alone(unsigned: Draft) -> None:
    again = redrafted(unsigned, fresh(unsigned), only="plan", by="x", at=NOW)
    assert texts(again) == {**texts(unsigned), "plan": ["New plan."]}
    assert again.note.omissions == unsigned.note.omissions
    assert again.note.risk == unsigned.note.risk
    [edit] = again.edits
    assert (edit.section, edit.after) == ("plan", "New plan.")
    assert again.ai.models == {"asr": "scripted", "llm": "other"}


def test_the_record_follows_the_one_section_that_was_written_anew(unsigned: Draft) -> None:
    quoted = DrafterRecord("extractive", "e", None)
    model = DrafterRecord("vllm", "llama", "a" * 64, "2", {"plan": "slow"})

    def recorded(before: DrafterRecord, after: DrafterRecord) -> DrafterRecord:
        draft = replace(unsigned, note=replace(unsigned.note, drafter=before))
        anew = fresh(draft)
        anew = replace(anew, note=replace(anew.note, drafter=after))
        return redrafted(draft, anew, only="plan", by="x", at=NOW).note.drafter

    wrote = replace(model, fallbacks={})
    assert recorded(model, wrote) == wrote
    assert recorded(wrote, replace(quoted, fallbacks={"plan": "busy"})) == replace(
        wrote, fallbacks={"plan": "busy"}
    )
    others = {s.name: "absent" for s in unsigned.note.sections if s.name != "plan"}
    assert recorded(quoted, wrote) == replace(wrote, fallbacks=others)


def test_a_section_that_is_none_is_refused(unsigned: Draft) -> None:
    with pytest.raises(BadEdit):
        redrafted(unsigned, fresh(unsigned), only="weather", by="x", at=NOW)
