"""The words of the auditors' pages."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from writeback.oversight.act import Kind, kind_of
from writeback.oversight.hints import Hint, HintKind

CAUTION: Final = (
    "Hints, not findings. Each has ordinary explanations: a late note, a cover for a colleague, a "
    "system set up anew. Ask before you conclude; and what stays below these thresholds, or was "
    "done outside this system, is not here."
)
_HINTS: Final[Mapping[HintKind, str]] = {
    HintKind.MANY_RECORDS: "opened {count} different sessions in a short time",
    HintKind.NIGHT: "opened {count} sessions at night",
    HintKind.REFUSALS: "was refused {count} times in a short time",
    HintKind.EXPORTS: "took out {count} documents in a day",
    HintKind.AUDIT_EXPORT: "took the audit out as a file {count} times",
    HintKind.OTHERS_CLIENTS: "tried {count} sessions of {about}, and was refused",
    HintKind.SUPERVISOR: "read {count} sessions of {about} as a supervisor",
    HintKind.NAMESAKE: "opened a session of a client who may bear their name",
    HintKind.STRANGERS: "turned away {count} callers whom nobody knows in a short time",
}
_KINDS: Final[Mapping[Kind, str]] = {
    Kind.VIEW: "Saw",
    Kind.PLAY: "Heard",
    Kind.EDIT: "Changed",
    Kind.EXPORT: "Took out",
    Kind.SIGN: "Decided",
    Kind.DESTROY: "Destroyed",
    Kind.REFUSED: "Refused",
    Kind.SIGN_IN: "Signed in",
    Kind.MANAGE: "Managed",
    Kind.HOUSE: "Worked",
}


def hint_told(hint: Hint) -> str:
    """Behind the name of who it is about."""
    told = _HINTS[hint.kind]
    if hint.count == 1:
        told = told.replace(" different sessions", " session").replace("sessions", "session")
        told = told.replace("{count} times", "once")
    return told.format(count=hint.count, about=hint.about)


def kind_title(action: str) -> str:
    return _KINDS[kind_of(action)]


def moment(at: datetime | str) -> str:
    """To the second, UTC."""
    held = datetime.fromisoformat(at) if isinstance(at, str) else at
    return f"{held:%Y-%m-%d %H:%M:%S}"
