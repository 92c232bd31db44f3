"""Sessions longer than the model's window: what was said in the middle reaches the note."""

import json
import re
from collections.abc import Callable

import pytest
from model_server import Double, Reply, content, said, section_of, statement, user_text

from diarize.transcript import Transcript
from diarize.turn import Speaker, SpeakerRole, Turn
from summarize.context import NO_CONTEXT
from summarize.deid.surrogates import Concealed, Surrogates
from summarize.drafter import Drafted, ScriptedDrafter
from summarize.evidence import Evidence
from summarize.model.options import VllmOptions
from summarize.model.vllm import VllmDrafter
from summarize.note import DrafterRecord, Section, Statement, Support
from summarize.templates import template_named

SOAP = template_named("soap")
HOURS = 3
TURN_MS = 12_000
TURNS = HOURS * 3_600_000 // TURN_MS
MIDDLE = TURNS // 2
PLANTED = "My brother moved to the lighthouse with his two dogs"
_LINE = re.compile(r"^\[(t\d+)\] (\w+): (.*)$", re.MULTILINE)
_STATED = re.compile(r'^- (.*?) \(\[(t\d+)\] "(.*?)"\)$', re.MULTILINE)


class Nothing:
    """Conceals nothing."""

    def conceal(self, texts: list[str]) -> Concealed:
        return Concealed(tuple(texts), Surrogates())


def long_transcript() -> Transcript:
    """Three hours; every thirtieth turn tells one thing, the middle one the planted."""
    turns = []
    for at in range(1, TURNS + 1):
        who = "A" if at % 2 else "B"
        text = "Mm-hmm, and what was that like for you when you think about it now?"
        if who == "B":
            text = "I don't know, it is how it is, some days are better and some are worse, really."
        if at % 30 == 0:
            text = f"I painted {at} fences that week."
        if at == MIDDLE:
            text = f"{PLANTED}."
        turns.append(Turn(f"t{at}", who, at * TURN_MS, at * TURN_MS + 9_000, text, False, ()))
    speakers = (
        Speaker("A", SpeakerRole.CLINICIAN, 0.9, 0),
        Speaker("B", SpeakerRole.CLIENT, 0.9, 1),
    )
    return Transcript("s1", TURNS * TURN_MS, "en", speakers, tuple(turns))


LONG = long_transcript()


def extract() -> Drafted:
    """One statement about the planted turn and one about the first."""
    evidence = tuple(
        Evidence(turn_id, LONG.turn(turn_id).text, 0, 1)  # type: ignore[union-attr]
        for turn_id in (f"t{MIDDLE}", "t30")
    )
    statements = tuple(
        Statement(f"x{at}", f"Extract {at}.", Support.VERIFIED, (proof,))
        for at, proof in enumerate(evidence)
    )
    return Drafted(
        tuple(Section(plan.name, statements) for plan in SOAP.sections),
        DrafterRecord("extractive", "none", None),
    )


def honest(request: dict[str, object]) -> Reply:
    """Of a transcript every thing told in it, for the first section; of statements the last
    twelve, so that what came earlier is lost."""
    if section_of(request) != "Subjective":
        return said()
    text = user_text(request)
    if "<statements>" in text:
        return said(
            *(statement(what, (turn, quote)) for what, turn, quote in _STATED.findall(text)[-12:])
        )
    told = [
        statement(f"Client said: “{quote}”.", (turn, quote))
        for turn, _, line in _LINE.findall(text)
        if (quote := line.rstrip(".")).startswith(("I painted", PLANTED[:10]))
    ]
    return said(*told[:20])


async def drafted(double: Double, **changes: object) -> Drafted:
    given: dict[str, object] = {"timeout_s": 10.0, "deadline_s": 60.0, "retry_delay_s": 0.0}
    options = VllmOptions(base_url=double.url, model="double", **(given | changes))  # type: ignore[arg-type]
    drafter = VllmDrafter(options, Nothing(), ScriptedDrafter(extract()))  # type: ignore[arg-type]
    return await drafter.draft(LONG, NO_CONTEXT, SOAP)


