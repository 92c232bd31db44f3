from typing import Any

import numpy as np
import pytest

from inglenook.benchmark.scoring import (
    measure_agreement,
    measure_latencies,
    measure_words,
    texts_of,
)
from inglenook.benchmark.stream import Stream
from inglenook.client import Track
from inglenook.evaluation.reference import Reference, ReferenceTurn

RATE = 1000
TRACK = Track(np.zeros((4 * RATE, 2), np.int16), RATE)
REFERENCE = Reference(
    turns=(
        ReferenceTurn(speaker="clinician", text="How are you?", start=0.0, end=1.0),
        ReferenceTurn(speaker="client", text="Tired, um, mostly.", start=1.0, end=2.0),
    )
)


def final(text: str, start: float, end: float, channel: int) -> dict[str, Any]:
    words = [{"text": word, "start": start, "end": end} for word in text.split()]
    return {
        "type": "final",
        "channel": channel,
        "start": start,
        "end": end,
        "text": text,
        "words": words,
    }


def stream(*finals: tuple[float, dict[str, Any]], began_s: float = 100.0) -> Stream:
    seen = Stream(departures=[(end, began_s + end / RATE) for end in range(100, 4001, 100)])
    seen.arrivals = [(began_s + after_s, event) for after_s, event in finals]
    return seen


WHOLE = stream(
    (2.5, final("Tired mostly.", 1.0, 2.0, 1)), (1.5, final("How are you?", 0.0, 1.0, 0))
)
CUT = stream((1.5, final("How are you?", 0.0, 1.0, 0)), began_s=7.0)


def test_words_stay_with_their_channel() -> None:
    assert texts_of(WHOLE, 2) == ("How are you?", "Tired mostly.")


def test_latencies_follow_each_streams_own_clock() -> None:
    seen = measure_latencies([WHOLE, CUT], TRACK, REFERENCE)
    assert sorted(one.late_s for one in seen.finals) == [pytest.approx(0.5)] * 3
    assert [one.late_s for one in seen.turns] == [pytest.approx(0.5)] * 3
    assert (seen.turns_unheard, seen.words, seen.words_captioned) == (1, 8, 0)


def test_errors_are_counted_per_channel_over_all_streams() -> None:
    rate = measure_words([WHOLE, CUT], 2, REFERENCE)
    assert rate is not None
    assert (rate.count, rate.total) == (2, 10)
    assert measure_words([WHOLE], 2, None) is None


def test_a_stream_that_lost_words_is_seen() -> None:
    agreement = measure_agreement([WHOLE, WHOLE, CUT], 2)
    assert (agreement.streams_changed, agreement.words_changed) == (1, 2)
    assert measure_agreement([WHOLE, WHOLE], 2).streams_changed == 0
