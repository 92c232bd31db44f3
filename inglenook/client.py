"""A client of `inglenook.v1`: streams a recording, resumes after a lost connection."""

import asyncio
import json
import random
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidURI

from ingest.files import open_audio

SUBPROTOCOL = "inglenook.v1"
FRAME_MS = 100
UNACKNOWLEDGED_S = 20
"""At full speed the client runs at most this far ahead of the acknowledgements."""
RETRIED_CLOSES = frozenset({1001, 1006, 1011, 1012, 4409, 4429})
"""Lost connection, restart, still held by the lost connection, full house."""

OnEvent = Callable[[Mapping[str, object]], None]


class StreamFailed(Exception):
    """The server refused, or could not be reached any more; the message says which and why."""


@dataclass(frozen=True, slots=True)
class Track:
    """A whole recording in memory."""

    samples: NDArray[np.int16]
    """Shape (frames, channels)."""
    sample_rate: int

    @property
    def seconds(self) -> float:
        return len(self.samples) / self.sample_rate


def read_track(path: Path, *, split_channels: bool) -> Track:
    """Decode any file. Without `split_channels` two channels are mixed to one microphone.

    Raises `Undecodable`.
    """
    with open_audio(path) as audio:
        samples = np.concatenate([chunk.samples for chunk in audio.chunks()])
    if not split_channels and samples.shape[1] > 1:
        samples = samples.mean(axis=1, keepdims=True).round().astype(np.int16)
    return Track(samples, audio.sample_rate)


@dataclass(slots=True)
class StreamClient:
    """Streams one track into one session. `real_time` paces it as a microphone would."""

    url: str
    token: str
    track: Track
    on_event: OnEvent
    real_time: bool = True
    channel_roles: tuple[str, ...] = ()
    silence_s: float = 0.0
    """Sent after the track, as a microphone goes on."""
    attempts: int = 8
    """Connections in a row that may fail before giving up."""
    sent: int = 0
    acknowledged: int = 0
    departures: list[tuple[int, float]] = field(default_factory=list)
    """Up to which sample frame the track was first sent, and when (`time.monotonic`)."""
    _began_s: float | None = None
    _progress: asyncio.Event = field(default_factory=asyncio.Event)

    async def run(self) -> None:
        """Returns after `ended`. Raises `StreamFailed`."""
        failures = 0
        while True:
            before = self.acknowledged
            try:
                if await self._converse():
                    return
                reason = "the connection was lost"
            except (OSError, InvalidHandshake, InvalidURI, TimeoutError) as error:
                reason = str(error) or type(error).__name__
            failures = 0 if self.acknowledged > before else failures + 1
            if failures >= self.attempts:
                raise StreamFailed(
                    f"Gave up on {self.url} after {failures} attempts: {reason}. "
                    f"{self.acknowledged} of {len(self.track.samples)} sample frames are stored."
                )
            await asyncio.sleep(min(5.0, 0.2 * 2**failures) * random.uniform(0.7, 1.3))

    async def _converse(self) -> bool:
        """One connection; whether the session ended on it."""
        async with connect(
            self.url,
            subprotocols=[SUBPROTOCOL],  # type: ignore[list-item]
            additional_headers={"Authorization": f"Bearer {self.token}"},
            max_size=8 << 20,
        ) as connection:
            try:
                await connection.send(json.dumps(self._start()))
                return await self._receive(connection)
            except ConnectionClosed as closed:
                code = closed.rcvd.code if closed.rcvd else 1006
                if code not in RETRIED_CLOSES:
                    reason = closed.rcvd.reason if closed.rcvd else ""
                    raise StreamFailed(f"The server closed with {code}: {reason}") from None
                return False

    def _start(self) -> dict[str, object]:
        start: dict[str, object] = {
            "type": "start",
            "format": {
                "encoding": "pcm_s16le",
                "sample_rate": self.track.sample_rate,
                "channels": self.track.samples.shape[1],
            },
            "framing": "offset",
        }
        if self.channel_roles:
            start["channel_roles"] = list(self.channel_roles)
        return start

    async def _receive(self, connection: ClientConnection) -> bool:
        """Read until the end, with the sender beside; whether `ended` came."""
        sending: asyncio.Task[None] | None = None
        try:
            async for text in connection:
                message = json.loads(text)
                if message["type"] == "ready" and sending is None:
                    self.sent = self.acknowledged = message["next_offset"]
                    sending = asyncio.create_task(self._send(connection), name="send-audio")
                elif message["type"] == "ack":
                    self.acknowledged = message["next_offset"]
                    self._progress.set()
                self.on_event(message)
                if message["type"] == "ended":
                    return True
        finally:
            if sending is not None:
                sending.cancel()
                with suppress(asyncio.CancelledError):
                    await sending
        return False

    async def _send(self, connection: ClientConnection) -> None:
        frame = self.track.sample_rate * FRAME_MS // 1000
        if self._began_s is None:
            self._began_s = time.monotonic() - self.sent / self.track.sample_rate
        with suppress(ConnectionClosed):
            whole = len(self.track.samples) + round(self.silence_s * self.track.sample_rate)
            while self.sent < whole:
                end = min(self.sent + frame, whole)
                await self._wait_for_turn(end)
                if not self.departures or end > self.departures[-1][0]:
                    self.departures.append((end, time.monotonic()))
                await connection.send(self.sent.to_bytes(8, "big") + self._audio(self.sent, end))
                self.sent = end
            await connection.send(json.dumps({"type": "stop"}))

    def _audio(self, start: int, end: int) -> bytes:
        audio = self.track.samples[start:end]
        silence = np.zeros((end - start - len(audio), audio.shape[1]), np.int16)
        return audio.tobytes() + silence.tobytes()

    async def _wait_for_turn(self, end: int) -> None:
        """A microphone has a frame once its last sample was said."""
        assert self._began_s is not None
        if self.real_time:
            due_s = self._began_s + end / self.track.sample_rate
            await asyncio.sleep(max(0.0, due_s - time.monotonic()))
            return
        while self.sent - self.acknowledged > UNACKNOWLEDGED_S * self.track.sample_rate:
            self._progress.clear()
            await self._progress.wait()
