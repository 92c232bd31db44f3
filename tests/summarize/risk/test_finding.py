"""Utterances written for this set: what must be flagged, what must not, and answers."""

from collections.abc import Callable

import pytest

from diarize.transcript import Transcript
from summarize.context import NO_CONTEXT
from summarize.risk import Risk, RiskLevel
from summarize.risk.finding import risk_of
from summarize.scores.scoring import scores_of
from summarize.talk.dialogue import dialogue_of

Session = Callable[..., Transcript]

FLAGGED = {
    RiskLevel.PASSIVE_IDEATION: """
        Some nights I wish I could go to sleep and never wake up.
        That I wouldn't mind going to sleep and not waking up.
        I'm just tired of being here without him.
        I thought it would be easier if I just didn't wake up.
        Honestly, everyone would be better off without me.
        I don't want to be here anymore.
        What's the point of living like this?
        I'm so tired of living.
        If a truck hit me tomorrow I wouldn't mind, I keep hoping a truck would hit me.
        I wish I'd never been born.
        Sometimes I just want to disappear.
        I don't see how I can go on.
        There's nothing left to live for.
        I feel like a burden to everyone.
        My life isn't worth living.
        I catch myself thinking about dying.
        """,
    RiskLevel.ACTIVE_IDEATION: """
        I've been thinking about killing myself.
        I wanted to end my life last night.
        I thought about driving my car off the bridge.
        I keep picturing stepping in front of a train.
        I've been having suicidal thoughts again.
        I was cutting myself again on Friday.
        I thought about taking all my pills.
        I just want to end it all.
        I don't feel safe with myself tonight.
        I burned my arm on purpose.
        I can't stop thinking about killing myself.
        Not gonna lie, I've thought about killing myself.
        """,
    RiskLevel.PLAN_OR_INTENT: """
        I have a plan to kill myself.
        I've been saving up my pills.
        I wrote a goodbye letter to my kids.
        I know exactly how I'd do it.
        I looked up how many pills it would take, how much is lethal.
        I'm going to kill myself this weekend.
        I held the gun to my head on Sunday.
        I've been giving away my things.
        """,
    RiskLevel.HARM_TO_OTHERS: """
        I want to hurt him so badly.
        I've been thinking about killing my ex.
        I'm scared I'll hurt the baby.
        I hit my son last night.
        He deserves to die for what he did.
        """,
    RiskLevel.ABUSE_DISCLOSURE: """
        My husband hits me when he drinks.
        He choked me on Saturday.
        My stepdad threw a plate at me on Saturday.
        My uncle touched me when I was little.
        I was raped in college.
        My dad used to beat us with a belt.
        I don't feel safe at home.
        She threatens to kill me if I leave.
        He won't let me see my friends.
        """,
}
UNFLAGGED = """
    This job is killing me.
    My feet were killing me after the shift.
    I could kill for a coffee right now.
    I was dying to see that show.
    I don't want to die.
    I'd never hurt myself.
    I wouldn't kill myself, I couldn't do that to my kids.
    I've never thought about suicide.
    My cousin killed himself two years ago.
    My daughter said she was suicidal in March.
    We watched a movie about suicide.
    I cut myself shaving.
    I cut myself some slack this week.
    I kill time on my phone.
    My phone died on the way here.
    I beat myself up over the exam.
    It hit me that I miss my dad.
    I slept through and didn't wake up until nine.
    I ended it with my boyfriend.
    I want to stop smoking.
    I took my pills every morning.
    I quit my job and I feel lighter.
    My back is killing me.
    I drove over the bridge to my mom's house.
    I didn't wake up in time for work.
    He hit me up for money again.
    """
FLAGGED_CASES = [
    (line.strip(), kind) for kind, lines in FLAGGED.items() for line in lines.strip().splitlines()
]


def found(transcript: Transcript) -> Risk:
    dialogue = dialogue_of(transcript)
    return risk_of(dialogue, scores_of(dialogue, NO_CONTEXT))


@pytest.mark.parametrize(("said", "kind"), FLAGGED_CASES)
def test_danger_is_flagged_with_its_words(session: Session, said: str, kind: RiskLevel) -> None:
    transcript = session(f"C: How have things been?\nP: {said}")
    risk = found(transcript)
    assert risk.level is kind
    assert all(proof.quote in said for flag in risk.flags for proof in flag.evidence)


