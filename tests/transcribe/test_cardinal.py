import pytest
from hypothesis import given
from hypothesis import strategies as st

from transcribe.cardinal import TENS, UNITS, cardinal_at


def spoken(number):
    if number >= 1000:
        rest = [] if number % 1000 == 0 else spoken(number % 1000)
        return [*spoken(number // 1000), "thousand", *rest]
    if number >= 100:
        rest = [] if number % 100 == 0 else ["and", *spoken(number % 100)]
        return [*spoken(number // 100), "hundred", *rest]
    if number < 20:
        return [word for word, value in UNITS.items() if value == number]
    tens = [word for word, value in TENS.items() if value == number // 10 * 10]
    return tens + (spoken(number % 10) if number % 10 else [])


@given(st.integers(1, 999_999))
def test_every_number_is_read_as_it_is_spoken(number):
    pieces = spoken(number)
    assert cardinal_at([*pieces, "milligrams"], 0) == (number, len(pieces))


@pytest.mark.parametrize(
    ("said", "number"),
    [
        ("a hundred", (100, 2)),
        ("a", (0, 0)),
        ("hundred", (0, 0)),
        ("zero", (0, 0)),
        ("two fifty", (2, 1)),
        ("one hundred and two hundred", (100, 2)),
        ("a hundred and", (100, 2)),
        ("", (0, 0)),
    ],
)
def test_where_a_number_ends(said, number):
    assert cardinal_at(said.split(), 0) == number
