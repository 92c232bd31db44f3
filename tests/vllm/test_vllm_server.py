"""Drafting through a real vLLM server with a real, small and mostly wrong model.

SmolLM2-135M proves the protocol: schema, limits, cancelling, prefix cache. What it writes is junk,
which shows that junk does not get into a note.
"""

import time

import pytest
from openai import AsyncOpenAI
from script import script_transcript

from summarize.context import NO_CONTEXT
from summarize.deid.deidentify import PresidioDeidentifier
from summarize.drafter import Drafted
from summarize.extractive.drafter import ExtractiveDrafter
from summarize.grounding.answer import parse_answer
from summarize.model.prompt import SECTION_SCHEMA
from summarize.model.vllm import VllmDrafter, VllmOptions
from summarize.note import Support
from summarize.templates import template_named

pytestmark = [pytest.mark.vllm, pytest.mark.timeout(2_400)]

SOAP = template_named("soap")
SCRIPT = (
    ("A", "Hi Maria, good to see you. How have you been sleeping since last week?"),
    ("B", "Not great. I wake up at three most nights and I can't fall back asleep."),
    ("A", "Are you still taking the sertraline?"),
    ("B", "Yeah, fifty milligrams every morning. It makes me a little nauseous."),
    ("A", "Have you had any thoughts of hurting yourself?"),
    ("B", "No, nothing like that."),
    ("B", "My sister Jessica came over on Sunday and we went for a walk. That helped."),
    ("A", "You seem brighter today. Let's keep the thought record going this week."),
    ("B", "Okay, I will fill it in every evening."),
    ("A", "Let's meet next Tuesday at four."),
)
TRANSCRIPT = script_transcript(SCRIPT)


async def drafted(base_url: str, model: str = "smollm2", timeout_s: float = 240.0) -> Drafted:
    options = VllmOptions(
        base_url=base_url,
        model=model,
        timeout_s=timeout_s,
        deadline_s=300.0,
        max_tokens=160,
        context_tokens=4_096,
    )
    drafter = VllmDrafter(options, PresidioDeidentifier(), ExtractiveDrafter())
    return await drafter.draft(TRANSCRIPT, NO_CONTEXT, SOAP)


async def test_a_real_server_gives_a_usable_draft(vllm_server) -> None:
    asked_before = vllm_server.metric("vllm:request_success_total")
    hits_before = vllm_server.metric("vllm:prefix_cache_hits_total")
    began = time.monotonic()
    result = await drafted(vllm_server.base_url)
    took_s = time.monotonic() - began

    assert vllm_server.metric("vllm:request_success_total") - asked_before >= len(SOAP.sections)
    hits = vllm_server.metric("vllm:prefix_cache_hits_total") - hits_before
    assert hits > 0, "the sections share the transcript as their prefix"

    assert [section.name for section in result.sections] == [plan.name for plan in SOAP.sections]
    assert result.record.prompt_sha256 is not None
    statements = [held for section in result.sections for held in section.statements]
    assert statements, "whatever the model writes, the note is not empty"
    for statement in statements:
        assert statement.support in {Support.VERIFIED, Support.UNVERIFIED}
        assert statement.evidence
        for evidence in statement.evidence:
            turn = TRANSCRIPT.turn(evidence.turn_id)
            assert turn is not None and evidence.quote in turn.text
    extract = await ExtractiveDrafter().draft(TRANSCRIPT, NO_CONTEXT, SOAP)
    extracted = {held.text for section in extract.sections for held in section.statements}
    survived = [held for held in statements if held.text not in extracted]
    assert (result.record.kind == "vllm") == bool(survived)
    print(
        f"{took_s:.1f} s, {hits:.0f} prompt tokens from the prefix cache, "
        f"{len(survived)} statements of the model's own"
    )


async def test_the_server_holds_the_model_to_the_schema(vllm_server) -> None:
    async with AsyncOpenAI(base_url=vllm_server.base_url, api_key="none", max_retries=0) as client:
        completion = await client.chat.completions.create(
            model=vllm_server.model,
            messages=[{"role": "user", "content": "Tell me a poem about the sea."}],
            response_format={
                "type": "json_schema",
                "json_schema": {"name": "section", "schema": dict(SECTION_SCHEMA), "strict": True},
            },
            max_tokens=120,
            temperature=0,
        )
    text = completion.choices[0].message.content or ""
    assert text.lstrip().startswith("{") and '"statements"' in text
    if completion.choices[0].finish_reason == "stop":
        answer = parse_answer(text)
        assert answer is not None and answer.whole


async def test_a_wrong_model_name_leaves_the_extract(vllm_server) -> None:
    result = await drafted(vllm_server.base_url, model="absent")
    assert result.record.kind == "extractive"
    assert any(section.statements for section in result.sections)


async def test_a_slow_answer_is_given_up_and_the_server_is_free_again(vllm_server) -> None:
    result = await drafted(vllm_server.base_url, timeout_s=0.3)
    assert result.record.kind == "extractive"
    assert vllm_server.becomes_idle(within_s=60)
