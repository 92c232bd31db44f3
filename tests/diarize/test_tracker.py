import itertools
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import pytest

from diarize import DiarizeOptions, SpeakerTracker, Voices
from gpu import Priority, Samples, Worker, WorkerBusy
from transcribe import Utterance

TALK = [
    (500, 4_000, 0),
    (4_300, 9_000, 1),
    (9_200, 9_900, 0),
    (12_000, 31_000, 1),
    (31_200, 33_000, 0),
]
Sound = Callable[..., Samples]


async def voices_of(
    worker: Worker, samples: Samples, pieces: list[int], start_ms: int = 0
) -> Voices:
    tracker = SpeakerTracker(worker, DiarizeOptions(), start_ms)
    at = 0
    for size in itertools.cycle(pieces):
        if at >= len(samples):
            break
        await tracker.push(samples[at : at + size])
        at += size
    return await tracker.finish()


async def test_segments_are_where_people_talk(room: Worker, make_sound: Sound) -> None:
    voices = await voices_of(room, make_sound(TALK, 34_000), [16_000], start_ms=5_000)
    for start, end, person in TALK:
        mine = [s for s in voices.segments if s.start_ms < end + 5_000 and s.end_ms > start + 5_000]
        assert abs(mine[0].start_ms - start - 5_000) < 60
        assert abs(mine[-1].end_ms - end - 5_000) < 60
        assert all(s.length_ms <= 8_100 for s in mine)
        for segment in mine:
            assert segment.embedding is not None
            np.testing.assert_allclose(segment.embedding, room.voices[person], atol=1e-3)  # type: ignore[attr-defined]


async def test_segments_do_not_depend_on_the_size_of_pieces(
    make_sound: Sound, room: Worker
) -> None:
    samples = make_sound(TALK, 34_000)
    whole = await voices_of(room, samples, [len(samples)])
    pieces = await voices_of(room, samples, [161, 4_000, 33_333])
    assert [(s.start_ms, s.end_ms, s.track, s.clean_ms) for s in whole.segments] == [
        (s.start_ms, s.end_ms, s.track, s.clean_ms) for s in pieces.segments
    ]


@pytest.mark.parametrize("duration_ms", [0, 20, 900, 10_000, 12_600])
async def test_any_length_ends_well(room: Worker, make_sound: Sound, duration_ms: int) -> None:
    talk = [(0, duration_ms, 0)]
    voices = await voices_of(room, make_sound(talk, duration_ms), [1_600])
    covered = sum(segment.length_ms for segment in voices.segments)
    assert covered == pytest.approx(duration_ms, abs=100)


async def test_a_minute_of_silence_first(room: Worker, make_sound: Sound) -> None:
    voices = await voices_of(room, make_sound([(60_000, 63_000, 0)], 64_000), [16_000])
    assert [round(s.start_ms, -2) for s in voices.segments] == [60_000]


async def test_memory_is_bounded(room: Worker, make_sound: Sound) -> None:
    options = DiarizeOptions(remembered_ms=12_000)
    tracker = SpeakerTracker(room, options)
    talk = make_sound([(0, 60_000, 0)], 60_000)
    for _ in range(3):
        await tracker.push(talk)
    assert tracker.held_ms < 30_000


async def test_utterances_are_labelled_while_the_session_runs(
    room: Worker, make_sound: Sound, make_utterance: Callable[..., Utterance]
) -> None:
    tracker = SpeakerTracker(room, DiarizeOptions())
    await tracker.push(make_sound(TALK, 10_000))
    asked = make_utterance("how did you sleep last week then", 1_000)
    answered = make_utterance("not too well I think maybe four hours", 5_000)
    again = make_utterance("okay right", 9_200)
    labels = [await tracker.label(u) for u in (asked, answered, again)]
    assert labels == ["S1", "S2", "S1"]


async def test_an_utterance_of_two_people_is_cut_between_them(
    room: Worker, make_sound: Sound, make_utterance: Callable[..., Utterance]
) -> None:
    tracker = SpeakerTracker(room, DiarizeOptions(), 50_000)
    await tracker.push(make_sound(TALK, 12_000))
    asked = make_utterance("how did you sleep last week then", 51_500)
    answered = make_utterance("not too well I think maybe four hours", 55_000)
    both = replace(
        asked,
        end_ms=answered.end_ms,
        words=asked.words + answered.words,
        text=f"{asked.text} {answered.text}",
    )
    parts = await tracker.parts(both)
    assert [(speaker, part.text) for speaker, part in parts] == [
        ("S1", asked.text),
        ("S2", answered.text),
    ]
    assert [part.utterance_id for _, part in parts] == [both.utterance_id, f"{both.utterance_id}.1"]
    assert [word for _, part in parts for word in part.words] == list(both.words)
    assert await tracker.parts(asked) == [("S1", asked)]


