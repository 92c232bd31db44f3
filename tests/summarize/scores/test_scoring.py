from collections.abc import Callable

import pytest

from diarize.transcript import Transcript
from summarize.context import NO_CONTEXT, Context, PriorAssessment
from summarize.score import Remark, Score, ScoreMethod
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


def remarks(score: Score) -> list[Remark | None]:
    return [item.remark for item in score.items]


def test_items_asked_together_take_their_own_part_of_the_answer(session: Session) -> None:
    more = """C: How have sleep and appetite been these two weeks?
P: Sleep's terrible, every night. Eating's fine, no change there."""
    found = phq(session, more)
    assert (found[2], found[4]) == (3, 0)


def test_of_items_asked_together_the_one_not_spoken_of_stays_empty(session: Session) -> None:
    talk = """C: Last two weeks, little interest in things, and feeling down, how often for each?
P: Well, interest, I'd say more than half the days."""
    assert items(scored(session(talk))["PHQ-9"])[:2] == [2, None]


def test_one_no_answers_all_that_was_asked_together(session: Session) -> None:
    more = "C: Eating, feeling bad about yourself, concentrating?\nP: None of those."
    assert phq(session, more)[4:7] == [0, 0, 0]


def test_one_yes_answers_all_that_was_said_back(session: Session) -> None:
    more = """C: So sleep, energy and concentration, all more than half the days?
P: Yes, that's right."""
    found = phq(session, more)
    assert (found[2], found[3], found[6]) == (2, 2, 2)


def test_items_called_by_number_are_answered_by_number(session: Session) -> None:
    talk = """C: You have the GAD-7 in front of you. Number one?
P: More than half.
C: Two?
P: Same.
C: And number three.
P: Not at all."""
    assert items(scored(session(talk))["GAD-7"])[:4] == [2, 2, 0, None]


def test_numbers_are_options_where_the_clinician_offers_them(session: Session) -> None:
    talk = """C: PHQ-9, zero to three. Little interest or pleasure?
P: Three.
C: Down or hopeless?
P: That's a two.
C: And sleep, how many nights?
P: Three."""
    assert items(scored(session(talk))["PHQ-9"])[:3] == [3, 2, 1]


def test_an_option_is_named_by_its_place(session: Session) -> None:
    talk = """C: Say not at all, several days, more than half the days, or nearly every day.
P: Okay.
C: Little interest or pleasure in doing things?
P: The second one.
C: Feeling down? Would you say several days or nearly every day?
P: The last one, I'm afraid."""
    assert items(scored(session(talk))["PHQ-9"])[:2] == [1, 3]


@pytest.mark.parametrize("where", ["the interest one", "the first question"])
def test_a_value_that_is_taken_back_does_not_count(session: Session, where: str) -> None:
    more = f"""C: Feeling down or hopeless?
P: A few days. Wait, on {where}, I said most days. It should be nearly every day."""
    assert phq(session, more)[:2] == [3, 1]


def test_several_answers_are_corrected_in_one_breath(session: Session) -> None:
    talk = (
        WHOLE_GAD
        + """C: Anything you would change?
P: Um, the irritable one. I think it's nearly every day. And the relaxing one is most days."""
    )
    gad = scored(session(talk))["GAD-7"]
    assert items(gad) == [3, 3, 2, 2, 0, 3, 0]
    assert gad.total == 13


def test_a_comparison_with_an_item_is_no_correction(session: Session) -> None:
    more = "C: Feeling down or hopeless?\nP: Not as much as the first one. Maybe three days."
    assert phq(session, more)[:2] == [2, 1]


def test_talk_after_the_questions_changes_nothing(session: Session) -> None:
    talk = (
        WHOLE_GAD
        + """C: What does the worry look like?
P: I go over the money every day.
C: What helps you relax?
P: Actually I relax at my mom's. I was there a couple of times.
C: Do you run?
P: Most days."""
    )
    assert items(scored(session(talk))["GAD-7"]) == [3, 3, 2, 1, 0, 1, 0]


