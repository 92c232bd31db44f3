"""What `/metrics` shows: counts and seconds, never names or words."""

from collections.abc import Iterator
from functools import partial

from prometheus_client import CollectorRegistry, Gauge, ProcessCollector
from prometheus_client.core import CounterMetricFamily
from prometheus_client.registry import Collector

from gpu import Admission
from ingest.session import SessionState
from ingest.sessions import Sessions
from inglenook import __version__
from writeback.quality.report import Quality


class DraftQuality(Collector):
    """How much of the drafts was changed until they were signed, and what was said of them."""

    def __init__(self, quality: Quality) -> None:
        self._quality = quality

    def collect(self) -> Iterator[CounterMetricFamily]:
        words = CounterMetricFamily(
            "inglenook_draft_words",
            "Words of signed notes' sections: as drafted, as signed, changed between",
            labels=["section", "drafter", "what"],
        )
        for section, drafter, *counts in self._quality.totals():
            for what, count in zip(("drafted", "signed", "changed"), counts, strict=True):
                words.add_metric([section, drafter, what], count)
        yield words
        feedback = CounterMetricFamily(
            "inglenook_draft_feedback", "What was said of drafts", labels=["kind", "drafter"]
        )
        for kind, drafter, count in self._quality.marks():
            feedback.add_metric([kind, drafter], count)
        yield feedback

    def describe(self) -> Iterator[CounterMetricFamily]:
        """Nothing is read before the first scrape."""
        yield from ()


def make_gauges(admission: Admission, sessions: Sessions) -> CollectorRegistry:
    """Read at each scrape; nothing is counted twice."""
    registry = CollectorRegistry()
    ProcessCollector(registry=registry)
    Gauge("inglenook_places", "Live sessions the server takes", registry=registry).set_function(
        lambda: admission.places
    )
    Gauge("inglenook_places_free", "Places not taken", registry=registry).set_function(
        lambda: admission.free
    )
    by_state = Gauge("inglenook_sessions", "Sessions by state", ["state"], registry=registry)
    for state in SessionState:
        by_state.labels(state.value).set_function(partial(sessions.count, state))
    registry.register(DraftQuality(Quality(sessions.vault)))
    built = Gauge("inglenook_build_info", "Version", ["version"], registry=registry)
    built.labels(__version__).set(1)
    return registry
