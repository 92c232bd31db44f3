from collections.abc import Callable

import pytest

from diarize.transcript import Transcript
from summarize.context import NO_CONTEXT
from summarize.extractive.drafter import draft_extractively
from summarize.note import Section, Support
from summarize.talk.wording import word_count
from summarize.templates import TEMPLATES, template_named

Session = Callable[..., Transcript]

TALK = """
C: Hi, come on in. Good to see you.
P: Hey. The traffic was terrible.
C: How has your sleep been since we last met?
P: Um, I wake up at four and I can't get back to sleep. It's been like that for three weeks.
C: And the medication, you're still taking the Lexapro?
P: Yeah, ten milligrams in the morning. My doctor started it in May.
C: Any side effects?
P: My mouth is dry, that's about it.
C: How much are you drinking these days?
P: Two glasses of wine on weekends. My father was an alcoholic.
C: Any thoughts of hurting yourself or ending your life?
P: No, nothing like that.
C: You seem more relaxed today than last time.
P: I guess so. My daughter moved back home and that helps.
C: I think the avoidance is what keeps the panic going.
P: Okay.
C: For next week, I'd like you to ride the bus one stop every day.
P: I can do that.
C: Let's meet again on Thursday the ninth at two.
P: Thursday works.
C: Great. Take care.
"""


def drafted(transcript: Transcript, template: str = "soap") -> dict[str, list[str]]:
    result = draft_extractively(transcript, NO_CONTEXT, template_named(template))
    return {section.name: [one.text for one in section.statements] for section in result.sections}


def holding(texts: list[str], *parts: str) -> bool:
    return any(all(part.lower() in text.lower() for part in parts) for text in texts)


@pytest.mark.parametrize(
    ("section", "parts"),
    [
        ("subjective", ("sleep", "wake up at four")),
        ("subjective", ("lexapro 10 mg", "ten milligrams")),
        ("subjective", ("side effects", "dry")),
        ("subjective", ("alcohol: “", "wine on weekends. My father was an alcoholic.”")),
        ("subjective", ("denies", "self-harm")),
        ("subjective", ("My daughter moved back home",)),
        ("objective", ("clinician observed", "more relaxed")),
        ("assessment", ("clinician's view", "avoidance")),
        ("assessment", ("risk as discussed", "denies")),
        ("plan", ("ride the bus one stop every day", "client agreed")),
        ("plan", ("next appointment", "Thursday the 9th, at 2", "client agreed")),
    ],
)
def test_each_fact_stands_where_it_is_looked_for(
    session: Session, section: str, parts: tuple[str, ...]
) -> None:
    assert holding(drafted(session(TALK))[section], *parts)


def test_small_talk_stays_out(session: Session) -> None:
    texts = [text for section in drafted(session(TALK)).values() for text in section]
    assert not holding(texts, "traffic")
    assert not holding(texts, "take care")


@pytest.mark.parametrize("name", sorted(TEMPLATES))
def test_every_statement_quotes_what_was_said(session: Session, name: str) -> None:
    transcript = session(TALK)
    for section in draft_extractively(transcript, NO_CONTEXT, TEMPLATES[name]).sections:
        for statement in section.statements:
            assert statement.support is Support.VERIFIED
            assert statement.evidence
            for proof in statement.evidence:
                turn = transcript.turn(proof.turn_id)
                assert turn is not None
                assert proof.quote in turn.text


@pytest.mark.parametrize("name", sorted(TEMPLATES))
def test_each_format_holds_the_same_statements(session: Session, name: str) -> None:
    """But for what the clinician went through, which the formats with an intervention name."""
    template = TEMPLATES[name]
    sections = drafted(session(TALK), name)
    assert list(sections) == [plan.name for plan in template.sections]
    soap = sorted(t for s in drafted(session(TALK)).values() for t in s)
    conduct = [] if name in ("soap", "dap") else sections["intervention"]
    assert sorted(t for s in sections.values() for t in s if t not in conduct) == soap


def test_a_session_of_nothing_gives_empty_sections(session: Session) -> None:
    sections = drafted(session("C: Hi.\nP: Hello.\nC: Thanks. Take care.\nP: You too."))
    assert sections == {"subjective": [], "objective": [], "assessment": [], "plan": []}


def test_an_empty_transcript_gives_empty_sections() -> None:
    transcript = Transcript("s1", 0, "en", (), ())
    assert not any(drafted(transcript).values())


def test_a_long_session_stays_within_two_pages(session: Session) -> None:
    lines = [
        f"C: What about number {n}?\nP: I felt anxious at work on day {n} and my wife was upset "
        f"about it because I worried about money and item {n} all evening."
        for n in range(150)
    ]
    sections = drafted(session("\n".join(lines)))
    assert 100 < sum(word_count(text) for texts in sections.values() for text in texts) <= 950