def test_a_wrong_restatement_is_corrected_by_the_client(session: Session) -> None:
    more = """C: How's sleep?
P: Three bad nights.
C: Three bad nights a week, so around six.
P: No, three all in all, over the two weeks."""
    assert phq(session, more)[2] == 1


def test_a_guess_counts_only_once_agreed_to(session: Session) -> None:
    guess = "C: For energy I could put a two. Does that sound right?"
    assert phq(session, f"{guess}\nP: Yeah, that's fair.")[3] == 2
    assert phq(session, f"{guess}\nP: Sorry, is that the time? I'm parked outside.")[3] is None


def test_other_questions_in_between_are_not_follow_ups(session: Session) -> None:
    more = """C: Feeling tired?
P: Yeah, definitely.
C: Are you taking the sertraline?
P: Every day."""
    assert phq(session, more)[3] is None


def test_nothing_left_of_what_is_good_is_the_complaint(session: Session) -> None:
    assert phq(session, "C: And energy?\nP: Zero. Every day, zero.")[3] == 3
    assert phq(session, "C: And energy?\nP: None.")[3] is None


def test_what_is_missing_of_an_answer_is_said(session: Session) -> None:
    more = """C: Feeling tired or having little energy?
P: Yeah, definitely.
C: Feeling bad about yourself?
P: I'd rather not answer that one."""
    score = scored(session(OPENING + more))["PHQ-9"]
    assert (score.items[3].remark, score.items[5].remark) == (Remark.UNCLEAR, Remark.DECLINED)
    assert [proof.quote for proof in score.items[3].evidence] == [
        "Feeling tired or having little energy?",
        "Yeah, definitely.",
    ]
    assert score.items[4].remark is None


@pytest.mark.parametrize(
    ("heard", "score"),
    [("Most things.", 2), ("Not a tall.", 0), ("Once are twice.", 1), ("Nearly every tray.", 3)],
)
def test_an_answer_that_only_sounds_like_one_is_to_be_checked(
    session: Session, heard: str, score: int
) -> None:
    found = scored(session(f"{OPENING}C: Feeling tired?\nP: {heard}"))["PHQ-9"].items[3]
    assert found.score == score
    assert found.remark in (Remark.TO_CHECK, None)


@pytest.mark.parametrize("heard", ["Must be the dog.", "A lemon.", "Thursday we went out."])
def test_an_answer_like_no_other_is_left_to_the_clinician(session: Session, heard: str) -> None:
    found = scored(session(f"{OPENING}C: Feeling tired?\nP: {heard}"))["PHQ-9"].items[3]
    assert (found.score, found.remark) == (None, Remark.UNCLEAR)


def test_a_misheard_question_is_known_by_its_place_and_sound(session: Session) -> None:
    more = """C: Feeling down, depressed, or hopeless?
P: Several days.
C: Trouble falling or staying asleep?
P: Several days.
C: Feeling tired?
P: Several days.
C: Poor appetites or overheating?
P: Most days."""
    assert phq(session, more)[4] == 2


def test_a_question_between_two_items_is_known_by_its_place(session: Session) -> None:
    more = """C: Feeling down, depressed, or hopeless?
P: Several days.
C: Rebel fallen or stain a sweep?
P: Nearly every day.
C: Feeling tired or having little energy?
P: Several days."""
    found = scored(session(OPENING + more))["PHQ-9"].items[2]
    assert (found.score, found.remark) == (3, Remark.TO_CHECK)
    assert found.evidence[0].quote == "Rebel fallen or stain a sweep?"