@pytest.mark.parametrize("said", [line.strip() for line in UNFLAGGED.strip().splitlines()])
def test_denial_idiom_and_other_people_are_not_flagged(session: Session, said: str) -> None:
    risk = found(session(f"C: How have things been?\nP: {said}"))
    assert (risk.level, risk.flags) == (RiskLevel.NONE_MENTIONED, ())


@pytest.mark.parametrize(
    ("question", "answer", "level"),
    [
        ("Any thoughts of killing yourself?", "No.", RiskLevel.NONE_MENTIONED),
        ("Any thoughts of killing yourself?", "Sometimes.", RiskLevel.ACTIVE_IDEATION),
        ("Any thoughts of hurting yourself?", "No, not really. But sometimes I wonder.",
         RiskLevel.ACTIVE_IDEATION),
        ("Have you wished you were dead?", "I guess so, yeah.", RiskLevel.PASSIVE_IDEATION),
        ("Do you have a plan?", "Yeah, kind of.", RiskLevel.PLAN_OR_INTENT),
        ("Any thoughts of hurting anyone else?", "No, never.", RiskLevel.NONE_MENTIONED),
        ("Any thoughts of hurting anyone else?", "Yes.", RiskLevel.HARM_TO_OTHERS),
        ("Do you feel safe at home?", "No.", RiskLevel.ABUSE_DISCLOSURE),
        ("Do you feel safe at home?", "Yes, totally.", RiskLevel.NONE_MENTIONED),
        ("If those thoughts of hurting yourself come back, will you call me?", "Yes.",
         RiskLevel.NONE_MENTIONED),
    ],
)  # fmt: skip
def test_a_risk_question_takes_its_meaning_from_the_answer(
    session: Session, question: str, answer: str, level: RiskLevel
) -> None:
    assert found(session(f"C: {question}\nP: {answer}")).level is level


def test_the_past_is_flagged_as_past_and_leaves_the_level(session: Session) -> None:
    risk = found(session("C: Tell me more.\nP: When I was sixteen I tried to kill myself."))
    assert risk.level is RiskLevel.NONE_MENTIONED
    assert [flag.text for flag in risk.flags] == ["Suicidal thoughts (in the past)"]


def test_item_nine_flags_risk_whatever_the_total(session: Session) -> None:
    risk = found(
        session("C: Now the PHQ-9. Thoughts that you'd be better off dead?\nP: Several days.")
    )
    assert risk.level is RiskLevel.PASSIVE_IDEATION
    assert any("item 9" in flag.text for flag in risk.flags)


def test_the_most_urgent_kind_comes_first(session: Session) -> None:
    risk = found(session("P: I don't want to be here anymore.\nP: I've been saving up my pills."))
    assert risk.level is RiskLevel.PLAN_OR_INTENT
    assert risk.flags[0].type is RiskLevel.PLAN_OR_INTENT


def test_the_past_two_weeks_are_no_past(session: Session) -> None:
    talk = "C: In the past two weeks, any thoughts of ending your life?\nP: Yes, sometimes."
    assert found(session(talk)).level is RiskLevel.ACTIVE_IDEATION


def test_what_is_told_of_the_past_when_asked_for_it_is_past(session: Session) -> None:
    talk = "C: What happened last winter?\nP: I had the pills out on the counter."
    risk = found(session(talk))
    assert risk.level is RiskLevel.NONE_MENTIONED
    assert [flag.text for flag in risk.flags] == [
        "Suicide plan, preparation or intent (in the past)"
    ]
    again = found(session(f"{talk} And I still think about it, I'd rather be dead now."))
    assert again.level is RiskLevel.PASSIVE_IDEATION


def test_being_recorded_for_the_note_is_no_farewell(session: Session) -> None:
    """What every session here may begin with, whoever is taken for the client."""
    asked = "Is it all right that we record this session to help me write my note?"
    assert not found(session(f"C: Good morning.\nP: {asked}")).flags
    farewell = found(session("C: What happened then?\nP: I sat down and I wrote my note."))
    assert farewell.level is RiskLevel.PLAN_OR_INTENT
