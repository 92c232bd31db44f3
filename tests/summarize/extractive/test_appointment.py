from collections.abc import Callable

import pytest

from diarize.transcript import Transcript
from summarize.extractive.appointment import appointments
from summarize.talk.dialogue import dialogue_of

Session = Callable[..., Transcript]


def told(transcript: Transcript) -> list[str]:
    return [one.finding.text for one in appointments(dialogue_of(transcript))]


TALKS = {
    "Next appointment: Thursday, March 12th, at 10 in the morning (client agreed)": """
        C: Shall we meet again in two weeks? I have Thursday, March twelfth, at ten in the morning.
        P: Thursday at ten works for me.
        """,
    "Next appointment: Friday the 20th, at 9:30 (client agreed)": """
        C: When should we get together again?
        P: I can't do Wednesdays anymore.
        C: How about Friday the twentieth?
        P: What time?
        C: Nine thirty?
        P: Nine thirty is good.
        C: Great, Friday the twentieth at nine thirty then. Drive safe.
        """,
    "Next appointment: Tuesday the 4th, at 11 (client agreed)": """
        C: I have Tuesday the fourth at eleven, or Thursday the sixth at two.
        P: The Tuesday, please. Thursday I have my hair done.
        """,
    "Next appointment: Thursday the 6th, at 2": """
        C: I have Tuesday the fourth at eleven, or Thursday the sixth at two.
        P: I can't do Tuesday.
        """,
    "Next appointment: Monday the 3rd, 3:15, by video (client agreed)": """
        C: Let's meet in four weeks.
        P: We're going to Denver the last week of the month.
        C: Then the week after. Does Monday the third work?
        P: Monday is good.
        C: Three fifteen?
        P: Three fifteen, okay. By video again?
        C: By video, yes.
        """,
    "Next appointment: Next week, Wednesday, at 4 (client agreed)": """
        C: same time next week
        P: yeah
        C: Wednesday at four
        P: cool
        """,
}


@pytest.mark.parametrize("text", sorted(TALKS))
def test_turns_are_joined_into_one_appointment(session: Session, text: str) -> None:
    assert told(session(TALKS[text])) == [text]


def test_the_evidence_is_the_offer_and_the_acceptance(session: Session) -> None:
    talk = "C: Can you come in this Friday?\nP: Friday works.\nC: Two o'clock.\nP: Okay."
    (one,) = appointments(dialogue_of(session(talk)))
    quotes = [proof.quote for proof in one.finding.evidence]
    assert quotes == [
        "Can you come in this Friday?", "Friday works.", "Two o'clock.", "Okay."
    ]  # fmt: skip


@pytest.mark.parametrize(
    "talk",
    [
        "C: She'll send the new prescription on Monday.\nP: Okay.",
        "C: I need a lithium level before the next visit.\nP: I can go on Monday.",
        "C: How has it been since we last met on Tuesday?\nP: Fine.",
        "C: Did you see your brother on Friday?\nP: Yes.",
        "C: Would you bring the letter next time?\nP: Yes.",
    ],
)
def test_other_talk_of_days_is_no_appointment(session: Session, talk: str) -> None:
    assert told(session(talk)) == []


def test_a_farewell_that_repeats_it_is_not_another(session: Session) -> None:
    talk = "C: I'll see you on Friday at two.\nP: Okay.\n" + "C: Fine.\nP: Yes, it is.\n" * 4
    assert len(told(session(talk + "C: See you Friday."))) == 1
