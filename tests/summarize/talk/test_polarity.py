import pytest

from summarize.talk.polarity import Answer, answer_of, is_question, polarity_of


@pytest.mark.parametrize(
    ("reply", "answer"),
    [
        ("No.", Answer.NO),
        ("Um, not really, no.", Answer.NO),
        ("nothing like that", Answer.NO),
        ("I don't think so", Answer.NO),
        ("No, I do. I do sometimes.", Answer.OPEN),
        ("Yeah, every day.", Answer.YES),
        ("Well, yes", Answer.YES),
        ("Maybe twice.", Answer.OPEN),
        ("Nowhere near enough", Answer.OPEN),
    ],
)
def test_replies_are_taken(reply: str, answer: Answer) -> None:
    assert answer_of(reply) is answer


@pytest.mark.parametrize(
    ("text", "negated", "affirmed"),
    [
        ("I never drink", {"drink"}, set()),
        ("No, I sleep well", set(), {"sleep"}),
        ("denies ideation, plan, or intent but reports panic",
         {"ideation", "plan", "intent"}, {"panic"}),
        ("I don't eat, I cook", {"eat"}, {"cook"}),
        ("no suicide and no plan", {"suicid", "plan"}, set()),
    ],
)  # fmt: skip
def test_scopes(text: str, negated: set[str], affirmed: set[str]) -> None:
    found = polarity_of(text)
    assert found.negated == negated
    assert found.affirmed == affirmed


def test_trouble_with_something_is_neither() -> None:
    found = polarity_of("trouble sleeping")
    assert "sleep" in found.affirmed & found.negated


@pytest.mark.parametrize("text", ["How are you?", "do you drink", "So, any thoughts of dying"])
def test_questions(text: str) -> None:
    assert is_question(text)


@pytest.mark.parametrize("text", ["I do.", "Yes.", "What I mean is I sleep badly."])
def test_no_questions(text: str) -> None:
    assert not is_question(text)
