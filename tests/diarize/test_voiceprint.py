from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from diarize import SpeakerRole, Transcript, Turn, Voices, VoiceSegment
from diarize.errors import VoiceprintRefused
from diarize.turn import Speaker
from diarize.voice import Embedding
from diarize.voiceprint import (
    MOST_TELLING,
    Voiceprint,
    make_voiceprint,
    mean_voice,
    resemblances,
    speakers_voices,
    with_known_voice,
)

Make = Callable[..., VoiceSegment]


def unit(seed: int, towards: Embedding | None = None) -> Embedding:
    raw = np.random.default_rng(seed).normal(size=192)
    vector = raw / np.linalg.norm(raw)
    if towards is not None:
        vector = towards + 0.5 * vector
    return np.asarray(vector / np.linalg.norm(vector), dtype=np.float32)


DR_LEE, CLIENT, OTHER = unit(1), unit(2), unit(3)


def talk(make_voice: Make, voice: Embedding, seconds: int, begin_s: int = 0) -> list[VoiceSegment]:
    """Segments of two seconds, each a little different from the others."""
    return [
        make_voice(1000 * at, 1000 * at + 1900, unit(100 + at, voice))
        for at in range(begin_s, begin_s + seconds, 2)
    ]


def print_of(make_voice: Make, voice: Embedding) -> Voiceprint:
    return make_voiceprint(Voices(tuple(talk(make_voice, voice, 30))))


def test_one_voice_becomes_a_print_that_survives_its_bytes(make_voice: Make) -> None:
    made = print_of(make_voice, DR_LEE)
    assert made.speech_ms == 15 * 1900
    assert float(made.embedding @ DR_LEE) > 0.9
    again = Voiceprint.from_bytes(made.to_bytes())
    assert again.speech_ms == made.speech_ms
    assert np.array_equal(again.embedding, made.embedding)


def test_silence_is_refused(make_voice: Make) -> None:
    for voices in (Voices(()), Voices((make_voice(0, 9000, None),))):
        with pytest.raises(VoiceprintRefused, match="No speech"):
            make_voiceprint(voices)


def test_too_little_speech_is_refused(make_voice: Make) -> None:
    with pytest.raises(VoiceprintRefused, match="Only 6 seconds"):
        make_voiceprint(Voices(tuple(talk(make_voice, DR_LEE, 6))))


@pytest.mark.parametrize("seconds", [8, 20])
def test_two_voices_are_refused(make_voice: Make, seconds: int) -> None:
    segments = talk(make_voice, DR_LEE, 30) + talk(make_voice, CLIENT, seconds, 40)
    with pytest.raises(VoiceprintRefused, match="More than one voice"):
        make_voiceprint(Voices(tuple(segments)))


def test_only_a_voice_that_is_alike_tells_something(make_voice: Make) -> None:
    made = print_of(make_voice, DR_LEE)
    alike = resemblances(made, {"S1": unit(7, DR_LEE), "S2": CLIENT, "S3": None})
    assert alike == {"S1": MOST_TELLING, "S2": -MOST_TELLING}
    far = resemblances(made, {"S1": CLIENT, "S2": OTHER})
    assert far["S1"] == far["S2"], "the clinician is not there: nothing is told"


def test_nothing_embedded_has_no_voice(make_voice: Make) -> None:
    assert mean_voice([make_voice(0, 900, None)]) is None


NEUTRAL = ("It is raining.", "The train was late.")


def transcript(first: str = NEUTRAL[0], second: str = NEUTRAL[1]) -> Transcript:
    turns = tuple(
        Turn(f"t{at}", "S1" if at % 2 else "S2", at * 4000, at * 4000 + 3900, said, False, ())
        for at in range(8)
        for said in (first if at % 2 else second,)
    )
    speakers = tuple(Speaker(name, SpeakerRole.UNKNOWN, 0.0, None) for name in ("S2", "S1"))
    return Transcript("s", 40_000, "en", speakers, turns)


def room(make_voice: Make, first: Embedding, second: Embedding) -> Voices:
    return Voices(
        tuple(
            make_voice(at * 4000, at * 4000 + 3900, unit(200 + at, first if at % 2 else second))
            for at in range(8)
        )
    )


def test_each_speaker_has_the_voice_of_their_turns(make_voice: Make) -> None:
    heard = speakers_voices(transcript().turns, room(make_voice, DR_LEE, CLIENT))
    assert float(heard["S1"] @ DR_LEE) > 0.9
    assert float(heard["S2"] @ CLIENT) > 0.9


def test_a_segment_across_two_turns_is_parted_by_its_prints(make_voice: Make) -> None:
    turns = transcript().turns
    prints = np.array([DR_LEE] * 4 + [CLIENT] * 4, dtype=np.float16)
    across = replace(make_voice(0, 8000, OTHER), prints=prints)
    heard = speakers_voices(turns, Voices((across,)))
    assert float(heard["S2"] @ DR_LEE) > 0.99
    assert float(heard["S1"] @ CLIENT) > 0.99


def test_a_segment_outside_all_turns_belongs_to_nobody(make_voice: Make) -> None:
    turns = transcript().turns
    late = make_voice(90_000, 95_000, OTHER)
    assert speakers_voices(turns, Voices((late,))) == {}
    assert speakers_voices((), Voices((late,))) == {}


@pytest.mark.parametrize(
    ("asked", "told"), [NEUTRAL, ("I was so tired, my head hurts.", "How do you sleep?")]
)
@pytest.mark.parametrize("clinician", ["S1", "S2"])
def test_the_known_voice_is_the_clinicians_whatever_is_said(
    make_voice: Make, clinician: str, asked: str, told: str
) -> None:
    voices = (DR_LEE, CLIENT) if clinician == "S1" else (CLIENT, DR_LEE)
    held = transcript(asked, told)
    heard = speakers_voices(held.turns, room(make_voice, *voices))
    settled = with_known_voice(held, heard, print_of(make_voice, DR_LEE))
    roles = {speaker.speaker_id: speaker for speaker in settled.speakers}
    assert [speaker.speaker_id for speaker in settled.speakers] == ["S2", "S1"]
    assert roles[clinician].role is SpeakerRole.CLINICIAN
    assert roles[clinician].role_confidence > 0.9
    assert {one.role for one in settled.speakers} == {SpeakerRole.CLINICIAN, SpeakerRole.CLIENT}


def test_a_print_of_somebody_absent_leaves_it_to_the_words(make_voice: Make) -> None:
    said = transcript("I was so tired, my head hurts.", "How do you sleep?")
    made = print_of(make_voice, DR_LEE)
    settled = with_known_voice(said, {"S1": CLIENT, "S2": OTHER}, made)
    assert settled.role_of("S2") is SpeakerRole.CLINICIAN
    assert settled == with_known_voice(said, {}, made)


def test_what_was_declared_stays_and_who_said_nothing_too(make_voice: Make) -> None:
    held = transcript()
    declared = Speaker("S1", SpeakerRole.OTHER, 1.0, 0)
    silent = Speaker("S3", SpeakerRole.OTHER, 0.4, None)
    settled = with_known_voice(
        replace(held, speakers=(declared, held.speakers[0], silent)),
        {"S1": DR_LEE, "S2": CLIENT},
        print_of(make_voice, DR_LEE),
    )
    assert (settled.speakers[0], settled.speakers[2]) == (declared, silent)
    assert settled.role_of("S2") is SpeakerRole.CLIENT
