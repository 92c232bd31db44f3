import pytest

from summarize.risk import RiskLevel
from summarize.score import Remark, Score, ScoreItem, ScoreMethod
from summarize.scores.risk_items import risk_flags


def phq(score: int | None, remark: Remark | None, method: ScoreMethod) -> Score:
    return Score("PHQ-9", (ScoreItem(9, score, (), remark),), None, False, None, method)


@pytest.mark.parametrize("method", [ScoreMethod.VERBAL, ScoreMethod.FORM])
def test_item_nine_above_zero_is_a_risk_of_today(method: ScoreMethod) -> None:
    [(flag, leaves_level)] = risk_flags([phq(1, None, method)])
    assert (flag.type, flag.text, leaves_level) == (
        RiskLevel.PASSIVE_IDEATION,
        "PHQ-9 item 9 scored 1",
        False,
    )


@pytest.mark.parametrize("remark", [Remark.DECLINED, Remark.UNCLEAR])
def test_item_nine_without_a_clear_answer_is_shown_and_raises_nothing(remark: Remark) -> None:
    [(flag, leaves_level)] = risk_flags([phq(None, remark, ScoreMethod.VERBAL)])
    assert "item 9" in flag.text
    assert leaves_level


def test_what_is_denied_earlier_or_not_asked_is_no_flag() -> None:
    assert not list(risk_flags([phq(0, None, ScoreMethod.VERBAL)]))
    assert not list(risk_flags([phq(3, None, ScoreMethod.PRIOR)]))
    assert not list(risk_flags([phq(None, None, ScoreMethod.VERBAL)]))


def test_steps_of_a_screen_have_their_own_kind() -> None:
    items = tuple(ScoreItem(number, 1, ()) for number in range(1, 7))
    form = Score("C-SSRS", items, None, True, "high", ScoreMethod.FORM)
    found = [(flag.type, leaves) for flag, leaves in risk_flags([form])]
    assert found == [
        (RiskLevel.PASSIVE_IDEATION, False),
        (RiskLevel.ACTIVE_IDEATION, False),
        (RiskLevel.ACTIVE_IDEATION, False),
        (RiskLevel.PLAN_OR_INTENT, False),
        (RiskLevel.PLAN_OR_INTENT, False),
        (RiskLevel.ACTIVE_IDEATION, True),
    ]
