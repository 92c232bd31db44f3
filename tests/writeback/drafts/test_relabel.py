"""What a correction of speakers asks for, and what follows for the draft."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from diarize.correction import Correction, corrected
from diarize.transcript import Transcript
from diarize.turn import Speaker, SpeakerRole, Turn
from summarize.context import NO_CONTEXT
from summarize.note import Support
from summarize.summary import counted
from summarize.talk.dialogue import dialogue_of
from writeback.drafts.change import Confirm, Rewrite
from writeback.drafts.draft import Draft, sign
from writeback.drafts.edit import apply_changes
from writeback.drafts.redraft import FLAGGED_BEFORE
from writeback.drafts.relabel import (
    NEW_SPEAKER,
    SPEAKERS,
    Relabel,
    correction_of,
    relabelled,
    to_check,
)
from writeback.errors import BadEdit, InWork

AT = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
CLINICIAN, CLIENT, OTHER = SpeakerRole.CLINICIAN, SpeakerRole.CLIENT, SpeakerRole.OTHER
SWAP = Relabel({"S1": CLIENT, "S2": CLINICIAN}, {})


@pytest.fixture
def heard() -> Transcript:
    """Turns t1 to t8 of S1 and S2 by turns, as the note's evidence has them."""
    turns = tuple(
        Turn(f"t{n}", "S1" if n % 2 else "S2", n * 3000, n * 3000 + n * 100, "Words.", False, ())
        for n in range(1, 9)
    )
    speakers = (Speaker("S1", CLINICIAN, 0.9, None), Speaker("S2", CLIENT, 0.9, None))
    return Transcript("ses-1", 30_000, "en", speakers, turns)


def after(draft: Draft, heard: Transcript, wanted: Relabel, at: datetime = AT) -> Draft:
    correction = correction_of(wanted, heard, draft, by="dr-lee", at=at)
    told = corrected(heard, (*draft.corrections, correction))
    return relabelled(draft, correction, heard, counted(told, dialogue_of(told), NO_CONTEXT))


def test_a_swap_is_logged_counted_and_leaves_the_note_in_work(
    unsigned: Draft, heard: Transcript
) -> None:
    swapped = after(unsigned, heard, SWAP)
    assert swapped.version == unsigned.version + 1
    assert swapped.in_work
    assert swapped.note.metrics.clinician_talk_ms == 200 + 400 + 600 + 800
    assert swapped.note.metrics.client_talk_ms == 100 + 300 + 500 + 700
    assert swapped.note.sections == unsigned.note.sections
    edit = swapped.edits[-1]
    assert (edit.section, edit.by, edit.at) == (SPEAKERS, "dr-lee", AT)
    assert edit.before == "S1 clinician\nS2 client"
    assert edit.after == "S1 client\nS2 clinician"


def test_a_note_in_work_is_not_signed(unsigned: Draft, heard: Transcript) -> None:
    swapped = after(unsigned, heard, SWAP)
    with pytest.raises(InWork):
        sign(swapped, by="dr-lee", at=AT, attested=True, shown_sha256=None)
    written = replace(swapped, written_from=1)
    assert sign(written, by="dr-lee", at=AT, attested=True, shown_sha256=None).draft == written


def test_a_risk_that_the_correction_takes_away_is_listed(
    unsigned: Draft, heard: Transcript
) -> None:
    swapped = after(unsigned, heard, SWAP)
    assert swapped.note.risk.flags == ()
    [listed] = [o for o in swapped.note.omissions if o.why == FLAGGED_BEFORE]
    assert (listed.turn_id, listed.quote) == ("t4", "easier not to wake up")
    again = after(swapped, heard, Relabel({}, {"t1": "S2"}))
    assert [o for o in again.note.omissions if o.why == FLAGGED_BEFORE] == [listed]


