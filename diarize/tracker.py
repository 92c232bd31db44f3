"""Follows the voices of one microphone while the session runs."""

import asyncio
from collections import deque
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from diarize.activity import (
    ACTIVE,
    WINDOW_FRAMES,
    Activity,
    Run,
    Scores,
    active_runs,
    frame_at,
    frame_ms,
)
from diarize.attribution import Activity as SpokenSpan
from diarize.attribution import attribute_words
from diarize.change import changes
from diarize.options import DiarizeOptions
from diarize.provisional import ProvisionalSpeakers
from diarize.revision import FIRST_MS, Revision, name_of, next_revision_ms, revise
from diarize.stretch import stretches_of
from diarize.voice import PRINT_MS, Embedding, Prints, Voices, VoiceSegment, unit
from gpu import MODEL_RATE_HZ, Samples, Worker
from transcribe import Utterance, running_text

_PER_MS = MODEL_RATE_HZ // 1000
_WINDOW_MS = 10_000
_CLOSING_FRAMES = 15
_UNREACHED_MS = 300
_HALF = 375 * _PER_MS
"""Half of the sound that makes a print."""


@dataclass(frozen=True, slots=True)
class _OpenRun:
    """A run of a track that later windows may still change."""

    track: int
    run: Run
    clean: list[Run]
    """Where no other voice is, in it."""
    sound: list[Samples]
    """Of each clean part."""


