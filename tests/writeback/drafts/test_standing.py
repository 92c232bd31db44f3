"""What becomes of proofs whose words a person corrected."""

from dataclasses import replace
from datetime import UTC, datetime

from diarize.correction import Correction, corrected
from diarize.transcript import Transcript
from summarize.note import Support
from writeback.drafts.change import Confirm
from writeback.drafts.draft import Draft
from writeback.drafts.edit import apply_changes, standing

AT = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)


def heard_as(heard: Transcript, turn: str, text: str) -> Transcript:
    return corrected(heard, [Correction("dr", AT, {}, {}, {turn: text})])


def test_a_sentence_without_its_words_is_no_longer_verified(
    unsigned: Draft, heard: Transcript
) -> None:
    told = heard_as(heard, "t2", "Honestly, most nights I fly a drake at the sea. I wake up.")
    statements = {
        s.statement_id: s for x in standing(unsigned, told).note.sections for s in x.statements
    }
    assert (statements["s1"].support, statements["s1"].evidence) == (Support.UNVERIFIED, ())
    assert statements["s5"].support is Support.VERIFIED


def test_words_that_are_still_there_still_prove(unsigned: Draft, heard: Transcript) -> None:
    told = heard_as(
        heard, "t2", "Frankly, most nights I lie awake until three. I wake up exhausted."
    )
    assert standing(unsigned, told) == unsigned


def test_a_clinicians_sentence_stands_on_their_word(unsigned: Draft, heard: Transcript) -> None:
    mine = apply_changes(unsigned, [Confirm("s1")], by="dr", at=AT, transcript=heard)
    told = heard_as(heard, "t2", "Nothing of the kind.")
    [kept] = [
        s
        for x in standing(mine, told).note.sections
        for s in x.statements
        if s.statement_id == "s1"
    ]
    assert kept.support is Support.CLINICIAN
    assert kept.evidence == ()


def test_an_omission_whose_words_are_gone_is_none(unsigned: Draft, heard: Transcript) -> None:
    told = heard_as(heard, "t8", "Tuesday at ten works.")
    assert unsigned.note.omissions and standing(unsigned, told).note.omissions == ()
    assert standing(replace(unsigned), heard).note.omissions == unsigned.note.omissions
