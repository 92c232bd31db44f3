"""What is sent while a session runs is how the note's requests will begin."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from model_server import Double, Reply, said, user_text
from script import script_transcript

from diarize.transcript import Transcript
from diarize.turn import SpeakerRole
from summarize.context import NO_CONTEXT, Context
from summarize.deid.identifier import Identifier, IdentifierKind
from summarize.deid.surrogates import Concealed, conceal
from summarize.drafter import Drafted, ScriptedDrafter
from summarize.model.ahead import ReadAhead
from summarize.model.fault import Fault, ModelFault
from summarize.model.options import VllmOptions
from summarize.model.vllm import VllmDrafter
from summarize.note import DrafterRecord, Section
from summarize.templates import template_named

SOAP = template_named("soap")
CONTEXT = Context(prior_note="Jessica slept badly.", goals=("Sleep seven hours",))
WHOLE = script_transcript(
    [("AB"[at % 2], f"Jessica told me {at} things about the garden.") for at in range(40)]
)


class NameConcealer:
    def conceal(self, texts: Sequence[str]) -> Concealed:
        found = [
            [Identifier(IdentifierKind.PERSON, at, at + 7)]
            if (at := text.find("Jessica")) >= 0
            else []
            for text in texts
        ]
        return conceal(texts, found)


class BrokenConcealer:
    def conceal(self, texts: Sequence[str]) -> Concealed:
        raise ValueError(texts[0])


def first(turns: int, transcript: Transcript = WHOLE) -> Transcript:
    return replace(transcript, turns=transcript.turns[:turns])


def drafter(double: Double, **changes: int) -> VllmDrafter:
    given = {"timeout_s": 5.0, "retry_delay_s": 0.0, "ahead_chars": 200, **changes}
    options = VllmOptions(base_url=double.url, model="double", **given)  # type: ignore[arg-type]
    empty = Drafted(
        tuple(Section(plan.name, ()) for plan in SOAP.sections), DrafterRecord("none", "", None)
    )
    return VllmDrafter(options, NameConcealer(), ScriptedDrafter(empty))


def sent(double: Double) -> list[str]:
    return [user_text(request) for request in double.warmed]


@pytest.mark.parametrize("window", [32_768, 2_500])
async def test_the_note_s_requests_begin_with_what_was_sent(double: Double, window: int) -> None:
    double.answer = lambda section, nth: said()
    one = drafter(double, context_tokens=window)
    async with one.read_ahead("s1") as ahead:
        for turns in range(0, 41, 4):
            await ahead.send(first(turns), CONTEXT)
    assert len(sent(double)) >= 4
    await one.draft(WHOLE, CONTEXT, SOAP)
    texts = [user_text(request) for request in double.asked]
    lasts = [text for text in sent(double) if any(whole.startswith(text) for whole in texts)]
    for whole in texts:
        assert any(whole.startswith(text) for text in lasts)
    read = max((text for text in sent(double) if texts[0].startswith(text)), key=len)
    part = texts[0].split("</transcript>")[0]
    assert len(read) > 0.9 * len(part) - 200
    system = [request["messages"][0] for request in (*double.warmed, *double.asked)]  # type: ignore[index]
    assert all(message == system[0] for message in system)
    assert len({headers["x-session-id"] for headers in double.headers}) == 1
    assert "Jessica" not in double.prompts


async def test_one_token_is_asked_for_and_only_when_it_is_worth_it(double: Double) -> None:
    async with drafter(double, ahead_chars=300).read_ahead("s1") as ahead:
        for turns, requests in ((0, 0), (1, 0), (2, 0), (6, 1), (6, 1), (7, 1), (12, 2), (13, 2)):
            await ahead.send(first(turns), NO_CONTEXT)
            assert len(double.warmed) == requests
    assert all(request["max_tokens"] == 1 for request in double.warmed)
    assert all("response_format" not in request for request in double.warmed)


async def test_what_changed_is_sent_anew(double: Double) -> None:
    async with drafter(double).read_ahead("s1") as ahead:
        await ahead.send(first(12), NO_CONTEXT)
        speakers = tuple(replace(speaker, role=SpeakerRole.UNKNOWN) for speaker in WHOLE.speakers)
        await ahead.send(first(12, replace(WHOLE, speakers=speakers)), NO_CONTEXT)
    assert len(sent(double)) == 2
    assert "client:" in sent(double)[0] and "unknown:" in sent(double)[1]


async def test_a_server_that_does_not_take_it_is_not_asked_again(double: Double) -> None:
    double.reads = lambda request: Reply({}, status=500)
    async with drafter(double).read_ahead("s1") as ahead:
        with pytest.raises(ModelFault) as told:
            await ahead.send(first(12), NO_CONTEXT)
        assert told.value.fault is Fault.BROKEN
        assert len(double.warmed) == 1
        double.reads = None
        await ahead.send(first(12), NO_CONTEXT)
    assert len(double.warmed) == 2, "what was not taken is still to be sent"


async def test_nothing_is_sent_where_names_cannot_be_concealed(double: Double) -> None:
    from summarize.model.server import Pressure

    options = VllmOptions(base_url=double.url, model="double")
    async with ReadAhead(options, BrokenConcealer(), Pressure(), "s1") as ahead:
        with pytest.raises(ModelFault) as told:
            await ahead.send(first(12), NO_CONTEXT)
    assert told.value.fault is Fault.WITHHELD
    assert not double.warmed