class SpeakerTracker:
    """Push audio, ask for provisional labels, finish for all voices.

    Holds the last `remembered_ms` of audio and about 20 s of activity, whatever the session's
    length; the rest is segments with their embeddings. One task at a time may push and finish;
    `label` may run beside them. Errors of the worker (`GpuError`) pass through; after one the
    push can be repeated with nothing, for windows are taken only when they succeed.
    """

    def __init__(self, worker: Worker, options: DiarizeOptions, start_ms: int = 0) -> None:
        """`start_ms`: session time of the first sample pushed."""
        self._worker = worker
        self._options = options
        self._start_ms = start_ms
        self._audio: Samples = np.zeros(0, dtype=np.float32)
        self._fresh: list[Samples] = []
        """Pushed since `_audio` was last joined: small pieces come often, windows are rare."""
        self._audio_ms = 0
        """Time of the first sample still held, from the first sample pushed."""
        self._pushed = 0
        self._next_window_ms = 0
        self._one_window = asyncio.Lock()
        self._activity = Activity()
        self._taken: dict[int, int] = {}
        """For each track the frame up to which it was made into segments."""
        self._segments: list[VoiceSegment] = []
        self._provisional = ProvisionalSpeakers(options.most_speakers)
        self._speaker_of: dict[int, str] = {}
        """The provisional speaker each track had last."""
        self._heard: deque[tuple[int, int, str]] = deque(maxlen=200)
        """Begin and end (from the first sample) and provisional speaker of the latest segments."""
        self._revision: Revision | None = None
        self._next_revision_ms = FIRST_MS

    async def push(self, samples: Samples) -> None:
        """The next stretch of 16 kHz audio, of any length."""
        self._fresh.append(samples.astype(np.float32, copy=False))
        self._pushed += len(samples)
        while self._end_ms >= self._next_window_ms + _WINDOW_MS:
            async with self._one_window:
                await self._take_window()
            await self._take_segments(frame_at(self._next_window_ms))
            self._forget_audio()
            if self._next_window_ms >= self._next_revision_ms:
                await self._revise()

    async def label(self, utterance: Utterance) -> str:
        """A provisional speaker for a finished utterance: "S1", "S2"… in order of appearance,
        whoever talks most in it."""
        start, end = self._span(utterance)
        return await self._most(await self._talk(start, end), start, end)

    async def parts(self, utterance: Utterance) -> list[tuple[str, Utterance]]:
        """A finished utterance in which several people talk, cut where the provisional speaker
        changes; the first part keeps the id, the others are numbered after it."""
        start, end = self._span(utterance)
        await self._reach(end)
        talk = await self._talk(start, end)
        names = sorted({speaker for speaker, _, _ in talk})
        if len(names) < 2 or not utterance.words:
            return [(await self._most(talk, start, end), utterance)]
        activity = [
            SpokenSpan(self._start_ms + begin, self._start_ms + stop, names.index(speaker))
            for speaker, begin, stop in talk
        ]
        activity.sort(key=lambda span: span.start_ms)
        owners = attribute_words(utterance.words, activity, len(names))
        stretches = stretches_of(utterance.words, owners, pause_ms=_WINDOW_MS * 6)
        parts = []
        for number, stretch in enumerate(stretches):
            part = replace(
                utterance,
                utterance_id=utterance.utterance_id + (f".{number}" if number else ""),
                start_ms=stretch.start_ms if number else utterance.start_ms,
                end_ms=utterance.end_ms if number == len(stretches) - 1 else stretch.end_ms,
                text=running_text(word.text for word in stretch.words),
                words=stretch.words,
            )
            parts.append((names[stretch.person], part))
        return parts

    async def finish(self) -> Voices:
        """End of audio: all voices, in order of their start."""
        while self._next_window_ms < self._end_ms and (
            self._next_window_ms == 0
            or self._next_window_ms + _WINDOW_MS - self._options.step_ms < self._end_ms
        ):
            await self._take_window()
        await self._take_segments(self._activity.end, ending=True)
        return _in_order(self._segments)

    @property
    def speakers_voices(self) -> dict[str, Embedding]:
        """Mean voice of each provisional speaker so far."""
        return self._provisional.voices

    @property
    def voices_so_far(self) -> Voices:
        """What was made into segments until now, in order of their start."""
        return _in_order(list(self._segments))

    @property
    def revision(self) -> Revision | None:
        """Who talked when, as it was decided last over all that was heard; labels that were given
        before may be others there."""
        return self._revision

    @property
    def held_ms(self) -> int:
        """How much audio is in memory."""
        return self._end_ms - self._audio_ms

    @property
    def _end_ms(self) -> int:
        return self._pushed // _PER_MS

    def _span(self, utterance: Utterance) -> tuple[int, int]:
        """From the first sample pushed."""
        end = utterance.words[-1].end_ms if utterance.words else utterance.end_ms
        start = utterance.start_ms - self._start_ms
        return start, max(min(end, utterance.end_ms) - self._start_ms, start)

    async def _most(self, talk: list[tuple[str, int, int]], start_ms: int, end_ms: int) -> str:
        """Whoever talks most between two times; where nobody does, what it sounds like."""
        shares: dict[str, int] = {}
        for speaker, begin, stop in talk:
            shared = min(stop, end_ms) - max(begin, start_ms)
            shares[speaker] = shares.get(speaker, 0) + shared
        if not shares:
            return await self._listen(start_ms, end_ms)
        return max(shares, key=lambda speaker: shares[speaker])

    async def _talk(self, start_ms: int, end_ms: int) -> list[tuple[str, int, int]]:
        """Who talks between two times as far as is known now: provisional speaker, begin, end.
        What no segment was made of yet is heard for it: one track may hold several voices."""
        talk = [
            (speaker, begin, stop)
            for begin, stop, speaker in self._heard
            if begin < end_ms and stop > start_ms
        ]
        for open_run in self._open_runs(start_ms, end_ms):
            talk += await self._guess(open_run)
        return talk

    def _open_runs(self, start_ms: int, end_ms: int) -> list["_OpenRun"]:
        """What no segment was made of yet; found in one go, because a push that runs beside may
        let go of frames, tracks and sound."""
        base, until = self._activity.base, min(frame_at(end_ms), self._activity.end)
        scores = {track: self._activity.scores(track, until) for track in self._activity.tracks}
        found: list[_OpenRun] = []
        for track, values in scores.items():
            first = max(frame_at(start_ms), self._taken.get(track, base), base)
            for run in active_runs(values[first - base :], first):
                clean = self._clean_parts(track, run, scores)
                found.append(_OpenRun(track, run, clean, self._sound(clean)))
        return found

    async def _guess(self, open_run: "_OpenRun") -> list[tuple[str, int, int]]:
        """Provisional speaker, begin and end of what is clean in it; all of it by the track's last
        speaker where nothing is."""
        if not open_run.clean:
            speaker = self._speaker_of.get(open_run.track, self._provisional.last)
            return [(speaker, frame_ms(open_run.run.start), frame_ms(open_run.run.end))]
        talk: list[tuple[str, int, int]] = []
        prints = await self._prints(open_run.sound)
        for part, heard in zip(open_run.clean, prints, strict=True):
            for begin, stop, voice in _voices_in(part, heard):
                talk.append((self._provisional.guess(voice, stop - begin), begin, stop))
        return talk

    async def _listen(self, start_ms: int, end_ms: int) -> str:
        """The provisional speaker of a stretch of audio taken whole."""
        speech = self._slice(start_ms, end_ms)
        longest = self._options.longest_embedded_ms * _PER_MS
        middle = max((len(speech) - longest) // 2, 0)
        speech = speech[middle : middle + longest]
        length_ms = len(speech) // _PER_MS
        if length_ms < self._options.shortest_embedded_ms:
            return self._provisional.last
        embedding = await self._worker.embed(speech, self._options.priority)
        return self._provisional.nearest(embedding)

    async def _reach(self, end_ms: int) -> None:
        """Where the last window ends before an utterance does, the next is taken now, as far as
        there is sound for it; what is too short to count for one is taken again."""
        async with self._one_window:
            if end_ms > frame_ms(self._activity.end) + _UNREACHED_MS:
                whole = self._end_ms - self._next_window_ms >= _WINDOW_MS // 2
                await self._take_window(moving=whole)

    async def _take_window(self, *, moving: bool = True) -> None:
        start = self._next_window_ms
        window = self._slice(start, start + _WINDOW_MS)
        scores = await self._worker.segment(window, self._options.priority)
        heard = min(WINDOW_FRAMES, len(scores), frame_at(len(window) // _PER_MS))
        first = max(frame_at(start), self._activity.base)
        self._activity.add(first, np.asarray(scores[:heard], dtype=np.float32))
        if moving:
            self._next_window_ms = start + self._options.step_ms

    async def _take_segments(self, until: int, *, ending: bool = False) -> None:
        """Make segments of what no later window changes: the frames before `until`."""
        base = self._activity.base
        scores = self._activity.counted(until)
        longest = frame_at(self._options.longest_segment_ms)
        oldest_open = until - _CLOSING_FRAMES
        for track, values in scores.items():
            fresh = values.copy()
            fresh[: max(self._taken.get(track, base) - base, 0)] = 0.0
            for whole in active_runs(fresh, base, closing=_CLOSING_FRAMES):
                run = whole
                while run.end - run.start > longest:
                    await self._take(track, Run(run.start, run.start + longest), scores)
                    run = Run(run.start + longest, run.end)
                if ending or run.end + _CLOSING_FRAMES < until:
                    await self._take(track, run, scores)
                else:
                    oldest_open = min(oldest_open, run.start)
        self._activity.forget(min(oldest_open, until))

    async def _take(self, track: int, run: Run, scores: dict[int, Scores]) -> None:
        """Make segments of a run: what is clean, and what another voice covers."""
        clean = self._clean_parts(track, run, scores)
        prints = await self._prints(self._sound(clean))
        at = run.start
        for part, heard in zip(clean, prints, strict=True):
            if at < part.start:
                self._keep(track, Run(at, part.start), None)
            self._keep(track, part, heard)
            at = part.end
        if at < run.end:
            self._keep(track, Run(at, run.end), None)
        self._taken[track] = run.end

    def _keep(self, track: int, part: Run, prints: Prints | None) -> None:
        start, end = frame_ms(part.start), frame_ms(part.end)
        embedding = None if prints is None else unit(prints.sum(axis=0))
        clean_ms = 0 if prints is None else end - start
        self._segments.append(
            VoiceSegment(
                self._start_ms + start, self._start_ms + end, track, clean_ms, embedding, prints
            )
        )
        if prints is None:
            speaker = self._speaker_of.get(track, self._provisional.last)
            self._heard.append((start, end, speaker))
            return
        for begin, stop, voice in _voices_in(part, prints):
            self._speaker_of[track] = self._provisional.assign(voice, stop - begin)
            self._heard.append((begin, stop, self._speaker_of[track]))

    async def _revise(self) -> None:
        segments = _in_order(self._segments).segments
        revision = await asyncio.to_thread(revise, segments)
        self._next_revision_ms = next_revision_ms(self._next_window_ms)
        if revision is None:
            return
        self._revision = revision
        self._provisional.revise(revision.voices)
        latest = revision.activity[-(self._heard.maxlen or 0) :]
        self._heard.clear()
        for span in latest:
            begin, stop = span.start_ms - self._start_ms, span.end_ms - self._start_ms
            self._heard.append((begin, stop, name_of(span.person)))
        for track in self._speaker_of:
            last = max((s for s in segments if s.track == track), key=lambda s: s.end_ms)
            self._speaker_of[track] = (
                revision.speaker(last.start_ms, last.end_ms) or self._provisional.last
            )

    def _sound(self, parts: list[Run]) -> list[Samples]:
        return [self._slice(frame_ms(part.start), frame_ms(part.end)) for part in parts]

    async def _prints(self, sound: list[Samples]) -> list[Prints]:
        """Prints of stretches that are heard together, one after the other."""
        if not sound:
            return []
        spans: list[tuple[int, int]] = []
        counts: list[int] = []
        begin = 0
        for samples in sound:
            length, end = len(samples), begin + len(samples)
            counts.append(max(round(length / (PRINT_MS * _PER_MS)), 1))
            for place in range(counts[-1]):
                middle = begin + round((place + 0.5) * length / counts[-1])
                spans.append((max(middle - _HALF, begin), min(middle + _HALF, end)))
            begin = end
        heard = await self._worker.embed_spans(np.concatenate(sound), spans, self._options.priority)
        rows = np.cumsum([0, *counts])
        return [heard[a:b].astype(np.float16) for a, b in pairwise(rows.tolist())]

    def _clean_parts(self, track: int, run: Run, scores: dict[int, Scores]) -> list[Run]:
        """Where no other voice is, in a run."""
        clean = np.ones(run.end - run.start, dtype=np.float32)
        base = self._activity.base
        for other, values in scores.items():
            if other != track:
                there = values[run.start - base : run.end - base]
                clean[: len(there)] *= there < ACTIVE
        return active_runs(clean, run.start, closing=5, shortest=12)

    def _slice(self, start_ms: int, end_ms: int) -> Samples:
        """Audio still held between two times counted from the first sample pushed."""
        self._join()
        start = max(start_ms - self._audio_ms, 0) * _PER_MS
        return self._audio[start : max(end_ms - self._audio_ms, 0) * _PER_MS]

    def _join(self) -> None:
        if self._fresh:
            self._audio = np.concatenate([self._audio, *self._fresh])
            self._fresh = []

    def _forget_audio(self) -> None:
        self._join()
        needed = min(
            self._next_window_ms,
            frame_ms(self._activity.base),
            self._end_ms - self._options.remembered_ms,
        )
        count = max(needed - self._audio_ms, 0)
        self._audio = self._audio[count * _PER_MS :].copy() if count else self._audio
        self._audio_ms += count


def _in_order(segments: list[VoiceSegment]) -> Voices:
    return Voices(tuple(sorted(segments, key=lambda s: (s.start_ms, s.track))))


def _voices_in(part: Run, prints: Prints) -> list[tuple[int, int, Embedding]]:
    """Begin, end and mean voice of the stretches of a part in which the voice does not change."""
    start, end = frame_ms(part.start), frame_ms(part.end)
    found = []
    for first, last in pairwise([0, *changes(prints), len(prints)]):
        begin = start + (end - start) * first // len(prints)
        stop = start + (end - start) * last // len(prints)
        found.append((begin, stop, unit(prints[first:last].sum(axis=0))))
    return found
