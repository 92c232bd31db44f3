"""Which speaker an utterance ends up with."""

from hypothesis import given
from hypothesis import strategies as st

from diarize import Speaker, SpeakerRole, Transcript, Turn
from inglenook.finishing import settled_speaker
from transcribe import Utterance


def turn(speaker_id: str, start_ms: int, end_ms: int) -> Turn:
    return Turn(f"t{start_ms}", speaker_id, start_ms, end_ms, "words", False, ())


def transcript(*turns: Turn) -> Transcript:
    speakers = tuple(
        Speaker(name, SpeakerRole.UNKNOWN, 0.0, None)
        for name in sorted({one.speaker_id for one in turns})
    )
    return Transcript("s", 100_000, "en", speakers, turns)


def utterance(start_ms: int, end_ms: int) -> Utterance:
    return Utterance("u", 0, start_ms, end_ms, "words", ())


def test_most_of_the_time_decides() -> None:
    held = transcript(turn("S1", 0, 1000), turn("S2", 1000, 5000))
    assert settled_speaker(utterance(500, 3000), held) == "S2"
    assert settled_speaker(utterance(0, 1200), held) == "S1"


def test_no_turn_no_speaker() -> None:
    assert settled_speaker(utterance(0, 100), transcript(turn("S1", 100, 200))) is None


@given(st.lists(st.tuples(st.sampled_from("AB"), st.integers(0, 9000), st.integers(1, 999))))
def test_a_speaker_who_is_there_is_chosen(places: list[tuple[str, int, int]]) -> None:
    held = transcript(*(turn(name, start, start + length) for name, start, length in places))
    chosen = settled_speaker(utterance(2000, 4000), held)
    there = {name for name, start, length in places if start < 4000 and start + length > 2000}
    assert (chosen in there) if there else chosen is None
