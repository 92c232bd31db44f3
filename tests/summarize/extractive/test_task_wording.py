import pytest

from summarize.extractive.task_wording import reads_as_task, telegraphic
from summarize.talk.third_person import third_person

TASKS = (
    "Keep a log of the attacks this week.",
    "For homework, I'd like you to write down three good things.",
    "If the thoughts get stronger, call 988.",
    "Could you call your sister on Sunday?",
    "I'll send the letter to Doctor Reyes.",
    "When you are awake for more than 20 minutes, get out of bed.",
    "Over the next week, try the breathing before lunch.",
)
NONE = (
    "You will be getting violations for that, and then we'd have to write a warrant.",
    "I'll have to read the violation for you.",
    "If you were to list what people say, what would some of those things be?",
    "As your doctor, I want you to know that I'm concerned about your drinking.",
    "That's why I recommend that you do not drink at all.",
    "The things about that have got you into trouble in the past.",
    "I saw that your doctor made the referral.",
)


def told(said: str) -> str:
    return telegraphic(third_person(said), "Homework")


@pytest.mark.parametrize("said", TASKS)
def test_what_is_to_be_done_reads_as_a_task(said):
    assert reads_as_task(told(said)), told(said)


@pytest.mark.parametrize("said", NONE)
def test_what_only_tells_does_not(said):
    assert not reads_as_task(told(said)), told(said)
