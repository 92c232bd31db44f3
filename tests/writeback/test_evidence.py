"""Evidence stands under every statement in every rendering, and after every edit."""

import base64
import io
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pypdf

from diarize.correction import Correction, corrected
from diarize.transcript import Transcript
from diarize.turn import SpeakerRole
from summarize.note import Note, Section, Statement, Support
from writeback.drafts.change import Add, Confirm, Line, ReplaceSection, Rewrite
from writeback.drafts.document import draft_from_json, draft_to_json
from writeback.drafts.draft import Draft
from writeback.drafts.edit import apply_changes, rechecked
from writeback.drafts.redraft import redrafted
from writeback.drafts.relabel import to_check
from writeback.ehr.fhir import to_fhir
from writeback.renderings.markdown import to_markdown
from writeback.renderings.pdf import to_pdf
from writeback.renderings.wording import clock

NOW = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
_DOUBTFUL = "Client lies awake until five most nights."


def edited(draft: Draft, heard: Transcript | None, *changes: object) -> Draft:
    return apply_changes(draft, changes, by="dr-rivera", at=NOW, transcript=heard)  # type: ignore[arg-type]


def statement(draft: Draft, statement_id: str) -> Statement:
    return next(s for s in _statements(draft.note) if s.statement_id == statement_id)


def _statements(note: Note) -> Iterator[Statement]:
    yield from (held for section in note.sections for held in section.statements)


def test_what_is_still_proven_stays_verified_on_its_evidence(unsigned, heard) -> None:
    before = statement(unsigned, "s1")
    after = statement(
        edited(unsigned, heard, Rewrite("s1", "Client is awake until 3 most nights.")), "s1"
    )
    assert after.support is Support.VERIFIED
    assert after.evidence == before.evidence
    assert after.doubts == ()


def test_what_is_proven_no_more_is_the_clinicians_and_says_what_does_not_fit(
    unsigned, heard
) -> None:
    before = statement(unsigned, "s1")
    after = statement(edited(unsigned, heard, Rewrite("s1", _DOUBTFUL)), "s1")
    assert after.support is Support.CLINICIAN
    assert after.evidence == before.evidence
    assert after.doubts == ("Not said like this: “5”",)


def test_a_denial_put_in_is_named(unsigned, heard) -> None:
    text = "Client does not lie awake until three most nights."
    after = statement(edited(unsigned, heard, Rewrite("s1", text)), "s1")
    assert after.support is Support.CLINICIAN
    assert any("denied" in doubt for doubt in after.doubts)


def test_an_edit_that_is_taken_back_is_verified_again(unsigned, heard) -> None:
    before = statement(unsigned, "s1")
    changed = edited(unsigned, heard, Rewrite("s1", _DOUBTFUL))
    assert statement(edited(changed, heard, Rewrite("s1", before.text)), "s1") == before


def test_an_unproven_statement_that_is_put_right_gets_the_evidence_found_for_it(
    unsigned, heard
) -> None:
    text = "Client stopped going to choir."
    after = statement(edited(unsigned, heard, Rewrite("s3", text)), "s3")
    assert after.support is Support.VERIFIED
    [proof] = after.evidence
    assert proof.turn_id == "t8"
    turn = heard.turn("t8")
    assert turn is not None and proof.quote in turn.text
    assert turn.start_ms <= proof.start_ms < proof.end_ms <= turn.end_ms


def test_a_new_sentence_gets_its_evidence_where_there_is_some(unsigned, heard) -> None:
    changed = edited(
        unsigned,
        heard,
        Add("subjective", "Client did the thought record twice."),
        Add("subjective", "Client seemed tense about the move."),
    )
    proven, own = statement(changed, "c1"), statement(changed, "c2")
    assert (proven.support, [p.turn_id for p in proven.evidence]) == (Support.VERIFIED, ["t6"])
    assert (own.support, own.evidence, own.doubts) == (Support.CLINICIAN, (), ())


