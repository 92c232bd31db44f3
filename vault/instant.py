"""Points in time as the database keeps them."""

from datetime import UTC, datetime

from sqlalchemy import Dialect, String
from sqlalchemy.types import TypeDecorator


def now() -> datetime:
    """The present, timezone-aware UTC."""
    return datetime.now(UTC)


def instant_text(moment: datetime) -> str:
    """ISO 8601 in UTC with microseconds: always 32 characters, so text order is time order."""
    if moment.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


class Instant(TypeDecorator[datetime]):
    """A timezone-aware datetime, kept as `instant_text` so that every database agrees on it."""

    impl = String(32)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:
        return None if value is None else instant_text(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> datetime | None:
        return None if value is None else datetime.fromisoformat(value)
