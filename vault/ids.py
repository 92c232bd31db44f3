"""Names of what rests in the vault."""

from typing import NewType

SessionId = NewType("SessionId", str)
"""Also names the data key: one session, one key."""

ConsentId = NewType("ConsentId", str)
DraftId = NewType("DraftId", str)
