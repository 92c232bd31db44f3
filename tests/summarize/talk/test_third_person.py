import pytest

from summarize.talk.denial import denied, says_no, says_yes
from summarize.talk.third_person import third_person


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("I'd like you to keep your log.", "Client to keep their log"),
        ("Could you walk for twenty minutes before your shift?",
         "Client to walk for 20 minutes before their shift"),
        ("Okay. I'll give you a copy before you go.",
         "Clinician will give them a copy before they go"),
        ("If you're awake, get up until you feel sleepy.",
         "If they are awake, get up until they feel sleepy"),
        ("Let's meet again on Tuesday.", "Will meet again on Tuesday"),
        ("Would you be open to talking that over?", "Client to consider talking that over"),
        ("So you'll phone your sister at six.", "Client to phone their sister at six"),
        ("I'll call it in today and I'll talk to your mom.",
         "Clinician will call it in today and will talk to their mom"),
        ("I don't want to raise it.", "Clinician does not want to raise it"),
        ("Yes, and please take it after your last dose.", "Take it after their last dose"),
        ("You call me if it gets worse.", "They call the clinician if it gets worse"),
    ],
)  # fmt: skip
def test_the_clinicians_words_are_written_in_the_third_person(said: str, written: str) -> None:
    assert third_person(said) == written


@pytest.mark.parametrize(
    ("question", "written"),
    [
        ("Any attempts in the past, or times you hurt yourself on purpose?",
         "Denies any attempts in the past, or times they hurt themself on purpose"),
        ("Are there any guns at home?", "Denies any guns at home"),
        ("Is anyone at home hurting you or making you afraid?",
         "Denies anyone at home hurting them or making them afraid"),
        ("Have you ever in your life tried to hurt yourself?",
         "Denies having ever tried to hurt themself"),
        ("Are you having thoughts of dying?", "Denies having thoughts of dying"),
        ("Have you ever been in the hospital?", "Denies having been in the hospital"),
        ("Why did you stop?", None),
    ],
)  # fmt: skip
def test_a_no_is_written_as_what_was_denied(question: str, written: str | None) -> None:
    assert denied(question) == written


@pytest.mark.parametrize("reply", ["No.", "Nope, never.", "Oh no, not at all.", "I haven't."])
def test_a_no_is_heard(reply: str) -> None:
    assert says_no(reply)
    assert not says_yes(reply)


@pytest.mark.parametrize("reply", ["Yeah.", "Mm-hmm.", "Yes, I do.", "That's right."])
def test_a_yes_is_heard(reply: str) -> None:
    assert says_yes(reply)
    assert not says_no(reply)
