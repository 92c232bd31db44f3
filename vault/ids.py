"""Names of what rests in the vault."""

from typing import NewType

SessionId = NewType("SessionId", str)
"""Also names the data key: one session, one key."""

VoiceprintId = NewType("VoiceprintId", SessionId)
"""A clinician's voice has a data key and blobs of its own, kept as those of a session are."""

ConsentId = NewType("ConsentId", str)
DraftId = NewType("DraftId", str)