def turns_of(result: Drafted, name: str = "subjective") -> list[str]:
    (section,) = [section for section in result.sections if section.name == name]
    return [proof.turn_id for held in section.statements for proof in held.evidence]


@pytest.mark.parametrize("window", [4_096, 16_384])
async def test_a_fact_in_the_middle_of_three_hours_reaches_the_note(
    double: Double, window: int
) -> None:
    double.reads = honest
    result = await drafted(double, context_tokens=window)
    assert result.record.kind == "vllm"
    cited = turns_of(result)
    assert f"t{MIDDLE}" in cited
    merged = [request for request in double.asked if "<statements>" in user_text(request)]
    assert merged, "so much was told that it had to be merged"
    for turn in LONG.turns:
        assert f"[{turn.turn_id}] " in double.prompts
    assert len(json.dumps(double.asked[0]["messages"])) < window * 4


async def test_no_request_is_longer_than_the_window(double: Double) -> None:
    double.reads = honest
    await drafted(double, context_tokens=4_096)
    for request in double.asked:
        messages = request["messages"]
        assert isinstance(messages, list)
        chars = sum(len(message["content"]) for message in messages)
        answer = request["max_tokens"]
        assert isinstance(answer, int)
        assert chars / 3.6 + answer < 4_096


async def test_what_needs_no_merging_stands_as_it_was_said(double: Double) -> None:
    def few(request: dict[str, object]) -> Reply:
        reply = honest(request)
        if f"[t{MIDDLE}]" in user_text(request) or section_of(request) != "Subjective":
            return reply
        return said()

    double.reads = few
    result = await drafted(double, context_tokens=16_384)
    assert f"t{MIDDLE}" in turns_of(result)
    assert not any("<statements>" in user_text(request) for request in double.asked)


Failing = Callable[[dict[str, object]], bool]


@pytest.mark.parametrize(
    ("fails", "why"),
    [
        (lambda request: f"[t{MIDDLE}]" in user_text(request), "refused"),
        (lambda request: "<statements>" in user_text(request), None),
    ],
)
async def test_a_part_that_fails_is_the_extract_s_and_said_to_be(
    double: Double, fails: Failing, why: str | None
) -> None:
    double.reads = lambda request: Reply({}, status=400) if fails(request) else honest(request)
    result = await drafted(double, context_tokens=16_384)
    cited = turns_of(result)
    assert result.record.kind == "vllm"
    assert f"t{MIDDLE}" in cited, "whether from the extract or from the part itself"
    assert result.record.fallbacks.get("subjective") == why
    (section,) = [section for section in result.sections if section.name == "subjective"]
    extracted = [held.text for held in section.statements if held.text.startswith("Extract")]
    assert extracted == ([] if why is None else ["Extract 0."])


async def test_a_lie_about_one_part_is_not_merged(double: Double) -> None:
    lie = statement("Client takes lithium 900 mg.", ("t30", "I painted 30 fences that week"))

    def lying(request: dict[str, object]) -> Reply:
        text = user_text(request)
        if section_of(request) == "Subjective" and "<statements>" not in text and "[t30]" in text:
            return said(lie)
        return honest(request)

    double.reads = lying
    await drafted(double, context_tokens=16_384)
    merged = [user_text(one) for one in double.asked if "<statements>" in user_text(one)]
    assert merged and not any("lithium" in text for text in merged)


async def test_what_came_before_the_deadline_counts(double: Double) -> None:
    double.reads = lambda request: (
        Reply({}, hangs=True) if f"[t{MIDDLE}]" in user_text(request) else honest(request)
    )
    result = await drafted(
        double, context_tokens=16_384, timeout_s=30.0, deadline_s=3.0, concurrency=40
    )
    assert result.record.fallbacks["subjective"] == "slow"
    assert {"t30", f"t{MIDDLE}"} <= set(turns_of(result))


async def test_nonsense_for_a_merged_section_keeps_what_the_parts_said(double: Double) -> None:
    double.reads = lambda request: (
        content("{}") if "<statements>" in user_text(request) else honest(request)
    )
    result = await drafted(double, context_tokens=16_384)
    assert f"t{MIDDLE}" in turns_of(result)
