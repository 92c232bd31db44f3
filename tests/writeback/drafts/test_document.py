import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from writeback.drafts.change import Rewrite
from writeback.drafts.document import draft_from_json, draft_to_json
from writeback.drafts.draft import Addendum, Draft, Filed, RejectedDraft, SignedNote, sign
from writeback.drafts.edit import apply_changes
from writeback.errors import MalformedDraft

NOW = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)


def in_every_state(unsigned: Draft) -> list[Filed]:
    edited = apply_changes(unsigned, [Rewrite("s1", "Sleeps badly.")], by="x", at=NOW)
    signed = sign(edited, by="x", at=NOW, attested=True, shown_sha256=None)
    longer = SignedNote(signed.draft, signed.signature, (Addendum(NOW, "x", "Called."),))
    return [unsigned, edited, signed, longer, RejectedDraft(edited, "x", NOW, "wrong client")]


def test_what_is_written_is_read(unsigned: Draft) -> None:
    for filed in in_every_state(unsigned):
        text = json.dumps(draft_to_json(filed))
        assert draft_from_json(json.loads(text)) == filed


def test_the_contract_s_fields_are_there(unsigned: Draft) -> None:
    for filed in in_every_state(unsigned):
        document = draft_to_json(filed)
        assert {
            "draft_id", "session_id", "state", "version", "watermark", "note", "ai", "edits",
            "signature",
        } <= set(document)  # fmt: skip
        assert document["ai"] == {
            "generated": True,
            "models": {"asr": "scripted"},
            "at": "2026-03-02T09:00:00+00:00",
        }


def test_a_signed_note_altered_at_rest_is_not_read(unsigned: Draft) -> None:
    signed = sign(unsigned, by="x", at=NOW, attested=True, shown_sha256=None)
    document = json.loads(json.dumps(draft_to_json(signed)))
    document["note"]["sections"]["plan"][0]["text"] = "Something else."
    with pytest.raises(MalformedDraft):
        draft_from_json(document)


@pytest.mark.parametrize("field", ["note", "ai", "edits", "version", "state"])
def test_a_malformed_document_is_named_not_quoted(unsigned: Draft, field: str) -> None:
    document = draft_to_json(replace(unsigned))
    for wrong in ("secret words", None, []):
        with pytest.raises(MalformedDraft) as error:
            draft_from_json({**document, field: wrong} if (field, wrong) != ("edits", []) else {})
        assert "secret" not in str(error.value)
