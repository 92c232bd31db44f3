"""SIGKILL at several points: nothing acknowledged is missing or doubled, and the draft comes."""

import asyncio
import io
import wave

import numpy as np
import pytest
from practice import Practice

from inglenook.client import Track

pytestmark = [pytest.mark.e2e, pytest.mark.models]


def stored(practice: Practice, session_id: str) -> np.ndarray:
    with practice.rest() as rest:
        answer = rest.get(f"/v1/sessions/{session_id}/audio")
    assert answer.status_code == 200, answer.text
    with wave.open(io.BytesIO(answer.content)) as held:
        frames = held.readframes(held.getnframes())
        return np.frombuffer(frames, "<i2").reshape(-1, held.getnchannels())


def port_of(practice: Practice) -> int:
    return int(practice.server.url.rsplit(":", 1)[1])


@pytest.mark.parametrize("share", [0.05, 0.5, 0.95])
def test_killed_while_streaming(own_practice: Practice, two_channels: Track, share: float) -> None:
    session_id = own_practice.session()
    acknowledged: list[int] = []

    async def stream() -> None:
        client = own_practice.client(session_id, two_channels, attempts=40)
        client.channel_roles = ("clinician", "client")
        client.real_time = share < 0.5
        task = asyncio.create_task(client.run())
        while client.acknowledged < share * len(two_channels.samples):
            await asyncio.sleep(0.01)
        own_practice.server.kill()
        acknowledged.append(client.acknowledged)
        client.real_time = False
        await asyncio.to_thread(own_practice.server.start, port_of(own_practice))
        await task

    asyncio.run(stream())
    offsets = [event["next_offset"] for event in own_practice.events if event["type"] == "ready"]
    assert len(offsets) == 2
    assert offsets[1] >= acknowledged[0], "what was acknowledged is there"
    assert np.array_equal(stored(own_practice, session_id), two_channels.samples)
    assert own_practice.draft(session_id)["state"] == "pending"
    own_practice.server.stop()


@pytest.mark.parametrize("delay_s", [0.0, 0.5, 2.0])
def test_killed_while_finishing(
    own_practice: Practice, two_channels: Track, delay_s: float
) -> None:
    """The client is gone after `stop`; the workflow goes on in the next process."""
    session_id = own_practice.session()

    async def stream_until_finishing() -> None:
        client = own_practice.client(session_id, two_channels)
        finishing = asyncio.Event()

        def see(event: object) -> None:
            if isinstance(event, dict) and event.get("state") == "finishing":
                finishing.set()

        client.on_event = see
        task = asyncio.create_task(client.run())
        await finishing.wait()
        await asyncio.sleep(delay_s)
        own_practice.server.kill()
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    asyncio.run(stream_until_finishing())
    own_practice.server.start(port_of(own_practice))
    draft = own_practice.draft(session_id)
    assert draft["state"] == "pending"
    assert np.array_equal(stored(own_practice, session_id), two_channels.samples)
    with own_practice.rest() as rest:
        drafts = rest.get("/v1/drafts", params={"state": "pending"}).json()
    listed = drafts["drafts"] if isinstance(drafts, dict) else drafts
    assert [held["session_id"] for held in listed] == [session_id], "exactly one draft"
