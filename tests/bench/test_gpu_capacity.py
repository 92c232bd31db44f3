"""What `gpu_capacity.py` computes, without a GPU: shapes to operations, load to schedule."""

import math
from collections import Counter
from dataclasses import replace
from itertools import pairwise

import pytest
from capacity.cost import Alignment, Costs, Decoding, Encoding, Estimate, between
from capacity.device import Device
from capacity.geometry import H200, TINY, TURBO, Geometry
from capacity.live import Live
from capacity.load import Load, Piece, pieces
from capacity.random_model import random_model, vocabulary
from capacity.schedule import BatchRule, largest, percentile, simulate
from hypothesis import given
from hypothesis import strategies as st

from gpu import Priority

LOAD = Load()
ALONE = replace(LOAD, caption_every_s=None)


def final(number: int = 0, *, asked_s: float = 1.0, window_s: int = 10, tokens: int = 20) -> Piece:
    return Piece(asked_s, asked_s, (number, 0), Priority.FINAL, window_s, 5, tokens)


def caption(number: int = 0, *, asked_s: float = 1.0) -> Piece:
    return Piece(asked_s, asked_s, (number, 0), Priority.CAPTION, 10, 1, 20)


def run(asked, served_s, **options):
    rule = options.pop("rule", BatchRule(largest=8))
    return simulate(asked, served_s, rule, streams=1, seconds=1.0, **options)


# Shapes


def test_the_encoder_of_turbo_needs_2_27_tera_operations_for_30_s():
    convolutions = 2 * 3 * 1280 * (3000 * 128 + 1500 * 1280)
    layer = 24 * 1280 * 1280 * 1500 + 4 * 1280 * 1500 * 1500
    assert TURBO.encoder_operations(30) == convolutions + 32 * layer == 2_273_771_520_000


def test_turbo_has_the_parameters_its_makers_tell():
    assert TURBO.parameters == pytest.approx(809e6, rel=0.01)
    assert TINY.parameters == pytest.approx(39e6, rel=0.06)


def test_a_step_reads_weights_memory_and_what_each_hypothesis_said():
    weights = 4 * 14 * 1280**2 + 51_866 * 1280
    memory = 4 * 2 * 1280 * 1500
    assert TURBO.step_bytes(1, 1, 30, 0) == 2 * (weights + memory) == 346_997_760
    said = 4 * 2 * 1280 * 7
    assert TURBO.step_bytes(3, 5, 30, 7) == 2 * (weights + 3 * memory + 15 * said)
    assert TURBO.step_bytes(1, 1, 30, 0, weight_bytes=1) == weights + 2 * memory


def test_a_token_needs_two_operations_for_each_weight_it_meets():
    attention = 4 * 1280 * (500 + 11)
    weights = 4 * 14 * 1280**2 + 51_866 * 1280
    assert TURBO.token_operations(10, 10) == 2 * weights + 4 * attention
    assert TURBO.memory_operations(10) == 4 * 2 * 2 * 1280**2 * 500


def test_the_vocabulary_ends_where_whisper_ends():
    tokens = vocabulary(51_866)
    assert len(tokens) == len(set(tokens)) == 51_866
    assert tokens[50_257:50_260] == ["<|endoftext|>", "<|startoftranscript|>", "<|en|>"]
    assert tokens[50_364] == "<|notimestamps|>"
    assert tokens[-1] == "<|30.00|>"


def test_a_random_model_decodes_as_many_tokens_as_it_is_told(tmp_path):
    small = Geometry("small", 1, 2, 64, 2, 80, 51_866)
    device = Device(small, random_model(small, tmp_path), device="cpu", compute_type="int8")
    encoded = device.encode(device.features(2, 4))
    assert encoded.shape == [2, 200, 64]
    for beam, tokens in ((1, 3), (5, 9)):
        said = device.decode(encoded, beam, tokens)
        assert [len(each) for each in said] == [tokens, tokens]
        device.align(encoded, said)


# Load


def test_streams_talk_four_fifths_of_the_time():
    seconds, streams = 600.0, 40
    spoken = sum(
        (piece.tokens - 4) / LOAD.tokens_per_s for piece in pieces(ALONE, streams, seconds)
    )
    assert spoken / (seconds * streams) == pytest.approx(0.8, abs=0.03)


