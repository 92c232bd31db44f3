from summarize.score import Remark, Score, ScoreItem, ScoreMethod
from summarize.scores.instruments import instrument_named
from summarize.scores.tally import totalled
from writeback.renderings.wording import answer_word, score_line
from writeback.review.view import highest_total, item_answers


def scored(name: str, *answers: int | None) -> Score:
    instrument = instrument_named(name)
    assert instrument is not None
    items = tuple(ScoreItem(number, score, ()) for number, score in enumerate(answers, start=1))
    return totalled(instrument, items, ScoreMethod.VERBAL)


def test_an_answer_is_named_as_its_instrument_words_it() -> None:
    audit = scored("AUDIT-C", 4, 1, 3)
    words = [answer_word(audit, item) for item in audit.items]
    assert words == ["4 or more times a week", "3 or 4", "weekly"]
    assert (item_answers(audit, 1), highest_total(audit)) == (5, 12)


def test_why_there_is_no_score_is_said() -> None:
    gad = scored("GAD-7", *[None] * 7)
    said = [answer_word(gad, ScoreItem(1, None, (), remark)) for remark in (None, *Remark)]
    assert said[0] == "not asked or not answered"
    assert "for the clinician" in said[1 + list(Remark).index(Remark.UNCLEAR)]
    assert said[1 + list(Remark).index(Remark.DECLINED)] == "declined"
    assert "check" in answer_word(gad, ScoreItem(1, 2, (), Remark.TO_CHECK))


def test_a_screen_is_named_by_what_its_answers_call_for() -> None:
    screen = scored("Suicide-risk screen", 1, 1, None, 0, None, 0)
    assert score_line(screen) == (
        "Suicide-risk screen: 4 of 6 steps answered, by these answers: low (asked in the session)"
    )
    assert highest_total(screen) is None
