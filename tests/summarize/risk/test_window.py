"""The pieces of talk that are read for their meaning."""

from collections.abc import Callable

from diarize.transcript import Transcript
from summarize.risk.window import Window, windows_of
from summarize.talk.dialogue import dialogue_of

Session = Callable[..., Transcript]


def windows(transcript: Transcript) -> list[Window]:
    dialogue = dialogue_of(transcript)
    return [
        window
        for exchange in dialogue.exchanges
        for window in windows_of(exchange, monologue=dialogue.monologue)
    ]


def test_a_short_answer_stands_with_its_question(session: Session) -> None:
    (window,) = windows(session("C: Have you thought of dying?\nP: On Tuesday. A little."))
    assert window.before == "Have you thought of dying?"
    assert window.text == "On Tuesday. A little."


def test_every_sentence_of_a_long_answer_is_in_a_window(session: Session) -> None:
    answer = " ".join(f"This is the sentence number {number} of them." for number in range(11))
    found = windows(session(f"C: How was it?\nP: {answer}"))
    assert len(found) > 2
    assert all(len(window.text.split()) <= 40 for window in found)
    read = {passage.text for window in found for passage in window.said}
    assert read == {f"This is the sentence number {number} of them." for number in range(11)}


def test_neighbours_stand_together_somewhere(session: Session) -> None:
    answer = "One is here. Two is here. Three is here. Four is here. Five is here. Six is here."
    found = windows(session(f"C: How was it?\nP: {answer}"))
    assert found[0].said[-1] == found[1].said[0]


def test_only_the_beginning_of_an_answer_answers(session: Session) -> None:
    answer = " ".join(f"This is the sentence number {number} of them." for number in range(11))
    found = windows(session(f"C: How was it?\nP: {answer}"))
    assert [bool(window.before) for window in found] == [True] + [False] * (len(found) - 1)


def test_the_clinicians_words_are_not_read_for_danger(session: Session) -> None:
    assert not windows(session("C: I will ask you about dying now.\nC: Let me find the form."))[1:]
