"""The example bridge: its alignment by itself, and a real WebRTC loopback into a real recording."""

import asyncio
import importlib.util
import sys
import time
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

EXAMPLE = Path(__file__).parents[2] / "examples" / "webrtc_bridge.py"
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:(aiortc|aioice|OpenSSL).*")


@pytest.fixture(scope="module")
def bridge() -> ModuleType:
    spec = importlib.util.spec_from_file_location("webrtc_bridge", EXAMPLE)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["webrtc_bridge"] = module
    spec.loader.exec_module(module)
    return module


@settings(max_examples=50, deadline=None)
@given(
    cuts=st.lists(st.integers(1, 400), min_size=1, max_size=20),
    looks=st.lists(st.integers(1, 900), max_size=12),
    late=st.integers(0, 3_000),
)
def test_each_sample_stands_at_its_time(
    bridge: ModuleType, cuts: list[int], looks: list[int], late: int
) -> None:
    mixer = bridge.Mixer()
    voice = np.arange(1, sum(cuts) + 1, dtype=np.int16)
    start = late
    for size in cuts:
        mixer.put(1, start, voice[start - late : start - late + size])
        start += size
    mixed = np.concatenate(
        [*(mixer.take(sum(looks[: n + 1])) for n in range(len(looks))), mixer.take(8_000 + start)]
    )
    assert not mixed[:, 0].any()
    assert not mixed[:late, 1].any()
    assert (mixed[late:start, 1] == voice).all()
    assert len(mixed) == max(8_000 + start, sum(looks))


def test_a_track_keeps_its_own_time(bridge: ModuleType) -> None:
    clock = bridge.TrackClock(anchor=1_000)
    assert clock.place(50.0, 320) == 1_000
    assert clock.place(50.021, 320) == 1_320  # stamps wander
    assert clock.place(50.5, 320) == 9_000  # 440 ms were lost


def _source(hz: float, began_s: float) -> Any:
    """A microphone that sounds in the second and fourth half-second of the common time."""
    from aiortc import MediaStreamTrack
    from av import AudioFrame

    class Source(MediaStreamTrack):
        kind = "audio"

        def __init__(self) -> None:
            super().__init__()
            self.sent = -1

        async def recv(self) -> AudioFrame:
            if self.sent < 0:
                self.sent = round((time.monotonic() - began_s) * 48_000)
            await asyncio.sleep(max(0.0, began_s + self.sent / 48_000 - time.monotonic()))
            at = (self.sent + np.arange(960)) / 48_000
            sounding = (at // 0.5) % 2 == 1
            wave = (np.sin(2 * np.pi * hz * at) * 9_000 * sounding).astype(np.int16)
            frame = AudioFrame.from_ndarray(wave.reshape(1, -1), format="s16", layout="mono")
            frame.sample_rate, frame.pts, frame.time_base = 48_000, self.sent, Fraction(1, 48_000)
            self.sent += 960
            return frame

    return Source()


def _loudness(sound: NDArray[np.int16], hz: float) -> NDArray[np.float64]:
    """Of one tone, in steps of 20 ms."""
    steps = sound[: len(sound) // 320 * 320].reshape(-1, 320).astype(float)
    at = np.arange(320) / 16_000
    return np.abs(steps @ np.exp(-2j * np.pi * hz * at)) / 160


@pytest.mark.e2e
async def test_a_room_becomes_two_aligned_channels(
    bridge: ModuleType, recorded: Callable[..., Any]
) -> None:
    from aiortc import RTCPeerConnection, RTCSessionDescription

    began_s = time.monotonic()
    async with recorded() as (url, token, stored):
        told: list[dict[str, Any]] = []
        room = bridge.Room(bridge.Uplink(url, token, tell=told.append))
        running = asyncio.create_task(room.run())
        peers = []
        for role, hz in (("clinician", 400.0), ("client", 1_000.0)):
            peer = RTCPeerConnection()
            peers.append(peer)
            peer.addTrack(_source(hz, began_s))
            await peer.setLocalDescription(await peer.createOffer())
            offer = {"sdp": peer.localDescription.sdp, "type": peer.localDescription.type}
            answer = await room.join(role, offer)
            await peer.setRemoteDescription(RTCSessionDescription(**answer))
        await asyncio.sleep(5.0)
        await room.end()
        await asyncio.gather(*(peer.close() for peer in peers))
        async with asyncio.timeout(20):
            await running
        sound = stored()
    low, high = _loudness(sound[:, 0], 400.0), _loudness(sound[:, 1], 1_000.0)
    assert low.max() > 3_000
    assert high.max() > 3_000
    assert _loudness(sound[:, 0], 1_000.0).max() < low.max() / 10
    assert _loudness(sound[:, 1], 400.0).max() < high.max() / 10
    both = (high > 1_500) | (low > 1_500)
    together = (high > 1_500) & (low > 1_500)
    assert together.sum() > 50
    assert together.sum() > 0.6 * both[np.argmax(together) :].sum()
    assert told[-1]["type"] == "ended"
