"""The protocol without a socket."""

import json
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest import IngestLimits, Malformed, TooLarge
from ingest.protocol import Audio, Conversation, Phase, Signal, Started

LIMITS = IngestLimits(max_frame_bytes=4096, max_session_s=60)


def start(**changes: Any) -> str:
    declared = {"encoding": "pcm_s16le", "sample_rate": 8000, "channels": 1}
    declared |= changes.pop("format", {})
    return json.dumps({"type": "start", "format": declared, "framing": "offset"} | changes)


def begun(end: int = 0, **changes: Any) -> Conversation:
    conversation = Conversation(LIMITS)
    assert isinstance(conversation.text(start(**changes)), Started)
    conversation.begin(end)
    return conversation


def signal(kind: str) -> str:
    return json.dumps({"type": kind})


@given(
    audio=st.binary(max_size=400).map(lambda data: data[: len(data) // 4 * 4]),
    steps=st.lists(st.tuples(st.integers(0, 110), st.integers(0, 60), st.booleans()), max_size=40),
)
def test_audio_is_taken_exactly_once(audio: bytes, steps: list[tuple[int, int, bool]]) -> None:
    """However a client cuts, repeats and reconnects: what is held is a prefix of what it has."""
    declared = {"encoding": "pcm_s16le", "sample_rate": 8000, "channels": 2}
    held: list[bytes] = []
    conversation = begun(format=declared)
    for offset, frames, reconnects in steps:
        if reconnects:
            conversation = begun(conversation.end, format=declared)
        sent = offset.to_bytes(8) + audio[offset * 4 : (offset + frames) * 4]
        if offset > conversation.end:
            with pytest.raises(Malformed, match="gap"):
                conversation.binary(sent)
            conversation = begun(conversation.end, format=declared)
            continue
        chunk = conversation.binary(sent).chunk
        if chunk is not None:
            assert chunk.start == sum(map(len, held)) // 4
            assert chunk.samples.shape == (chunk.end - chunk.start, 2)
            held.append(chunk.samples.tobytes())
        assert b"".join(held) == audio[: conversation.end * 4]


@settings(max_examples=50)
@given(text=st.text() | st.recursive(st.none() | st.integers(), st.lists).map(json.dumps))
def test_no_text_does_more_than_be_refused(text: str) -> None:
    conversation = Conversation(LIMITS)
    with pytest.raises(Malformed) as refused:
        conversation.text(text)
    assert "\n" not in str(refused.value)
    assert conversation.phase is Phase.AWAITING_START


@given(data=st.binary(max_size=64), raw=st.booleans())
def test_no_frame_does_more_than_be_refused(data: bytes, raw: bool) -> None:
    conversation = begun(framing="raw" if raw else "offset")
    try:
        taken = conversation.binary(data)
    except Malformed as refused:
        assert "\n" not in str(refused)
        assert conversation.end == 0
    else:
        assert conversation.end == (0 if taken.chunk is None else len(taken.chunk.samples))


def test_raw_audio_follows_what_is_held() -> None:
    conversation = begun(100, framing="raw")
    first = conversation.binary(b"\1\0\2\0").chunk
    second = conversation.binary(b"\3\0").chunk
    assert first is not None
    assert second is not None
    assert (first.start, second.start, conversation.end) == (100, 102, 103)
    assert np.array_equal(first.samples, [[1], [2]])


def test_an_empty_frame_is_nothing() -> None:
    conversation = begun(7)
    assert conversation.binary((7).to_bytes(8)) == Audio(None)
    with pytest.raises(Malformed, match="gap"):
        conversation.binary((8).to_bytes(8))


def test_phases() -> None:
    conversation = begun()
    assert conversation.text(signal("pause")) is Signal.PAUSE
    with pytest.raises(Malformed, match="paused"):
        conversation.binary(bytes(10))
    assert conversation.text(signal("resume")) is Signal.RESUME
    assert conversation.text(signal("stop")) is Signal.STOP
    assert conversation.text(signal("stop")) is Signal.STOP
    assert conversation.text(signal("ping")) is Signal.PING
    with pytest.raises(Malformed, match="after stop"):
        conversation.binary(bytes(10))
    with pytest.raises(Malformed, match="Nothing follows stop"):
        conversation.text(signal("resume"))
    assert conversation.phase is Phase.STOPPED


def test_start_comes_once() -> None:
    conversation = begun()
    with pytest.raises(Malformed, match="twice"):
        conversation.text(start())


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        ({"format": {"sample_rate": 7999}}, "start.format.sample_rate: "),
        ({"format": {"sample_rate": 48001}}, "start.format.sample_rate: "),
        ({"format": {"sample_rate": "16000"}}, "start.format.sample_rate: "),
        ({"format": {"channels": 3}}, "start.format.channels: "),
        ({"format": {"encoding": "flac"}}, "start.format.encoding: "),
        ({"format": {"encoding": "opus", "sample_rate": 44100}}, "format.sample_rate: Opus is"),
        ({"framing": "chunked"}, "start.framing: "),
        ({"channel_roles": ["clinician", "client"]}, "channel_roles must name one role for each"),
        ({"channel_roles": ["dentist"]}, "start.channel_roles.0: "),
    ],
)
def test_what_a_start_may_not_say(changes: dict[str, Any], line: str) -> None:
    with pytest.raises(Malformed) as refused:
        Conversation(LIMITS).text(start(**changes))
    assert str(refused.value).startswith(line)


def test_limits() -> None:
    conversation = begun()
    with pytest.raises(TooLarge, match="4096 bytes"):
        conversation.binary(bytes(4097))
    with pytest.raises(TooLarge, match="4096 bytes"):
        conversation.text(" " * 4097)
    last = begun(60 * 8000 - 1)
    last.binary((60 * 8000 - 1).to_bytes(8) + b"\0\0")
    with pytest.raises(TooLarge, match="60 seconds"):
        last.binary((60 * 8000).to_bytes(8) + b"\0\0")
