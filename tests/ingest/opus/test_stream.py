"""Opus to samples: every one once, whatever the container and however it is cut."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from opus_audio import container, likeness, packets, tone

from ingest import Malformed, TooLarge
from ingest.opus import Container, OpusStream, Placed

STEREO = tone(1.5, 2)
WEBM, OGG = container(STEREO), container(STEREO, "ogg")
LOOSE = packets(STEREO[:, :1])
KINDS = {Container.WEBM: WEBM, Container.OGG: OGG}


def stream(kind: Container, rate: int = 48_000, channels: int = 2, end: int = 0) -> OpusStream:
    return OpusStream(frozenset({kind}), sample_rate=rate, channels=channels, end=end)


def joined(placed: list[Placed]) -> NDArray[np.int16]:
    for before, after in pairwise(placed):
        assert after.start == before.start + len(before.samples)
    return np.concatenate([piece.samples for piece in placed])


def heard(opened: OpusStream, data: bytes, size: int, offset: int | None = None) -> list[Placed]:
    placed: list[Placed] = []
    for at in range(0, len(data), size):
        placed += opened.push(data[at : at + size], offset)
    return placed + opened.flush()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("channels", [1, 2])
@pytest.mark.parametrize("rate", [48_000, 16_000, 8_000])
def test_a_container_gives_what_was_put_in(kind: Container, rate: int, channels: int) -> None:
    sound = joined(heard(stream(kind, rate, channels), KINDS[kind], 701))
    said = STEREO[:: 48_000 // rate]
    if channels == 1:
        said = said.mean(axis=1, keepdims=True).astype(np.int16)
    assert sound.shape == said.shape
    assert likeness(sound, said) > 0.99


@settings(max_examples=8, deadline=None)
@given(kind=st.sampled_from(list(KINDS)), size=st.integers(6, 9_000))
def test_how_it_is_cut_changes_nothing(kind: Container, size: int) -> None:
    whole = joined(heard(stream(kind), KINDS[kind], 1 << 20))
    assert (joined(heard(stream(kind), KINDS[kind], size)) == whole).all()


@pytest.mark.parametrize("rate", [48_000, 12_000])
def test_loose_packets_at_their_offsets(rate: int) -> None:
    opened = stream(Container.NONE, rate, 1)
    placed = [
        piece
        for number, packet in enumerate(LOOSE)
        for piece in opened.push(packet, number * rate // 50)
    ]
    sound = joined(placed + opened.flush())
    lag = 312 * rate // 48_000
    said = STEREO[:: 48_000 // rate, :1]
    assert len(sound) == len(LOOSE) * rate // 50
    assert likeness(sound[lag:], said[: len(sound) - lag]) > 0.99


def test_a_repeated_packet_stands_where_it_did() -> None:
    opened = stream(Container.NONE, 16_000, 1)
    first = opened.push(LOOSE[0], 0)
    again = opened.push(LOOSE[0], 0)
    assert joined(first + again[:1]).shape == (320, 1)
    assert again[1].start == 0


def test_a_container_begins_where_its_offset_says() -> None:
    opened = stream(Container.WEBM, 16_000, 2, end=5_000)
    assert heard(opened, WEBM, 999, offset=4_000)[0].start == 4_000
    assert opened.push(WEBM, 28_000)[0].start == 28_000
    with pytest.raises(Malformed, match="is not that of the container under way"):
        opened.push(b"more", 28_001)


def test_without_offsets_the_next_container_follows() -> None:
    opened = stream(Container.OGG, 16_000, 2, end=700)
    sound = joined(opened.push(OGG, None) + opened.push(OGG, None) + opened.flush())
    assert len(sound) == 2 * 24_000


def test_a_recorder_that_rested_leaves_silence() -> None:
    """A cluster's timestamp runs ahead: the sound goes to its own time."""
    cluster = WEBM.index(bytes.fromhex("1f43b675"))
    at = WEBM.index(b"\xe7\x81\x00", cluster)
    opened = stream(Container.WEBM)
    first = joined(opened.push(WEBM, None))
    later = bytearray(WEBM[cluster:])
    later[at - cluster : at - cluster + 3] = b"\xe7\x82\x13\x88"  # 5000 ms
    second = joined(opened.push(bytes(later), None))
    assert abs(len(first) + len(second) - (5 * 48_000 + len(STEREO))) < 960
    assert not second[: 3 * 48_000].any()


DAMAGED = {
    "no webm": (Container.WEBM, b"RIFF" + bytes(60)),
    "webm, no track": (Container.WEBM, WEBM.replace(b"A_OPUS", b"A_FLAC")),
    "webm, cut inside": (Container.WEBM, WEBM[:700] + WEBM[1500:]),
    "ogg, a bit turned": (Container.OGG, OGG[:500] + bytes([OGG[500] ^ 1]) + OGG[501:]),
    "ogg, not opus": (Container.OGG, OGG.replace(b"OpusHead", b"\x01vorbis!")),
    "ogg, cut inside": (Container.OGG, OGG[:700] + OGG[1500:]),
    "packet, empty count": (Container.NONE, b"\x03\x00"),
    "packet, nonsense": (Container.NONE, b"\xff\xff" + bytes(40)),
    "webm for ogg": (Container.OGG, WEBM),
}


@pytest.mark.parametrize(("kind", "data"), DAMAGED.values(), ids=DAMAGED)
def test_damage_is_told(kind: Container, data: bytes) -> None:
    with pytest.raises(Malformed) as told:
        stream(kind).push(data, None)
    assert "\n" not in str(told.value)


def test_one_channel_is_not_two() -> None:
    with pytest.raises(Malformed, match="holds one channel, but two were declared"):
        stream(Container.WEBM).push(container(STEREO[:, :1]), None)


def test_much_sound_in_few_bytes_is_refused() -> None:
    bomb = b"\x0b\x06"  # six empty frames of 20 ms
    block = b"\xa3" + bytes([0x80 + 4 + len(bomb)]) + b"\x81\0\0\x80" + bomb
    head = WEBM[: WEBM.index(b"\xa3", WEBM.index(bytes.fromhex("1f43b675")))]
    with pytest.raises(TooLarge, match="120 seconds"):
        stream(Container.WEBM).push(head + block * 2_000, None)


@settings(max_examples=150, deadline=None)
@given(data=st.data(), kind=st.sampled_from(list(Container)))
def test_no_bytes_do_more_than_be_refused(data: st.DataObject, kind: Container) -> None:
    held = {**KINDS, Container.NONE: LOOSE[3]}[kind]
    at = data.draw(st.integers(0, len(held) - 1))
    junk = data.draw(st.binary(max_size=40))
    opened = stream(kind)
    try:
        opened.push(held[:at], None)
        opened.push(junk + held[at + len(junk) : at + 2_000], None)
        opened.flush()
    except (Malformed, TooLarge) as told:
        assert "\n" not in str(told)
