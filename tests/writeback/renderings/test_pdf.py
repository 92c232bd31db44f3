"""The PDF: a note of a page or two, and its proofs behind it."""

import io
import json
from dataclasses import replace
from pathlib import Path

import pypdf

from diarize import transcript_from_json
from summarize.context import NO_CONTEXT
from summarize.extractive.drafter import ExtractiveDrafter
from summarize.summary import summarize
from writeback.drafts.draft import Draft
from writeback.redisclosure import NOTICE
from writeback.renderings.pdf import EVIDENCE, to_pdf
from writeback.renderings.watermark import DRAFT_WATERMARK

DEMO = Path(__file__).parents[3] / "inglenook" / "demo_session" / "ref.json"


def pages(pdf: bytes) -> list[str]:
    return [" ".join(p.extract_text().split()) for p in pypdf.PdfReader(io.BytesIO(pdf)).pages]


async def test_a_real_note_takes_two_pages_and_its_proofs_follow(unsigned: Draft) -> None:
    heard = transcript_from_json(json.loads(DEMO.read_text()))
    note = await summarize(heard, NO_CONTEXT, "soap", ExtractiveDrafter())
    shown = pages(to_pdf(replace(unsigned, note=note)))
    whole = " ".join(shown)
    _, _, after = whole.partition(EVIDENCE)
    assert EVIDENCE in " ".join(shown[:2])
    for section in note.sections:
        for statement in section.statements:
            for proof in statement.evidence:
                assert " ".join(proof.quote.split())[:20] in after
    assert all(DRAFT_WATERMARK in page for page in shown)


def test_what_is_not_proven_says_so_beside_its_sentence(unsigned: Draft) -> None:
    before, _, _ = " ".join(pages(to_pdf(unsigned))).partition(EVIDENCE)
    at = before.index("Client reports feeling hopeful about work.")
    assert "UNVERIFIED" in before[at : at + 80]
    risk = before.index("Thought it would be easier not to wake up.")
    assert "easier not to wake up" in before[risk + 45 : risk + 120], "a danger keeps its words"


def test_the_notice_of_part_2_is_on_every_page(unsigned: Draft) -> None:
    assert all(NOTICE in page for page in pages(to_pdf(unsigned, NOTICE)))
