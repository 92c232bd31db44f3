"""What a container of Opus holds, and how long a packet lasts (RFC 6716, RFC 7845)."""

from dataclasses import dataclass
from typing import Final, Self, TypeAlias

from ingest.errors import Malformed

OPUS_HZ: Final = 48_000
"""The clock of Opus, whatever rate it was made from."""
LONGEST_PACKET: Final = 5_760
"""120 ms, in samples at `OPUS_HZ`."""

_HEAD_BYTES: Final = 19
_SILK: Final = (480, 960, 1920, 2880)
_HYBRID: Final = (480, 960)
_CELT: Final = (120, 240, 480, 960)


@dataclass(frozen=True, slots=True)
class OpusHead:
    """What a container says of the stream that follows."""

    channels: int
    """1 or 2."""
    pre_skip: int
    """Samples at `OPUS_HZ` that only warm the decoder up."""
    gain: int
    """Q7.8 decibels, to be applied when decoding."""

    @classmethod
    def read(cls, data: bytes) -> Self:
        """An `OpusHead` packet, or a WebM track's `CodecPrivate`. Raises `Malformed`."""
        if len(data) < _HEAD_BYTES or data[:8] != b"OpusHead" or data[8] >> 4:
            raise Malformed("The container's Opus header is damaged.")
        if data[18] or data[9] not in (1, 2):
            raise Malformed("Opus is taken with one or two channels.")
        pre_skip = int.from_bytes(data[10:12], "little")
        gain = int.from_bytes(data[16:18], "little", signed=True)
        return cls(data[9], pre_skip, gain)

    def write(self) -> bytes:
        """As the decoder wants it; the skipping is done by its caller."""
        return b"".join(
            (
                b"OpusHead\x01",
                bytes([self.channels]),
                bytes(2),
                OPUS_HZ.to_bytes(4, "little"),
                self.gain.to_bytes(2, "little", signed=True),
                bytes(1),
            )
        )


@dataclass(frozen=True, slots=True)
class OpusPacket:
    """One packet and what its container says around it; counts are samples at `OPUS_HZ`."""

    data: bytes
    silence: int = 0
    """Missing before it: nothing was recorded for so long."""
    trim: int = 0
    """To be cut off its end: padding of the last packet."""


Demuxed: TypeAlias = OpusHead | OpusPacket


def duration(packet: bytes) -> int:
    """Samples at `OPUS_HZ`, from the table-of-contents byte (RFC 6716, 3.1). `Malformed`."""
    if not packet:
        raise Malformed("An Opus packet is empty.")
    config, code = packet[0] >> 3, packet[0] & 3
    if config < 12:
        frame = _SILK[config & 3]
    elif config < 16:
        frame = _HYBRID[config & 1]
    else:
        frame = _CELT[config & 3]
    frames = 1 if code == 0 else 2
    if code == 3:
        frames = packet[1] & 0x3F if len(packet) > 1 else 0
    if not 0 < frame * frames <= LONGEST_PACKET:
        raise Malformed("An Opus packet is damaged.")
    return frame * frames
