"""The line itself, word for word: records systems and people know a draft by it."""

from datetime import UTC, datetime

from writeback.drafts.draft import Draft, RejectedDraft, sign
from writeback.renderings.watermark import watermark_of

AT = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)


def test_what_each_state_says(unsigned: Draft) -> None:
    assert watermark_of(unsigned) == (
        "AI-GENERATED DRAFT · NOT PART OF THE RECORD UNTIL REVIEWED AND SIGNED"
    )
    rejected = RejectedDraft(unsigned, "dr-lee", AT, "no")
    assert watermark_of(rejected) == "REJECTED AI-GENERATED DRAFT · NOT PART OF THE RECORD"
    signed = sign(unsigned, by="dr-lee", at=AT, attested=True, shown_sha256=None)
    assert watermark_of(signed) == (
        "AI-assisted; reviewed and signed by dr-lee on 2026-03-02 10:00 UTC"
    )
