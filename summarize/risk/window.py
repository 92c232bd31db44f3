"""The pieces of talk that are read for their meaning: a few sentences with what they answer."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from diarize.turn import SpeakerRole
from summarize.talk.dialogue import Exchange
from summarize.talk.passage import Passage

_WORDS = 40
"""At which a window is full; a sentence alone may be longer."""
_SENTENCES = 4
_SHARED = 3
"""Sentences from which a window on hands its last one to the next, so that what is said over two
sentences stands together somewhere."""
_ASKED_WORDS = 30


@dataclass(frozen=True, slots=True)
class Window:
    """Consecutive sentences."""

    before: str
    """The clinician's words just before; empty where the answer has gone on since."""
    said: tuple[Passage, ...]

    @property
    def text(self) -> str:
        return " ".join(passage.text for passage in self.said)


def windows_of(exchange: Exchange, *, monologue: bool) -> Iterator[Window]:
    """A dictation's windows have all its words, a dialogue's the answers alone."""
    told = exchange.passages if monologue else exchange.answer
    ours = [passage for passage in told if passage.role is not SpeakerRole.OTHER]
    before = "" if monologue else _last_words(exchange.prompt)
    start = 0
    while start < len(ours):
        end = start + 1
        words = len(ours[start].text.split())
        while end < len(ours) and end - start < _SENTENCES:
            words += len(ours[end].text.split())
            if words > _WORDS:
                break
            end += 1
        yield Window(before, tuple(ours[start:end]))
        before = ""
        if end == len(ours):
            return
        start = end - 1 if end - start >= _SHARED else end


def _last_words(prompt: Sequence[Passage]) -> str:
    return " ".join(" ".join(passage.text for passage in prompt).split()[-_ASKED_WORDS:])
