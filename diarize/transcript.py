"""The whole session in words, with its speakers."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from diarize.turn import Speaker, SpeakerRole, Turn


@dataclass(frozen=True, slots=True)
class Transcript:
    """Turns in order of their start."""

    session_id: str
    duration_ms: int
    language: str
    speakers: tuple[Speaker, ...]
    turns: tuple[Turn, ...]
    models: Mapping[str, str] = field(default_factory=dict)
    version: int = 0
    """How many corrections by people are in it; 0 as the machine settled it."""

    def role_of(self, speaker_id: str) -> SpeakerRole:
        """UNKNOWN for a speaker the transcript does not list."""
        for speaker in self.speakers:
            if speaker.speaker_id == speaker_id:
                return speaker.role
        return SpeakerRole.UNKNOWN

    def turn(self, turn_id: str) -> Turn | None:
        return next((turn for turn in self.turns if turn.turn_id == turn_id), None)
