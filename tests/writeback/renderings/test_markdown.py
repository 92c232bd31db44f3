import io
from dataclasses import replace
from datetime import UTC, datetime

import pypdf

from summarize.note import Section, Statement, Support
from writeback.drafts.draft import Draft, RejectedDraft, sign
from writeback.renderings.markdown import to_markdown
from writeback.renderings.pdf import to_pdf
from writeback.renderings.watermark import DRAFT_WATERMARK, REJECTED_WATERMARK, watermark_of

NOW = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)


def long(draft: Draft) -> Draft:
    """Enough to fill several pages."""
    statements = tuple(
        Statement(f"s{n}", f"Sentence {n} goes on & on <b>here</b>.", Support.VERIFIED, ())
        for n in range(150)
    )
    sections = (Section("subjective", statements), *draft.note.sections[1:])
    return replace(draft, note=replace(draft.note, sections=sections))


def pages(document: bytes) -> list[str]:
    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(document)).pages]


def test_markdown_begins_and_ends_with_the_watermark_and_puts_risk_first(unsigned: Draft) -> None:
    lines = to_markdown(unsigned).strip().splitlines()
    assert DRAFT_WATERMARK in lines[0] and DRAFT_WATERMARK in lines[-1]
    heads = [line for line in lines if line.startswith("## ")]
    assert heads[0] == "## Risk"
    assert heads[1:5] == ["## Subjective", "## Objective", "## Assessment", "## Plan"]


def test_markdown_shows_evidence_scores_omissions_and_what_is_unverified(unsigned: Draft) -> None:
    text = to_markdown(unsigned)
    assert "[0:03, t2] “most nights I lie awake until three”" in text
    assert "Client reports feeling hopeful about work. *(UNVERIFIED" in text
    assert "## PHQ-9: incomplete, 3 of 9 items answered, no total" in text
    assert "## GAD-7: total 11, moderate" in text
    assert "“I also stopped going to choir”" in text


def test_every_rendering_says_what_a_model_did_not_write_and_why(unsigned: Draft) -> None:
    record = replace(
        unsigned.note.drafter, kind="vllm", model="llama", fallbacks={"plan": "slow", "a": "slow"}
    )
    fallen = replace(unsigned, note=replace(unsigned.note, drafter=record))
    told = "vllm (llama); plan, a quoted: the language model was too slow"
    assert told in to_markdown(fallen)
    assert told in " ".join(" ".join(pages(to_pdf(fallen))).split())


def test_what_was_said_is_not_markup(unsigned: Draft) -> None:
    statement = Statement("s1", "# <script>*x*</script> [a](b)", Support.VERIFIED, ())
    note = replace(unsigned.note, sections=(Section("plan", (statement,)),))
    text = to_markdown(replace(unsigned, note=note))
    assert "- \\# \\<script\\>\\*x\\*\\</script\\> \\[a\\](b)" in text


def test_signing_replaces_the_watermark_everywhere(unsigned: Draft) -> None:
    signed = sign(unsigned, by="dr-rivera", at=NOW, attested=True, shown_sha256=None)
    line = "AI-assisted; reviewed and signed by dr-rivera on 2026-03-02 10:00 UTC"
    assert watermark_of(signed) == line
    for text in (to_markdown(signed), *pages(to_pdf(signed))):
        assert line in text
        assert DRAFT_WATERMARK not in text


def test_every_page_of_a_draft_carries_the_watermark(unsigned: Draft) -> None:
    for filed, line in (
        (long(unsigned), DRAFT_WATERMARK),
        (RejectedDraft(long(unsigned), "x", NOW, "no"), REJECTED_WATERMARK),
    ):
        found = pages(to_pdf(filed))
        assert len(found) > 3
        for text in found:
            assert text.count(line) >= 2
            assert line.split(" · ")[0] in text.replace(line, "")


def test_a_pdf_takes_any_text(unsigned: Draft) -> None:
    statement = Statement("s1", "Ω 漢字 😀 & <i>x</i> “quoted” – é", Support.CLINICIAN, ())
    note = replace(unsigned.note, sections=(Section("plan", (statement,)),))
    text = "".join(pages(to_pdf(replace(unsigned, note=note))))
    assert "& <i>x</i> “quoted” – é" in text
