"""Where a language model is, and how long and how much it may be asked."""

from dataclasses import dataclass

_CHARS_PER_TOKEN = 3.0
"""On the safe side: English speech has about 4 in the tokenizers of today's models."""
_OVERHEAD_TOKENS = 900
"""System text, section instruction, chat template."""
_PART_CHARS = 24_000
"""Half an hour of talk."""
_SMALL_WINDOW = 4_096
"""Where neither the server nor the settings tell."""


@dataclass(frozen=True, slots=True)
class VllmOptions:
    """One server, or a router before several replicas: one address either way."""

    base_url: str
    """Of the OpenAI protocol, with `/v1`: `http://127.0.0.1:8000/v1`."""
    model: str
    """The name it is served under."""
    api_key: str | None = None
    timeout_s: float = 60.0
    """One request, from sending to the last byte."""
    deadline_s: float = 180.0
    """The whole draft; sections not there by then are the fallback's."""
    max_tokens: int = 1_200
    """Of one answer."""
    context_tokens: int | None = None
    """The model's window, where it is to be smaller than what the server reports; a longer
    transcript is asked about in parts."""
    concurrency: int = 8
    """Requests of one draft under way at once."""
    attempts: int = 3
    """Tries for one answer where the server fails or the answer cannot be read."""
    retry_delay_s: float = 0.25
    """Before the second try, less up to half of it by chance; doubles with each further one."""
    busy_s: float = 30.0
    """So long one request waits in all for a server that says it is busy (429, 503)."""
    ahead_chars: int = 600
    """The transcript is sent ahead once it grew by so much: about one block of a prefix cache."""
    seed: int = 1

    def room(self, reported_tokens: int | None) -> "Room":
        """`reported_tokens`: the window as the server reports it, None where it does not."""
        known = [tokens for tokens in (self.context_tokens, reported_tokens) if tokens]
        window = min(known, default=_SMALL_WINDOW)
        answer = min(self.max_tokens, window // 3)
        transcript = int((window - answer - _OVERHEAD_TOKENS) * _CHARS_PER_TOKEN)
        return Room(answer, max(1_500, transcript))


@dataclass(frozen=True, slots=True)
class Room:
    """How a model's window is shared out."""

    answer_tokens: int
    transcript_chars: int
    """Transcript and background of one request."""

    @property
    def part_chars(self) -> int:
        """The same where a session does not fit one request: in shorter parts a model overlooks
        less, and each may add as many statements as one answer holds."""
        return min(self.transcript_chars, _PART_CHARS)
