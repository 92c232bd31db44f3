"""What the people in the room are asked to agree to, in plain words."""

from dataclasses import dataclass
from typing import Final

from ingest.consent import Scope


@dataclass(frozen=True, slots=True)
class Purpose:
    """One thing that is agreed to."""

    scope: Scope
    text: str
    needed: bool
    """Without it there is nothing to begin."""
    offered: bool
    """Ticked unless somebody takes it away."""

    def json(self) -> dict[str, object]:
        return {
            "scope": self.scope.value,
            "text": self.text,
            "needed": self.needed,
            "offered": self.offered,
        }


@dataclass(frozen=True, slots=True)
class Wording:
    """Shown as it stands; a change of any word is a new version."""

    version: str
    opening: str
    purposes: tuple[Purpose, ...]
    rights: tuple[str, ...]

    def json(self) -> dict[str, object]:
        return {
            "version": self.version,
            "opening": self.opening,
            "purposes": [purpose.json() for purpose in self.purposes],
            "rights": list(self.rights),
        }


WORDING: Final = Wording(
    version="inglenook-room-1",
    opening=(
        "With the agreement of everybody in the room, this tablet records what is said today. "
        "Your clinician uses it to write the note of this session."
    ),
    purposes=(
        Purpose(Scope.RECORD, "Record the sound of this session.", needed=True, offered=True),
        Purpose(
            Scope.TRANSCRIBE,
            "Turn the recording into text on the practice's own computers.",
            needed=False,
            offered=True,
        ),
        Purpose(
            Scope.DRAFT,
            "Prepare a draft of the note from the text. Your clinician checks, corrects and "
            "signs it.",
            needed=False,
            offered=True,
        ),
        Purpose(
            Scope.RETAIN_AUDIO,
            "Keep the sound after the note is signed. Without this it is destroyed then.",
            needed=False,
            offered=False,
        ),
    ),
    rights=(
        "You may say no. Your care stays the same.",
        "You may ask for a pause, or for an end, at any time.",
        "You may take your agreement back later. The recording, its text and the draft are "
        "then destroyed.",
    ),
)
