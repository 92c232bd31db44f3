"""The proof under a sentence."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Evidence:
    """A verbatim span of one turn's text. Times are milliseconds from session start.

    Where `field` is set it is a span of what was known before the session instead: of that field of
    the context (`prior_note`, `goals[0]`); it has no turn and no time, and was not said today.
    """

    turn_id: str
    quote: str
    start_ms: int
    end_ms: int
    field: str | None = None

    @property
    def is_carried(self) -> bool:
        """Known from before; not said in this session."""
        return self.field is not None


def carried_evidence(field: str, quote: str) -> Evidence:
    """A span of a field of the context."""
    return Evidence("", quote, 0, 0, field)