@pytest.mark.parametrize(
    "aside", ["And how is your son sleeping?", "Where did you park?", "Did you walk the dog?"]
)
def test_an_aside_between_two_items_is_none(session: Session, aside: str) -> None:
    more = f"""C: Feeling down, depressed, or hopeless?
P: Several days.
C: {aside}
P: Nearly every day.
C: Feeling tired or having little energy?
P: Several days."""
    assert phq(session, more)[2] is None


def test_an_answer_in_the_clinicians_mouth_is_put_back(session: Session) -> None:
    more = """C: Trouble concentrating? Several days. Have you been fidgety or slowed down?
P: No."""
    score = scored(session(OPENING + more))["PHQ-9"]
    assert (score.items[6].score, score.items[6].remark) == (1, Remark.TO_CHECK)
    assert score.items[7].score == 0


def test_a_question_in_the_clients_mouth_is_put_back(session: Session) -> None:
    more = """C: Feeling down, depressed, or hopeless?
P: Several days. Trouble falling or staying asleep? Nearly every day."""
    score = scored(session(OPENING + more))["PHQ-9"]
    assert [item.score for item in score.items[1:3]] == [1, 3]
    assert score.items[2].remark is Remark.TO_CHECK


def test_a_check_of_symptoms_is_no_instrument(session: Session) -> None:
    talk = """C: Appetite, sleep, heart?
P: Sleep's okay if I take it before eight.
C: Any thoughts of hurting yourself?
P: No.
C: What do you do to relax?
P: I run, four or five times a week."""
    assert scored(session(talk)) == {}


def test_last_times_form_is_not_todays_answer(session: Session) -> None:
    talk = """C: On the form last month you put nearly every day for little interest.
P: Right.
C: How about these last two weeks, little interest or pleasure?
P: Oh, much better. Not at all."""
    assert items(scored(session(talk))["PHQ-9"])[0] == 0


def test_a_follow_up_on_danger_leaves_item_nine_alone(session: Session) -> None:
    more = """C: Thoughts that you would be better off dead, or of hurting yourself?
P: A couple of mornings I thought it would be easier.
C: Have you thought about doing something to end your life, or how you would do it?
P: No. I've never had a plan.
C: Any attempts in the past?
P: No, never."""
    assert phq(session, more)[8] == 1


def test_drinking_is_scored_by_its_own_answers(session: Session) -> None:
    talk = """C: How often do you have a drink containing alcohol?
P: My husband has wine every night. Me, two or three times a week.
C: And on a day when you're drinking, how many would you have?
P: Three, sometimes four.
C: How often do you have six or more on one occasion?
P: A few times a year, at weddings."""
    audit = scored(session(talk))["AUDIT-C"]
    assert items(audit) == [3, 1, 1]
    assert (audit.total, audit.severity) == (5, "positive")


def test_one_question_about_drinking_is_no_instrument(session: Session) -> None:
    talk = "C: How about alcohol, since sleep has been rough?\nP: I quit last year."
    assert scored(session(talk)) == {}


@pytest.mark.parametrize(
    ("answers", "items_found", "call"),
    [
        (("Yes.", "I have, yeah.", "No.", "No."), [1, 1, None, 0, None, 0], "low"),
        (("No.", "No, never.", "No.", "No."), [0, 0, None, 0, None, 0], "negative"),
        (("Yes.", "Yes.", "Part of me does.", "No."), [1, 1, None, 1, None, 0], "high"),
    ],
)
def test_a_screen_is_triaged_by_what_was_answered(
    session: Session, answers: tuple[str, ...], items_found: list[int | None], call: str
) -> None:
    asked = (
        "In the past month, have you wished you were dead?",
        "Any thoughts of killing yourself?",
        "Did you have any intention of acting on them?",
        "Has there ever been an attempt, at any time?",
    )
    lines = [f"C: {q}\nP: {a}" for q, a in zip(asked, answers, strict=True)]
    screen = scored(session("\n".join(lines)))["Suicide-risk screen"]
    assert items(screen) == items_found
    assert (screen.severity, screen.total, screen.complete) == (call, None, False)
