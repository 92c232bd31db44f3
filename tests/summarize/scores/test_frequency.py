import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarize.scores.frequency import frequency, score_of_days

ANSWERS = {
    0: """
        Not at all.
        No, none of that. Nobody's said anything.
        Not really.
        Never.
        I don't have trouble with that.
        I'm sleeping fine.
        My husband does, every night. Me, not really.
        It's been fine, no problems there.
        """,
    1: """
        Once or twice.
        I don't have a plan or nothing. But a few times I thought my kids would be better off.
        A couple of times.
        Maybe twice.
        Several days, I'd say.
        I skipped lunch three times, I think. Otherwise I'm eating normally.
        That's really just the weekends. So, four days.
        Not every day, more like three or four.
        Last month it was every day, but these two weeks maybe twice.
        Every day. Ha, just kidding, a couple of times.
        No. I mean, maybe once or twice.
        Here and there.
        About once a week.
        """,
    2: """
        Most nights.
        More days than not.
        Nine days out of the fourteen.
        I had maybe four decent days. The other ten I was dragging.
        My wife would say every day, but honestly, eight.
        About five days a week.
        Half the time, I guess.
        A week or so.
        Every other day.
        Eight or nine days. I keep thinking about it.
        """,
    3: """
        Pretty much every day.
        Nearly every day.
        Oh, every single night. I get maybe five hours, on and off.
        Constantly.
        All but two days.
        Twelve, maybe thirteen.
        All the time, honestly.
        """,
}
CASES = [
    (line.strip(), score) for score, lines in ANSWERS.items() for line in lines.strip().splitlines()
]


@pytest.mark.parametrize(("answer", "score"), CASES)
def test_everyday_answers_have_their_score(answer: str, score: int) -> None:
    found = frequency(answer)
    assert found is not None
    assert found.score == score


@pytest.mark.parametrize(
    "answer",
    [
        "Yeah, definitely.",
        "I have no energy at all.",
        "I can't sleep at all.",
        "I'd rather not say.",
        "I woke up at three thirty.",
        "It lasts five hours.",
        "",
    ],
)
def test_an_answer_that_does_not_say_how_often_has_no_score(answer: str) -> None:
    assert frequency(answer) is None


@given(st.integers(min_value=0, max_value=14))
def test_a_number_of_days_is_scored_by_its_band(days: int) -> None:
    found = frequency(f"{days} days.")
    assert found is not None
    assert found.score == score_of_days(days)


@given(st.floats(0, 14), st.floats(0, 14))
def test_more_days_never_score_less(one: float, other: float) -> None:
    low, high = sorted((one, other))
    assert score_of_days(low) <= score_of_days(high)


@given(st.text(max_size=200))
def test_any_text_is_scored_in_range_or_not_at_all(text: str) -> None:
    found = frequency(text)
    assert found is None or 0 <= found.score <= 3
