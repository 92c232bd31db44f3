"""A bridge from a WebRTC room to a session: each participant's track is a channel of its own.

    pip install aiortc aiohttp numpy websockets
    python examples/webrtc_bridge.py --url ws://127.0.0.1:8765/v1/sessions/ses-…/audio --token T

Each participant's page posts its offer to `/join/clinician` or `/join/client` and gets the answer:

    const room = new RTCPeerConnection();
    room.addTrack((await navigator.mediaDevices.getUserMedia({audio: true})).getTracks()[0]);
    await room.setLocalDescription(await room.createOffer());
    const answer = await fetch("http://127.0.0.1:8090/join/client",
                               {method: "POST", body: JSON.stringify(room.localDescription)});
    await room.setRemoteDescription(await answer.json());

`POST /end` ends the session. See `README.md` beside this file.
"""

import argparse
import asyncio
import json
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from aiohttp import web
from aiortc import MediaStreamTrack, RTCPeerConnection, RTCSessionDescription
from aiortc.mediastreams import MediaStreamError
from av import AudioFrame, AudioResampler
from numpy.typing import NDArray
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake

RATE_HZ = 16_000
ROLES = ("clinician", "client")
"""Of the channels, in order."""
PATIENCE_S = 5.0
"""How long the others wait for a track that is behind; sound that comes later is lost."""
TICK_S = 0.1
GAP = RATE_HZ // 25
"""Sound whose clock runs ahead by more than this (40 ms) was preceded by something lost."""
RETRIED_CLOSES = {1001, 1006, 1011, 1012, 4409, 4429}


class Mixer:
    """Puts the tracks side by side on one clock. Pure: it is told what time it is.

    Positions are samples at `RATE_HZ` since the bridge began. Where a track has nothing, or
    nobody has joined yet, its channel is silent.
    """

    def __init__(self) -> None:
        self._waiting: tuple[deque[tuple[int, NDArray[np.int16]]], ...] = tuple(
            deque() for _ in ROLES
        )
        self._taken = 0
        self.reached = [0] * len(ROLES)
        """Up to where each channel has sound."""
        self.open = [0] * len(ROLES)
        """How many tracks feed each channel now."""

    def due(self, now: int) -> int:
        """Up to where can be taken: every track that is there has told what it has."""
        ends = [end for end, tracks in zip(self.reached, self.open, strict=True) if tracks]
        return max(now - round(PATIENCE_S * RATE_HZ), min([now, *ends]))

    def put(self, channel: int, start: int, samples: NDArray[np.int16]) -> None:
        """Samples of shape (n,) at their place; what comes after its time is lost."""
        self._waiting[channel].append((start, samples))
        self.reached[channel] = max(self.reached[channel], start + len(samples))

    def take(self, end: int) -> NDArray[np.int16]:
        """All that was not taken before `end`; shape (n, channels)."""
        mixed = np.zeros((max(0, end - self._taken), len(ROLES)), np.int16)
        for channel, waiting in enumerate(self._waiting):
            later: list[tuple[int, NDArray[np.int16]]] = []
            for start, samples in waiting:
                fitting = samples[max(0, self._taken - start) : max(0, end - start)]
                place = max(start, self._taken) - self._taken
                mixed[place : place + len(fitting), channel] = fitting
                if start + len(samples) > end:
                    later.append((start, samples))
            waiting.clear()
            waiting.extend(later)
        self._taken = max(self._taken, end)
        return mixed


@dataclass
class TrackClock:
    """Where a track's sound belongs: its first frame when it came, the others by their own clock,
    so that the network's haste and delay move nothing."""

    anchor: int
    """Position of the first frame, in samples at `RATE_HZ`."""
    first_s: float | None = None
    end: int = 0

    def place(self, at_s: float, count: int) -> int:
        """Where `count` samples that the sender stamped with `at_s` begin."""
        if self.first_s is None:
            self.first_s, self.end = at_s, self.anchor
        told = self.anchor + round((at_s - self.first_s) * RATE_HZ)
        start = told if told - self.end > GAP else self.end
        self.end = start + count
        return start


