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
        No, that's been good. I've been out every weekend.
        Absolutely not.
        Not for years.
        I sleep like a rock.
        My sister's been down every day. Me, no.
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
        A couple of days a week, maybe.
        Like three nights. No wait, that was last month. Now it's two.
        It's mostly fine, a couple of rough nights.
        My supervisor said I was pacing, on two days.
        On two separate occasions.
        One night last week and two this week.
        Thirty percent of the time.
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
        This week, every day. The week before only three days.
        Maybe half the week. Like four nights out of seven.
        A good week and a half.
        My mom says I fret constantly. I'd say about half the time.
        About two thirds of the days.
        """,
    3: """
        Pretty much every day.
        Nearly every day.
        Oh, every single night. I get maybe five hours, on and off.
        Constantly.
        All but two days.
        Twelve, maybe thirteen.
        All the time, honestly.
        Every night bar one.
        I haven't slept through once in the two weeks.
        There isn't a day that I don't.
        Ninety percent of the time.
        Zero. Actually, every single day.
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
        "My wife's up every night, she paces.",
        "You should see my son. Every day we get a call from school.",
        "When I lost my job in the spring it was every day.",
        "Nothing's fun anymore.",
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
