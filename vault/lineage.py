"""What was made of what: each kind of thing that rests of a session has a key of its own.

So an agreement that is taken back for one purpose can be followed by destroying one key, and what
rests under the others stays as it is. Sessions of earlier versions have one key for all: there,
what is to go is deleted, and the key goes with the last of it.
"""

from enum import StrEnum

from vault.ids import SessionId


class Lineage(StrEnum):
    """In the order in which one is made of the other."""

    SOUND = "sound"
    """The recording."""
    VOICES = "voices"
    """The voices found in it."""
    WORDS = "words"
    """What was heard in it."""
    NOTE = "note"
    """What was drafted, edited and signed."""


_NAMES = {
    "audio": Lineage.SOUND,
    "upload": Lineage.SOUND,
    "voices": Lineage.VOICES,
    "utterances": Lineage.WORDS,
    "transcript": Lineage.WORDS,
    "draft": Lineage.NOTE,
}

_UPLOADS = "upl-"
"""Begins the names of files on their way in."""


def lineage_of(name: str) -> Lineage | None:
    """Of a blob or log, by its name up to the first dot; None for what goes with the session as a
    whole (its context, marks, a consent form)."""
    if name.startswith(_UPLOADS):
        return Lineage.SOUND
    return _NAMES.get(name.partition(".")[0])


def key_id(owner: SessionId, lineage: Lineage | None) -> SessionId:
    """Under which id a key rests; None is the owner's own, without which none of them opens."""
    return owner if lineage is None else SessionId(f"{owner}.{lineage.value}")


def owner_of(key: SessionId) -> tuple[SessionId, Lineage | None]:
    """What `key_id` was made of."""
    owner, _, ending = key.rpartition(".")
    if owner and ending in {lineage.value for lineage in Lineage}:
        return SessionId(owner), Lineage(ending)
    return key, None
