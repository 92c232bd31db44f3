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


@pytest.mark.parametrize(
    "part", ["risk_of", "scores_of", "metrics_of", "omissions_of", "draft_extractively"]
)
async def test_the_risk_is_told_whatever_else_fails(
    session: Session, part: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(*_: object) -> None:
        raise RuntimeError(part)

    monkeypatch.setattr(f"summarize.summary.{part}", failing)
    broken = ScriptedDrafter(DraftingFailed("no server"))
    note = await summarize(session(TALK), NO_CONTEXT, "soap", broken)
    quotes = [proof.quote for flag in note.risk.flags for proof in flag.evidence]
    assert any("I don't want to be here anymore." in quote for quote in quotes)
    if part == "risk_of":
        assert "Not looked through" in note.risk.flags[0].text
    else:
        assert note.risk.level is RiskLevel.PASSIVE_IDEATION


async def test_an_empty_session_has_a_note_without_risk(session: Session) -> None:
    note = await summarize(session(""), NO_CONTEXT, "soap", ExtractiveDrafter())
    assert (note.risk.level, note.risk.flags) == (RiskLevel.NONE_MENTIONED, ())
