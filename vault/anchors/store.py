"""Where anchors are kept, and who attests when they were made."""

from collections.abc import Iterator
from datetime import datetime
from typing import Protocol


class AnchorStore(Protocol):
    """A place that keeps what it was given. Raises `WitnessUnreachable`."""

    @property
    def name(self) -> str:
        """As people and the audit know it; the same for the same place."""
        ...

    def put(self, name: str, document: bytes) -> None:
        """Durable when it returns; never replaces what is there."""
        ...

    def documents(self) -> Iterator[tuple[str, bytes]]:
        """All that it was ever given, also what somebody hid or wrote over, with its name."""
        ...


class Timestamper(Protocol):
    """An authority that attests a time."""

    def stamp(self, message: bytes) -> bytes:
        """A token over `message`. Raises `WitnessUnreachable`."""
        ...

    def stamped_at(self, message: bytes, token: bytes) -> datetime:
        """Raises `BadTimestamp` where the token is none of this message, or not the authority's."""
        ...