def test_more_streams_ask_for_all_that_fewer_do():
    few, many = pieces(LOAD, 3, 40.0), pieces(LOAD, 5, 40.0)
    assert not Counter(few) - Counter(many)
    assert [piece.asked_s for piece in many] == sorted(piece.asked_s for piece in many)


def test_each_utterance_is_captioned_every_two_seconds_until_its_final():
    asked = [piece for piece in pieces(LOAD, 4, 120.0) if piece.utterance[1] > 0]
    for utterance in {piece.utterance for piece in asked if piece.final}:
        *captions, last = (piece for piece in asked if piece.utterance == utterance)
        assert last.final
        assert last.asked_s == pytest.approx(last.said_s + LOAD.endpoint_s)
        steps = [b.asked_s - a.asked_s for a, b in pairwise(captions)]
        assert steps == pytest.approx([2.0] * len(steps))
        assert len(captions) == pytest.approx((last.tokens - 4) / LOAD.tokens_per_s / 2, abs=1.1)
        assert last.window_s >= max(10, (last.tokens - 4) / LOAD.tokens_per_s)
        assert all(2 < piece.window_s <= 12 for piece in captions)


def test_a_load_without_time_for_pauses_is_refused():
    with pytest.raises(ValueError, match="leaves"):
        pieces(replace(LOAD, speech_share=0.95), 1, 10.0)


# Costs


def test_between_two_batches_the_cost_is_on_their_line():
    table = {1: 1.0, 4: 2.5, 8: 3.0}
    assert [between(table, at) for at in (1, 2, 4, 6, 8, 12)] == [1.0, 1.5, 2.5, 2.75, 3.0, 3.5]


def test_a_batch_costs_encoder_decoder_and_for_finals_word_times():
    costs = Costs(
        (Encoding(10, 1, 0.1), Encoding(10, 3, 0.3)),
        (
            Decoding(10, 1, 5, 10, 1.0),
            Decoding(10, 1, 5, 30, 3.0),
            Decoding(10, 1, 1, 10, 0.5),
            Decoding(10, 1, 1, 30, 1.5),
        ),
        (Alignment(10, 1, 10, 0.01),),
    )
    assert costs.served_s([final(tokens=20)]) == pytest.approx(0.1 + 2.0 + 0.01)
    assert costs.served_s([final(tokens=10), final(tokens=30)]) == pytest.approx(0.2 + 3.0 + 0.01)
    assert costs.served_s([caption()]) == pytest.approx(0.1 + 1.0)
    with_spectra = replace(costs, features_s=0.001)
    assert with_spectra.served_s([caption(), caption()]) == pytest.approx(0.2 + 1.0 + 0.02)
    wider = replace(costs, encodings=(*costs.encodings, Encoding(20, 1, 0.5)))
    assert wider.served_s([final(window_s=15)]) == pytest.approx(0.3 + 2.0 + 0.01)


def test_more_workers_hide_the_host_but_share_the_device():
    host_bound = Estimate(TURBO, H200, launch_s=1.0)
    device_bound = Estimate(TURBO, H200, launch_s=0.0, alignment_s=0.0)
    batch = [final(number) for number in range(8)]
    assert replace(host_bound, workers=4).served_s(batch) == host_bound.served_s(batch)
    assert replace(device_bound, workers=4).served_s(batch) == pytest.approx(
        4 * device_bound.served_s(batch)
    )


# Schedule


def test_percentiles_go_by_rank():
    values = [float(value) for value in range(20, 0, -1)]
    assert [percentile(values, p) for p in (5, 50, 95, 96, 100)] == [1.0, 10.0, 19.0, 20.0, 20.0]
    assert percentile([3.0], 95) == 3.0
    assert percentile([], 95) == 0.0


