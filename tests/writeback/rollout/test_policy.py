"""What is in force, and what it allows."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.consent import Scope
from ingest.session import Source
from summarize.note import Note, Section, Statement, Support
from summarize.score import Score, ScoreMethod
from writeback.drafts.draft import Draft
from writeback.rollout.policy import (
    Choice,
    Enrolment,
    Own,
    Policy,
    Stage,
    allows,
    stage_of,
)
from writeback.rollout.unscored import unscored

policies = st.builds(Policy, st.sampled_from(Stage), st.sampled_from(Enrolment))
owns = st.builds(Own, st.none() | st.sampled_from(Choice), st.none() | st.sampled_from(Stage))


def test_everything_is_on_where_nothing_was_said() -> None:
    assert stage_of(Policy(), Own()) is Stage.SCORES


@given(policies, owns)
def test_off_is_off_for_everybody_and_nobody_is_made_to_take_part(policy: Policy, own: Own) -> None:
    stage = stage_of(policy, own)
    if policy.stage is Stage.OFF or own.choice is Choice.OUT:
        assert stage is Stage.OFF
    if policy.enrolment is Enrolment.VOLUNTEERS and own.choice is not Choice.IN:
        assert stage is Stage.OFF


def test_one_may_go_ahead_of_the_others() -> None:
    pilot = Own(stage=Stage.DRAFTS)
    assert stage_of(Policy(Stage.TRANSCRIPT), pilot) is Stage.DRAFTS
    assert stage_of(Policy(Stage.SCORES), pilot) is Stage.DRAFTS
    volunteers = Policy(Stage.DRAFTS, Enrolment.VOLUNTEERS)
    assert stage_of(volunteers, Own(Choice.IN)) is Stage.DRAFTS


@given(st.sampled_from(Stage), st.sampled_from(Stage), st.sampled_from(Scope))
def test_a_later_stage_allows_all_that_an_earlier_does(
    one: Stage, other: Stage, scope: Scope
) -> None:
    if one.reaches(other) and allows(other, Source.TABLET, scope):
        assert allows(one, Source.TABLET, scope)


@pytest.mark.parametrize(
    ("stage", "heard", "drafted"),
    [
        (Stage.OFF, False, False),
        (Stage.TRANSCRIPT, True, False),
        (Stage.DRAFTS, True, True),
        (Stage.SCORES, True, True),
    ],
)
def test_what_a_stage_allows(stage: Stage, heard: bool, drafted: bool) -> None:
    for source in set(Source) - {Source.DICTATION}:
        assert allows(stage, source, Scope.RECORD)
        assert allows(stage, source, Scope.TRANSCRIBE) is heard
        assert allows(stage, source, Scope.DRAFT) is drafted
    assert allows(stage, Source.DICTATION, Scope.DRAFT), "a clinician's own words"


def test_a_note_without_scores_keeps_risk_and_forms(unsigned: Draft) -> None:
    note: Note = unsigned.note
    added = Statement("x", "PHQ-9 (verbal): 3 of 9 items answered, no total", Support.VERIFIED, ())
    first = note.sections[0]
    scored = replace(
        note, sections=(Section(first.name, (*first.statements, added)), *note.sections[1:])
    )
    bare = unscored(scored)
    assert [score.method for score in note.scores] == [ScoreMethod.VERBAL, ScoreMethod.FORM]
    assert [score.method for score in bare.scores] == [ScoreMethod.FORM]
    assert bare.sections == note.sections
    assert bare.risk == note.risk


def test_the_line_that_is_taken_out_is_the_one_that_is_written() -> None:
    """Held to the drafter's own wording."""
    from summarize.evidence import Evidence
    from summarize.extractive.measures import _added_up
    from summarize.score import ScoreItem
    from writeback.rollout.unscored import _ADDED_UP

    proof = (Evidence("t1", "nearly every day", 0, 1),)
    items = tuple(ScoreItem(n, 1, proof) for n in range(1, 8))
    for total in (7, None):
        score = Score("GAD-7", items, total, total is not None, "mild", ScoreMethod.VERBAL)
        (finding,) = _added_up([score])
        assert _ADDED_UP.match(finding.text)
