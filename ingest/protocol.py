"""What a client may say, and what each message does, without a socket.

A `Dialect` is fed text and binary messages and answers with events (`Started`, `Audio`,
`Signal`). It holds no connection or clock. Every fault of the client is a `Malformed` or
`TooLarge` with one clear line. `Conversation` is the dialect `inglenook.v1`; `ingest.dialects`
has the others.

    AWAITING_START ── start, then `begin(end)` ──> STREAMING <── pause/resume ──> PAUSED
                                                       └───────── stop ─────────────┴──> STOPPED
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, IntEnum, StrEnum
from typing import Final, Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

from ingest.audio import AudioChunk, AudioFormat, Encoding
from ingest.errors import Malformed, TooLarge
from ingest.limits import IngestLimits
from ingest.message import Framing, JsonMessage, StartMessage, read_message
from ingest.mulaw import decode_mulaw
from ingest.opus import OPUS_RATES_HZ, Container, OpusStream, Placed

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


def require_room(end: int, sample_rate: int, limits: IngestLimits) -> None:
    """Raise `TooLarge` where a session would end at `end`, in sample frames."""
    if end > limits.max_session_s * sample_rate:
        raise TooLarge(f"A session is limited to {limits.max_session_s} seconds.")


class Dialect(Protocol):
    """One connection's side of a protocol."""

    @property
    def phase(self) -> Phase: ...

    @property
    def opening(self) -> Started | None:
        """What was declared before the first message, where the protocol does that."""
        ...

    @property
    def end(self) -> int:
        """Sample frames taken since session start, durable or not."""
        ...

    @property
    def laborious(self) -> bool:
        """Whether the next message may take so long that it is read beside the event loop."""
        ...

    def begin(self, end: int) -> None:
        """The recording is open and ends at `end` (sample frames): take audio from there.
        May block."""
        ...

    def text(self, text: str) -> Event: ...

    def binary(self, data: bytes) -> Audio: ...

    def rest(self) -> Audio:
        """Audio that was held back; nothing more comes."""
        ...

    def told(self, message: JsonMessage) -> Sequence[JsonMessage]:
        """A message of the server (those of `inglenook.v1`) in this protocol's words."""
        ...


_OPUS: Final = {
    Encoding.OPUS: frozenset({Container.NONE, Container.OGG}),
    Encoding.WEBM_OPUS: frozenset({Container.WEBM}),
}


class Conversation:
    """`inglenook.v1`."""

    opening: Started | None = None

    def __init__(self, limits: IngestLimits) -> None:
        self._limits = limits
        self._format: AudioFormat | None = None
        self._framing = Framing.OFFSET
        self._opus: OpusStream | None = None
        self._end = 0
        self.phase = Phase.AWAITING_START

    @property
    def end(self) -> int:
        return self._end

    @property
    def laborious(self) -> bool:
        return self._opus is not None

    def begin(self, end: int) -> None:
        assert self._format is not None
        self._end = end
        if self._format.encoding in _OPUS:
            self._opus = OpusStream(
                _OPUS[self._format.encoding],
                sample_rate=self._format.sample_rate,
                channels=self._format.channels,
                end=end,
            )
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
        offset, payload = None, data
        if self._framing is Framing.OFFSET:
            if len(data) < OFFSET_BYTES:
                raise Malformed("An audio frame must begin with its 8-byte offset.")
            offset, payload = int.from_bytes(data[:OFFSET_BYTES]), data[OFFSET_BYTES:]
        if self._opus is not None:
            return self._keep(self._format, self._opus.push(payload, offset))
        return self._take(self._format, self._end if offset is None else offset, payload)

    def rest(self) -> Audio:
        if self._opus is None or self._format is None:
            return Audio(None)
        return self._keep(self._format, self._opus.flush())

    def told(self, message: JsonMessage) -> Sequence[JsonMessage]:
        return (message,)

    def _start(self, message: StartMessage) -> Started:
        if self.phase is not Phase.AWAITING_START or self._format is not None:
            raise Malformed("start came twice.")
        declared = message.format
        if declared.encoding in _OPUS and declared.sample_rate not in OPUS_RATES_HZ:
            rates = ", ".join(map(str, OPUS_RATES_HZ))
            raise Malformed(f"format.sample_rate: Opus is taken at {rates} Hz.")
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
        return self._keep(declared, [Placed(offset, _samples(declared, payload))])

    def _keep(self, declared: AudioFormat, placed: Sequence[Placed]) -> Audio:
        """Each audio at its place once: cut off what is held, refuse a gap."""
        end = self._end
        fresh: list[NDArray[np.int16]] = []
        for piece in placed:
            if piece.start > end:
                raise Malformed(f"Offset {piece.start} leaves a gap; expected {end}.")
            samples = piece.samples[end - piece.start :]
            if len(samples):
                fresh.append(samples)
                end += len(samples)
        if not fresh:
            return Audio(None)
        chunk = AudioChunk(self._end, np.concatenate(fresh), declared.sample_rate)
        require_room(end, declared.sample_rate, self._limits)
        self._end = end
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
