from collections.abc import Callable

import pytest

from diarize.transcript import Transcript
from summarize import (
    NO_CONTEXT,
    Drafted,
    DrafterRecord,
    DraftingFailed,
    ExtractiveDrafter,
    RiskLevel,
    ScriptedDrafter,
    Section,
    UnknownTemplate,
    summarize,
)

Session = Callable[..., Transcript]

TALK = """
C: How have you been?
P: I don't want to be here anymore. I take forty milligrams of fluoxetine.
C: If it gets worse, you can call or text nine eight eight.
P: Okay.
"""


async def test_risk_stands_even_where_the_drafter_breaks(session: Session) -> None:
    note = await summarize(
        session(TALK), NO_CONTEXT, "soap", ScriptedDrafter(DraftingFailed("no server"))
    )
    assert note.risk.level is RiskLevel.PASSIVE_IDEATION
    assert note.drafter.kind == "extractive"
    assert any(section.statements for section in note.sections)


async def test_what_a_drafter_left_out_is_listed(session: Session) -> None:
    empty = Drafted((Section("subjective", ()),), DrafterRecord("vllm", "m", "0" * 64))
    note = await summarize(session(TALK), NO_CONTEXT, "soap", ScriptedDrafter(empty))
    assert note.drafter.kind == "vllm"
    assert {(one.turn_id, one.why) for one in note.omissions} == {
        ("t2", "medication"),
        ("t3", "safety plan"),
    }
    full = await summarize(session(TALK), NO_CONTEXT, "soap", ExtractiveDrafter())
    assert full.omissions == ()


async def test_a_format_that_does_not_exist_is_refused(session: Session) -> None:
    with pytest.raises(UnknownTemplate, match="soap"):
        await summarize(session(TALK), NO_CONTEXT, "haiku", ExtractiveDrafter())


async def test_the_same_session_gives_the_same_note(session: Session) -> None:
    first = await summarize(session(TALK), NO_CONTEXT, "dap", ExtractiveDrafter())
    assert await summarize(session(TALK), NO_CONTEXT, "dap", ExtractiveDrafter()) == first
