"""Drafting through a real vLLM server with a real, small and mostly wrong model.

SmolLM2-135M proves the protocol: schema, limits, cancelling, prefix cache. What it writes is junk,
which shows that junk does not get into a note.
"""

import asyncio
import json
import time
from dataclasses import replace

import pytest
from openai import AsyncOpenAI
from script import script_transcript
from vllm_server import VllmServer

from summarize.context import NO_CONTEXT
from summarize.deid.deidentify import PresidioDeidentifier
from summarize.drafter import Drafted
from summarize.extractive.drafter import ExtractiveDrafter
from summarize.grounding.answer import parse_answer
from summarize.model.options import VllmOptions
from summarize.model.prompt import PROMPT_VERSION, answer_schema
from summarize.model.server import ModelServer, Pressure, Served
from summarize.model.vllm import VllmDrafter
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


def drafter(base_url: str, model: str = "smollm2", **changes: float) -> VllmDrafter:
    given = {"timeout_s": 240.0, "deadline_s": 300.0, "max_tokens": 160, **changes}
    options = VllmOptions(base_url=base_url, model=model, **given)  # type: ignore[arg-type]
    return VllmDrafter(options, PresidioDeidentifier(), ExtractiveDrafter())


async def drafted(base_url: str, model: str = "smollm2", **changes: float) -> Drafted:
    return await drafter(base_url, model, **changes).draft(TRANSCRIPT, NO_CONTEXT, SOAP)


async def test_a_real_server_gives_a_usable_draft(vllm_server: VllmServer) -> None:
    asked_before = vllm_server.metric("vllm:request_success_total")
    cache = vllm_server.prefix_cache
    began = time.monotonic()
    result = await drafted(vllm_server.base_url)
    took_s = time.monotonic() - began

    assert vllm_server.metric("vllm:request_success_total") - asked_before >= len(SOAP.sections)
    hits = vllm_server.prefix_cache.since(cache).hit
    assert hits > 0, "the sections share the transcript as their prefix"

    assert [section.name for section in result.sections] == [plan.name for plan in SOAP.sections]
    assert result.record.prompt_sha256 is not None
    assert result.record.prompt_version == PROMPT_VERSION
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
    # What the record says of each section is what happened to it.
    safe = {section.name: section for section in extract.sections}
    for section in result.sections:
        if section.statements and section == safe[section.name]:
            assert section.name in result.record.fallbacks
    print(
        f"{took_s:.1f} s, {hits:.0f} prompt tokens from the prefix cache, "
        f"{len(survived)} statements of the model's own"
    )


async def test_what_was_sent_ahead_is_not_read_again(vllm_server: VllmServer) -> None:
    lines = [(who, f"{text} That was number {at}.") for at in range(8) for who, text in SCRIPT]
    whole = script_transcript(lines)
    one = drafter(vllm_server.base_url, max_tokens=24)
    async with one.read_ahead(whole.session_id) as ahead:
        for turns in (20, 40, 60, 76):
            await ahead.send(replace(whole, turns=whole.turns[:turns]), NO_CONTEXT)
    cache = vllm_server.prefix_cache
    first = SOAP.wishing("subjective")
    await one.draft(whole, NO_CONTEXT, first)
    counted = vllm_server.prefix_cache.since(cache)
    print(f"{counted.hit:.0f} of {counted.queried:.0f} prompt tokens from the prefix cache")
    assert counted.queried > 1_000
    assert counted.share > 0.75, "of one section asked alone: no other section read it before"


async def test_the_server_tells_its_model_and_window(vllm_server: VllmServer) -> None:
    options = VllmOptions(base_url=vllm_server.base_url, model=vllm_server.model)
    async with ModelServer(options, Pressure(), "s1") as server:
        assert await server.about() == Served(vllm_server.model, 4_096)


async def test_the_server_holds_the_model_to_the_schema(vllm_server: VllmServer) -> None:
    schema = dict(answer_schema(["t7"]))
    async with AsyncOpenAI(base_url=vllm_server.base_url, api_key="none", max_retries=0) as client:
        completion = await client.chat.completions.create(
            model=vllm_server.model,
            messages=[{"role": "user", "content": "Tell me a poem about the sea, as in [t1]."}],
            response_format={
                "type": "json_schema",
                "json_schema": {"name": "section", "schema": schema, "strict": True},
            },
            max_tokens=160,
            temperature=0,
        )
    text = completion.choices[0].message.content or ""
    assert text.lstrip().startswith("{") and '"statements"' in text
    answer = parse_answer(text)
    if completion.choices[0].finish_reason == "stop":
        assert answer is not None and answer.whole
    cited = (
        {cited.turn_id for claim in answer.claims for cited in claim.citations} if answer else []
    )
    assert set(cited) <= {"t7"}, "it can cite no turn that was not shown"


async def test_the_schema_of_a_long_session_is_taken(vllm_server: VllmServer) -> None:
    began = time.monotonic()
    async with AsyncOpenAI(base_url=vllm_server.base_url, api_key="none", max_retries=0) as client:
        completion = await client.chat.completions.create(
            model=vllm_server.model,
            messages=[{"role": "user", "content": "Go on."}],
            response_format={
                "type": "json_schema",
                "json_schema": {
                    "name": "section",
                    "schema": dict(answer_schema([f"t{at}" for at in range(1, 1_001)])),
                    "strict": True,
                },
            },
            max_tokens=8,
        )
    assert json.loads(completion.model_dump_json())["model"] == vllm_server.model
    print(f"a schema of 1,000 turns: {time.monotonic() - began:.1f} s")


async def test_a_wrong_model_name_leaves_the_extract(vllm_server: VllmServer) -> None:
    result = await drafted(vllm_server.base_url, model="absent")
    assert result.record.kind == "extractive"
    assert set(result.record.fallbacks.values()) == {"refused"}
    assert any(section.statements for section in result.sections)


async def test_a_slow_answer_is_given_up_and_the_server_is_free_again(
    vllm_server: VllmServer,
) -> None:
    result = await drafted(vllm_server.base_url, timeout_s=0.3)
    assert result.record.kind == "extractive"
    assert set(result.record.fallbacks.values()) == {"slow"}
    assert vllm_server.becomes_idle(within_s=60)


async def test_a_draft_that_is_cancelled_frees_the_server(vllm_server: VllmServer) -> None:
    drafting = asyncio.create_task(drafted(vllm_server.base_url, max_tokens=1_200))
    while not vllm_server.metric("vllm:num_requests_running"):
        await asyncio.sleep(0.1)
    drafting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await drafting
    assert vllm_server.becomes_idle(within_s=30)