def test_words_on_safety_are_never_shortened(session: Session) -> None:
    told = (
        "Not to kill myself. But I thought about driving into the wall. I got as far as the ramp."
    )
    talk = f"C: Any thoughts of ending your life?\nP: {told}\n"
    filler = "C: How was work?\nP: My boss was angry and I was anxious all day long about it.\n"
    texts = drafted(session(talk + filler * 3))["subjective"]
    assert holding(texts, "driving into the wall", "as far as the ramp")


def test_unknown_roles_still_give_a_note(session: Session) -> None:
    result = draft_extractively(
        session(TALK, known_roles=False), NO_CONTEXT, template_named("soap")
    )
    sections: dict[str, Section] = {section.name: section for section in result.sections}
    assert holding([one.text for one in sections["plan"].statements], "ride the bus")


PLANS = """
C: How about your appetite.
P: It's fine.
C: For homework, I'd like you to do two things.
P: Okay.
C: First, fill in the sleep log every morning. And second, the phone in the kitchen at midnight.
P: Midnight, okay.
C: Even on the weekend, if you can, it helps your body clock.
P: Even on the weekend.
C: So, going a couple of nights without beer, could you try that?
P: I could do Monday and Wednesday.
C: Lovely. Let's add that to the plan.
P: I'll try it.
"""


def test_a_plan_lists_tasks_and_neither_questions_nor_announcements(session: Session) -> None:
    sections = drafted(session(PLANS))
    plan = sections["plan"]
    assert holding(plan, "fill in the sleep log every morning", "the phone in the kitchen")
    assert holding(plan, "a couple of nights without beer", "Monday and Wednesday")
    for empty in ("appetite", "two things", "add that", "body clock", "I'll try it"):
        assert not holding(plan, empty)
    every = [text for texts in sections.values() for text in texts]
    assert not holding(every, "even on the weekend")


def test_a_no_that_is_taken_back_is_no_denial(session: Session) -> None:
    answer = "I don't have a plan or nothing. But a few times I wished I was dead."
    sections = drafted(session(f"C: Any thoughts that you'd be better off dead?\nP: {answer}"))
    assert holding(sections["subjective"], "ideation", "I wished I was dead")
    assert not any(text.startswith("Denies") for text in sections["subjective"])


def test_what_another_person_does_is_not_the_clients_symptom(session: Session) -> None:
    talk = "C: How have things been?\nP: My husband can't sleep and my son is angry all day.\n"
    texts = drafted(session(talk))["subjective"]
    assert holding(texts, "family", "can't sleep")


def test_a_medicine_confirmed_as_asked_has_its_dose(session: Session) -> None:
    talk = """
    C: You're on Lexapro, ten milligrams, right?
    P: Yes, in the morning. And the hydroxyzine when I need it, twenty five milligrams.
    """
    texts = drafted(session(talk))["subjective"]
    assert holding(texts, "lexapro 10 mg, hydroxyzine 25 mg", "when I need it")


def test_whom_one_leans_on_is_a_safety_plan_only_where_there_is_danger(session: Session) -> None:
    talk = "C: Who can you call when it gets hard?\nP: My husband and my friend Denise.\n"
    assert holding(drafted(session(talk))["subjective"], "Denise")
    danger = "C: Any thoughts of ending your life?\nP: Yes, I think about it at night.\n"
    assert holding(drafted(session(danger + talk))["plan"], "Denise")


def test_general_advice_is_no_observation(session: Session) -> None:
    talk = "C: When you look down, your body is learning to hide.\nP: Okay.\nC: You look tired."
    objective = drafted(session(talk + "\nP: I am."))["objective"]
    assert objective == ["Clinician observed: They look tired."]


def test_an_item_that_is_declined_is_written_as_declined(session: Session) -> None:
    talk = "C: Any thoughts of hurting yourself?\nP: I'd rather not talk about that one today."
    assert holding(drafted(session(talk))["subjective"], "Declines to answer about ideation")


def test_how_something_went_is_homework_only_where_it_was_homework(session: Session) -> None:
    talk = "C: Last time you had a job interview coming up. How did that go?\nP: I froze up badly."
    texts = drafted(session(talk))["subjective"]
    assert holding(texts, "work", "froze up") and not holding(texts, "homework")


def test_a_no_to_feeling_safe_is_told_as_such(session: Session) -> None:
    sections = drafted(session("C: Do you feel safe at home?\nP: No, not really."))
    assert holding(sections["subjective"], "Does not feel safe, asked “Do you feel safe at home?”")
    assert not holding(sections["assessment"], "denies")


def test_a_risk_question_without_its_mark_is_one(session: Session) -> None:
    talk = "C: And thoughts of not wanting to be alive\nP: No I have to be here for my kids"
    assert holding(
        drafted(session(talk))["subjective"], "Denies suicidal ideation", "here for my kids"
    )


