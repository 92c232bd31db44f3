from collections.abc import Callable
from dataclasses import replace

import numpy as np

from diarize import SpeakerRole, Voices, VoiceSegment, settle_channels, settle_microphone
from transcribe import Utterance

Say = Callable[..., Utterance]
Voice = Callable[..., VoiceSegment]

QUESTION = "How often have you had trouble sleeping?"
ANSWER = "I just lie there most nights, I guess."


def conversation(say: Say, channel_of_answer: int) -> list[Utterance]:
    return [
        piece
        for round_ in range(5)
        for piece in (
            say(QUESTION, round_ * 8_000),
            say(ANSWER, round_ * 8_000 + 3_500, channel=channel_of_answer),
        )
    ]


def voices_of(utterances: list[Utterance], make_voice: Voice) -> Voices:
    generator = np.random.default_rng(3)
    raw = generator.normal(size=(2, 192))
    people = (raw / np.linalg.norm(raw, axis=1, keepdims=True)).astype(np.float32)
    return Voices(
        tuple(
            make_voice(u.start_ms, u.end_ms, people[place % 2], place % 2)
            for place, u in enumerate(utterances)
        )
    )


def test_one_microphone(make_utterance: Say, make_voice: Voice) -> None:
    said = conversation(make_utterance, 0)
    told = settle_microphone("s", said, voices_of(said, make_voice), 40_000, {"asr": "x"})
    assert [turn.text for turn in told.turns] == [u.text for u in said]
    assert [turn.speaker_id for turn in told.turns] == ["S1", "S2"] * 5
    assert told.role_of("S1") is SpeakerRole.CLINICIAN
    assert told.role_of("S2") is SpeakerRole.CLIENT
    assert all(speaker.channel is None for speaker in told.speakers)
    assert told.models == {"asr": "x"}


def test_one_microphone_without_voices_is_one_speaker(make_utterance: Say) -> None:
    told = settle_microphone("s", conversation(make_utterance, 0), Voices(()), 40_000, {})
    assert {turn.speaker_id for turn in told.turns} == {"S1"}


def test_two_channels_by_declaration(make_utterance: Say) -> None:
    told = settle_channels(
        "s", conversation(make_utterance, 1), ("client", "clinician"), 40_000, {}
    )
    assert [(s.speaker_id, s.role, s.role_confidence, s.channel) for s in told.speakers] == [
        ("S1", SpeakerRole.CLIENT, 1.0, 0),
        ("S2", SpeakerRole.CLINICIAN, 1.0, 1),
    ]


def test_two_channels_undeclared_go_by_what_is_said(make_utterance: Say) -> None:
    told = settle_channels("s", conversation(make_utterance, 1), (), 40_000, {})
    assert told.role_of("S1") is SpeakerRole.CLINICIAN
    assert told.speakers[0].role_confidence < 1.0


def test_nothing_said() -> None:
    for told in (
        settle_microphone("s", [], Voices(()), 0, {}),
        settle_channels("s", [], ("clinician", "client"), 0, {}),
    ):
        assert told.turns == ()
        assert told.speakers == ()


def test_an_utterance_without_word_times_is_kept_whole(make_voice: Voice) -> None:
    untimed = Utterance("u0-0", 0, 0, 2_000, "So, how are you?", ())
    told = settle_microphone("s", [untimed], voices_of([untimed], make_voice), 2_000, {})
    assert [turn.text for turn in told.turns] == ["So, how are you?"]


def test_each_turn_has_the_language_it_was_spoken_in(make_utterance: Say) -> None:
    spoken = [
        replace(piece, language="es" if piece.channel else "en")
        for piece in conversation(make_utterance, 1)
    ]
    told = settle_channels("s", spoken, ("clinician", "client"), 40_000, {})
    assert {(turn.speaker_id, turn.language) for turn in told.turns} == {("S1", "en"), ("S2", "es")}
    assert told.language == "es"
    alone = settle_channels("s", spoken[:1], ("clinician", "client"), 40_000, {})
    assert (alone.language, alone.turns[0].language) == ("en", "en")


def test_one_microphone_has_the_language_of_what_was_said_then(make_utterance: Say) -> None:
    first, second = conversation(make_utterance, 0)[:2]
    told = settle_microphone("s", [first, replace(second, language="es")], Voices(()), 9_000, {})
    assert [turn.language for turn in told.turns] == ["es"]  # the longer of the two
    late = replace(make_utterance(ANSWER, 20_000), language="es")
    told = settle_microphone("s", [first, late], Voices(()), 30_000, {})
    assert [turn.language for turn in told.turns] == ["en", "es"]
