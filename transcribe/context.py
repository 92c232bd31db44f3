"""What was said last, to be heard again with what comes next."""

from collections import deque
from dataclasses import dataclass

from transcribe.options import TranscribeOptions

_KEPT = 24


@dataclass(frozen=True, slots=True)
class Said:
    """Settled words; times in ms from the channel's first sample."""

    start_ms: int
    end_ms: int
    text: str
    open: bool
    """The next words go on without a pause."""


class Context:
    """The last settled words of one channel.

    The recognizer is best with 10 to 30 s of speech, but a final must not wait for so much. So
    the past is heard again with its words given: they cost little and are never told twice.
    """

    def __init__(self, options: TranscribeOptions) -> None:
        self._options = options
        self._said: deque[Said] = deque(maxlen=_KEPT)

    def add(self, said: Said) -> None:
        self._said.append(said)

    def before(self, begin_ms: int, end_ms: int) -> tuple[Said, ...]:
        """What is to be heard again with the audio from `begin_ms` to `end_ms`."""
        options = self._options
        longest_ms = max(options.window_ms, end_ms - begin_ms + options.context_ms)
        chosen: list[Said] = []
        follows_ms = begin_ms
        for said in reversed(self._said):
            gap_ms = follows_ms - said.end_ms
            if gap_ms > options.context_age_ms or end_ms - said.start_ms > longest_ms:
                break
            chosen.insert(0, said)
            follows_ms = said.start_ms
        return tuple(chosen)

    def words(self, begin_ms: int, end_ms: int) -> list[str]:
        """Those that are heard again."""
        return [word for said in self.before(begin_ms, end_ms) for word in said.text.split()]

    def prompt(self, known: tuple[Said, ...], begin_ms: int) -> str:
        """The text before what is heard again, in whole words."""
        options = self._options
        first_ms = known[0].start_ms if known else begin_ms
        earlier = [
            said.text
            for said in self._said
            if said.end_ms <= first_ms and begin_ms - said.end_ms <= options.prompt_age_ms
        ]
        text = " ".join(earlier)
        tail = text[-options.prompt_characters :]
        return tail if len(tail) == len(text) else tail.partition(" ")[2]
