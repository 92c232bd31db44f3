"""The asking worker against replicas in this process: no Ray, no models."""

import asyncio

import httpx
import numpy as np
import pytest

from gpu import DecodeRequest, Priority, WorkerBusy, WorkerFailed
from gpu.cluster.message import Operation
from gpu.cluster.remote import RemoteOptions, RemoteWorker
from gpu.cluster.replica import Replica
from gpu.scripted import ScriptedWorker

LOUD = np.sin(np.arange(16_000, dtype=np.float32) / 10) / 2
FINAL = DecodeRequest(LOUD, Priority.FINAL, session="s_1")


class Proxy:
    """Stands where Serve's proxy does; what it is told to say it says first."""

    def __init__(self, worker, key=None):
        self.replica = Replica(worker, frozenset(Operation), key)
        self.says = []
        self.asked = 0

    async def __call__(self, request):
        self.asked += 1
        if self.says:
            said = self.says.pop(0)
            if isinstance(said, Exception):
                raise said
            return said
        reply = await self.replica.answer(
            request.headers.get("authorization"), await request.aread()
        )
        return httpx.Response(reply.status, headers=reply.headers, content=reply.body)


@pytest.fixture
def inner():
    return ScriptedWorker()


@pytest.fixture
def proxy(inner):
    return Proxy(inner)


@pytest.fixture
def worker(proxy):
    worker = RemoteWorker(RemoteOptions("http://models", pause_s=0.001), httpx.MockTransport(proxy))
    yield worker
    worker.close()


async def test_what_is_asked_is_answered_as_by_the_models(worker, inner):
    assert await worker.decode(FINAL) == await ScriptedWorker().decode(FINAL)
    assert inner.requests[0].session == "s_1"
    embedding = await worker.embed(LOUD, Priority.SPEAKER)
    assert np.array_equal(embedding, await inner.embed(LOUD, Priority.SPEAKER))
    spans = await worker.embed_spans(LOUD, [(0, 8_000), (8_000, 16_000)], Priority.SPEAKER)
    assert spans.shape == (2, 192)
    assert (await worker.segment(LOUD, Priority.SPEAKER)).shape == (589, 3)


@pytest.mark.parametrize(
    "loss", [httpx.ConnectError("gone"), httpx.ReadError("gone"), httpx.Response(500)], ids=repr
)
async def test_a_lost_replica_costs_a_second_try(worker, proxy, loss):
    proxy.says = [loss]
    assert (await worker.decode(FINAL)).text == "one two"
    assert proxy.asked == 2


async def test_where_no_replica_answers_work_is_refused_as_by_a_full_queue(worker, proxy):
    proxy.says = [httpx.ConnectError("gone")] * 9
    with pytest.raises(WorkerBusy):
        await worker.decode(FINAL)
    assert proxy.asked == 4


async def test_a_caption_is_not_tried_twice(worker, proxy):
    proxy.says = [httpx.ConnectError("gone")]
    with pytest.raises(WorkerBusy):
        await worker.decode(DecodeRequest(LOUD, Priority.CAPTION))
    assert proxy.asked == 1


async def test_a_full_queue_at_the_replica_or_before_it_is_told_as_one(worker, proxy, inner):
    inner.failures = [WorkerBusy("256 pieces wait")]
    with pytest.raises(WorkerBusy):
        await worker.decode(FINAL)
    proxy.says = [httpx.Response(503)]
    with pytest.raises(WorkerBusy):
        await worker.decode(FINAL)
    assert proxy.asked == 2


async def test_a_model_that_raised_is_not_asked_again(worker, proxy, inner):
    inner.failures = [WorkerFailed("secret words")]
    with pytest.raises(WorkerFailed) as told:
        await worker.decode(FINAL)
    assert "secret" not in str(told.value)
    assert proxy.asked == 1


async def test_the_replicas_waits_are_told_here(worker, inner):
    inner.delay_s = 8.0
    assert worker.queue_delay_s(Priority.FINAL) == 0.0
    await worker.segment(LOUD, Priority.SPEAKER)
    assert 1.0 < worker.queue_delay_s(Priority.FINAL) < 8.0


async def test_who_has_not_the_key_is_not_answered(inner):
    for given, knows in ((None, False), ("wrong", False), ("right", True)):
        options = RemoteOptions("http://models", key=given)
        worker = RemoteWorker(options, httpx.MockTransport(Proxy(inner, key="right")))
        if knows:
            await worker.decode(FINAL)
        else:
            with pytest.raises(WorkerFailed, match="401"):
                await worker.decode(FINAL)
        worker.close()


async def test_a_replica_answers_only_its_own_operation(worker, proxy, inner):
    proxy.replica = Replica(inner, frozenset({Operation.SEGMENT}))
    await worker.segment(LOUD, Priority.SPEAKER)
    with pytest.raises(WorkerFailed, match="404"):
        await worker.decode(FINAL)


async def test_one_worker_serves_any_event_loop(worker):
    here = await worker.decode(FINAL)
    assert await asyncio.to_thread(lambda: asyncio.run(worker.decode(FINAL))) == here


async def test_what_nobody_waits_for_is_not_asked_on(worker, proxy):
    begun, cancelled = asyncio.Event(), asyncio.Event()
    loop = asyncio.get_running_loop()

    async def hang(request):
        loop.call_soon_threadsafe(begun.set)
        try:
            await asyncio.sleep(60)
        finally:
            loop.call_soon_threadsafe(cancelled.set)

    worker._client._transport = httpx.MockTransport(hang)
    asked = asyncio.ensure_future(worker.decode(FINAL))
    await asyncio.wait_for(begun.wait(), 5)
    asked.cancel()
    await asyncio.wait_for(cancelled.wait(), 5)


async def test_a_window_longer_than_whisper_hears_is_refused_here(worker, proxy):
    with pytest.raises(ValueError, match="30 s"):
        await worker.decode(DecodeRequest(np.zeros(16_000 * 31, np.float32), Priority.FINAL))
    assert proxy.asked == 0


async def test_after_closing_nothing_is_taken(worker):
    worker.close()
    with pytest.raises(WorkerFailed):
        await worker.decode(FINAL)
