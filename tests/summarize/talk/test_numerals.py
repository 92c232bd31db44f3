import pytest

from summarize.talk.numerals import numerals


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("Call or text nine eight eight any time", "Call or text 988 any time"),
        ("awake at three thirty for twenty minutes", "awake at 3:30 for 20 minutes"),
        ("Tuesday, the fourteenth, at four o'clock", "Tuesday, the 14th, at 4:00"),
        ("the twenty-third at ten fifteen", "the 23rd at 10:15"),
        ("two fifty milligrams", "two 50 milligrams"),
        ("venlafaxine one fifty, lithium nine hundred", "venlafaxine 150, lithium 900"),
        ("If it goes over one sixty, call", "If it goes over 160, call"),
        ("Shall we meet again two thirty", "Shall we meet again 2:30"),
        ("one a day, three times", "one a day, three times"),
        ("the first thing, a second time", "the first thing, a second time"),
        ("Someone often listens", "Someone often listens"),
    ],
)
def test_spoken_numbers_are_written_as_notes_do(said: str, written: str) -> None:
    assert numerals(said) == written
