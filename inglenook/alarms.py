"""What alerts look at, beside what `gauges` counts."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta

from prometheus_client import CollectorRegistry, Histogram
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.registry import Collector
from sqlalchemy import Select, func, select

from gpu import Admission, Priority, Worker
from ingest.recording import Recordings
from vault import AuditBroken, Vault, VaultError, now
from vault.tables import drafts, outbox
from writeback.ageing import Ageing
from writeback.drafts.draft import DraftState
from writeback.ehr.outbox import OutboxState

_FINAL_DELAYS_S = (0.25, 0.5, 1, 1.5, 2, 3, 5, 10, 20, 60)


def final_delays(registry: CollectorRegistry) -> Callable[[float], None]:
    """Takes, in seconds, how much of its session had come when a final was told, from its end."""
    delays = Histogram(
        "inglenook_final_delay_seconds",
        "Audio that came between an utterance's end and its final words",
        buckets=_FINAL_DELAYS_S,
        registry=registry,
    )
    return delays.observe


@dataclass(frozen=True, eq=False, slots=True)
class Alarms(Collector):
    """Read at each scrape. Where the records cannot be read, those figures are absent and
    `inglenook_records_readable` is 0, and the rest is told all the same."""

    vault: Vault
    recordings: Recordings
    admission: Admission
    worker: Worker
    ageing: Ageing = field(default_factory=Ageing)

    def describe(self) -> Iterator[GaugeMetricFamily]:
        """Nothing is read before the first scrape."""
        yield from ()

    def collect(self) -> Iterator[GaugeMetricFamily | CounterMetricFamily]:
        yield GaugeMetricFamily(
            "inglenook_audio_not_durable_seconds",
            "Audio of the worst session that came and is not on durable storage",
            value=self.recordings.most_unsynced_s(),
        )
        yield CounterMetricFamily(
            "inglenook_sessions_refused",
            "Sessions that found no place",
            value=self.admission.refused,
        )
        waits = GaugeMetricFamily(
            "inglenook_queue_delay_seconds",
            "How long work waits for the models",
            labels=["priority"],
        )
        for priority in Priority:
            waits.add_metric([priority.name.lower()], self.worker.queue_delay_s(priority))
        yield waits
        yield from self._records()

    def _records(self) -> Iterator[GaugeMetricFamily]:
        readable = 1
        try:
            yield from (
                GaugeMetricFamily(name, told, value=self._count(of))
                for name, told, of in (
                    ("inglenook_drafts_waiting", "Drafts that nobody decided upon", _WAITING),
                    ("inglenook_outbox_waiting", "Signed notes on their way out", _LEAVING),
                    ("inglenook_outbox_dead", "Signed notes whose delivery was given up", _DEAD),
                )
            )
            yield GaugeMetricFamily(
                "inglenook_drafts_overdue",
                "Drafts that waited so long that supervisors are told",
                value=self._overdue(),
            )
            yield GaugeMetricFamily(
                "inglenook_audit_intact",
                "1 while the sealed head of the audit is ours",
                value=self._audit_intact(),
            )
        except VaultError:
            readable = 0
        yield GaugeMetricFamily(
            "inglenook_records_readable", "1 while the records can be read", value=readable
        )

    def _count(self, rows: Select[int]) -> int:
        return int(self.vault.rows(rows)[0][0])

    def _overdue(self) -> int:
        hours = self.ageing.escalate_hours
        if hours is None:
            return 0
        return self._count(_WAITING.where(drafts.c.created_at <= now() - timedelta(hours=hours)))

    def _audit_intact(self) -> int:
        try:
            self.vault.audit_head()
        except AuditBroken:
            return 0
        return 1


_WAITING = select(func.count()).select_from(drafts).filter_by(state=str(DraftState.PENDING))
_LEAVING = select(func.count()).select_from(outbox).filter_by(state=str(OutboxState.WAITING))
_DEAD = select(func.count()).select_from(outbox).filter_by(state=str(OutboxState.DEAD))
