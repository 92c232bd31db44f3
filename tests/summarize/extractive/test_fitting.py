from hypothesis import given
from hypothesis import strategies as st

from summarize.evidence import Evidence
from summarize.extractive.finding import Finding
from summarize.extractive.fitting import Choice, fitted
from summarize.talk.topic import Weight
from summarize.templates import Part


def finding(words: int, weight: Weight, order: int) -> Finding:
    text = " ".join([f"w{order}"] * words)
    return Finding(Part.REPORT, "x", text, weight, (Evidence(f"t{order}", text, 0, 1),), order)


CHOICES = st.lists(
    st.tuples(st.integers(1, 12), st.integers(0, 12), st.sampled_from(Weight)), max_size=12
).map(
    lambda rows: [
        (finding(short + more, weight, at), finding(short, weight, at))
        if more
        else (finding(short, weight, at),)
        for at, (short, more, weight) in enumerate(rows)
    ]
)


def test_what_must_stand_is_never_cut() -> None:
    safety, colour = finding(6, Weight.ALWAYS, 0), finding(2, Weight.COLOUR, 1)
    assert fitted([(colour,), (safety,)], 4) == [safety]
    assert fitted([(colour,), (safety,)], 8) == [colour, safety]


def test_a_shorter_version_stands_where_the_longer_does_not_fit() -> None:
    choice = (finding(9, Weight.HIGH, 0), finding(4, Weight.HIGH, 0))
    assert fitted([choice], 9) == [choice[0]]
    assert fitted([choice], 8) == [choice[1]]
    assert fitted([choice], 3) == []


def test_what_is_shown_already_is_not_shown_again() -> None:
    one = finding(4, Weight.HIGH, 0)
    again = Finding(Part.PLAN, "y", "other words", Weight.HIGH, one.evidence, 1)
    assert fitted([(one,), (again,)], 99) == [one]


@given(CHOICES, st.integers(0, 60))
def test_the_room_is_kept_but_for_what_must_stand(choices: list[Choice], room: int) -> None:
    held = fitted(choices, room)
    must = sum(choice[-1].words for choice in choices if choice[0].weight is Weight.ALWAYS)
    assert sum(one.words for one in held) <= max(room, must)
    assert [one.order for one in held] == sorted(one.order for one in held)
    assert {c[0].order for c in choices if c[0].weight is Weight.ALWAYS} <= {
        one.order for one in held
    }
