"""A connection's Opus audio: which container it comes in, and where its samples belong."""

from dataclasses import dataclass
from enum import Enum
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from ingest.errors import Malformed, TooLarge
from ingest.opus import ogg, webm
from ingest.opus.decoder import OpusDecoder
from ingest.opus.ogg import OggDemuxer
from ingest.opus.packet import OPUS_HZ, Demuxed, OpusHead, OpusPacket, duration
from ingest.opus.webm import WebmDemuxer

OPUS_RATES_HZ: Final = (8_000, 12_000, 16_000, 24_000, 48_000)
"""Rates at which every Opus packet lasts a whole number of samples."""
_LONGEST_MESSAGE_S: Final = 120
"""Sound that one message may hold: a few bytes of Opus can stand for a lot of it."""
_RAW_GAIN: Final = 0


class Container(Enum):
    """How packets are wrapped."""

    NONE = "loose packets"
    """Each message is one packet."""
    OGG = "Ogg"
    WEBM = "WebM"


@dataclass(frozen=True, slots=True)
class Placed:
    """Decoded samples at their place in the session."""

    start: int
    samples: NDArray[np.int16]
    """Shape (frames, channels)."""


_Demuxer: TypeAlias = OggDemuxer | WebmDemuxer


class OpusStream:
    """Fed with messages in order; places and rates are the session's.

    A message's offset is the place of its packet, or of the first sample of the container that
    it belongs to. Without offsets each container begins where the last one ended.
    """

    def __init__(
        self, taken: frozenset[Container], *, sample_rate: int, channels: int, end: int
    ) -> None:
        """`taken`: what may come; `end`: where the session's audio ends now."""
        self._taken = taken
        self._sample_rate = sample_rate
        self._channels = channels
        self._base = end
        self._kind: Container | None = None
        self._demuxer: _Demuxer | None = None
        self._decoder: OpusDecoder | None = None
        self._sound = 0

    def push(self, data: bytes, offset: int | None) -> list[Placed]:
        """Raises `Malformed`, `TooLarge`."""
        self._sound = 0
        begins = self._begins(data)
        if begins is not None:
            return [*self.flush(), *self._open(begins, data, offset)]
        if self._kind is Container.NONE:
            return self._loose(data, offset)
        if offset is not None and offset != self._base:
            raise Malformed(
                f"Offset {offset} is not that of the container under way ({self._base}); "
                "a container is sent from its first byte."
            )
        return self._unwrap(data)

    def flush(self) -> list[Placed]:
        """What is still held back; the next message begins a new container or run of packets."""
        decoder, self._decoder, self._demuxer = self._decoder, None, None
        if decoder is None:
            return []
        start = self._base + decoder.given
        rest = decoder.flush()
        self._base += decoder.given
        return [Placed(start, rest)] if len(rest) else []

    def _begins(self, data: bytes) -> Container | None:
        """The container that begins with this message; None where the one under way goes on."""
        if data[:4] == webm.MAGIC:
            kind = Container.WEBM
        elif ogg.begins(data):
            kind = Container.OGG
        elif self._kind is not None:
            return None
        else:
            loose = Container.NONE in self._taken
            kind = Container.NONE if loose else next(iter(self._taken))
            if len(self._taken) > 1 and not loose:
                raise Malformed("The audio is neither Ogg nor WebM; name its encoding.")
        if kind not in self._taken:
            raise Malformed(f"The audio is {kind.value}, but another encoding was declared.")
        return kind

    def _open(self, kind: Container, data: bytes, offset: int | None) -> list[Placed]:
        self._kind = kind
        if offset is not None:
            self._base = offset
        if kind is Container.NONE:
            return self._loose(data, offset)
        self._demuxer = OggDemuxer() if kind is Container.OGG else WebmDemuxer()
        return self._unwrap(data)

    def _loose(self, data: bytes, offset: int | None) -> list[Placed]:
        if not data:
            return []
        placed: list[Placed] = []
        if offset is not None and offset != self._expected:
            placed = self.flush()
            self._base = offset
        if self._decoder is None:
            self._decoder = self._decoding(OpusHead(self._channels, 0, _RAW_GAIN))
        return placed + self._decoded(self._decoder, OpusPacket(data))

    @property
    def _expected(self) -> int:
        taken = self._decoder.taken if self._decoder is not None else 0
        return self._base + taken * self._sample_rate // OPUS_HZ

    def _unwrap(self, data: bytes) -> list[Placed]:
        if self._demuxer is None:
            raise Malformed("The container has ended; send a new one from its first byte.")
        placed: list[Placed] = []
        for item in self._demuxer.push(data):
            placed += self._item(item)
        return placed

    def _item(self, item: Demuxed) -> list[Placed]:
        if isinstance(item, OpusPacket):
            if self._decoder is None:
                raise Malformed("The container is damaged: sound comes before its header.")
            return self._decoded(self._decoder, item)
        if item.channels < self._channels:
            raise Malformed("The container holds one channel, but two were declared.")
        demuxer = self._demuxer
        placed = self.flush()
        self._demuxer, self._decoder = demuxer, self._decoding(item)
        return placed

    def _decoding(self, head: OpusHead) -> OpusDecoder:
        return OpusDecoder(head, sample_rate=self._sample_rate, channels=self._channels)

    def _decoded(self, decoder: OpusDecoder, packet: OpusPacket) -> list[Placed]:
        self._sound += duration(packet.data) + packet.silence
        if self._sound > _LONGEST_MESSAGE_S * OPUS_HZ:
            raise TooLarge(f"A message is limited to {_LONGEST_MESSAGE_S} seconds of sound.")
        start = self._base + decoder.given
        samples = decoder.push(packet)
        return [Placed(start, samples)] if len(samples) else []
