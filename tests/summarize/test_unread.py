"""A session in a language that nothing here reads says so, first of all."""

from dataclasses import replace

import pytest
from script import script_transcript

from summarize.context import Context
from summarize.extractive.drafter import ExtractiveDrafter
from summarize.risk import RiskLevel
from summarize.summary import summarize

JAPANESE = script_transcript(
    [
        ("A", "こんにちは。今週はどうでしたか。"),
        ("B", "最近あまり眠れていません。"),
        ("A", "死にたいと思うことはありますか。"),
        ("B", "はい、時々あります。"),
    ]
)
ENGLISH = script_transcript(
    [
        ("A", "How have you been?"),
        ("B", "I have not been sleeping, and I have thought about killing myself."),
        ("B", "Pues, no sé."),
        ("B", "Estoy cansada."),
    ]
)


async def risk_in(transcript):
    return (await summarize(transcript, Context(), "soap", ExtractiveDrafter())).risk


async def test_a_japanese_session_is_drafted_and_says_that_nothing_was_read():
    note = await summarize(replace(JAPANESE, language="ja"), Context(), "soap", ExtractiveDrafter())
    assert note.risk.level is RiskLevel.NONE_MENTIONED
    (flag,) = note.risk.flags
    assert "4 of 4 turns" in flag.text
    assert "(ja)" in flag.text
    assert flag.evidence[0].quote == JAPANESE.turns[0].text
    assert note.scores == ()


async def test_turns_in_another_language_are_told_beside_what_was_found():
    spanish = [replace(turn, language="es") for turn in ENGLISH.turns[2:]]
    mixed = replace(ENGLISH, turns=(*ENGLISH.turns[:2], *spanish))
    risk = await risk_in(mixed)
    assert risk.level is RiskLevel.ACTIVE_IDEATION
    assert "2 of 4 turns" in risk.flags[-1].text


@pytest.mark.parametrize("language", ["en", None])
async def test_english_needs_no_such_word(language):
    english = replace(
        ENGLISH, turns=tuple(replace(turn, language=language) for turn in ENGLISH.turns)
    )
    assert not any("another language" in flag.text for flag in (await risk_in(english)).flags)


async def test_one_misheard_remark_makes_no_foreign_session():
    odd = replace(ENGLISH.turns[0], language="cy")
    risk = await risk_in(replace(ENGLISH, turns=(odd, *ENGLISH.turns[1:])))
    assert not any("another language" in flag.text for flag in risk.flags)
