"""How speakers are told apart."""

from dataclasses import dataclass

from gpu import Priority


@dataclass(frozen=True, slots=True)
class DiarizeOptions:
    """Defaults are for two people and one microphone in a quiet room."""

    step_ms: int = 3_333
    """How far the 10 s segmentation window moves; smaller is dearer and steadier."""
    longest_segment_ms: int = 8_000
    """A monologue is cut into segments of at most this length."""
    longest_embedded_ms: int = 4_000
    """So much of speech that no window has reached is heard for a provisional label."""
    shortest_embedded_ms: int = 300
    """A segment with less clean speech gets its speaker from its surroundings."""
    remembered_ms: int = 45_000
    """Audio kept for provisional labels; an utterance must be labelled within this time."""
    most_speakers: int = 4
    priority: Priority = Priority.SPEAKER
