"""How many sessions the machine takes, and who has a place."""

from collections.abc import Callable
from dataclasses import dataclass, field
from math import inf
from types import TracebackType

from gpu.errors import OverCapacity


@dataclass(slots=True)
class Admission:
    """Places for live sessions: taken with `admit`, given back by closing the lease."""

    places: int
    retry_after_s: int = 30
    wait_s: Callable[[], float] = lambda: 0.0
    """How long finals wait for the models now."""
    longest_wait_s: float = inf
    """While they wait longer, nobody new is taken, whatever places are free."""
    refused: int = 0
    """Of all that asked so far."""
    _held: set[str] = field(default_factory=set)

    @property
    def free(self) -> int:
        return self.places - len(self._held)

    def admit(self, session_id: str) -> "Lease":
        """Raise `OverCapacity` where no place is free or the models are behind; those inside are
        never slowed."""
        if session_id not in self._held and (self.free <= 0 or self._behind()):
            self.refused += 1
            raise OverCapacity(self.retry_after_s)
        self._held.add(session_id)
        return Lease(self, session_id)

    def _behind(self) -> bool:
        return self.wait_s() > self.longest_wait_s

    def release(self, session_id: str) -> None:
        self._held.discard(session_id)


@dataclass(frozen=True, slots=True)
class Lease:
    """One session's place; leaving the `with` block gives it back."""

    admission: Admission
    session_id: str

    def close(self) -> None:
        self.admission.release(self.session_id)

    def __enter__(self) -> "Lease":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
