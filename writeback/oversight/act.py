"""What an audit entry tells, in a person's words and by kind."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final


class Kind(StrEnum):
    """What was done, as somebody who watches over it sorts it."""

    VIEW = "view"
    PLAY = "play"
    EDIT = "edit"
    EXPORT = "export"
    SIGN = "sign"
    DESTROY = "destroy"
    REFUSED = "refused"
    SIGN_IN = "sign-in"
    MANAGE = "manage"
    HOUSE = "house"
    """The house's own work, or the way in of a recording."""


_KINDS: Final[Mapping[str, Kind]] = {
    "audio.read": Kind.PLAY,
    "audit.read": Kind.VIEW,
    "audit.review": Kind.VIEW,
    "audit.hints": Kind.VIEW,
    "consent-form.read": Kind.VIEW,
    "consent.purge.read": Kind.VIEW,
    "consent.read": Kind.VIEW,
    "consent.record": Kind.EDIT,
    "consent.revoke": Kind.DESTROY,
    "consent.withdraw": Kind.DESTROY,
    "draft.addendum": Kind.SIGN,
    "draft.edit": Kind.EDIT,
    "draft.feedback": Kind.EDIT,
    "draft.feedback.read": Kind.VIEW,
    "draft.list": Kind.VIEW,
    "draft.progress": Kind.VIEW,
    "draft.read": Kind.VIEW,
    "draft.regenerate": Kind.EDIT,
    "draft.reject": Kind.SIGN,
    "draft.restore": Kind.EDIT,
    "draft.review": Kind.VIEW,
    "draft.sign": Kind.SIGN,
    "draft.cosign": Kind.SIGN,
    "draft.versions.compare": Kind.VIEW,
    "draft.versions.list": Kind.VIEW,
    "draft.versions.read": Kind.VIEW,
    "marks.read": Kind.VIEW,
    "outbox.list": Kind.VIEW,
    "outbox.resend": Kind.MANAGE,
    "page.sign-in": Kind.SIGN_IN,
    "quality.read": Kind.VIEW,
    "rollout.read": Kind.VIEW,
    "session.follow": Kind.VIEW,
    "session.list": Kind.VIEW,
    "session.purge": Kind.DESTROY,
    "session.read": Kind.VIEW,
    "ticket.redeem": Kind.SIGN_IN,
    "transcript.correct": Kind.EDIT,
    "transcript.corrections.read": Kind.VIEW,
    "transcript.read": Kind.VIEW,
    "transcription.make": Kind.EXPORT,
    "voiceprint.read": Kind.VIEW,
    "voiceprint.delete": Kind.DESTROY,
    "voiceprint.enrol": Kind.EDIT,
}
_FAMILIES: Final[tuple[tuple[str, Kind], ...]] = (
    ("draft.export", Kind.EXPORT),
    ("audit.export", Kind.EXPORT),
    ("rollout", Kind.MANAGE),
    ("voiceprint", Kind.EDIT),
)
RECORDS: Final = frozenset({"audio", "draft", "transcript", "session", "marks", "consent-form"})
"""First words of actions that touch what a session holds."""
LISTS: Final = frozenset({"draft.list", "session.list"})
"""One entry for each line of a list: somebody who opens it has opened none of the records."""


def kind_of(action: str) -> Kind:
    """Of actions that are not known here, the house's own."""
    if action in _KINDS:
        return _KINDS[action]
    if action.endswith(".refused"):
        return Kind.REFUSED
    for family, kind in _FAMILIES:
        if action == family or action.startswith(f"{family}."):
            return kind
    return Kind.HOUSE


def opens_record(action: str) -> bool:
    """Whether somebody saw, heard, changed or took away what a session holds."""
    touched = action.partition(".")[0] in RECORDS and action not in LISTS
    return touched and kind_of(action) in (
        Kind.VIEW,
        Kind.PLAY,
        Kind.EDIT,
        Kind.EXPORT,
        Kind.SIGN,
    )
