from collections.abc import Callable

import pytest

from diarize.transcript import Transcript
from summarize.context import NO_CONTEXT, Context, PriorAssessment
from summarize.score import Score, ScoreMethod
from summarize.scores.scoring import scores_of
from summarize.talk.dialogue import dialogue_of

Session = Callable[..., Transcript]

OPENING = """
C: Let's do the PHQ-9. Over the last two weeks, how often have you had little interest or pleasure?
P: Most days, I'd say.
"""
WHOLE_GAD = """
C: Now the anxiety questions. Over the last two weeks, feeling nervous, anxious, or on edge?
P: Every day, pretty much.
C: Not being able to stop or control worrying?
P: Same as that one.
C: Worrying too much about different things?
P: More than half the days.
C: Trouble relaxing?
P: A few days.
C: Being so restless that it's hard to sit still?
P: No, not at all.
C: Becoming easily annoyed or irritable?
P: Once or twice.
C: And feeling afraid, as if something awful might happen?
P: Never.
"""


def scored(transcript: Transcript, context: Context = NO_CONTEXT) -> dict[str, Score]:
    return {score.instrument: score for score in scores_of(dialogue_of(transcript), context)}


def items(score: Score) -> list[int | None]:
    return [item.score for item in score.items]


def phq(session: Session, more: str) -> list[int | None]:
    return items(scored(session(OPENING + more))["PHQ-9"])


def test_a_whole_instrument_is_added_up(session: Session) -> None:
    gad = scored(session(WHOLE_GAD))["GAD-7"]
    assert items(gad) == [3, 3, 2, 1, 0, 1, 0]
    assert (gad.total, gad.complete, gad.severity) == (10, True, "moderate")


def test_an_item_not_asked_leaves_no_total(session: Session) -> None:
    gad = scored(session(WHOLE_GAD.replace("C: Trouble relaxing?\nP: A few days.\n", "")))["GAD-7"]
    assert items(gad) == [3, 3, 2, None, 0, 1, 0]
    assert (gad.total, gad.complete, gad.severity) == (None, False, None)


def test_every_scored_item_quotes_its_turn(session: Session) -> None:
    transcript = session(WHOLE_GAD)
    for item in scored(transcript)["GAD-7"].items:
        assert item.evidence
        for proof in item.evidence:
            turn = transcript.turn(proof.turn_id)
            assert turn is not None
            assert proof.quote in turn.text


@pytest.mark.parametrize(
    ("more", "item", "score"),
    [
        ("C: How has your sleep been?\nP: Awful. Every night I'm up at three.", 3, 3),
        ("C: And energy?\nP: I'm wiped out, most days.", 4, 2),
        ("C: What about your appetite?\nP: It's been fine.", 5, 0),
        ("C: Do you feel like you've let people down?\nP: A couple of days, yeah.", 6, 1),
        ("C: Any trouble keeping your mind on things, focusing?\nP: Not really.", 7, 0),
        ("C: Have you been fidgety or slowed down?\nP: No.", 8, 0),
        ("C: Thoughts that you'd be better off dead?\nP: Once or twice.", 9, 1),
    ],
)
def test_items_are_recognised_however_asked(
    session: Session, more: str, item: int, score: int
) -> None:
    assert phq(session, more)[item - 1] == score


def test_an_answer_spread_over_turns_counts(session: Session) -> None:
    more = """C: How about your appetite?
P: It's been up and down.
C: How many days would you say?
P: Maybe four or five."""
    assert phq(session, more)[4] == 1


def test_the_clinicians_restatement_counts_where_the_client_agrees(session: Session) -> None:
    more = """C: Trouble sleeping?
P: Oh yeah, it's bad.
C: So that's nearly every day?
P: Yeah."""
    assert phq(session, more)[2] == 3


def test_a_later_correction_stands_and_both_are_evidence(session: Session) -> None:
    more = """C: Trouble falling or staying asleep?
P: Several days.
C: Feeling tired or having little energy?
P: Most days. Actually, going back to the sleep one, it's more like every night."""
    score = scored(session(OPENING + more))["PHQ-9"]
    assert score.items[2].score == 3
    assert {proof.turn_id for proof in score.items[2].evidence} >= {"t4", "t6"}
    assert score.items[3].score == 2


