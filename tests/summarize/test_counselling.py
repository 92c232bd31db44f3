import pytest

from diarize.turn import SpeakerRole, Turn
from summarize.counselling import Behaviour, main_behaviour
from summarize.talk.passage import passages


@pytest.mark.parametrize(
    ("said", "behaviour"),
    [
        ("What would you like to change?", Behaviour.OPEN_QUESTION),
        ("Tell me more about that.", Behaviour.OPEN_QUESTION),
        ("Can you walk me through a bad day?", Behaviour.OPEN_QUESTION),
        ("How many drinks is that?", Behaviour.CLOSED_QUESTION),
        ("Did you sleep?", Behaviour.CLOSED_QUESTION),
        ("So you're torn about it.", Behaviour.REFLECTION),
        ("It sounds like you're exhausted.", Behaviour.REFLECTION),
        ("So you're worried about your son, right?", Behaviour.REFLECTION),
        ("I'd like you to keep a log.", Behaviour.OTHER),
        ("You should see your doctor.", Behaviour.OTHER),
        ("Okay.", Behaviour.OTHER),
    ],
)
def test_a_turn_mainly_asks_reflects_or_neither(said: str, behaviour: Behaviour) -> None:
    turn = Turn("t", "C", 0, 1_000, said, False, ())
    assert main_behaviour(passages(turn, SpeakerRole.CLINICIAN)) is behaviour
