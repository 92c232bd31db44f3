"""The session's language is told once."""

from gpu import Decoded
from transcribe import Utterance
from transcribe.language import SessionLanguage


def heard(language, probability=0.95):
    return Decoded("…", (), language, -0.3, 0.05, 1.0, probability)


def test_a_given_language_stays():
    session = SessionLanguage("de")
    session.hear(heard("es"), 60_000)
    assert (session.settled, session.leading) == ("de", "de")


def test_nothing_is_believed_before_anything_was_heard():
    session = SessionLanguage()
    assert (session.settled, session.leading) == (None, None)


def test_some_seconds_of_sure_speech_settle_it_for_good():
    session = SessionLanguage()
    session.hear(heard("es"), 4_000)
    assert (session.settled, session.leading) == (None, "es")
    session.hear(heard("es"), 4_000)
    assert session.settled == "es"
    session.hear(heard("en"), 600_000)
    assert session.settled == "es"


def test_a_short_unsure_remark_does_not_lead_over_speech():
    session = SessionLanguage()
    session.hear(heard("cy", 0.3), 700)
    session.hear(heard("en"), 3_000)
    assert session.leading == "en"
    session.hear(heard("cy", 0.3), 700)
    session.hear(heard("en"), 5_000)
    assert session.settled == "en"


def test_two_languages_in_turn_are_settled_at_last_on_the_one_spoken_more():
    session = SessionLanguage()
    for _ in range(3):
        session.hear(heard("en"), 4_000)
        session.hear(heard("es"), 5_000)
        assert session.settled is None
    session.hear(heard("en"), 4_000)
    assert session.settled == "en"


def test_a_session_taken_up_again_knows_what_it_heard():
    session = SessionLanguage()
    session.remember([Utterance("u0-0", 0, 0, 9_000, "Guten Tag.", (), "de")])
    assert session.settled == "de"