async def test_a_reply_that_the_windows_took_for_the_same_voice_is_told_at_once(
    room: Worker, make_sound: Sound, make_utterance: Callable[..., Utterance]
) -> None:
    """The segmentation network puts two similar voices on one track. While no segment is made of
    the second yet, it is heard all the same, and once."""
    samples = make_sound([(500, 7_000, 0), (9_000, 10_800, 1), (11_000, 12_300, 0)], 13_400)

    class OneTrack(type(room)):  # type: ignore[misc]
        heard = 0

        async def segment(self, window: Samples, priority: Priority) -> np.ndarray:
            scores = await super().segment(window, priority)
            return np.pad(scores.max(axis=1, keepdims=True), ((0, 0), (0, 2)))

        async def embed_spans(
            self, samples: Samples, spans: Sequence[tuple[int, int]], priority: Priority
        ) -> np.ndarray:
            self.heard += 1
            return np.asarray(await super().embed_spans(samples, spans, priority))

    worker = OneTrack()
    tracker = SpeakerTracker(worker, DiarizeOptions())
    await tracker.push(samples)
    said = [
        ("S1", make_utterance("how did you sleep last week then", 1_000)),
        ("S2", make_utterance("badly I woke up again", 9_200)),
        ("S1", make_utterance("oh dear", 11_400)),
    ]
    assert [await tracker.parts(utterance) for _, utterance in said] == [[one] for one in said]
    assert worker.heard == 3


async def test_audio_goes_on_while_a_speaker_is_asked_for(
    room: Worker, make_sound: Sound, make_utterance: Callable[..., Utterance]
) -> None:
    """Frames and tracks that are let go meanwhile are not missed."""
    samples = make_sound([(500, 6_000, 0), (4_000, 9_500, 1)], 60_000)

    class Slow(type(room)):  # type: ignore[misc]
        tracker: SpeakerTracker | None = None

        async def embed(self, samples: Samples, priority: Priority) -> np.ndarray:
            await self.go_on()
            return np.asarray(await super().embed(samples, priority))

        async def embed_spans(
            self, samples: Samples, spans: Sequence[tuple[int, int]], priority: Priority
        ) -> np.ndarray:
            await self.go_on()
            return np.asarray(await super().embed_spans(samples, spans, priority))

        async def go_on(self) -> None:
            tracker, self.tracker = self.tracker, None
            if tracker is not None:
                await tracker.push(samples[12_000 * 16 :])

    slow = Slow()
    tracker = SpeakerTracker(slow, DiarizeOptions())
    await tracker.push(samples[: 12_000 * 16])
    slow.tracker = tracker
    said = make_utterance("how did you sleep last week then", 1_000)
    spoken = replace(said, end_ms=9_500, words=())
    assert await tracker.label(spoken) in ("S1", "S2")


async def test_a_failing_worker_loses_nothing(room: Worker, make_sound: Sound) -> None:
    samples = make_sound(TALK, 34_000)
    expected = await voices_of(room, samples, [len(samples)])

    class Busy(type(room)):  # type: ignore[misc]
        calls = 0

        async def segment(self, window: Samples, priority: object) -> np.ndarray:
            self.calls += 1
            if self.calls % 2:
                raise WorkerBusy
            return await super().segment(window, priority)

    tracker = SpeakerTracker(Busy(), DiarizeOptions())
    pushed = samples
    for _ in range(100):
        try:
            await tracker.push(pushed)
            break
        except WorkerBusy:
            pushed = samples[:0]
    voices = None
    for _ in range(100):
        try:
            voices = await tracker.finish()
            break
        except WorkerBusy:
            continue
    assert voices is not None
    assert [(s.start_ms, s.end_ms) for s in voices.segments] == [
        (s.start_ms, s.end_ms) for s in expected.segments
    ]


async def test_voices_survive_storage(room: Worker, make_sound: Sound) -> None:
    voices = await voices_of(room, make_sound(TALK, 34_000), [16_000])
    again = Voices.from_bytes(voices.to_bytes())
    assert len(again.segments) == len(voices.segments)
    for one, other in zip(again.segments, voices.segments, strict=True):
        assert (one.start_ms, one.end_ms, one.track) == (other.start_ms, other.end_ms, other.track)
        np.testing.assert_array_equal(one.embedding, other.embedding)
        np.testing.assert_array_equal(one.prints, other.prints)
    assert Voices.from_bytes(Voices(()).to_bytes()).segments == ()


async def test_what_no_window_has_reached_is_looked_at_when_it_is_asked_for(
    room: Worker, make_sound: Sound, make_utterance: Callable[..., Utterance]
) -> None:
    """Two people before the first window is full: neither gets the other's words, and nothing
    is heard twice or lost for it."""
    talk = [(300, 2_200, 0), (2_500, 6_900, 1), (7_200, 20_000, 0)]
    samples = make_sound(talk, 20_000)
    tracker = SpeakerTracker(room, DiarizeOptions())
    await tracker.push(samples[: 7_100 * 16])
    asked = make_utterance("come in please do", 600)
    answered = make_utterance("thank you it rains so hard today", 3_500)
    both = replace(asked, end_ms=answered.end_ms, words=asked.words + answered.words)
    assert [speaker for speaker, _ in await tracker.parts(both)] == ["S1", "S2"]
    await tracker.push(samples[7_100 * 16 :])
    segments = (await tracker.finish()).segments
    assert [(round(s.start_ms, -2), round(s.end_ms, -2)) for s in segments] == [
        (300, 2_200),
        (2_500, 6_900),
        (7_200, 15_200),
        (15_200, 20_000),
    ]