def test_a_declined_item_is_null(session: Session) -> None:
    more = "C: Feeling bad about yourself?\nP: I'd rather not answer that one."
    assert phq(session, more)[5] is None


def test_an_item_affirmed_without_how_often_is_null(session: Session) -> None:
    assert (
        phq(session, "C: Feeling tired or having little energy?\nP: Yeah, definitely.")[3] is None
    )


def test_a_follow_up_on_ideation_does_not_undo_the_item(session: Session) -> None:
    more = """C: Thoughts that you would be better off dead, or of hurting yourself?
P: A couple of mornings I thought it would be easier.
C: Have you thought about how you would end your life?
P: No. I've never had a plan."""
    assert phq(session, more)[8] == 1


def test_somebody_elses_sleep_is_not_the_clients(session: Session) -> None:
    assert phq(session, "C: How is your wife sleeping?\nP: Badly, every night.")[2] is None


def test_talk_beside_one_instrument_is_not_scored_as_another(session: Session) -> None:
    more = """C: Have you been using anything to help you sleep?
P: I drink, and I take something on the weekend."""
    assert set(scored(session(WHOLE_GAD + more))) == {"GAD-7"}


def test_a_question_without_its_mark_is_still_a_question(session: Session) -> None:
    gad = scored(session(WHOLE_GAD.replace("?", ".")))["GAD-7"]
    assert items(gad) == [3, 3, 2, 1, 0, 1, 0]


def test_talk_without_an_instrument_is_not_scored(session: Session) -> None:
    assert scored(session("C: How was the drive?\nP: Fine. I slept most nights this week.")) == {}


def test_forms_and_earlier_results_are_kept_apart(session: Session) -> None:
    context = Context(
        assessments=(
            PriorAssessment("PHQ-9", (1,) * 9, None, "2026-01-05", ScoreMethod.FORM),
            PriorAssessment("GAD-7", (), 12, None, ScoreMethod.PRIOR),
        )
    )
    form, prior = scores_of(dialogue_of(session("P: Hello.")), context)
    assert (form.method, form.total, form.severity) == (ScoreMethod.FORM, 9, "mild")
    assert (prior.method, prior.total, prior.severity) == (ScoreMethod.PRIOR, 12, "moderate")


def test_what_the_clinician_says_back_and_the_client_agrees_to_stands(session: Session) -> None:
    talk = """
    P: I've had maybe three days where I wanted to do anything.
    C: So more days than not, no interest?
    P: Yeah, more days than not.
    """
    scores = scored(session(OPENING.replace("P: Most days, I'd say.", "").strip() + talk))
    assert items(scores["PHQ-9"])[0] == 2


@pytest.mark.parametrize(
    "question", ["When she sleeps, can you sleep?", "Have you been able to sleep?"]
)
def test_a_no_to_a_question_for_what_is_good_is_no_zero(session: Session, question: str) -> None:
    scores = scored(session(f"{OPENING}C: {question}\nP: No, not really."))
    assert items(scores["PHQ-9"])[2] is None


def test_an_overall_figure_stands_over_its_parts(session: Session) -> None:
    answer = "Every day since Tuesday. Before, not so bad. I'd say half the time all together."
    scores = scored(session(f"{OPENING}C: Feeling down or hopeless?\nP: {answer}"))
    assert items(scores["PHQ-9"])[1] == 2


def test_fear_of_somebody_is_no_item(session: Session) -> None:
    talk = "C: Is anyone at home hurting you or making you afraid?\nP: No, he's good."
    assert "GAD-7" not in scored(session(OPENING + talk))


def test_an_item_of_the_past_two_weeks_is_one_of_today(session: Session) -> None:
    talk = "C: Mood check. In the past two weeks, any loss of interest in things?\nP: A few days."
    assert items(scored(session(talk))["PHQ-9"])[0] == 1


def test_a_question_without_its_mark_is_heard_after_small_words(session: Session) -> None:
    talk = """
    C: Two forms, if you have the energy. Over the last two weeks how often couldn't you stop worry
    P: All day every day
    C: Worry about a bunch of different things
    P: Most days I guess
    """
    scores = scored(session(talk))
    assert set(scores) == {"GAD-7"}
    assert items(scores["GAD-7"])[1:3] == [3, 2]
