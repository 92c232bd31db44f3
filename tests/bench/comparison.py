"""From the text on the screens of servers to figures that can stand beside each other."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import reduce
from itertools import pairwise
from operator import add
from typing import Any

from screen import State, measure_lateness
from servers import Client

from inglenook.benchmark.figures import late
from inglenook.benchmark.latency import (
    Late,
    SaidClock,
    SaidTurn,
    Shown,
    Word,
    tokens_of,
    turn_latencies,
)
from inglenook.benchmark.running import Spent
from inglenook.client import Track
from inglenook.evaluation.reference import Reference
from inglenook.evaluation.speech import Rate, word_errors

Figures = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Material:
    """What is streamed, what was said, and when each word ended."""

    name: str
    track: Track
    reference: Reference
    words: tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class Run:
    """One server with so many streams."""

    server: str
    streams: int
    failures: tuple[str, ...]
    audio_s: float
    spent: Spent
    """From the first start until every stream was closed."""
    cpu_s: float
    """Of the server until all words were there."""
    peak_rss_bytes: int
    captions: tuple[Late, ...]
    finals: tuple[Late, ...]
    turns: tuple[Late, ...]
    words: int
    words_lost: int
    """Words of the audio that never became final."""
    errors: Rate

    def to_json(self) -> Figures:
        return {
            "server": self.server,
            "streams": self.streams,
            "date": now(),
            "failures": list(self.failures),
            "cpu_s_per_audio_s": round(self.cpu_s / self.audio_s, 3),
            "client_cpu_s": round(self.spent.client_cpu_s, 1),
            "others_cores": round(self.spent.others_cpu_s / self.spent.wall_s, 2),
            "peak_rss_mb": round(self.peak_rss_bytes / 1e6),
            "caption_latency_p50_s": late(self.captions, 50),
            "caption_latency_p95_s": late(self.captions, 95),
            "final_word_latency_p50_s": late(self.finals, 50),
            "final_word_latency_p95_s": late(self.finals, 95),
            "final_turn_latency_p50_s": late(self.turns, 50),
            "final_turn_latency_p95_s": late(self.turns, 95),
            "words": self.words,
            "words_lost": self.words_lost,
            "wer": round(self.errors.value or 0.0, 4),
        }


def words_there_s(readings: Sequence[tuple[Client, Sequence[State]]]) -> float:
    """When all audio was sent and the text changed no more; what a server does after that is not
    counted."""
    moments = [time.monotonic()] if not any(client.departures for client, _ in readings) else []
    for client, states in readings:
        moments += [left_s for _, left_s in client.departures[-1:]]
        moments += [
            later.arrived_s
            for state, later in pairwise(states)
            if (state.committed, state.tail) != (later.committed, later.tail)
        ][-1:]
    return max(moments)


def score(
    name: str,
    material: Material,
    readings: Sequence[tuple[Client, Sequence[State]]],
    spent: Spent,
    cpu_s: float,
    peak_rss_bytes: int,
) -> Run:
    turns = [SaidTurn(None, turn.end, tokens_of(turn.text)) for turn in material.reference.turns]
    said = " ".join(turn.text for turn in material.reference.turns)
    captions: list[Late] = []
    finals: list[Late] = []
    in_turns: list[Late] = []
    lost = 0
    for client, states in readings:
        if not client.departures:
            lost += len(material.words)
            continue
        clock = SaidClock(
            [end / material.track.sample_rate for end, _ in client.departures],
            [left_s for _, left_s in client.departures],
        )
        lateness = measure_lateness(states, material.words, clock)
        captions += [one for one in lateness.shown if one is not None]
        came = [
            (one, word) for one, word in zip(lateness.final, material.words, strict=True) if one
        ]
        finals += [one for one, _ in came]
        lost += len(material.words) - len(came)
        shown = [
            Shown(one.arrived_s, 0, word.start_s, word.end_s, (word.token,), (word,))
            for one, word in came
        ]
        in_turns += turn_latencies(turns, shown, clock)[0]
    texts = [
        " ".join((*states[-1].committed, *states[-1].tail)) if states else ""
        for _, states in readings
    ]
    return Run(
        server=name,
        streams=len(readings),
        failures=tuple(client.failure for client, _ in readings if client.failure),
        audio_s=material.track.seconds * len(readings),
        spent=spent,
        cpu_s=cpu_s,
        peak_rss_bytes=peak_rss_bytes,
        captions=tuple(captions),
        finals=tuple(finals),
        turns=tuple(in_turns),
        words=len(material.words) * len(readings),
        words_lost=lost,
        errors=reduce(add, (word_errors(said, text) for text in texts)),
    )


def table(runs: Sequence[Figures], ours: str) -> str:
    """Markdown; the ratio is of CPU-seconds, theirs to ours with as many streams."""
    lines = [
        "| server | streams | CPU-s per audio-s | ratio | captions p50 / p95 | finals, each word, "
        "p50 / p95 | finals, end of turn, p50 / p95 | words lost | WER | RSS | other work |",
        "| --- |" + " --- |" * 10,
    ]
    mine = {run["streams"]: run["cpu_s_per_audio_s"] for run in runs if run["server"] == ours}
    for run in runs:
        cost = run["cpu_s_per_audio_s"]
        ratio = f"{cost / mine[run['streams']]:.1f}" if mine.get(run["streams"]) else "–"
        spans = " | ".join(
            f"{_plain(run[f'{name}_latency_p50_s'])} / {_plain(run[f'{name}_latency_p95_s'])} s"
            for name in ("caption", "final_word", "final_turn")
        )
        lines.append(
            f"| {run['server']} | {run['streams']} | {cost:.3f} | {ratio} | {spans} | "
            f"{run['words_lost']} of {run['words']} | {100 * run['wer']:.1f} % | "
            f"{run['peak_rss_mb'] / 1000:.1f} GB | {run['others_cores']:.1f} cores |"
        )
    return "\n".join(lines)


def _plain(value: float | None) -> str:
    return "–" if value is None else f"{value:.1f}"


def now() -> str:
    return datetime.now(UTC).isoformat(timespec="minutes")
