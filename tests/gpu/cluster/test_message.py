import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from gpu import Decoded, DecodedWord, DecodeRequest, Known, Priority
from gpu.cluster.message import (
    Answered,
    Asked,
    BadMessage,
    Operation,
    pack_answered,
    pack_asked,
    unpack_answered,
    unpack_asked,
)

SOUND = np.linspace(-1, 1, 1234, dtype=np.float32)


def test_a_decode_comes_through_as_it_was_asked():
    known = (Known("so far", 0, 900, open=True),)
    request = DecodeRequest(
        SOUND, Priority.CAPTION, 5, False, "fi", known, "sertraliini", "ja sitten", "s_1"
    )
    asked = Asked(Operation.DECODE, Priority.CAPTION, SOUND, decode=request)
    heard = unpack_asked(pack_asked(asked)).decode
    assert heard is not None
    assert np.array_equal(heard.samples, SOUND)
    for name in ("priority", "beam_size", "word_times", "language", "known", "prompt", "guess"):
        assert getattr(heard, name) == getattr(request, name)
    assert heard.session == "s_1"


def test_spans_come_through():
    asked = Asked(Operation.EMBED_SPANS, Priority.SPEAKER, SOUND, ((0, 400), (400, 1234)))
    assert unpack_asked(pack_asked(asked)).spans == asked.spans


def test_answers_come_through():
    decoded = Decoded("ääni", (DecodedWord("ääni", 1, 2, 0.5),), "fi", -0.1, 0.2, 1.5, 900, 0.75)
    answered = Answered(decoded, (0.0, 1.5))
    assert unpack_answered(pack_answered(answered)) == answered
    activity = np.ones((589, 3), np.float32)
    heard = unpack_answered(pack_answered(Answered(activity)))
    assert np.array_equal(heard.outcome, activity)


@given(some.binary(max_size=300))
def test_any_bytes_are_read_or_refused(body):
    for read in (unpack_asked, unpack_answered):
        with pytest.raises(BadMessage):
            read(body)


@given(at=some.integers(0, 200), byte=some.integers(0, 255), cut=some.integers(0, 200))
def test_a_damaged_message_is_read_or_refused(at, byte, cut):
    whole = bytearray(
        pack_asked(Asked(Operation.SEGMENT, Priority.FINAL, np.zeros(20, np.float32)))
    )
    whole[min(at, len(whole) - 1)] = byte
    for body in (bytes(whole), bytes(whole[: len(whole) - cut])):
        try:
            unpack_asked(body)
        except BadMessage as error:
            assert error.__cause__ is None
