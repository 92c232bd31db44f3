"""Speech probabilities to stretches of speech, each of which is decoded once."""

from collections.abc import Iterable
from dataclasses import dataclass

from transcribe.options import EndpointOptions
from transcribe.speech import FRAME_MS


@dataclass(frozen=True, slots=True)
class Run:
    """Uninterrupted speech, in frames from the first one; `end` is exclusive."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Stretch:
    """What is decoded at once: speech with its pauses, lead and tail, in frames."""

    start: int
    end: int
    runs: tuple[Run, ...]
    cut_from: int | None = None
    """Where speech goes on behind `end`: from here on it belongs to the next stretch too."""
    voice: float = 1.0
    """Mean probability of its speech."""
    hum: bool = False
    """Not speech, but a voiced sound that may be hummed assent."""


class Endpointer:
    """Takes one probability per 32 ms frame, gives each stretch when it has ended.

    The pause that ends a stretch shrinks as the stretch grows, so that long speech is not held
    back. A stretch that reaches the limit is cut, and the next one begins a little before the cut.
    """

    def __init__(self, options: EndpointOptions) -> None:
        self._options = options
        self._lead = options.lead_ms // FRAME_MS
        self._tail = options.tail_ms // FRAME_MS
        self._shortest_speech = options.shortest_speech_ms // FRAME_MS
        self._limit = options.max_utterance_ms // FRAME_MS
        self._overlap = options.overlap_ms // FRAME_MS
        self._frame = 0
        self._taken = 0
        self._start = 0
        self._runs: list[Run] = []
        self._run_start: int | None = None
        self._probabilities: list[float] = []

    @property
    def in_progress(self) -> Stretch | None:
        """The stretch that has not ended, as far as it was heard."""
        return self._stretch(self._frame) if self._runs else None

    @property
    def needed_from(self) -> int:
        """Audio before this frame will not be asked for again."""
        if self._runs:
            return self._start
        begun = self._frame if self._run_start is None else self._run_start
        return max(self._taken, begun - self._lead)

    def hum(self, run: Run) -> Stretch | None:
        """A hum that lies outside all speech, as a stretch of its own; None for any other."""
        if self._runs or run.start < self._taken:
            return None
        start, end = (
            max(self._taken, run.start - self._lead),
            min(self._frame, run.end + self._tail),
        )
        self._taken = end
        return Stretch(start, end, (run,), hum=True)

    def push(self, probabilities: Iterable[float]) -> list[Stretch]:
        ended: list[Stretch] = []
        for probability in probabilities:
            self._hear(probability)
            self._frame += 1
            if self._runs:
                self._probabilities.append(probability)
                ended.extend(self._end())
        return ended

    def flush(self) -> list[Stretch]:
        """The stretch in progress, at the end of the audio."""
        return [self._close()] if self._runs else []

    def _hear(self, probability: float) -> None:
        """Follow the run in progress; a run counts from its shortest length on."""
        options = self._options
        if self._run_start is None:
            if probability >= options.onset:
                self._run_start = self._frame
        elif probability < options.release:
            self._run_start = None
        if self._run_start is None:
            return
        run = Run(self._run_start, self._frame + 1)
        if run.end - run.start < self._shortest_speech:
            return
        if not self._runs:
            self._start = max(self._taken, run.start - self._lead)
            self._probabilities = [probability] * (self._frame - self._start)
        if self._runs and self._runs[-1].start == run.start:
            self._runs[-1] = run
        else:
            self._runs.append(run)

    def _end(self) -> list[Stretch]:
        if self._frame - self._runs[-1].end >= self._pause():
            return [self._close()]
        if self._frame - self._start >= self._limit:
            return [self._cut()]
        return []

    def _pause(self) -> int:
        """Frames of silence that end the stretch, given how long it has grown."""
        options = self._options
        grown = min((self._runs[-1].end - self._start) / self._limit, 1.0)
        pause_ms = options.longest_pause_ms + grown * (
            options.shortest_pause_ms - options.longest_pause_ms
        )
        return max(1, round(pause_ms / FRAME_MS))

    def _close(self) -> Stretch:
        end = min(self._frame, self._runs[-1].end + self._tail)
        stretch = self._stretch(end)
        self._taken = end
        self._runs = []
        self._run_start = None
        return stretch

    def _cut(self) -> Stretch:
        end = self._frame
        cut = end - self._overlap
        after = [Run(max(r.start, cut), r.end) for r in self._runs if r.end > cut]
        stretch = self._stretch(end, cut if after else None)
        self._probabilities = self._probabilities[cut - self._start :]
        self._start = cut
        self._taken = cut if after else end
        self._runs = after
        if after and self._run_start is not None:
            self._run_start = max(self._run_start, cut)
        return stretch

    def _stretch(self, end: int, cut_from: int | None = None) -> Stretch:
        heard = [
            probability
            for run in self._runs
            for probability in self._probabilities[run.start - self._start : run.end - self._start]
        ]
        return Stretch(self._start, end, tuple(self._runs), cut_from, sum(heard) / len(heard))
