"""Danger as a clinician dictates or writes of it."""

import pytest

from diarize.transcript import Transcript
from diarize.turn import Speaker, SpeakerRole, Turn
from summarize.risk import Risk, RiskLevel
from summarize.risk.charted import with_charted
from summarize.risk.finding import risk_of
from summarize.talk.dialogue import dialogue_of

NONE, PASSIVE, ACTIVE = (
    RiskLevel.NONE_MENTIONED,
    RiskLevel.PASSIVE_IDEATION,
    RiskLevel.ACTIVE_IDEATION,
)


def found(text: str, role: SpeakerRole = SpeakerRole.CLINICIAN) -> Risk:
    turn = Turn("t1", "S1", 0, 1000, text, False, ())
    transcript = Transcript("s", 1000, "en", (Speaker("S1", role, 1.0, None),), (turn,))
    dialogue = dialogue_of(transcript)
    return with_charted(risk_of(dialogue, ()), dialogue)


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("Passive SI, no plan, no intent.", PASSIVE),
        ("Client reports not wanting to be alive but denies intent.", PASSIVE),
        ("Denies SI but reports wishing she would not wake up.", PASSIVE),
        ("Endorses suicidal ideation.", ACTIVE),
        ("Reports cutting herself last week.", ACTIVE),
        ("She says she has been thinking about killing herself.", ACTIVE),
        ("She reports active SI with plan.", RiskLevel.PLAN_OR_INTENT),
        ("He wants to kill his boss.", RiskLevel.HARM_TO_OTHERS),
        ("Reports being hit by her partner last weekend.", RiskLevel.ABUSE_DISCLOSURE),
    ],
)
def test_what_is_put_down_is_flagged(text: str, level: RiskLevel) -> None:
    risk = found(text)
    assert risk.level is level
    assert any(proof.quote in text for flag in risk.flags for proof in flag.evidence)


@pytest.mark.parametrize(
    "text",
    [
        "Denies SI and HI.",
        "No SI/HI.",
        "SI: no.",
        "SI denied, HI denied.",
        "Suicidal ideation: denied",
        "Homicidal ideation absent.",
        "Client denied any thoughts of suicide, self-harm or homicide.",
        "Suicide risk is low.",
        "Low risk of suicide at this time.",
        "Discussed suicide prevention hotline.",
        "C-SSRS screen negative.",
        "Client sleeps well.",
    ],
)
def test_denials_and_reviews_are_not(text: str) -> None:
    risk = found(text)
    assert risk.level is NONE
    assert not risk.flags


def test_history_is_shown_and_leaves_the_level() -> None:
    risk = found("History of suicide attempt in 2019, no current SI.")
    assert risk.level is NONE
    assert risk.flags


def test_talk_of_a_client_is_left_to_those_who_hear_clients() -> None:
    assert found("Hi there, is it HI or SI?", SpeakerRole.CLIENT).level is NONE
