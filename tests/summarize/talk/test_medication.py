import pytest

from summarize.talk.medication import doses_said, is_taken, medicines_named


@pytest.mark.parametrize(
    ("said", "doses"),
    [
        ("Fifty milligrams every morning", ("50 mg",)),
        ("one fifty milligrams", ("150 mg",)),
        ("I went from 25 mg to 50 mg", ("25 mg", "50 mg")),
        ("a hundred and fifty milligrams", ("150 mg",)),
        ("fifty minutes", ()),
    ],
)
def test_spoken_doses_are_written_in_digits(said: str, doses: tuple[str, ...]) -> None:
    assert doses_said(said) == doses


def test_a_misheard_name_is_marked_as_such() -> None:
    assert medicines_named("the sertraline") == ("sertraline",)
    assert medicines_named("the sertralene") == ("sertralene (likely sertraline)",)
    assert medicines_named("my certain train") == ()


@pytest.mark.parametrize(
    "said", ["She suggested trazodone but I said no", "I stopped it", "my mom takes Zoloft"]
)
def test_what_is_not_taken_is_told_apart(said: str) -> None:
    assert not is_taken(said)
    assert is_taken("I take it every morning")
