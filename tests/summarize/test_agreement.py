import pytest

from diarize.turn import SpeakerRole, Turn
from summarize.agreement import agreement_kind
from summarize.passage import Passage


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