def test_saying_what_is_so_already_makes_it_sure_and_rewrites_nothing(
    unsigned: Draft, heard: Transcript
) -> None:
    wanted = Relabel({"S1": CLINICIAN, "S2": CLIENT}, {})
    correction = correction_of(wanted, heard, unsigned, by="dr-lee", at=AT)
    sure = relabelled(unsigned, correction, heard, None)
    assert not sure.in_work
    assert sure.note == unsigned.note
    told = corrected(heard, sure.corrections)
    assert [speaker.role_confidence for speaker in told.speakers] == [1.0, 1.0]
    waiting = after(unsigned, heard, SWAP)
    again = correction_of(SWAP, heard, waiting, by="dr-lee", at=AT)
    assert relabelled(waiting, again, heard, None).in_work


def test_a_new_person_gets_the_next_id(unsigned: Draft, heard: Transcript) -> None:
    wanted = Relabel({}, {"t3": NEW_SPEAKER, "t5": NEW_SPEAKER})
    first = correction_of(wanted, heard, unsigned, by="dr-lee", at=AT)
    assert (first.roles, first.turns) == ({"S3": OTHER}, {"t3": "S3", "t5": "S3"})
    held = replace(unsigned, corrections=(first,))
    second = correction_of(Relabel({}, {"t7": NEW_SPEAKER}), heard, held, by="dr-lee", at=AT)
    assert second.turns == {"t7": "S4"}
    third = correction_of(Relabel({"S3": CLIENT}, {}), heard, held, by="dr-lee", at=AT)
    assert third.roles == {"S3": CLIENT}


@pytest.mark.parametrize(
    "wanted",
    [
        Relabel({}, {}),
        Relabel({"S3": CLIENT}, {}),
        Relabel({}, {"t9": "S1"}),
        Relabel({}, {"t1": "S3"}),
    ],
)
def test_what_is_not_there_is_refused(unsigned: Draft, heard: Transcript, wanted: Relabel) -> None:
    with pytest.raises(BadEdit):
        correction_of(wanted, heard, unsigned, by="dr-lee", at=AT)


def test_what_was_vouched_for_before_its_speaker_changed_is_to_be_checked(
    unsigned: Draft, heard: Transcript
) -> None:
    def later(minutes: int) -> datetime:
        return AT + timedelta(minutes=minutes)

    edits = [Rewrite("s1", "In my words."), Confirm("s5"), Confirm("s4")]
    edited = apply_changes(unsigned, edits, by="dr-lee", at=AT)
    assert to_check(edited, heard) == frozenset()
    moved = after(edited, heard, Relabel({}, {"t2": "S1"}), later(1))
    assert to_check(moved, heard) == {"s1"}
    confirmed = apply_changes(moved, [Confirm("s1")], by="dr-lee", at=later(2))
    assert to_check(confirmed, heard) == frozenset()
    back = after(confirmed, heard, Relabel({}, {"t2": "S2"}), later(3))
    assert to_check(back, heard) == {"s1"}
    undone = after(moved, heard, Relabel({}, {"t2": "S2"}), later(3))
    assert to_check(undone, heard) == frozenset()


def test_the_machines_sentences_need_no_check(unsigned: Draft, heard: Transcript) -> None:
    machine = [s for part in unsigned.note.sections for s in part.statements]
    assert all(s.support is not Support.CLINICIAN for s in machine)
    assert to_check(after(unsigned, heard, SWAP), heard) == frozenset()


def test_corrections_are_read_as_they_were_written(unsigned: Draft) -> None:
    from writeback.drafts.document import draft_from_json, draft_to_json

    held = replace(
        unsigned,
        corrections=(Correction("dr-lee", AT, {"S1": CLIENT}, {"t2": "S1"}),),
        written_from=1,
    )
    assert draft_from_json(draft_to_json(held)) == held
    document = draft_to_json(unsigned)
    del document["corrections"], document["written_from"], document["in_work"]
    assert draft_from_json(document) == unsigned, "as drafts were stored before"
