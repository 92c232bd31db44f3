from collections.abc import Callable

from diarize.transcript import Transcript
from diarize.turn import SpeakerRole
from summarize.talk.dialogue import dialogue_of, settled_roles

Session = Callable[..., Transcript]


def test_a_question_is_joined_with_its_answer(session: Session) -> None:
    talk = dialogue_of(session("C: How is sleep?\nP: Bad.\nP: Very bad.\nC: And work?\nP: Fine."))
    assert [
        (" ".join(p.text for p in one.prompt), " ".join(p.text for p in one.answer))
        for one in talk.exchanges
    ] == [("How is sleep?", "Bad. Very bad."), ("And work?", "Fine.")]


def test_listening_sounds_do_not_cut_an_answer(session: Session) -> None:
    talk = dialogue_of(session("C: How is sleep?\nP: I wake up.\nC: Mm-hmm.\nP: At three."))
    assert len(talk.exchanges) == 1
    assert [said.text for said in talk.exchanges[0].answer] == ["I wake up.", "At three."]


def test_a_yes_to_a_question_is_an_answer(session: Session) -> None:
    talk = dialogue_of(session("C: Do you sleep?\nP: Yeah.\nC: Good. And work?\nP: Fine."))
    assert [said.text for said in talk.exchanges[0].answer] == ["Yeah."]


def test_whoever_asks_is_the_clinician_where_nobody_is_known(session: Session) -> None:
    transcript = session(
        "P: It was a long week.\nC: How have you been sleeping?\nP: Not well.\nC: What happened?",
        known_roles=False,
    )
    assert settled_roles(transcript) == {"C": SpeakerRole.CLINICIAN, "P": SpeakerRole.CLIENT}


def test_one_voice_is_a_monologue(session: Session) -> None:
    assert dialogue_of(session("C: Client reports poor sleep.")).monologue
    assert not dialogue_of(session("C: How is sleep?\nP: Fine.")).monologue
