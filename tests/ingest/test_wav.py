"""WAV headers and byte ranges."""

import io
import wave

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.wav import ByteRange, Unsatisfiable, read_range, wav_header


def test_the_header_is_read_by_others() -> None:
    data = wav_header(sample_rate=44_100, channels=2, frames=3) + bytes(12)
    with wave.open(io.BytesIO(data)) as file:
        assert (file.getframerate(), file.getnchannels(), file.getnframes()) == (44_100, 2, 3)
        assert file.getsampwidth() == 2


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, None),
        ("bytes=0-", ByteRange(0, 99)),
        ("bytes=10-19", ByteRange(10, 19)),
        ("bytes=90-500", ByteRange(90, 99)),
        ("bytes=-10", ByteRange(90, 99)),
        ("bytes=-500", ByteRange(0, 99)),
        ("bytes=5-4", None),
        ("bytes=-", None),
        ("bytes=0-1,5-6", None),
        ("frames=0-1", None),
    ],
)
def test_ranges(value: str | None, expected: ByteRange | None) -> None:
    assert read_range(value, 100) == expected


@pytest.mark.parametrize("value", ["bytes=100-", "bytes=-0", f"bytes={'9' * 5000}-"])
def test_ranges_that_hold_nothing(value: str) -> None:
    with pytest.raises(Unsatisfiable):
        read_range(value, 100)


@given(
    value=st.from_regex(r"bytes=[0-9]{0,3}-[0-9]{0,3}", fullmatch=True), total=st.integers(1, 500)
)
def test_a_range_lies_within(value: str, total: int) -> None:
    try:
        found = read_range(value, total)
    except Unsatisfiable:
        return
    assert found is None or 0 <= found.first <= found.last < total
