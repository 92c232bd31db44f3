import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarize.extractive.meeting_time import MeetingTime, times_said

PARTS = st.sampled_from(["", "Friday", "next Tuesday", "Friday the 20th", "in two weeks", "at ten"])


@pytest.mark.parametrize(
    ("sentence", "times"),
    [
        ("How about Friday the twentieth?", [MeetingTime(day="Friday the twentieth")]),
        ("Nine thirty?", [MeetingTime(hour="Nine thirty")]),
        ("Two o'clock.", [MeetingTime(hour="Two o'clock")]),
        ("same time next week", [MeetingTime(distance="next week", hour="same time")]),
        (
            "I have Tuesday the fourth at eleven, or Thursday the sixth at two.",
            [
                MeetingTime(day="Tuesday the fourth", hour="at eleven"),
                MeetingTime(day="Thursday the sixth", hour="at two"),
            ],
        ),
        ("Let's meet on Monday, by video.", [MeetingTime(day="Monday", manner="by video")]),
        ("One more thing, sleep.", []),
        ("I get seven hours with the trazodone.", []),
    ],
)
def test_when_is_heard_in_a_sentence(sentence: str, times: list[MeetingTime]) -> None:
    assert times_said(sentence) == times


def test_it_is_written_as_notes_do() -> None:
    when = MeetingTime("Tuesday, the fourth", "in two weeks", "at four o'clock", "By video")
    assert when.spoken() == "Tuesday, the 4th, at 4:00, by video"
    assert MeetingTime(distance="in two weeks").spoken() == "In two weeks"


@given(st.lists(st.builds(MeetingTime, PARTS, PARTS, PARTS, PARTS), max_size=6))
def test_what_was_said_is_never_lost_by_more_talk(talk: list[MeetingTime]) -> None:
    when = MeetingTime()
    for one in talk:
        when = when.updated(one)
        assert not one.day or when.day
        assert not one.manner or when.manner == one.manner
    assert when.is_set or not any(one.is_set for one in talk) or "time" not in when.hour


def test_a_day_repeated_in_short_keeps_its_date() -> None:
    first = MeetingTime(day="Thursday, March twelfth", hour="at ten in the morning")
    assert first.updated(MeetingTime(day="Thursday", hour="at ten")) == first
    assert first.updated(MeetingTime(day="Friday")).day == "Friday"
