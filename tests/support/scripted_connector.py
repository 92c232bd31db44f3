"""A connector that fails as it is told, and who signs for it."""

from dataclasses import dataclass, field

from vault import Principal, Role
from writeback.ehr.outbox import Delivery, OutboxOptions

RIVERA = Principal(Role.CLINICIAN, "dr-rivera")
OPTIONS = OutboxOptions(first_retry_s=30, longest_retry_s=120, attempts=4, jitter=0)


@dataclass
class Scripted:
    """A connector that fails as it is told, then takes everything."""

    failures: list[Exception] = field(default_factory=list)
    taken: list[Delivery] = field(default_factory=list)
    name: str = "folder"

    def deliver(self, delivery: Delivery) -> None:
        if self.failures:
            raise self.failures.pop(0)
        self.taken.append(delivery)

    def close(self) -> None:
        pass
