"""How long a draft waits for its clinician: a reminder, then the supervisor, then its end. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class Stage(StrEnum):
    """How far a draft has aged."""

    FRESH = "fresh"
    DUE = "due"
    """Its clinician is reminded."""
    OVERDUE = "overdue"
    """Supervisors are told as well."""


@dataclass(frozen=True, slots=True)
class Ageing:
    """Hours from when a draft was filed; None: never. `ends_days` is when retention destroys it
    with all of its session."""

    remind_hours: float | None = 24
    escalate_hours: float | None = 72
    ends_days: float | None = None

    def stage(self, filed_at: datetime, now: datetime) -> Stage:
        waited = now - filed_at
        for hours, stage in ((self.escalate_hours, Stage.OVERDUE), (self.remind_hours, Stage.DUE)):
            if hours is not None and waited >= timedelta(hours=hours):
                return stage
        return Stage.FRESH

    def ends_at(self, filed_at: datetime) -> datetime | None:
        """When it is destroyed, if nobody decides."""
        return None if self.ends_days is None else filed_at + timedelta(days=self.ends_days)
