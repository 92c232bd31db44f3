import pytest

from summarize.talk.drug import drugs_in, misheard


@pytest.mark.parametrize(
    ("text", "drugs"),
    [
        ("Zoloft, fifty milligrams", {"sertraline"}),
        ("ZOLOFT and sertraline", {"sertraline"}),
        ("I take lithium and Ativan", {"lithium", "lorazepam"}),
        ("some newazepam thing", {"newazepam"}),
        ("I feel fine and I was in the bar", set()),
    ],
)
def test_medicines_by_any_name(text: str, drugs: set[str]) -> None:
    assert drugs_in(text) == drugs


def test_a_misheard_name_is_near() -> None:
    assert misheard("sertraline", "I take sertralene")
    assert misheard("escitalopram", "the lexipro")
    assert not misheard("sertraline", "I take fluoxetine")