def test_a_section_given_whole_is_checked_line_by_line(unsigned, heard) -> None:
    lines = (Line(_DOUBTFUL, "s1"), Line("Client takes sertraline 50 mg every morning.", "s2"))
    changed = edited(unsigned, heard, ReplaceSection("subjective", lines))
    assert statement(changed, "s1").doubts
    assert statement(changed, "s2") == statement(unsigned, "s2")


def test_confirming_settles_what_was_doubted(unsigned, heard) -> None:
    changed = edited(unsigned, heard, Rewrite("s1", _DOUBTFUL), Confirm("s1"))
    after = statement(changed, "s1")
    assert (after.support, after.doubts) == (Support.CLINICIAN, ())
    assert after.evidence == statement(unsigned, "s1").evidence
    assert [edit.after for edit in changed.edits] == [_DOUBTFUL, _DOUBTFUL]


def test_without_a_transcript_the_clinicians_word_stands(unsigned) -> None:
    after = statement(edited(unsigned, None, Rewrite("s1", _DOUBTFUL)), "s1")
    assert (after.support, after.doubts) == (Support.CLINICIAN, ())


def test_a_proven_edit_is_not_overwritten_when_the_note_is_written_anew(unsigned, heard) -> None:
    text = "Client is awake until 3 most nights."
    changed = edited(unsigned, heard, Rewrite("s1", text))
    empty = tuple(Section(s.name, ()) for s in changed.note.sections)
    fresh = replace(changed, note=replace(changed.note, sections=empty))
    again = redrafted(changed, fresh, only=None, by="x", at=NOW)
    assert [held.text for held in _statements(again.note)] == [text]


def test_a_proven_edit_is_checked_again_when_its_speaker_is_corrected(unsigned, heard) -> None:
    text = "Client reports being awake until 3 most nights."
    changed = edited(unsigned, heard, Rewrite("s1", text))
    assert statement(changed, "s1").support is Support.VERIFIED
    swapped = Correction(
        "x", NOW.replace(hour=11), {"S1": SpeakerRole.CLIENT, "S2": SpeakerRole.CLINICIAN}, {}
    )
    moved = replace(changed, corrections=(swapped,))
    assert "s1" in to_check(moved, heard)
    after = statement(rechecked(moved, corrected(heard, moved.corrections)), "s1")
    assert after.support is Support.CLINICIAN
    assert "The quoted words do not show this from the client" in after.doubts


def test_doubts_survive_storage(unsigned, heard) -> None:
    changed = edited(unsigned, heard, Rewrite("s1", _DOUBTFUL))
    document = json.loads(json.dumps(draft_to_json(changed)))
    assert draft_from_json(document) == changed
    [line] = [s for s in document["note"]["sections"]["subjective"] if s["id"] == "s1"]
    assert line["doubts"] == ["Not said like this: “5”"]
    assert all("doubts" not in s for s in document["note"]["sections"]["plan"])


def _renderings(draft: Draft, entry) -> dict[str, str]:
    bundle = to_fhir(draft, entry)
    resources = [one["resource"] for one in bundle["entry"]]
    narrative = next(r for r in resources if r["resourceType"] == "Composition")
    attached = next(r for r in resources if r["resourceType"] == "DocumentReference")
    pages = pypdf.PdfReader(io.BytesIO(to_pdf(draft))).pages
    return {
        "markdown": to_markdown(draft),
        "pdf": "\n".join(page.extract_text() for page in pages),
        "fhir narrative": json.dumps(narrative, ensure_ascii=False),
        "fhir attachment": base64.b64decode(attached["content"][0]["attachment"]["data"]).decode(),
    }


def test_every_rendering_has_quote_turn_and_time(unsigned, heard, entry) -> None:
    changed = edited(unsigned, heard, Rewrite("s1", _DOUBTFUL))
    for kind, text in _renderings(changed, entry).items():
        flat = " ".join(text.split())
        for held in _statements(changed.note):
            for proof in held.evidence:
                cited = f"[{clock(proof.start_ms)}, {proof.turn_id}] “{proof.quote}”"
                plain = flat.replace("\\[", "[").replace("\\]", "]")
                assert cited in plain, (kind, cited)
        assert "Not said like this: “5”" in flat, kind
