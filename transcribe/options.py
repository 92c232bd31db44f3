"""What may be chosen about transcription."""

from dataclasses import dataclass, field

from transcribe.vocabulary import Vocabulary


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
    longest_pause_ms: int = 600
    """The pause that ends a stretch just begun; it shrinks as the stretch grows,"""
    shortest_pause_ms: int = 300
    """down to this one when the stretch has grown to `max_utterance_ms`."""
    max_utterance_ms: int = 10_000
    """A longer stretch is cut; at most 20 s."""
    overlap_ms: int = 704
    """Heard again by the stretch behind a cut: a word is decoded whole or not at all."""

    def __post_init__(self) -> None:
        if not 2_000 <= self.max_utterance_ms <= 20_000:
            raise ValueError("max_utterance_ms must be between 2000 and 20000.")


@dataclass(frozen=True, slots=True)
class TranscribeOptions:
    """How one channel is transcribed. Captions do not change the finals."""

    captions: bool = True
    caption_interval_ms: int = 1_000
    """Of audio between two captions; stretched when decoding is slow."""
    language: str | None = None
    """ISO 639-1; None lets the recognizer tell."""
    vocabulary: Vocabulary = field(default_factory=Vocabulary)
    """Terms to expect in English finals; a place where one may have been said is heard twice."""
    beam_size: int = 5
    """Of the final decode; captions are greedy."""
    backlog_s: int = 60
    """Finished speech that may wait undecoded before `push` waits."""
    window_ms: int = 11_000
    """What was said last is heard again with the next stretch, its words being settled, as far as
    both fit into this;"""
    context_ms: int = 3_000
    """or this much of it, where the stretch is long."""
    context_age_ms: int = 4_000
    """It is not reached for across a longer silence."""
    prompt_characters: int = 240
    """Of what was said before that, given to the recognizer as text;"""
    prompt_age_ms: int = 30_000
    """unless it is older than this."""
    busy_retry_ms: int = 100
    """Pause before a final is offered again to a worker whose queue was full."""
    hums: bool = False
    """Look for hummed assent as well: for a channel of one person's own."""
    recorded: bool = False
    """Yield to live sessions: nobody waits for these words."""
    endpoint: EndpointOptions = field(default_factory=EndpointOptions)
