import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarize.talk.number import quantities


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("fifty milligrams", {(50, "mg")}),
        ("50mg", {(50, "mg")}),
        ("7.5 mg", {(7.5, "mg")}),
        ("a hundred and fifty milligrams", {(150, "mg")}),
        ("two hundred", {(200, None)}),
        ("one fifty milligrams", {(50, "mg"), (150, "mg")}),
        ("twenty-five", {(25, None)}),
        ("three or four times a week", {(3, None), (4, "time")}),
        ("twice", {(2, None)}),
        ("one day", {(1, "day")}),
        ("no one knows, one does", set()),
        ("PHQ-9 and GAD 7", set()),
        ("a PHQ-9 of 14", {(14, None)}),
        ("1,200 steps", {(1200, None)}),
    ],
)
def test_numbers_are_read(text: str, values: set[tuple[float, str | None]]) -> None:
    assert {(found.value, found.unit) for found in quantities(text)} == values


_ONES = ["", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
_TEENS = ["ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen",
          "eighteen", "nineteen"]  # fmt: skip
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]


def spoken(number: int) -> str:
    hundreds, rest = divmod(number, 100)
    words = [f"{_ONES[hundreds]} hundred"] if hundreds else []
    if 10 <= rest < 20:
        words.append(_TEENS[rest - 10])
    elif rest >= 20:
        words.append(f"{_TENS[rest // 10 - 2]} {_ONES[rest % 10]}".strip())
    elif rest:
        words.append(_ONES[rest])
    return " ".join(words)


@given(st.integers(min_value=2, max_value=999))
def test_spoken_and_written_numbers_are_the_same(number: int) -> None:
    said = [found.value for found in quantities(f"about {spoken(number)} mg")]
    assert said == [float(number)]
    assert [found.value for found in quantities(f"about {number} mg")] == [float(number)]


@given(st.text(max_size=100))
def test_any_text_is_read(text: str) -> None:
    for found in quantities(text):
        assert found.value >= 0
