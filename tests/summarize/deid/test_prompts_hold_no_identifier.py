"""From transcript to model server and back: what is sent and logged holds nothing planted, and the
draft has the names again."""

import json
import logging

import pytest
from identifying_talk import identifying_words, sessions
from model_server import Double, Reply, said, serving, statement
from script import script_transcript

from summarize.context import NO_CONTEXT
from summarize.deid.deidentify import PresidioDeidentifier
from summarize.drafter import Drafted, ScriptedDrafter
from summarize.model.options import VllmOptions
from summarize.model.vllm import VllmDrafter
from summarize.note import DrafterRecord, Section
from summarize.templates import template_named

_SOAP = template_named("soap")
_EMPTY = Drafted(
    tuple(Section(plan.name, ()) for plan in _SOAP.sections),
    DrafterRecord("extractive", "none", None),
)
_LINES = (
    ("A", "Hi Xiomara, how has your week been?"),
    ("B", "rough, my brother oluwaseun adeyemi moved to schenectady on march third"),
    ("B", "my number is five five five oh one nine nine and i'm forty two"),
    ("B", "I take sertraline, fifty milligrams every morning."),
    ("B", "my email is xio dot vance at gmail dot com, i live at 12 maple street"),
)
_SECRET = (
    "xiomara", "oluwaseun", "adeyemi", "schenectady", "march", "five five five", "oh one nine",
    "forty two", "xio dot", "gmail", "maple",
)  # fmt: skip


@pytest.mark.models
async def test_neither_prompt_nor_log_holds_what_was_planted(
    caplog: pytest.LogCaptureFixture,
) -> None:
    def answer(section: str, nth: int) -> Reply:
        moved = statement(
            "Client's brother [person_2] moved.", ("t2", "my brother [PERSON_2] moved")
        )
        return said(moved) if section == "Subjective" else said()

    with serving(Double(answer=answer)) as double, caplog.at_level(logging.DEBUG):
        options = VllmOptions(base_url=double.url, model="double", timeout_s=5.0)
        drafter = VllmDrafter(options, PresidioDeidentifier(), ScriptedDrafter(_EMPTY))
        result = await drafter.draft(script_transcript(_LINES), NO_CONTEXT, _SOAP)
    assert double.asked
    texts = [held.text for section in result.sections for held in section.statements]
    assert any("brother oluwaseun adeyemi moved" in text for text in texts), texts
    sent = json.dumps([*double.asked, *double.warmed]).casefold()
    logged = (caplog.text + " ".join(str(record.__dict__) for record in caplog.records)).casefold()
    assert "fifty milligrams every morning" in sent
    for secret in _SECRET:
        assert secret not in sent, secret
        assert secret not in logged, secret


def test_the_material_marks_what_identifies() -> None:
    (session, *_) = sessions("dev", seed=1, entities=1)
    assert session.planted
    for planted in session.planted:
        assert identifying_words(session.lines[planted.line][planted.start : planted.end])
