"""Twilio Media Streams without a socket.

The client says `connected`, `start`, then `media` of one or two tracks, `dtmf` and `mark` among
them, and `stop`. It is told nothing: Twilio takes any message but its own for an error.
"""

import hashlib
from collections.abc import Sequence
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

from ingest.audio import AudioChunk, AudioFormat, Encoding
from ingest.dialects.tracks import RATE_HZ, WANDER, Chunk, Tracks
from ingest.dialects.twilio_message import (
    MediaBody,
    StartBody,
    TwilioMedia,
    TwilioOther,
    TwilioStop,
    read_twilio,
)
from ingest.errors import Malformed, TooLarge
from ingest.limits import IngestLimits
from ingest.message import JsonMessage
from ingest.mulaw import decode_mulaw
from ingest.protocol import Audio, Event, Phase, Signal, Started, require_room

_ORDER: Final = ("inbound", "outbound")
"""Of the channels."""
_OPENING: Final = RATE_HZ
"""What of a stream's beginning is looked at to tell whether it comes again."""


class StreamPlaces(Protocol):
    """Where in the session the last stream began; kept, so that a restart forgets nothing.
    Blocks."""

    def began(self, stream: str) -> int | None:
        """In sample frames; None where another stream, or none, was the last."""
        ...

    def remember(self, stream: str, at: int) -> None: ...

    def samples(self, start: int, count: int) -> NDArray[np.int16]:
        """The session's durable audio from `start`, at most `count` sample frames."""
        ...


class TwilioConversation:
    """One stream. A stream that comes back goes on by its timestamps: what is held is dropped,
    what was missed is silence. A new stream of the same call begins where the audio ends."""

    def __init__(self, start: StartBody, places: StreamPlaces, limits: IngestLimits) -> None:
        """`start` was read already: it may hold the token that lets the client in."""
        if len(set(start.tracks)) != len(start.tracks):
            raise Malformed("start.tracks names a track twice.")
        self._limits = limits
        self._places = places
        self._stream = hashlib.sha256(start.stream_sid.encode()).hexdigest()
        self._stream_sid = start.stream_sid
        self._names = tuple(name for name in _ORDER if name in start.tracks)
        roles = tuple(start.custom.role(name).value for name in _ORDER if name in start.tracks)
        form = AudioFormat(Encoding.MULAW, RATE_HZ, len(self._names))
        self.opening: Started | None = Started(form, roles)
        self._end = 0
        self._held: NDArray[np.int16] = np.zeros((0, len(self._names)), np.int16)
        self._tracks = Tracks(self._names)
        self.phase = Phase.AWAITING_START

    @property
    def end(self) -> int:
        return self._end

    @property
    def laborious(self) -> bool:
        return len(self._held) > 0

    def begin(self, end: int) -> None:
        self._end = end
        began = self._places.began(self._stream)
        if began is None or began > end:
            self._places.remember(self._stream, end)
        else:
            self._held = self._places.samples(began, _OPENING)
            self._tracks = Tracks(self._names, end - began)
        self.phase = Phase.STREAMING

    def text(self, text: str) -> Event:
        if len(text) > self._limits.max_frame_bytes:
            raise TooLarge(f"A message is limited to {self._limits.max_frame_bytes} bytes.")
        message = read_twilio(text)
        if self.phase is Phase.STOPPED and not isinstance(message, TwilioStop):
            raise Malformed("Nothing follows stop.")
        match message:
            case TwilioMedia():
                return self._media(message)
            case TwilioStop():
                self.phase = Phase.STOPPED
                return Signal.STOP
            case TwilioOther():
                return Signal.PING
            case _:
                raise Malformed("start came twice.")

    def binary(self, data: bytes) -> Audio:
        raise Malformed("Twilio's media come as text.")

    def rest(self) -> Audio:
        return self._kept(self._tracks.rest())

    def told(self, message: JsonMessage) -> Sequence[JsonMessage]:
        return (message,) if message["type"] == "error" else ()

    def _media(self, message: TwilioMedia) -> Audio:
        if message.stream_sid != self._stream_sid:
            raise Malformed("streamSid is not the one that start named.")
        media = message.media
        samples = decode_mulaw(media.payload)
        if not len(samples):
            return Audio(None)
        chunk = Chunk(media.chunk, media.timestamp * RATE_HZ // 1000, samples)
        if len(self._held):
            self._recognize(media, chunk)
        return self._kept(self._tracks.put(media.track, chunk))

    def _recognize(self, media: MediaBody, chunk: Chunk) -> None:
        """A stream that begins under a name it had before, with other audio, is a new one."""
        held, self._held = self._held, self._held[:0]
        if chunk.number > 1 or media.track not in self._names:
            return
        near = slice(max(0, chunk.start - WANDER), chunk.end + WANDER)
        there = held[near, self._names.index(media.track)]
        if len(there) < len(chunk.samples):
            return
        windows = np.lib.stride_tricks.sliding_window_view(there, len(chunk.samples))
        if not (windows == chunk.samples).all(axis=1).any():
            self._tracks = Tracks(self._names)
            self._places.remember(self._stream, self._end)

    def _kept(self, samples: NDArray[np.int16]) -> Audio:
        if not len(samples):
            return Audio(None)
        require_room(self._end + len(samples), RATE_HZ, self._limits)
        chunk = AudioChunk(self._end, samples, RATE_HZ)
        self._end = chunk.end
        return Audio(chunk)