@dataclass
class Uplink:
    """`inglenook.v1`: keeps what is not acknowledged, and sends it again after a break."""

    url: str
    token: str
    tell: Callable[[dict[str, Any]], None] = lambda message: None
    held: bytes = b""
    acknowledged: int = 0
    """Sample frames that the server has on its disk; `held` begins there."""
    ending: bool = False
    _news: asyncio.Event = field(default_factory=asyncio.Event)

    def add(self, samples: NDArray[np.int16]) -> None:
        self.held += samples.tobytes()
        self._news.set()

    def end(self) -> None:
        """Send what is held, then stop."""
        self.ending = True
        self._news.set()

    async def run(self) -> None:
        """Returns once the session has ended. Raises RuntimeError where the server refuses."""
        wait_s = 0.2
        while True:
            with suppress(OSError, InvalidHandshake, TimeoutError):
                if await self._connection():
                    return
                wait_s = 0.2
            await asyncio.sleep(wait_s)
            wait_s = min(5.0, wait_s * 2)

    async def _connection(self) -> bool:
        headers = {"Authorization": f"Bearer {self.token}"}
        async with connect(
            self.url,
            subprotocols=["inglenook.v1"],  # type: ignore[list-item]
            additional_headers=headers,
        ) as socket:
            sending: asyncio.Task[None] | None = None
            try:
                await socket.send(json.dumps(START))
                async for text in socket:
                    message = json.loads(text)
                    if message["type"] in ("ready", "ack"):
                        self._forget(message["next_offset"])
                    if message["type"] == "ready":
                        sending = asyncio.create_task(self._send(socket))
                    self.tell(message)
                    if message["type"] == "ended":
                        return True
            finally:
                if sending is not None:
                    sending.cancel()
        if socket.close_code not in RETRIED_CLOSES:
            raise RuntimeError(f"The server closed: {socket.close_code} {socket.close_reason}")
        return False

    def _forget(self, next_offset: int) -> None:
        self.held = self.held[(next_offset - self.acknowledged) * FRAME_BYTES :]
        self.acknowledged = next_offset

    async def _send(self, socket: ClientConnection) -> None:
        sent = self.acknowledged
        with suppress(ConnectionClosed):
            while True:
                end = self.acknowledged + len(self.held) // FRAME_BYTES
                if sent < end:
                    begin = (sent - self.acknowledged) * FRAME_BYTES
                    part = self.held[begin : begin + RATE_HZ * FRAME_BYTES]
                    await socket.send(sent.to_bytes(8) + part)
                    sent += len(part) // FRAME_BYTES
                elif self.ending:
                    await socket.send(json.dumps({"type": "stop"}))
                    return
                else:
                    self._news.clear()
                    await self._news.wait()


FRAME_BYTES = 2 * len(ROLES)
START = {
    "type": "start",
    "format": {"encoding": "pcm_s16le", "sample_rate": RATE_HZ, "channels": len(ROLES)},
    "channel_roles": list(ROLES),
    "framing": "offset",
}


class Room:
    """Participants come, go and come back; the session runs until `end`."""

    def __init__(self, uplink: Uplink) -> None:
        self._uplink = uplink
        self._mixer = Mixer()
        self._peers: set[RTCPeerConnection] = set()
        self._listening: set[asyncio.Task[None]] = set()
        self._ended = asyncio.Event()
        self._began_s = asyncio.get_running_loop().time()

    async def join(self, role: str, offer: dict[str, str]) -> dict[str, str]:
        """A participant's offer (`sdp`, `type`); gives the answer."""
        peer = RTCPeerConnection()
        self._peers.add(peer)

        @peer.on("track")
        def follow(track: MediaStreamTrack) -> None:
            if track.kind == "audio":
                listening = asyncio.create_task(self._listen(track, ROLES.index(role)))
                self._listening.add(listening)
                listening.add_done_callback(self._listening.discard)

        await peer.setRemoteDescription(RTCSessionDescription(**offer))
        await peer.setLocalDescription(await peer.createAnswer())
        return {"sdp": peer.localDescription.sdp, "type": peer.localDescription.type}

    async def run(self) -> None:
        """Feeds the session until `end`, and returns when the server has everything."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._uplink.run())
            while not self._ended.is_set():
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._ended.wait(), TICK_S)
                self._uplink.add(self._mixer.take(self._mixer.due(self._now())))
            self._uplink.add(self._mixer.take(max(self._mixer.reached)))
            self._uplink.end()

    async def end(self) -> None:
        self._ended.set()
        await asyncio.gather(*(peer.close() for peer in self._peers))

    def _now(self) -> int:
        return round((asyncio.get_running_loop().time() - self._began_s) * RATE_HZ)

    async def _listen(self, track: MediaStreamTrack, channel: int) -> None:
        resampler = AudioResampler(format="s16", layout="mono", rate=RATE_HZ)
        clock: TrackClock | None = None
        with suppress(MediaStreamError):
            while True:
                frame = await track.recv()
                assert isinstance(frame, AudioFrame)
                if clock is None:
                    clock = TrackClock(self._now())
                    self._mixer.open[channel] += 1
                at_s = float(frame.pts * frame.time_base)
                for part in resampler.resample(frame):
                    samples = part.to_ndarray().reshape(-1)
                    self._mixer.put(channel, clock.place(at_s, len(samples)), samples)
                    at_s += len(samples) / RATE_HZ
        if clock is not None:
            self._mixer.open[channel] -= 1


def signalling(room: Room) -> web.Application:
    """`POST /join/{role}` and `POST /end`. Put it behind your own sign-in: who may join a room is
    not asked here."""

    async def join(request: web.Request) -> web.Response:
        role = request.match_info["role"]
        if role not in ROLES:
            raise web.HTTPNotFound(text=f"The role is {' or '.join(ROLES)}.")
        return web.json_response(await room.join(role, await request.json()))

    async def end(_: web.Request) -> web.Response:
        await room.end()
        return web.Response(status=204)

    app = web.Application()
    app.add_routes([web.post("/join/{role}", join), web.post("/end", end)])
    return app


async def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    options.add_argument("--url", required=True, help="of the session's audio socket")
    options.add_argument("--token", required=True, help="of a bridge, or of the clinician")
    options.add_argument("--port", type=int, default=8090, help="where participants join")
    chosen = options.parse_args()
    room = Room(Uplink(chosen.url, chosen.token, tell=lambda message: print(json.dumps(message))))
    runner = web.AppRunner(signalling(room))
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", chosen.port).start()
    try:
        await room.run()
    finally:
        await runner.cleanup()


if __name__ == "__main__":
    asyncio.run(main())
