"""One channel of a session: audio in, captions and utterances out."""

import asyncio
from collections import deque
from collections.abc import AsyncGenerator

import numpy as np

from gpu import Samples, Worker
from transcribe.captioning import Captioner
from transcribe.endpoint import Endpointer, Stretch
from transcribe.errors import StreamEnded
from transcribe.final import FinalDecoder, Heard
from transcribe.hearing import Hearing
from transcribe.hum import HumSpotter
from transcribe.language import SessionLanguage
from transcribe.level import FRAME_SAMPLES
from transcribe.options import TranscribeOptions
from transcribe.speech import BLOCK_SAMPLES, FRAME_MS, SpeechDetector
from transcribe.tape import Tape
from transcribe.timing import placed
from transcribe.utterance import Caption, Utterance
from transcribe.word import running_text
from transcribe.writing import as_written

_SAMPLES_PER_MS = FRAME_SAMPLES // FRAME_MS


class Transcriber:
    """Push audio, read `events`; both at once, in two tasks of one event loop.

    The reader drives: decoding happens while `events` is awaited. Where it does not keep up,
    finished speech waits, at most `options.backlog_s` of it; then `push` waits. Finals depend on
    the audio alone, not on its pieces, on captions, or on load.
    """

    def __init__(
        self,
        worker: Worker,
        options: TranscribeOptions,
        channel: int = 0,
        start_ms: int = 0,
        *,
        language: SessionLanguage | None = None,
        session: str = "",
    ) -> None:
        """`start_ms`: the session's clock at the first sample that will be pushed; `language`:
        shared by the channels of a session; `session`: whose turn it is at the worker."""
        self._worker = worker
        self._options = options
        self._channel = channel
        self._start_ms = start_ms
        self._detect = SpeechDetector(worker)
        self._endpointer = Endpointer(options.endpoint)
        self._hums = HumSpotter() if options.hums else None
        self._tape = Tape()
        self._heard = 0
        self._waiting: deque[Stretch] = deque()
        self._decoding: Stretch | None = None
        language = language or SessionLanguage(options.language)
        hearing = Hearing(worker, options, self._sound, language, session)
        self._captioner = Captioner(hearing)
        self._final_decoder = FinalDecoder(hearing)
        self._flushed = False
        self._over = False
        self._changed = asyncio.Event()
        self._room = asyncio.Event()

    async def push(self, samples: Samples) -> None:
        """Takes 16 kHz audio of any length; waits while too much is undecoded.

        Raises `StreamEnded` after `flush`, `aclose`, or when the reader has stopped; `GpuError`
        where the voice detector fails.
        """
        if self._flushed or self._over:
            raise StreamEnded("This channel takes no more audio.")
        for at in range(0, len(samples), BLOCK_SAMPLES):
            self._tape.append(samples[at : at + BLOCK_SAMPLES])
            if self._tape.end - self._heard >= BLOCK_SAMPLES:
                await self._hear(self._tape.cut(self._heard, self._heard + BLOCK_SAMPLES))
                await self._wait_for_room()

    async def flush(self) -> None:
        """The audio has ended. Returns when `events` has handed out everything."""
        if not self._flushed:
            await self._end_of_audio()
            self._flushed = True
            self._changed.set()
        while not self._over:
            self._room.clear()
            await self._room.wait()

    async def events(self) -> AsyncGenerator[Caption | Utterance, None]:
        """For one reader. Ends after `flush` or `aclose`. Raises `GpuError`."""
        try:
            while not self._over:
                if self._waiting:
                    if utterance := await self._final():
                        yield utterance
                elif self._flushed:
                    return
                elif stretch := self._stretch_to_caption():
                    if self._captioner.wait_s:
                        await self._news(self._captioner.wait_s)
                    elif caption := await self._caption(stretch):
                        yield caption
                else:
                    await self._news()
        finally:
            await self.aclose()

    async def aclose(self) -> None:
        """Stop at once; what is undecoded is lost to this object (the recording has it)."""
        self._over = True
        self._captioner.give_way()
        self._changed.set()
        self._room.set()

    @property
    def held_ms(self) -> int:
        """Audio in memory."""
        return self._tape.held * FRAME_MS // FRAME_SAMPLES

    # Hearing

    async def _hear(self, block: Samples) -> None:
        await asyncio.sleep(0)  # a long push lets others in, silence or not
        probabilities: list[float] = (await self._detect(block)).tolist()
        ended = self._endpointer.push(probabilities)
        ended += self._hummed(block, probabilities)
        self._heard += BLOCK_SAMPLES
        self._take(ended)
        if ended or self._stretch_to_caption():
            self._changed.set()

    def _hummed(self, block: Samples, probabilities: list[float]) -> list[Stretch]:
        hums = self._hums.push(block, probabilities) if self._hums else []
        return [stretch for hum in hums if (stretch := self._endpointer.hum(hum))]

    async def _end_of_audio(self) -> None:
        rest = self._tape.end - self._heard
        if rest:
            self._tape.append(_silence(BLOCK_SAMPLES - rest))
            await self._hear(self._tape.cut(self._heard, self._heard + BLOCK_SAMPLES))
        self._take(self._endpointer.flush())

    def _take(self, ended: list[Stretch]) -> None:
        if ended:
            self._captioner.give_way()
        self._waiting.extend(ended)
        held = [*([self._decoding] if self._decoding else []), *self._waiting]
        first = min([stretch.start for stretch in held] + [self._endpointer.needed_from])
        reach = self._final_decoder.reach_ms * _SAMPLES_PER_MS
        self._tape.let_go(first * FRAME_SAMPLES - reach)

    async def _wait_for_room(self) -> None:
        while not self._over and self._backlog_ms() > self._options.backlog_s * 1000:
            self._room.clear()
            await self._room.wait()
        if self._over:
            raise StreamEnded("The reader of this channel has stopped.")

    def _backlog_ms(self) -> int:
        return sum(stretch.end - stretch.start for stretch in self._waiting) * FRAME_MS

    async def _news(self, at_most_s: float | None = None) -> None:
        self._changed.clear()
        try:
            async with asyncio.timeout(at_most_s):
                await self._changed.wait()
        except TimeoutError:
            return

    # Finals

    async def _final(self) -> Utterance | None:
        stretch = self._waiting.popleft()
        self._decoding = stretch
        try:
            heard = await self._final_decoder.decode(stretch, self._captioner.newest(stretch))
        finally:
            self._decoding = None
            self._room.set()
        return self._utterance(stretch, heard) if heard.words else None

    def _utterance(self, stretch: Stretch, heard: Heard) -> Utterance:
        runs = [(self._ms(run.start), self._ms(run.end)) for run in stretch.runs]
        words = placed(heard.words, runs, self._start_ms)
        whole = stretch.cut_from is None
        return as_written(
            Utterance(
                utterance_id=self._id(self._ms(stretch.start)),
                channel=self._channel,
                start_ms=min(self._ms(stretch.start), words[0].start_ms),
                end_ms=self._ms(stretch.end) if whole else words[-1].end_ms,
                text=running_text(word.text for word in words),
                words=words,
                language=heard.language,
            )
        )

    # Captions

    def _stretch_to_caption(self) -> Stretch | None:
        stretch = None if self._flushed else self._endpointer.in_progress
        return stretch if self._captioner.wanted(stretch) else None

    async def _caption(self, stretch: Stretch) -> Caption | None:
        text = await self._captioner.caption(stretch)
        if text is None or self._waiting or self._over:
            return None
        return Caption(
            self._id(self._ms(stretch.start)),
            self._channel,
            self._ms(stretch.start),
            self._ms(stretch.end),
            text,
        )

    # The clock

    def _sound(self, start_ms: int, end_ms: int) -> Samples:
        """From the channel's first sample."""
        return self._tape.cut(start_ms * _SAMPLES_PER_MS, end_ms * _SAMPLES_PER_MS)

    def _ms(self, frame: int) -> int:
        return self._start_ms + frame * FRAME_MS

    def _id(self, start_ms: int) -> str:
        return f"u{self._channel}-{start_ms}"


def _silence(length: int) -> Samples:
    return np.zeros(length, np.float32)
