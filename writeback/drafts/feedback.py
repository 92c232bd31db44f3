"""What a clinician thinks of a draft: the signal that later work is measured by."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class FeedbackKind(StrEnum):
    """What is the matter."""

    GOOD = "good"
    WRONG = "wrong"
    MISSING = "missing"
    STYLE = "style"


@dataclass(frozen=True, slots=True)
class Feedback:
    """On one statement, or on the whole draft."""

    at: datetime
    by: str
    kind: FeedbackKind
    statement: str | None
    comment: str | None
    """May hold protected text; rests encrypted with the draft."""


def feedback_to_json(feedback: Feedback) -> dict[str, object]:
    return {
        "at": feedback.at.isoformat(),
        "by": feedback.by,
        "kind": str(feedback.kind),
        "statement": feedback.statement,
        "comment": feedback.comment,
    }


def feedback_from_json(document: Mapping[str, str | None]) -> Feedback:
    return Feedback(
        at=datetime.fromisoformat(document["at"] or ""),
        by=document["by"] or "",
        kind=FeedbackKind(document["kind"] or ""),
        statement=document["statement"],
        comment=document["comment"],
    )
