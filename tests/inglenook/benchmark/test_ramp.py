from dataclasses import replace

import pytest

from inglenook.benchmark.figures import BenchResult, Refusal
from inglenook.benchmark.latency import Late
from inglenook.benchmark.ramp import FINALS_P95_S, holds, run_ramp
from inglenook.benchmark.scoring import Agreement, Latencies


def level(streams: int, late_s: float = 1.0) -> BenchResult:
    return BenchResult(
        streams=streams,
        failures=(),
        audio="a session",
        channels=1,
        speakers=False,
        audio_s=60.0,
        cpu_s=6.0,
        settling_cpu_s=1.0,
        client_cpu_s=0.1,
        others_cores=0.0,
        peak_rss_bytes=1,
        latencies=Latencies(finals=[Late(9.0, late_s)]),
        send_late_s=[0.0],
        agreement=Agreement(0, 0),
        word_errors=None,
        refusal=None,
        settings={},
        machine="a machine",
    )


@pytest.mark.parametrize("first", [1, 6, 16])
@pytest.mark.parametrize("most", [0, 1, 5, 8, 20, 37])
async def test_the_ramp_finds_about_how_many_hold(most: int, first: int) -> None:
    told: list[int] = []

    async def run(streams: int) -> BenchResult:
        return level(streams, 1.0 if streams <= most else FINALS_P95_S + 0.1)

    ramp = await run_ramp(run, lambda result: told.append(result.streams), first)
    assert most - max(1, most // 8) <= ramp.largest <= most
    assert told == [result.streams for result in ramp.levels]
    assert len(told) == len(set(told))


def test_a_level_holds_only_with_all_streams_in_time_and_the_door_kept() -> None:
    good = level(4)
    assert holds(good)
    assert not holds(replace(good, failures=("gone",)))
    assert not holds(replace(good, latencies=Latencies()))
    assert holds(replace(good, refusal=Refusal(0.0, (4429, 4429), (30, 30))))
    assert not holds(replace(good, refusal=Refusal(0.0, (4429, 0), (30, None))))
    late_turns = Latencies(finals=[Late(9.0, 1.0)], turns=[Late(9.0, FINALS_P95_S + 1)])
    assert not holds(replace(good, latencies=late_turns))


def test_figures_are_plain() -> None:
    refused = replace(
        level(2),
        latencies=Latencies(finals=[Late(1.0, 0.25), Late(3.0, 0.75)]),
        refusal=Refusal(2.0, (4429,), (30,)),
    )
    figures = refused.to_json()
    assert figures["cpu_s_per_audio_s"] == 0.1
    assert figures["caption_latency_p95_s"] is None
    assert figures["refusal"] == {
        "codes": [4429],
        "retry_after_s": [30],
        "caption_latency_p95_before_s": None,
        "caption_latency_p95_after_s": None,
        "final_latency_p95_before_s": 0.25,
        "final_latency_p95_after_s": 0.75,
    }
    assert "final_latency_p50_s" in refused.table()
