"""How a server is asked: when again, how soon, when no more; over real HTTP on the loopback."""

import asyncio
import time
from collections.abc import Sequence

import httpx2 as httpx
import pytest
from model_server import Double, Reply, content, routing, said, serving

from summarize.model.fault import Fault, ModelFault
from summarize.model.options import VllmOptions
from summarize.model.prompt import Line, Message, Request, beginning, request_for
from summarize.model.server import (
    AFFINITY_HEADER,
    ModelServer,
    Pressure,
    Served,
    _pause_s,
    fault_of,
)
from summarize.templates import template_named

SOAP = template_named("soap")
LINES = (Line("t1", "client", "I sleep badly."),)
REQUEST = request_for(SOAP.sections[0], SOAP, LINES)
BUSY = {"error": {"message": "busy"}}


def options(url: str, **changes: float) -> VllmOptions:
    given: dict[str, float] = {"timeout_s": 5.0, "retry_delay_s": 0.0, "busy_s": 5.0}
    return VllmOptions(base_url=url, model="double", **(given | changes))  # type: ignore[arg-type]


async def asked(
    url: str, request: Request = REQUEST, pressure: Pressure | None = None, **changes: float
) -> str:
    """The fault, or the model that answered."""
    chosen = options(url, **changes)
    async with ModelServer(chosen, pressure or Pressure(), "s1") as server:
        try:
            return (await server.ask(request, 100)).model
        except ModelFault as told:
            return str(told.fault)


def in_turn(replies: Sequence[Reply]) -> Double:
    return Double(answer=lambda section, nth: replies[min(nth, len(replies) - 1)])


@pytest.mark.parametrize(
    ("replies", "outcome", "requests"),
    [
        ([said()], "double", 1),
        ([Reply({}, status=500), Reply({}, dies=True), said()], "double", 3),
        ([content("no json"), said()], "double", 2),
        ([content('{"statements": [{"text": "Client sle', finish="length")], "broken", 1),
        ([Reply({}, status=500)], "broken", 3),
        ([Reply({}, dies=True)], "absent", 3),
        ([Reply(BUSY, status=404)], "refused", 1),
        ([Reply(BUSY, status=401)], "refused", 1),
        ([Reply({}, status=503)] * 5 + [said()], "double", 6),
    ],
)
async def test_tries_are_worth_it(replies: list[Reply], outcome: str, requests: int) -> None:
    with serving(in_turn(replies)) as double:
        assert await asked(double.url) == outcome
        assert len(double.asked) == requests


async def test_a_busy_server_is_left_alone_by_everybody_for_as_long_as_it_asks(
    double: Double,
) -> None:
    times: list[float] = []

    def reply(request: dict[str, object]) -> Reply:
        times.append(time.monotonic())
        if len(times) == 1:
            return Reply(BUSY, status=429, headers={"Retry-After": "0.4"})
        return said() if request["max_tokens"] != 1 else content("x")

    double.reads = reply
    pressure = Pressure()
    first = asyncio.create_task(asked(double.url, pressure=pressure))
    while not pressure.left_s:
        await asyncio.sleep(0.005)
    async with ModelServer(options(double.url), pressure, "s2") as server:
        with pytest.raises(ModelFault) as told:
            await server.warm(beginning(LINES))
    assert told.value.fault is Fault.BUSY
    assert len(times) == 1, "what is sent ahead gives way and asks nothing meanwhile"
    assert await asyncio.gather(first, asked(double.url, pressure=pressure)) == ["double"] * 2
    assert len(times) == 3
    assert all(later - times[0] >= 0.4 for later in times[1:])


async def test_a_server_that_stays_busy_is_given_up(double: Double) -> None:
    double.answer = lambda section, nth: Reply(BUSY, status=503, headers={"Retry-After": "0.05"})
    assert await asked(double.url, busy_s=0.12) == "busy"
    assert len(double.asked) == 3
    double.answer = lambda section, nth: Reply(BUSY, status=503, headers={"Retry-After": "86400"})
    assert await asked(double.url, pressure=Pressure()) == "busy"


