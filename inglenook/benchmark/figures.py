"""The figures of a run, as a table and as JSON."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from ingest.protocol import CloseCode
from inglenook.benchmark.latency import Late
from inglenook.benchmark.scoring import Agreement, Latencies
from inglenook.evaluation.speech import Rate


@dataclass(frozen=True, slots=True)
class Refusal:
    """What clients were told that knocked while every place was taken."""

    first_s: float
    """When the first one knocked, by the clock of the arrivals."""
    codes: tuple[int, ...]
    """With which each was let go; 0 where it was let in."""
    retry_after_s: tuple[int | None, ...]

    @property
    def kept(self) -> bool:
        """Every one was refused and told when to come again."""
        return all(code == CloseCode.OVER_CAPACITY for code in self.codes) and all(
            seconds is not None for seconds in self.retry_after_s
        )

    def to_json(self, insiders: Latencies) -> dict[str, object]:
        """With the latencies of those inside, before and after the first knock."""
        answer: dict[str, object] = {
            "codes": list(self.codes),
            "retry_after_s": list(self.retry_after_s),
        }
        for name, all_of_them in (("caption", insiders.captions), ("final", insiders.finals)):
            before = [one for one in all_of_them if one.arrived_s < self.first_s]
            after = [one for one in all_of_them if one.arrived_s >= self.first_s]
            answer[f"{name}_latency_p95_before_s"] = late(before, 95)
            answer[f"{name}_latency_p95_after_s"] = late(after, 95)
        return answer


@dataclass(frozen=True, slots=True)
class BenchResult:
    """Figures of one run."""

    streams: int
    failures: tuple[str, ...]
    audio: str
    channels: int
    speakers: bool
    """Voices were followed live."""
    audio_s: float
    """Of all streams together, as far as the server holds it; without the silence behind it."""
    cpu_s: float
    """Of the server's processes from the first stream's start until all stop."""
    settling_cpu_s: float | None
    """Of the server from then on: last words, and who spoke, over each whole session; None where
    that was not waited for."""
    client_cpu_s: float
    """Of the benchmark itself."""
    others_cores: float
    """Cores that other work on the machine kept busy meanwhile, on average."""
    peak_rss_bytes: int
    latencies: Latencies
    send_late_s: Sequence[float]
    """How far each frame left behind its time: the benchmark, or a server that takes slowly."""
    agreement: Agreement
    word_errors: Rate | None
    refusal: Refusal | None
    settings: Mapping[str, str]
    machine: str
    versions: Mapping[str, str] = field(default_factory=dict)
    date: str = ""

    @property
    def wer(self) -> float | None:
        return None if self.word_errors is None else self.word_errors.value

    def to_json(self) -> dict[str, object]:
        seen = self.latencies
        return {
            "streams": self.streams,
            "failed": len(self.failures),
            "failures": sorted(set(self.failures)),
            "audio": self.audio,
            "channels": self.channels,
            "speakers": self.speakers,
            "audio_s": round(self.audio_s, 1),
            "cpu_s": round(self.cpu_s, 2),
            "cpu_s_per_audio_s": round(self.cpu_s / self.audio_s, 4) if self.audio_s else None,
            "settling_cpu_s": _rounded(self.settling_cpu_s),
            "client_cpu_s": round(self.client_cpu_s, 2),
            "others_cores": round(self.others_cores, 2),
            "peak_rss_mb": round(self.peak_rss_bytes / 1e6),
            "caption_latency_p50_s": late(seen.captions, 50),
            "caption_latency_p95_s": late(seen.captions, 95),
            "final_latency_p50_s": late(seen.finals, 50),
            "final_latency_p95_s": late(seen.finals, 95),
            "final_turn_latency_p50_s": late(seen.turns, 50),
            "final_turn_latency_p95_s": late(seen.turns, 95),
            "final_word_latency_p50_s": late(seen.final_words, 50),
            "final_word_latency_p95_s": late(seen.final_words, 95),
            "send_late_p95_s": percentile(self.send_late_s, 95),
            "words": seen.words,
            "words_captioned": seen.words_captioned,
            "turns_unheard": seen.turns_unheard,
            "streams_changed": self.agreement.streams_changed,
            "words_changed": self.agreement.words_changed,
            "wer": None if self.wer is None else round(self.wer, 4),
            "refusal": None if self.refusal is None else self.refusal.to_json(seen),
            "settings": dict(self.settings),
            "machine": self.machine,
            "versions": dict(self.versions),
            "date": self.date,
        }

    def table(self) -> str:
        rows = self.to_json()
        width = max(len(name) for name in rows)
        return "\n".join(f"{name:<{width}}  {_plain(value)}" for name, value in rows.items())


def late(those: Sequence[Late], share: float) -> float | None:
    """A percentile of how late they were, in seconds."""
    return percentile([one.late_s for one in those], share)


def percentile(values: Sequence[float], share: float) -> float | None:
    """Rounded to 10 ms; None of nothing."""
    return round(float(np.percentile(values, share)), 2) if len(values) else None


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 2)


def _plain(value: object) -> str:
    if value is None:
        return "–"
    if isinstance(value, dict):
        return ", ".join(f"{name} {_plain(inner)}" for name, inner in value.items()) or "–"
    if isinstance(value, list):
        return " ".join(map(str, value)) or "–"
    return str(value)
