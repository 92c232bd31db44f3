import pytest

from diarize.turn import SpeakerRole, Turn
from summarize.extractive.agreement import agreement_kind, announces_tasks, is_listed_task
from summarize.talk.passage import Passage


def said(text: str, role: SpeakerRole = SpeakerRole.CLINICIAN) -> Passage:
    return Passage(Turn("t1", "C", 0, 1_000, text, False, ()), role, 0, len(text))


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("I'd like you to keep a worry log.", "task"),
        ("So, try box breathing before you leave for work.", "task"),
        ("Could you walk for twenty minutes before your shift?", "task"),
        ("If you're awake for more than twenty minutes, get up.", "sleep"),
        ("Let's meet again next Tuesday at four.", "appointment"),
        ("I'll see you on Thursday the ninth.", "appointment"),
        ("You can call or text nine eight eight any time.", "safety"),
        ("I'm going to send a note to Dr. Patel about the sleep.", "coordination"),
        ("Stay on the same dose of sertraline, and continue it with food.", "medication"),
        ("There's also a bereavement group at Saint Luke's on Thursdays.", "resource"),
        ("She is comfortable raising the Lexapro to fifteen milligrams.", "medication"),
        ("And second, go see Mr. Alvarez about the retakes", "task"),
        ("Also check your blood pressure every morning.", "task"),
        ("So you'll phone your daughter at six each evening.", "task"),
        ("I need to make a report about that.", "coordination"),
        ("I'll send you this in writing.", "action"),
        ("I'd like it to stay there.", "action"),
        ("And jot down when it wears off, each day.", "task"),
        ("What about writing down the drinks, each night?", "task"),
        ("If you ever stop sleeping, you go straight to the emergency room.", "safety"),
        ("The treatment I'd suggest is CBT, about twelve weekly sessions.", "treatment"),
        ("Can you do that?", None),
        ("I have a felony conviction myself.", None),
        ("You have been getting a lot of practice at it.", None),
        ("I'd like to sum up where we are.", None),
        ("How about your appetite.", None),
        ("How about you're appetite?", None),
        ("For homework, I'd like you to do two things.", None),
        ("Let's add that to the plan.", None),
        ("So let's put a few things in place.", None),
        ("Let's make that part of the plan.", None),
        ("We'll go through it real quick.", None),
        ("We'll keep an eye on it.", None),
        ("Good to see you on the screen.", None),
        ("Can you get it to stop once it starts?", None),
        ("Before anything else let's do that anxiety questionnaire.", None),
        ("What could you do on your own at that point?", None),
        ("You were going to try the thought records.", None),
        ("Is it okay if I take a look at the form?", None),
        ("Let's do two minutes of breathing together now.", None),
    ],
)
def test_agreements_are_told_from_talk(text: str, kind: str | None) -> None:
    assert agreement_kind(said(text)) == kind


def test_the_client_sets_no_task() -> None:
    assert agreement_kind(said("I'd like you to listen.", SpeakerRole.CLIENT)) is None


def test_announced_tasks_are_the_sentences_that_follow() -> None:
    assert announces_tasks(said("For homework, I'd like you to do two things."))
    assert not announces_tasks(said("Let's add that to the plan."))
    assert is_listed_task(said("Your sister stays Monday through Thursday."))
    assert is_listed_task(said("Monday and Wednesday, no beer."))
    assert not is_listed_task(said("Even on the weekend, if you can, it helps."))
    assert not is_listed_task(said("Does that sound all right to you?"))
