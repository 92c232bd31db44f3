"""`inglenook.v1` without a socket: what a client may say, and what each message does.

A `Conversation` is fed text and binary messages and answers with events (`Started`, `Audio`,
`Paused`, ...). It holds no connection, clock or storage. Every fault of the client is a
`Malformed` or `TooLarge` with one clear line.

    AWAITING_START ── start, then `begin(end)` ──> STREAMING <── pause/resume ──> PAUSED
                                                       └───────── stop ─────────────┴──> STOPPED
"""

from dataclasses import dataclass
from enum import Enum, IntEnum, StrEnum
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from ingest.audio import AudioChunk, AudioFormat, Encoding
from ingest.errors import Malformed, TooLarge
from ingest.limits import IngestLimits
from ingest.message import Framing, StartMessage, read_message
from ingest.mulaw import decode_mulaw

SUBPROTOCOL: Final = "inglenook.v1"
OFFSET_BYTES: Final = 8


class CloseCode(IntEnum):
    """Why the server closes a connection."""

    DONE = 1000
    FAULT = 1011
    """The server's own fault; what was acknowledged is safe."""
    RESTARTING = 1012
    MALFORMED = 4400
    NOT_AUTHENTICATED = 4401
    FORBIDDEN = 4403
    NO_SUCH_SESSION = 4404
    IDLE = 4408
    ELSEWHERE = 4409
    REVOKED = 4410
    TOO_LARGE = 4413
    OVER_CAPACITY = 4429


class Phase(Enum):
    """Where a conversation stands."""

    AWAITING_START = "awaiting_start"
    STREAMING = "streaming"
    PAUSED = "paused"
    STOPPED = "stopped"


class Signal(StrEnum):
    """A client's message that carries nothing but its type."""

    PAUSE = "pause"
    RESUME = "resume"
    STOP = "stop"
    PING = "ping"


@dataclass(frozen=True, slots=True)
class Started:
    """The client declared its format; answer with `Conversation.begin`."""

    format: AudioFormat
    channel_roles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Audio:
    """A frame was taken. What is already held was cut off; nothing may be left."""

    chunk: AudioChunk | None


Event: TypeAlias = Started | Audio | Signal

_TAKEN: Final = (Encoding.PCM_S16LE, Encoding.MULAW)


class Conversation:
    """One connection's side of the protocol."""

    def __init__(self, limits: IngestLimits) -> None:
        self._limits = limits
        self._format: AudioFormat | None = None
        self._framing = Framing.OFFSET
        self._end = 0
        self.phase = Phase.AWAITING_START

    @property
    def end(self) -> int:
        """Sample frames taken since session start, durable or not."""
        return self._end

    def begin(self, end: int) -> None:
        """The recording is open and ends at `end` (sample frames): take audio from there."""
        self._end = end
        self.phase = Phase.STREAMING

    def text(self, text: str) -> Event:
        """Read a text message."""
        if len(text) > self._limits.max_frame_bytes:
            raise self._too_large()
        message = read_message(text)
        if isinstance(message, StartMessage):
            return self._start(message)
        signal = Signal(message.type)
        if signal is Signal.PING:
            return signal
        if self.phase is Phase.AWAITING_START:
            raise Malformed(f"The first message must be start, not {signal.value}.")
        if self.phase is Phase.STOPPED and signal is not Signal.STOP:
            raise Malformed(f"Nothing follows stop, but {signal.value} came.")
        self.phase = {
            Signal.PAUSE: Phase.PAUSED,
            Signal.RESUME: Phase.STREAMING,
            Signal.STOP: Phase.STOPPED,
        }[signal]
        return signal

    def binary(self, data: bytes) -> Audio:
        """Read an audio frame: cut off what is already held, refuse a gap."""
        if len(data) > self._limits.max_frame_bytes:
            raise self._too_large()
        if self._format is None or self.phase is Phase.AWAITING_START:
            raise Malformed("The first message must be start, not audio.")
        if self.phase is Phase.PAUSED:
            raise Malformed("Audio came while paused; send resume first.")
        if self.phase is Phase.STOPPED:
            raise Malformed("Audio came after stop.")
        offset, payload = self._end, data
        if self._framing is Framing.OFFSET:
            if len(data) < OFFSET_BYTES:
                raise Malformed("An audio frame must begin with its 8-byte offset.")
            offset, payload = int.from_bytes(data[:OFFSET_BYTES]), data[OFFSET_BYTES:]
        return self._take(self._format, offset, payload)

    def _start(self, message: StartMessage) -> Started:
        if self.phase is not Phase.AWAITING_START or self._format is not None:
            raise Malformed("start came twice.")
        declared = message.format
        if declared.encoding not in _TAKEN:
            raise Malformed(
                f"Encoding {declared.encoding.value} is not supported by this version; "
                "send pcm_s16le or mulaw."
            )
        roles = tuple(role.value for role in message.channel_roles or ())
        if roles and len(roles) != declared.channels:
            raise Malformed("channel_roles must name one role for each channel.")
        self._format = AudioFormat(declared.encoding, declared.sample_rate, declared.channels)
        self._framing = message.framing
        return Started(self._format, roles)

    def _take(self, declared: AudioFormat, offset: int, payload: bytes) -> Audio:
        if len(payload) % declared.frame_bytes:
            raise Malformed(
                f"An audio frame of {len(payload)} bytes is not a whole number of "
                f"{declared.frame_bytes}-byte sample frames."
            )
        if offset > self._end:
            raise Malformed(f"Offset {offset} leaves a gap; expected {self._end}.")
        held = (self._end - offset) * declared.frame_bytes
        fresh = payload[held:]
        if not fresh:
            return Audio(None)
        samples = _samples(declared, fresh)
        if self._end + len(samples) > self._limits.max_session_s * declared.sample_rate:
            raise TooLarge(f"A session is limited to {self._limits.max_session_s} seconds.")
        chunk = AudioChunk(self._end, samples, declared.sample_rate)
        self._end = chunk.end
        return Audio(chunk)

    def _too_large(self) -> TooLarge:
        return TooLarge(f"A message is limited to {self._limits.max_frame_bytes} bytes.")


def _samples(declared: AudioFormat, payload: bytes) -> NDArray[np.int16]:
    """Shape (frames, channels)."""
    if declared.encoding is Encoding.MULAW:
        flat = decode_mulaw(payload)
    else:
        flat = np.frombuffer(payload, dtype="<i2").astype(np.int16, copy=False)
    return flat.reshape(-1, declared.channels)
