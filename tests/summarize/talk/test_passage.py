from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from diarize.transcript import Transcript
from diarize.turn import SpeakerRole, Turn
from summarize.talk.passage import evidence_of, evidence_span, passages

Session = Callable[..., Transcript]


def turn_of(text: str) -> Turn:
    return Turn("t1", "P", 1_000, 9_000, text, False, ())


def test_sentences_are_verbatim_spans() -> None:
    said = passages(turn_of("Dr. Lee said no.  So I stopped! Why? "), SpeakerRole.CLIENT)
    assert [one.text for one in said] == ["Dr. Lee said no.", "So I stopped!", "Why?"]
    assert said[2].is_question


def test_a_sentence_without_full_stops_is_cut_at_a_seam() -> None:
    text = "and I went home " * 20
    said = passages(turn_of(text), SpeakerRole.CLIENT)
    assert len(said) > 1
    assert all(len(one.text.split()) <= 45 for one in said)
    assert " ".join(one.text for one in said).split() == text.split()


def test_times_come_from_the_words(session: Session) -> None:
    turn = session("P: one two three four").turns[0]
    proof = evidence_span(turn, 4, 13)
    assert (proof.quote, proof.start_ms, proof.end_ms) == ("two three", 1_000, 3_000)


def test_times_are_shared_out_where_words_do_not_fit() -> None:
    proof = evidence_span(turn_of("abcdefgh"), 4, 8)
    assert (proof.start_ms, proof.end_ms) == (5_000, 9_000)


@given(st.text(max_size=300))
def test_passages_quote_their_turn_and_lose_no_word(text: str) -> None:
    turn = turn_of(text)
    said = passages(turn, SpeakerRole.CLIENT)
    for one in said:
        proof = evidence_of(one)
        assert proof.quote in text
        assert turn.start_ms <= proof.start_ms <= proof.end_ms <= turn.end_ms
    kept = "".join(one.text for one in said)
    assert [c for c in kept if c.isalnum()] == [c for c in text if c.isalnum()]


def test_a_remark_and_a_question_that_were_run_together_are_two() -> None:
    text = "It can take a while to catch up, who has been supporting you."
    said = passages(turn_of(text), SpeakerRole.CLINICIAN)
    assert [one.text for one in said] == [
        "It can take a while to catch up,",
        "who has been supporting you.",
    ]
    assert said[1].is_question
    for one, role in (
        ("When the panic comes up at night, what do you do.", SpeakerRole.CLINICIAN),
        (text, SpeakerRole.CLIENT),
    ):
        assert [part.text for part in passages(turn_of(one), role)] == [one]
