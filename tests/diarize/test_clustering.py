from dataclasses import replace

import numpy as np
import pytest

from diarize.clustering import find_voices
from diarize.settle import voice_activity
from diarize.voice import Voices, VoiceSegment


def people(count: int, each: int, *, spread: float = 0.6, seed: int = 1) -> list[VoiceSegment]:
    """Segments of `count` voices in turn; one voice's segments have a cosine of about
    1 / (1 + spread²) = 0.74."""
    generator = np.random.default_rng(seed)
    voices = generator.normal(size=(count, 192))
    voices /= np.linalg.norm(voices, axis=1, keepdims=True)
    segments = []
    for place in range(count * each):
        noise = generator.normal(size=192) * spread / np.sqrt(192)
        vector = voices[place % count] + noise
        vector /= np.linalg.norm(vector)
        start = place * 3_000
        segments.append(
            VoiceSegment(start, start + 2_500, place % count, 2_500, vector.astype(np.float32))
        )
    return segments


def assign_speakers(segments: list[VoiceSegment], speakers: int | None = None) -> list[int]:
    """The person of each segment, none of which holds two."""
    activity = voice_activity(Voices(tuple(segments)), speakers)
    return [
        next(
            a.person
            for a in activity
            if (a.start_ms, a.end_ms) == (segment.start_ms, segment.end_ms)
        )
        for segment in segments
    ]


@pytest.mark.parametrize("count", [1, 2, 3, 4])
def test_the_number_of_people_is_found(count: int) -> None:
    owners = assign_speakers(people(count, each=12))
    assert owners == [place % count for place in range(count * 12)]


@pytest.mark.parametrize("asked", [1, 2])
def test_a_given_number_is_kept(asked: int) -> None:
    assert len(set(assign_speakers(people(3, each=12), asked))) == asked


def test_a_short_noise_is_no_person() -> None:
    segments = people(2, each=12)
    noise = np.random.default_rng(9).normal(size=192)
    noise /= np.linalg.norm(noise)
    segments.append(VoiceSegment(90_000, 91_500, 9, 1_500, noise.astype(np.float32)))
    assert len(set(assign_speakers(segments))) == 2


def test_a_segment_without_embedding_follows_its_track() -> None:
    segments = people(2, each=12)
    segments.append(VoiceSegment(10_000, 10_200, 1, 100, None))
    assert assign_speakers(segments)[-1] == 1


def test_who_talks_over_somebody_is_somebody_else() -> None:
    segments = people(2, each=12)
    segments.append(VoiceSegment(500, 1_000, 7, 0, None))  # inside the first person's first segment
    assert assign_speakers(segments)[-1] == 1


def test_nobody() -> None:
    assert assign_speakers([]) == []


def test_nothing_clean_enough_is_one_person() -> None:
    assert assign_speakers(
        [VoiceSegment(0, 200, 0, 0, None), VoiceSegment(300, 500, 0, 0, None)]
    ) == [0, 0]


def test_a_voice_that_changes_once_is_one_person() -> None:
    """As somebody's who moves to another chair: no more alike than two women may be, but one is
    never heard after the other has begun."""
    near, far = people(1, each=16, seed=1), people(1, each=16, seed=2)
    shift = np.asarray(far[0].embedding) * 0.75

    def moved(segment: VoiceSegment) -> VoiceSegment:
        vector = np.asarray(segment.embedding) + shift
        return replace(segment, embedding=(vector / np.linalg.norm(vector)).astype(np.float32))

    once = [segment if at < 8 else moved(segment) for at, segment in enumerate(near)]
    in_turn = [moved(segment) if at % 2 else segment for at, segment in enumerate(near)]
    assert len(find_voices(once, None)) == 1
    assert len(find_voices(in_turn, None)) == 2
