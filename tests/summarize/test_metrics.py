from collections.abc import Callable
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from diarize.transcript import Transcript
from diarize.turn import Speaker, SpeakerRole, Turn
from summarize.metrics import merged_spans, metrics_of

Session = Callable[..., Transcript]

SPANS = st.lists(st.tuples(st.integers(0, 1_000), st.integers(0, 1_000)), max_size=20)


def test_talk_silence_and_questions_are_counted(session: Session) -> None:
    counted = metrics_of(session("C: How are you? And work?\nP: Fine.\nP: Is it on?"))
    assert (counted.duration_ms, counted.turns, counted.words) == (15_000, 3, 9)
    assert (counted.clinician_talk_ms, counted.client_talk_ms) == (4_000, 8_000)
    assert (counted.silence_ms, counted.longest_silence_ms) == (3_000, 1_000)
    assert counted.questions_by_clinician == 2


def test_overlap_counts_once_for_each_who_talks() -> None:
    speakers = (
        Speaker("C", SpeakerRole.CLINICIAN, 1, None),
        Speaker("P", SpeakerRole.CLIENT, 1, None),
    )
    turns = (
        Turn("t1", "C", 0, 5_000, "a", True, ()),
        Turn("t2", "P", 3_000, 9_000, "b", True, ()),
    )
    counted = metrics_of(Transcript("s", 10_000, "en", speakers, turns))
    assert (counted.overlap_ms, counted.silence_ms) == (2_000, 1_000)


def test_two_clients_at_once_count_for_each() -> None:
    speakers = (
        Speaker("A", SpeakerRole.CLIENT, 1, None),
        Speaker("B", SpeakerRole.CLIENT, 1, None),
    )
    turns = (
        Turn("t1", "A", 0, 5_000, "a", True, ()),
        Turn("t2", "B", 3_000, 9_000, "b", True, ()),
    )
    counted = metrics_of(Transcript("s", 10_000, "en", speakers, turns))
    assert (counted.client_talk_ms, counted.overlap_ms) == (11_000, 2_000)


SPOKEN = st.lists(
    st.tuples(st.sampled_from("CPO"), st.integers(0, 5_000), st.integers(1, 5_000)), max_size=12
)


@given(SPOKEN)
def test_talk_less_overlap_is_the_time_in_which_anybody_talks(
    spoken: list[tuple[str, int, int]],
) -> None:
    speakers = (
        Speaker("C", SpeakerRole.CLINICIAN, 1, None),
        Speaker("P", SpeakerRole.CLIENT, 1, None),
        Speaker("O", SpeakerRole.CLIENT, 1, None),
    )
    turns = tuple(
        Turn(f"t{number}", who, start, start + length, "a", False, ())
        for number, (who, start, length) in enumerate(spoken)
    )
    counted = metrics_of(Transcript("s", 10_000, "en", speakers, turns))
    talk_ms = counted.clinician_talk_ms + counted.client_talk_ms + counted.other_talk_ms
    assert talk_ms - counted.overlap_ms + counted.silence_ms == 10_000


def test_an_empty_session_has_nothing_but_silence() -> None:
    counted = metrics_of(Transcript("s", 7_000, "en", (), ()))
    assert (counted.silence_ms, counted.longest_silence_ms, counted.words) == (7_000, 7_000, 0)


@given(SPANS)
def test_merged_spans_are_apart_and_cover_the_same(spans: list[tuple[int, int]]) -> None:
    merged = merged_spans(spans)
    assert all(before[1] < after[0] for before, after in pairwise(merged))
    covered = {at for start, end in spans for at in range(start, end)}
    assert covered == {at for start, end in merged for at in range(start, end)}


def test_a_stretch_outlasts_listening_sounds_and_ends_with_words() -> None:
    speakers = (
        Speaker("C", SpeakerRole.CLINICIAN, 1, None),
        Speaker("P", SpeakerRole.CLIENT, 1, None),
    )
    turns = (
        Turn("t1", "P", 0, 5_000, "It was a long week and", False, ()),
        Turn("t2", "C", 5_000, 5_500, "Mm-hmm.", False, ()),
        Turn("t3", "P", 6_000, 9_000, "I did not sleep.", False, ()),
        Turn("t4", "C", 9_000, 11_000, "Tell me about the nights.", False, ()),
        Turn("t5", "P", 11_000, 12_000, "I lie awake.", False, ()),
    )
    counted = metrics_of(Transcript("s", 12_000, "en", speakers, turns))
    assert (counted.longest_client_ms, counted.longest_clinician_ms) == (9_000, 2_000)


def test_questions_are_open_or_closed_and_together_all(session: Session) -> None:
    counted = metrics_of(
        session(
            "C: What was that like for you?\nP: Hard.\nC: Do you sleep?\nP: No.\n"
            "C: It sounds like you are worn out."
        )
    )
    assert (counted.open_questions, counted.closed_questions, counted.reflections) == (1, 1, 1)
    assert counted.questions_by_clinician == 2
