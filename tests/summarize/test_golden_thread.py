"""Goal by goal: what was said of it today, or that nothing was."""

from collections.abc import Callable

import pytest

from diarize.transcript import Transcript
from summarize.golden_thread import Progress, progress_of
from summarize.talk.dialogue import dialogue_of

Session = Callable[..., Transcript]

TALK = """
C: How has your sleep been?
P: I still wake at three most nights.
C: Last time you told me about the wine every evening.
P: I only drank on two evenings. My neighbour and I went to the book club together.
C: And work?
P: My boss gave me a warning because I was late again.
C: I'd like you to try the bus, just one stop.
P: I can do that on Friday.
"""


def told(session: Session, goal: str, talk: str = TALK) -> Progress:
    [progress] = progress_of([goal], dialogue_of(session(talk)))
    return progress


@pytest.mark.parametrize(
    ("goal", "said"),
    [
        ("Sleep seven hours a night", "wake at three"),
        ("Reduce alcohol use to weekends", "drank on two evenings"),
        ("Increase social contact", "book club together"),
        ("Keep my job", "My boss gave me a warning"),
        ("Ride the bus to town", "try the bus"),
    ],
)
def test_a_goal_finds_what_was_said_of_it(session: Session, goal: str, said: str) -> None:
    progress = told(session, goal)
    assert said in progress.text
    assert "carried forward" in progress.text and "Today: c" in progress.text
    assert progress.evidence[0].field == "goals[0]"
    assert progress.evidence[0].quote == goal
    transcript = session(TALK)
    for proof in progress.evidence[1:]:
        turn = transcript.turn(proof.turn_id)
        assert turn is not None and proof.quote in turn.text


@pytest.mark.parametrize(
    "goal", ["Improve communication with mother", "Process grief over the loss of a brother", "Eat"]
)
def test_a_goal_that_nobody_spoke_of_says_so(session: Session, goal: str) -> None:
    progress = told(session, goal)
    assert progress.text == f"Treatment goal, carried forward: “{goal}”. Not addressed today."
    assert [proof.field for proof in progress.evidence] == ["goals[0]"]


def test_what_is_told_of_last_time_is_not_of_today(session: Session) -> None:
    assert "Last time" not in told(session, "Reduce alcohol use to weekends").text


def test_words_that_all_goals_share_are_no_match(session: Session) -> None:
    talk = "C: What do you do each day?\nP: I reduce time on my phone three times per week.\n"
    assert not told(session, "Reduce panic attacks to one time per week", talk).said


def test_each_goal_has_its_line_and_an_empty_one_none(session: Session) -> None:
    dialogue = dialogue_of(session(TALK))
    found = progress_of(["Sleep better", "", "Dance"], dialogue)
    assert [(one.field, bool(one.said)) for one in found] == [
        ("goals[0]", True),
        ("goals[2]", False),
    ]
