"""Moments of a session that somebody or something on the tablet marked."""

import json
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Final

from pydantic import Field

from ingest.body import Body
from vault import NotHeld, SessionId, Vault

MARKS_BLOB: Final = "marks"
_DAY_S: Final = 86_400
_MOST: Final = 1000


class MarkKind(StrEnum):
    """Why a moment is marked."""

    MOMENT = "moment"
    """The clinician wants to find it again."""
    BREAK = "break"
    """The tablet heard nothing from here: closed, reloaded, or its microphone taken away."""


class MarkBody(Body):
    """One moment."""

    at: Annotated[float, Field(ge=0, le=_DAY_S, allow_inf_nan=False)]
    """Seconds of audio from session start."""
    kind: MarkKind = MarkKind.MOMENT
    missing: Annotated[float, Field(ge=0, le=_DAY_S, allow_inf_nan=False)] = 0.0
    """Of a break: about how many seconds were not heard."""


class MarksBody(Body):
    """`PUT /sessions/{id}/marks`: all of them, so that a repeat changes nothing."""

    marks: Annotated[list[MarkBody], Field(max_length=_MOST)]


@dataclass(frozen=True, slots=True)
class Mark:
    """A marked moment, in milliseconds from session start."""

    at_ms: int
    kind: MarkKind
    missing_ms: int


def put_marks(vault: Vault, session_id: SessionId, body: MarksBody) -> None:
    """Raises `KeyDestroyed`."""
    vault.blobs.put(session_id, MARKS_BLOB, body.model_dump_json().encode())


def marks_of(vault: Vault, session_id: SessionId) -> tuple[Mark, ...]:
    """In the order of the session; none where nobody marked any. Raises `KeyDestroyed`."""
    try:
        held = json.loads(vault.blobs.get(session_id, MARKS_BLOB))
    except NotHeld:
        return ()
    marks = (
        Mark(round(1000 * mark.at), mark.kind, round(1000 * mark.missing))
        for mark in MarksBody.model_validate(held).marks
    )
    return tuple(sorted(marks, key=lambda mark: mark.at_ms))


def marks_json(marks: tuple[Mark, ...]) -> list[dict[str, object]]:
    """As `MarksBody` has them."""
    return [
        {"at": mark.at_ms / 1000, "kind": mark.kind.value, "missing": mark.missing_ms / 1000}
        for mark in marks
    ]