INTAKE = """
C: Come on in. Did you find the place okay?
P: The garage was a maze.
C: How often have the attacks come since October?
P: Three a week? No, now it's more like two a week.
C: What would you want from this, if it went well?
P: I want to drive to Albany for Thanksgiving.
C: Are you taking anything?
P: Doctor Ito put me on sertraline. I'm on the fifty now. My brother's on Adderall.
C: Fifty milligrams, good.
P: Yeah.
C: Any allergies?
P: Penicillin, I get hives.
C: Here's how I'd put it together. This looks like panic disorder. Your heart itself is fine.
P: Okay.
C: And the straw, once a day, thirty seconds, at home. Can you do that?
P: Once a day, sure.
C: What do you want to commit to before then?
P: The receipts, ten minutes on Wednesday.
C: And let me have a word with Doctor Ito about the dose.
P: Okay.
C: Next week, Thursday the third? I have nine.
P: Nine I've got court. Anything later?
C: Ten thirty?
P: Ten thirty's good.
"""


@pytest.mark.parametrize(
    ("section", "parts"),
    [
        ("subjective", ("How often have the attacks come", "two a week")),
        ("subjective", ("goal", "drive to Albany")),
        ("subjective", ("sertraline 50 mg", "I'm on the fifty")),
        ("subjective", ("allergies", "hives")),
        ("subjective", ("family", "My brother's on Adderall")),
        ("assessment", ("This looks like panic disorder", "Their heart itself is fine")),
        ("plan", ("homework: The straw, once a day, 30 seconds, at home (client agreed",)),
        ("plan", ("client's plan", "ten minutes on Wednesday")),
        ("plan", ("coordination: Clinician to have a word with Doctor Ito",)),
        ("plan", ("next appointment: Thursday the 3rd, 10:30",)),
    ],
)
def test_natural_talk_is_heard(session: Session, section: str, parts: tuple[str, ...]) -> None:
    assert holding(drafted(session(INTAKE))[section], *parts)


@pytest.mark.parametrize(
    "absent", ["maze", "Medication, adderall", "Medication, penicillin", "court"]
)
def test_what_is_small_talk_or_another_s_is_not_the_clients(session: Session, absent: str) -> None:
    texts = [text for section in drafted(session(INTAKE)).values() for text in section]
    assert not holding(texts, absent)


def test_answers_to_items_stand_together_as_symptoms(session: Session) -> None:
    talk = """
    C: Over the last two weeks, how often have you felt down, depressed or hopeless?
    P: Ten days, I'd say.
    C: Feeling tired or having little energy?
    P: Every day, I drag myself through the shift.
    C: Poor appetite or overeating?
    P: Not at all.
    """
    texts = [text for text in drafted(session(talk))["subjective"] if text.startswith("Symptoms")]
    assert len(texts) == 1
    assert holding(texts, "low mood “Ten days", "low energy “Every day")
    assert not holding(texts, "appetite")


@pytest.mark.parametrize(
    ("question", "written"),
    [
        ("Have you ever tried to end your life?", "Denies past suicide attempts."),
        ("Any thoughts of hurting yourself?", "Denies self-harm."),
        ("Are you having any thoughts of suicide?", "Denies suicidal ideation."),
    ],
)
def test_a_denial_names_what_was_asked_and_no_more(
    session: Session, question: str, written: str
) -> None:
    assert written in drafted(session(f"C: {question}\nP: No, never."))["subjective"]


def test_guns_are_denied_where_the_answer_was_misheard(session: Session) -> None:
    talk = "C: Are there any guns at home?\nP: No, guys. Just my pills."
    assert holding(drafted(session(talk))["subjective"], "Denies any guns at home", "No, guys")
    owned = "C: Are there any guns at home?\nP: No, but my brother keeps a rifle here."
    assert not holding(drafted(session(owned))["subjective"], "Denies")


def test_a_note_of_a_session_of_a_thousand_words_holds_two_fifths_of_them(session: Session) -> None:
    lines = [
        f"C: And how was day {n}?\nP: I was anxious at work on day {n}, and my wife and I argued "
        f"about money, so I slept {n % 9} hours and missed lunch."
        for n in range(40)
    ]
    transcript = session("\n".join(lines))
    spoken = sum(word_count(turn.text) for turn in transcript.turns)
    held = sum(word_count(text) for texts in drafted(transcript).values() for text in texts)
    assert 0.3 * spoken < held <= 0.4 * spoken


def test_reflections_are_no_assessment(session: Session) -> None:
    talk = "C: So you didn't hurt anybody. Sounds like you felt alone.\nP: Yeah, I did."
    assert drafted(session(talk))["assessment"] == []


def test_a_promise_told_of_another_time_is_no_plan(session: Session) -> None:
    talk = "C: What happened?\nP: I said, well, I'll sign the paper for you right away."
    assert drafted(session(talk))["plan"] == []
