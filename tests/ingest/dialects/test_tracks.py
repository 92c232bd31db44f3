"""Two tracks stay aligned, each sample once."""

import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from ingest import Malformed
from ingest.dialects.tracks import LONGEST_GAP, PATIENCE, Chunk, Tracks

SIZE = 160
BOTH = ("inbound", "outbound")
VOICE = {
    name: np.random.default_rng(seed).integers(1, 9_000, 100 * SIZE).astype(np.int16)
    for seed, name in enumerate(BOTH)
}


def chunk(name: str, number: int, *, wander_ms: int = 0) -> Chunk:
    """Numbers count from 1; a chunk holds 20 ms."""
    start = (number - 1) * SIZE
    return Chunk(number, max(0, start + wander_ms * 8), VOICE[name][start : start + SIZE])


def fed(tracks: Tracks, order: list[tuple[str, int]], wander_ms: int = 0) -> NDArray[np.int16]:
    parts = [tracks.put(name, chunk(name, n, wander_ms=wander_ms)) for name, n in order]
    return np.concatenate([*parts, tracks.rest()])


def in_order(first: int, last: int) -> list[tuple[str, int]]:
    return [(name, number) for number in range(first, last + 1) for name in BOTH]


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(), reach=st.integers(0, 60), wander_ms=st.integers(0, 9))
def test_disorder_and_repeats_change_nothing(seed: int, reach: int, wander_ms: int) -> None:
    pick = random.Random(seed)
    order = in_order(1, 100)
    order += pick.sample(order, 20)
    order.sort(key=lambda item: item[1] + pick.uniform(0, reach * 0.75))
    sound = fed(Tracks(BOTH), order, wander_ms)
    for channel, name in enumerate(BOTH):
        assert (sound[:, channel] == VOICE[name]).all()


def test_a_track_that_is_missing_for_a_while_is_silence() -> None:
    order = [item for item in in_order(1, 100) if item[0] == "inbound" or not 20 < item[1] <= 90]
    sound = fed(Tracks(BOTH), order)
    assert (sound[:, 0] == VOICE["inbound"]).all()
    expected = VOICE["outbound"].copy()
    expected[20 * SIZE : 90 * SIZE] = 0
    assert (sound[:, 1] == expected).all()


def test_a_lost_chunk_is_silence_and_nothing_moves() -> None:
    sound = fed(Tracks(BOTH), [item for item in in_order(1, 100) if item != ("inbound", 50)])
    assert (sound[:, 1] == VOICE["outbound"]).all()
    assert not sound[49 * SIZE : 50 * SIZE, 0].any()
    assert (sound[50 * SIZE :, 0] == VOICE["inbound"][50 * SIZE :]).all()


def test_a_present_track_waits_for_the_other_only_so_long() -> None:
    tracks = Tracks(BOTH)
    given = [len(tracks.put("inbound", chunk("inbound", number))) for number in range(1, 101)]
    assert sum(given) == 100 * SIZE - PATIENCE


def test_numbers_that_follow_are_believed_over_the_clock() -> None:
    tracks = Tracks(("inbound",))
    stuck = [Chunk(number, 0, chunk("inbound", number).samples) for number in range(1, 101)]
    parts = [tracks.put("inbound", piece) for piece in stuck]
    assert (np.concatenate(parts)[:, 0] == VOICE["inbound"]).all()


def test_numbers_shared_by_both_tracks() -> None:
    tracks = Tracks(BOTH)
    parts = []
    for at, (name, number) in enumerate(in_order(1, 100), start=1):
        piece = chunk(name, number)
        parts.append(tracks.put(name, Chunk(at, piece.start, piece.samples)))
    sound = np.concatenate(parts)
    assert (sound == np.stack(list(VOICE.values()), axis=1)).all()


def test_what_is_held_is_not_taken_again() -> None:
    held = 30 * SIZE
    sound = fed(Tracks(BOTH, held), in_order(21, 100))
    assert (sound == np.stack(list(VOICE.values()), axis=1)[held:]).all()


def test_a_far_jump_and_a_strange_track_are_refused() -> None:
    with pytest.raises(Malformed, match="ten minutes"):
        Tracks(BOTH).put("inbound", Chunk(1, LONGEST_GAP + 1, np.ones(SIZE, np.int16)))
    with pytest.raises(Malformed, match="none of those"):
        Tracks(BOTH).put("sideways", chunk("inbound", 1))
