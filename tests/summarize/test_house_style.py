import pytest

from summarize.house_style import abbreviated

SHORT = {"client": "ct", "suicidal ideation": "SI", "suicidal": "s."}


@pytest.mark.parametrize(
    ("text", "short"),
    [
        ("Client denies suicidal ideation.", "Ct denies SI."),
        ("The client's sister", "The client's sister"),
        ("Clients agree", "Clients agree"),
        ("Client: “my client said suicidal ideation” (client agreed)",
         "Ct: “my client said suicidal ideation” (ct agreed)"),
        ('Client "the client"', 'Ct "the client"'),
        ("Suicidal thoughts", "S. thoughts"),
    ],
)  # fmt: skip
def test_whole_words_are_shortened_and_quotations_left(text: str, short: str) -> None:
    assert abbreviated(text, SHORT) == short


def test_without_abbreviations_nothing_changes() -> None:
    assert abbreviated("Client.", {}) == "Client."
