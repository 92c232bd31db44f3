"""What may be chosen about transcription."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class EndpointOptions:
    """When a stretch of speech begins and ends."""

    onset: float = 0.5
    """Speech begins at this probability"""
    release: float = 0.35
    """and ends below this one."""
    shortest_speech_ms: int = 96
    """Shorter bursts are no speech."""
    lead_ms: int = 256
    """Heard before the first speech and"""
    tail_ms: int = 256
    """after the last."""
    longest_pause_ms: int = 1_500
    """The pause that ends a stretch just begun; it shrinks as the stretch grows,"""
    shortest_pause_ms: int = 500
    """down to this one when the stretch has grown to `max_utterance_ms`."""
    max_utterance_ms: int = 28_000
    """A longer stretch is cut at its quietest place; at most 29 s."""

    def __post_init__(self) -> None:
        if not 2_000 <= self.max_utterance_ms <= 29_000:
            raise ValueError("max_utterance_ms must be between 2000 and 29000.")


@dataclass(frozen=True, slots=True)
class TranscribeOptions:
    """How one channel is transcribed. Captions do not change the finals."""

    captions: bool = True
    caption_interval_ms: int = 1_000
    """Of audio between two captions; stretched when decoding is slow."""
    language: str | None = None
    """ISO 639-1; None lets the recognizer tell."""
    beam_size: int = 5
    """Of the final decode; captions are greedy."""
    backlog_s: int = 60
    """Finished speech that may wait undecoded before `push` waits."""
    prompt_characters: int = 240
    """Of what was said last, given to the recognizer with the next stretch;"""
    prompt_age_ms: int = 30_000
    """unless it is older than this."""
    busy_retry_ms: int = 100
    """Pause before a final is offered again to a worker whose queue was full."""
    recorded: bool = False
    """Yield to live sessions: nobody waits for these words."""
    endpoint: EndpointOptions = field(default_factory=EndpointOptions)