async def test_an_answer_that_does_not_come_is_given_up(double: Double) -> None:
    double.answer = lambda section, nth: Reply({}, hangs=True)
    assert await asked(double.url, timeout_s=0.2) == "slow"
    assert len(double.asked) == 1
    assert double.gone.wait(5), "the connection is closed, so that a server can stop"


def test_pauses_double_and_never_agree() -> None:
    for times, longest in ((1, 0.25), (2, 0.5), (3, 1.0), (30, 10.0)):
        pauses = {_pause_s(0.25, times) for _ in range(50)}
        assert len(pauses) > 40
        assert all(longest / 2 <= pause <= longest for pause in pauses)


async def test_the_server_tells_what_it_serves(double: Double) -> None:
    served = {"id": "double", "object": "model", "created": 1, "owned_by": "vllm"}
    other = {**served, "id": "other", "max_model_len": 99}
    for page, told in (
        ({"object": "list", "data": [other, {**served, "max_model_len": 8192}]},
         Served("double", 8192)),
        ({"object": "list", "data": [served]}, Served("double", None)),
        ({"object": "list", "data": [other]}, Served()),
        ({"data": None}, Served()),
        ([], Served()),
        (None, Served()),
    ):  # fmt: skip
        double.models = page
        async with ModelServer(options(double.url), Pressure(), "s1") as server:
            assert await server.about() == told


async def test_nobody_at_the_address_is_told_before_anything_is_made_ready() -> None:
    async with ModelServer(options("http://127.0.0.1:9/v1"), Pressure(), "s1") as server:
        with pytest.raises(ModelFault) as told:
            await server.about()
    assert told.value.fault is Fault.ABSENT


def test_the_window_is_the_smaller_of_what_is_set_and_what_is_served() -> None:
    chosen = VllmOptions(base_url="", model="m", context_tokens=8_000)
    assert chosen.room(32_000) == chosen.room(8_000) == chosen.room(None)
    unset = VllmOptions(base_url="", model="m")
    assert unset.room(32_000).transcript_chars > chosen.room(None).transcript_chars
    assert unset.room(None) == unset.room(4_096)


async def test_a_session_stays_with_its_replica_and_leaves_a_dead_one() -> None:
    with serving(Double()) as one, serving(Double()) as two, routing([one, two]) as url:
        first, second = one, two
        async with ModelServer(options(url), Pressure(), "s1") as server:
            for _ in range(3):
                await server.warm(beginning(LINES))
                await server.ask(REQUEST, 100)
            if two.asked:
                first, second = two, one
            assert (len(first.asked), len(first.warmed)) == (3, 3)
            assert not second.asked and not second.warmed
            first.answer = lambda section, nth: Reply({}, dies=True)
            answered = await server.ask(REQUEST, 100)
        assert answered.model == "double"
        assert (len(first.asked), len(second.asked)) == (4, 1)


async def test_the_affinity_of_a_session_tells_nothing_of_it(double: Double) -> None:
    keys = set()
    for session in ("ses-anna", "ses-anna", "ses-ben"):
        async with ModelServer(options(double.url), Pressure(), session) as server:
            await server.warm((Message("user", "x"),))
        keys.add(double.headers[-1][AFFINITY_HEADER.lower()])
    assert len(keys) == 2
    assert all("ses" not in key and "anna" not in key and len(key) == 32 for key in keys)


def test_errors_are_told_apart() -> None:
    from openai import APIConnectionError, APIStatusError, APITimeoutError

    request = httpx.Request("POST", "http://127.0.0.1/v1")

    def status(code: int) -> APIStatusError:
        return APIStatusError("x", response=httpx.Response(code, request=request), body=None)

    assert fault_of(APITimeoutError(request=request)) is Fault.SLOW
    assert fault_of(APIConnectionError(request=request)) is Fault.ABSENT
    assert [fault_of(status(code)) for code in (429, 503, 500, 502, 408, 400, 401, 404, 422)] == [
        *[Fault.BUSY] * 2,
        *[Fault.BROKEN] * 3,
        *[Fault.REFUSED] * 4,
    ]
    assert fault_of(ValueError("secret")) is Fault.BROKEN
