"""The final decode of a stretch: its words for the record."""

import asyncio
import logging
from dataclasses import dataclass, replace

from gpu import Decoded, DecodedWord, DecodeRequest, Known, Priority, WorkerBusy
from transcribe.context import Context, Said
from transcribe.endpoint import Stretch
from transcribe.expectation import confirmed, doubt
from transcribe.hearing import Hearing
from transcribe.invention import invented, is_hum
from transcribe.loops import without_loops
from transcribe.speech import FRAME_MS
from transcribe.word import running_text

log = logging.getLogger(__name__)

_PASSES = 3
_UNTOLD_MS = 800
"""So much speech behind the last word is decoded once more, by itself."""
_WORD_END_MS = 200
_EARLY_MS = 300
"""The aligner may place a new word so much into what was told before."""


@dataclass(frozen=True, slots=True)
class Heard:
    """Words of a stretch; times in ms from the channel's first sample."""

    words: tuple[DecodedWord, ...]
    language: str


class FinalDecoder:
    """Decodes the stretches of one channel in their order.

    Each is heard together with what was said before it. From a stretch that was cut, words are
    taken up to a little before the cut; the rest comes with the next one.
    """

    def __init__(self, hearing: Hearing) -> None:
        self._hearing = hearing
        self._context = Context(hearing.options)
        self._untold_from_ms: int | None = None

    @property
    def reach_ms(self) -> int:
        """How much audio before a stretch may be asked for."""
        return max(self._hearing.options.window_ms, self._hearing.options.context_ms)

    @property
    def _priority(self) -> Priority:
        return Priority.RECORDED if self._hearing.options.recorded else Priority.FINAL

    async def decode(self, stretch: Stretch, guess: str = "") -> Heard:
        """`guess`: what its captions had. Waits for a busy worker. Raises `GpuError`."""
        if stretch.hum:
            return await self._hum(stretch)
        begin_ms = stretch.start * FRAME_MS
        if self._untold_from_ms is not None:
            begin_ms, self._untold_from_ms = self._untold_from_ms, None
        end_ms = stretch.end * FRAME_MS
        told: list[DecodedWord] = []
        language = "en"
        for _ in range(_PASSES):
            decoded = await self._believable(stretch, begin_ms, end_ms, guess, first=not told)
            if decoded is None:
                break
            guess = ""
            language = decoded.language
            words = without_loops(decoded.words, self._context.words(begin_ms, end_ms))
            if not words:
                break
            if stretch.cut_from is not None:
                words = _whole(words, stretch.cut_from * FRAME_MS)
                begin_ms = self._untold_from_ms = words[-1].end_ms
            else:
                begin_ms = max(words[-1].end_ms, min(decoded.told_to_ms or 0, end_ms))
            told += words
            goes_on = stretch.cut_from is not None and not words[-1].text.endswith((".", "?", "!"))
            self._context.add(
                Said(words[0].start_ms, begin_ms, running_text(w.text for w in words), goes_on)
            )
            if (
                stretch.cut_from is not None
                or _speech_ms(stretch, begin_ms + _WORD_END_MS) < _UNTOLD_MS
            ):
                break
        return Heard(tuple(told), language)

    async def _hum(self, stretch: Stretch) -> Heard:
        """Assent, heard by itself; nothing else is believed of it."""
        request = DecodeRequest(
            self._hearing.sound(stretch.start * FRAME_MS, stretch.end * FRAME_MS),
            self._priority,
            beam_size=self._hearing.options.beam_size,
            language=self._hearing.language.leading,
            session=self._hearing.session,
        )
        decoded = await self._patiently(request)
        speech_ms = _speech_ms(stretch, 0)
        assent = is_hum(decoded.text) and not invented(decoded, speech_ms)
        words = _later(decoded.words, stretch.start * FRAME_MS) if assent else ()
        return Heard(words, decoded.language)

    async def _believable(
        self, stretch: Stretch, begin_ms: int, end_ms: int, guess: str, *, first: bool
    ) -> Decoded | None:
        """What was not made up: what was said before may have led the recognizer astray, so where
        nothing of the stretch is told yet it is asked once more without. None where it then makes
        something up as well."""
        speech_ms = _speech_ms(stretch, begin_ms)
        known = self._context.before(begin_ms, end_ms)
        prompt = self._context.prompt(known, begin_ms)
        decoded = await self._pass(stretch, begin_ms, end_ms, known, prompt, guess)
        if not invented(decoded, speech_ms, stretch.voice):
            return decoded
        if not first or speech_ms < _UNTOLD_MS or not (known or prompt):
            return None
        decoded = await self._pass(stretch, begin_ms, end_ms)
        return None if invented(decoded, speech_ms, stretch.voice) else decoded

    async def _pass(
        self,
        stretch: Stretch,
        begin_ms: int,
        end_ms: int,
        known: tuple[Said, ...] = (),
        prompt: str = "",
        guess: str = "",
    ) -> Decoded:
        """What follows `begin_ms`, on the channel's clock."""
        from_ms = min(known[0].start_ms, begin_ms) if known else begin_ms
        request = DecodeRequest(
            self._hearing.sound(from_ms, end_ms),
            self._priority,
            beam_size=self._hearing.options.beam_size,
            known=tuple(
                Known(said.text, said.start_ms - from_ms, said.end_ms - from_ms, said.open)
                for said in known
            ),
            prompt=prompt,
            guess=guess,
            session=self._hearing.session,
        )
        decoded = await self._in_its_language(request, _speech_ms(stretch, begin_ms))
        decoded = await self._with_terms(request, decoded)
        words = (
            replace(
                word,
                start_ms=max(word.start_ms + from_ms, begin_ms),
                end_ms=max(word.end_ms + from_ms, begin_ms),
            )
            for word in decoded.words
            if word.end_ms + from_ms > begin_ms - _EARLY_MS
        )
        told_to_ms = None if decoded.told_to_ms is None else decoded.told_to_ms + from_ms
        return replace(decoded, words=tuple(words), told_to_ms=told_to_ms)

    async def _in_its_language(self, request: DecodeRequest, speech_ms: int) -> Decoded:
        settled = self._hearing.language.settled
        decoded = await self._patiently(replace(request, language=settled))
        if settled is None:
            self._hearing.language.hear(decoded, speech_ms)
            leading = self._hearing.language.leading
            if leading is not None and decoded.language != leading:
                return await self._patiently(replace(request, language=leading))
        return decoded

    async def _with_terms(self, request: DecodeRequest, decoded: Decoded) -> Decoded:
        """The terms of the vocabulary where they were said."""
        doubted = doubt(decoded.words, self._hearing.options.vocabulary)
        if doubted is None or decoded.language != "en":
            return decoded
        return confirmed(decoded, await self._patiently(doubted.request(request)), doubted)

    async def _patiently(self, request: DecodeRequest) -> Decoded:
        """A full queue delays a final, never drops it."""
        while True:
            try:
                return await self._hearing.worker.decode(request)
            except WorkerBusy:
                log.warning("final waits for a busy worker")
                await asyncio.sleep(self._hearing.options.busy_retry_ms / 1000)


def _speech_ms(stretch: Stretch, from_ms: int) -> int:
    """Detected speech of the stretch from then on."""
    return sum(
        max(0, run.end * FRAME_MS - max(run.start * FRAME_MS, from_ms)) for run in stretch.runs
    )


def _later(words: tuple[DecodedWord, ...], by_ms: int) -> tuple[DecodedWord, ...]:
    return tuple(
        replace(word, start_ms=word.start_ms + by_ms, end_ms=word.end_ms + by_ms) for word in words
    )


def _whole(words: tuple[DecodedWord, ...], cut_ms: int) -> tuple[DecodedWord, ...]:
    """The words that ended before the cut; all where none did."""
    return tuple(word for word in words if word.end_ms <= cut_ms) or words