@given(st.integers(0, 3_000))
def test_the_largest_that_holds_is_found_to_5_per_cent(limit):
    found = largest(lambda streams: streams <= limit, 2_000)
    best = min(limit, 2_000)
    assert found <= best
    assert best - found <= max(1, best // 20)


def test_delays_grow_with_the_streams():
    def outcome(streams):
        asked = pieces(LOAD, streams, 12.0)
        return simulate(
            asked,
            lambda batch: 0.03 + 0.008 * len(batch),
            BatchRule(largest=16),
            streams=streams,
            seconds=12.0,
        )

    outcomes = [outcome(streams) for streams in (2, 20, 200, 800)]
    finals = [percentile(each.finals_s, 95) for each in outcomes]
    assert finals == sorted(finals)
    assert finals[0] < 0.8
    assert finals[-1] > 2.0
    kept = [each.captions_kept for each in outcomes]
    assert kept == sorted(kept, reverse=True)
    assert kept[0] == 1.0 > kept[-1]
    assert [each.holds(2.0) for each in outcomes] == [True, True, False, False]


@given(
    st.integers(1, 12),
    st.floats(0.0, 0.6),
    st.integers(1, 3),
    st.integers(1, 6),
    st.sampled_from([0.0, 0.05]),
)
def test_every_final_is_served_once_and_batches_are_alike(streams, cost_s, workers, most, gather_s):
    seen = Counter()

    def served_s(batch):
        assert 1 <= len(batch) <= most
        assert len({(piece.priority, piece.window_s, piece.beam) for piece in batch}) == 1
        seen.update(batch)
        return cost_s

    asked = pieces(LOAD, streams, 10.0)
    rule = BatchRule(most, gather_s)
    outcome = simulate(asked, served_s, rule, streams=streams, seconds=10.0, workers=workers)
    assert set(seen.values()) <= {1}
    assert [piece for piece in asked if piece.final and piece not in seen] == []
    assert outcome.captions_dropped == sum(piece not in seen for piece in asked)
    assert all(delay >= cost_s for delay in outcome.finals_s)


def test_finals_overtake_captions_that_wait():
    order = []
    asked = [caption(1), caption(2), final(3), final(4, window_s=15)]
    run(asked, lambda batch: order.append(batch[0].final) or 1.0, rule=BatchRule(1, 0.0))
    assert order == [True, True, False, False]


def test_a_caption_gives_way_to_its_final_and_to_the_one_before_it():
    asked = [caption(1), caption(1, asked_s=1.1), final(2, asked_s=1.2), caption(3, asked_s=1.3)]
    asked += [final(3, asked_s=1.4)]
    outcome = run(asked, lambda batch: 1.0, rule=BatchRule(1, 0.0))
    assert outcome.captions_dropped == 2
    assert outcome.captions_s == [1.0]
    assert outcome.finals_s == pytest.approx([1.8, 2.6])


def test_a_batch_waits_for_companions_and_starts_when_full():
    asked = [final(1), final(2, asked_s=1.1), final(3, asked_s=1.15), final(4, asked_s=1.9)]
    outcome = run(asked, lambda batch: 0.5, rule=BatchRule(3, 0.2))
    assert outcome.batch_sizes == [3, 1]
    assert outcome.finals_s == pytest.approx([0.65, 0.55, 0.5, 0.7])


@pytest.mark.parametrize("streams", [20, 60, 90, 120, 400])
def test_giving_up_early_does_not_change_the_answer(streams):
    asked = pieces(LOAD, streams, 20.0)

    def holds(give_up_s):
        outcome = simulate(
            asked,
            lambda batch: 0.1 + 0.01 * len(batch),
            BatchRule(),
            streams=streams,
            seconds=20.0,
            give_up_s=give_up_s,
        )
        return outcome.holds(2.0)

    assert holds(2.0) == holds(math.inf)


# In real time


def live(serve):
    return Live(serve, BatchRule(largest=4), streams=1, seconds=0.0, threads=2)


def test_the_lane_serves_all_that_is_asked_for_in_alike_batches():
    batches = []
    asked = [final(number, asked_s=0.0, window_s=10 + 5 * (number % 2)) for number in range(9)]
    outcome = live(lambda batch: batches.append(list(batch))).run([*asked, caption(9, asked_s=0.0)])
    assert len(outcome.finals_s) == 9
    assert len(outcome.captions_s) == 1
    assert all(len({piece.window_s for piece in batch}) == 1 for batch in batches)
    assert sum(map(len, batches)) == 10


def test_a_failing_device_ends_the_run_with_its_own_error():
    def fail(batch):
        raise RuntimeError("out of memory")

    with pytest.raises(RuntimeError, match="out of memory"):
        live(fail).run([final(asked_s=0.0)])
