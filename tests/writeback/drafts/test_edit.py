from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarize.note import Note, Section, Statement, Support
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
from writeback.drafts.draft import Draft
from writeback.drafts.edit import apply_changes
from writeback.errors import BadEdit

NOW = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)


def edited(draft: Draft, *changes: Change) -> Draft:
    return apply_changes(draft, changes, by="dr-rivera", at=NOW)


def section(draft: Draft, name: str) -> Section:
    return next(s for s in draft.note.sections if s.name == name)


def test_a_rewritten_statement_is_the_clinicians_and_keeps_its_evidence(unsigned: Draft) -> None:
    before = section(unsigned, "subjective").statements[0]
    after = section(edited(unsigned, Rewrite("s1", " Sleeps\n badly. ")), "subjective").statements[
        0
    ]
    assert after == replace(before, text="Sleeps badly.", support=Support.CLINICIAN)


def test_a_confirmed_statement_keeps_its_words(unsigned: Draft) -> None:
    changed = edited(unsigned, Confirm("s4"))
    assert section(changed, "assessment").statements[0].support is Support.CLINICIAN
    assert changed.edits[0].before == changed.edits[0].after == "Sleep remains the main complaint."
    assert edited(changed, Confirm("s4")).edits == changed.edits


def test_an_added_statement_has_a_place_and_an_id_never_used(unsigned: Draft) -> None:
    changed = edited(unsigned, Add("subjective", "New.", after="s1"), Add("subjective", "Last."))
    ids = [s.statement_id for s in section(changed, "subjective").statements]
    assert ids == ["s1", "c1", "s2", "s3", "c2"]
    gone = edited(changed, Remove("c2"), Add("plan", "Another."))
    assert section(gone, "plan").statements[-1].statement_id == "c3"


def test_an_omission_is_adopted_or_dismissed(unsigned: Draft) -> None:
    quote = "I also stopped going to choir"
    adopted = edited(unsigned, Adopt("t8", quote, "subjective", None, 21000, 23800))
    added = section(adopted, "subjective").statements[-1]
    assert (added.text, added.evidence[0].quote) == (quote, quote)
    assert adopted.note.omissions == ()
    assert edited(unsigned, Dismiss("t8", quote)).note.omissions == ()
    with pytest.raises(BadEdit):
        edited(adopted, Dismiss("t8", quote))


def test_a_section_given_whole_keeps_what_stayed(unsigned: Draft) -> None:
    lines = (
        Line("Client takes sertraline 50 mg every morning."),
        Line("Sleeps badly.", "s1"),
        Line("Brand new."),
    )
    changed = edited(unsigned, ReplaceSection("subjective", lines))
    held = section(changed, "subjective").statements
    assert [s.statement_id for s in held] == ["s2", "s1", "c1"]
    assert [s.support for s in held] == [Support.VERIFIED, Support.CLINICIAN, Support.CLINICIAN]
    assert [(e.statement, e.before is None, e.after is None) for e in changed.edits] == [
        ("s1", False, False),
        ("c1", True, False),
        ("s3", False, True),
    ]


def test_a_new_order_is_logged_too(unsigned: Draft) -> None:
    lines = tuple(Line(s.text, s.statement_id) for s in section(unsigned, "subjective").statements)
    changed = edited(unsigned, ReplaceSection("subjective", lines[::-1]))
    assert [s.statement_id for s in section(changed, "subjective").statements] == ["s3", "s2", "s1"]
    assert len(changed.edits) == 1
    assert edited(unsigned, ReplaceSection("subjective", lines)).edits == ()


def test_risk_and_scores_are_out_of_reach(unsigned: Draft) -> None:
    changed = edited(unsigned, *(ReplaceSection(s.name, ()) for s in unsigned.note.sections))
    assert changed.note.risk == unsigned.note.risk
    assert changed.note.scores == unsigned.note.scores


@pytest.mark.parametrize(
    "change",
    [
        Rewrite("nobody", "x"),
        Rewrite("s1", " \n"),
        Remove("nobody"),
        Confirm("nobody"),
        Add("weather", "x"),
        Add("plan", "x", after="s1"),
        Dismiss("t1", "never said"),
        ReplaceSection("plan", (Line("x", "s1"),)),
        ReplaceSection("plan", (Line("x", "s5"), Line("y", "s5"))),
    ],
)
def test_what_has_no_place_is_refused(unsigned: Draft, change: Change) -> None:
    with pytest.raises(BadEdit):
        edited(unsigned, change)


def test_no_change_at_all_is_refused(unsigned: Draft) -> None:
    with pytest.raises(BadEdit):
        edited(unsigned)


words = st.text(st.characters(codec="utf-8", categories=("L", "N")), min_size=1, max_size=12)
changes = st.lists(
    st.one_of(
        st.builds(Add, st.sampled_from(["a", "b"]), words),
        st.builds(lambda at, text: (at, text), st.integers(0, 9), words),
        st.integers(0, 9),
    ),
    max_size=12,
)


@given(changes)
def test_the_log_leads_from_the_first_version_to_the_last(steps: list[object]) -> None:
    """Replaying the log over the first texts gives the last ones, whatever was done."""
    draft = _two_sections()
    texts = _texts(draft)
    for step in steps:
        change = _on_existing(draft, step)
        if change is not None:
            draft = edited(draft, change)
    for edit in draft.edits:
        assert edit.statement is not None
        assert texts.get(edit.statement) == edit.before
        if edit.after is None:
            del texts[edit.statement]
        else:
            texts[edit.statement] = edit.after
    assert texts == _texts(draft)
    ids = [s.statement_id for held in draft.note.sections for s in held.statements]
    assert len(ids) == len(set(ids))


def _on_existing(draft: Draft, step: object) -> Change | None:
    if isinstance(step, Add):
        return step
    ids = list(_texts(draft))
    if not ids:
        return None
    if isinstance(step, tuple):
        return Rewrite(ids[step[0] % len(ids)], step[1])
    assert isinstance(step, int)
    return Remove(ids[step % len(ids)])


def _texts(draft: Draft) -> dict[str, str]:
    return {s.statement_id: s.text for held in draft.note.sections for s in held.statements}


def _two_sections() -> Draft:
    from summarize.note import DrafterRecord, SessionMetrics
    from summarize.risk import Risk, RiskLevel
    from vault import DraftId, SessionId
    from writeback.drafts.draft import AiRecord

    statement = Statement("s1", "one", Support.VERIFIED, ())
    note = Note(
        "soap",
        (Section("a", (statement,)), Section("b", ())),
        (),
        Risk(RiskLevel.NONE_MENTIONED, ()),
        SessionMetrics(0, 0, 0, 0, 0, 0, 0, 0, 0, 0),
        (),
        DrafterRecord("extractive", "", None),
    )
    return Draft(DraftId("d"), SessionId("s"), 1, note, AiRecord({}, NOW))
