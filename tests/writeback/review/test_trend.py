from dataclasses import replace

import pytest

from summarize.context import PriorAssessment
from summarize.score import ScoreMethod
from writeback.drafts.draft import Draft
from writeback.review.trend import trends


def assessed(
    total: int | None, date: str | None, method: ScoreMethod = ScoreMethod.PRIOR
) -> PriorAssessment:
    return PriorAssessment("GAD-7", (), total, date, method)


def test_totals_stand_in_the_order_of_their_dates(unsigned: Draft) -> None:
    earlier = [assessed(13, "2026-02-09"), assessed(21, "2026-01-12"), assessed(None, None)]
    points = trends(unsigned.note, earlier)["GAD-7"].points
    assert [(point.total, point.label) for point in points] == [
        (21, "2026-01-12"),
        (13, "2026-02-09"),
        (11, "now"),
    ]
    assert points[0].y < points[1].y < points[2].y


def test_without_an_earlier_total_there_is_no_trend(unsigned: Draft) -> None:
    assert trends(unsigned.note, []) == {}
    assert trends(unsigned.note, [assessed(11, None, ScoreMethod.FORM)]) == {}


@pytest.mark.parametrize(
    ("before", "change"),
    [
        (15, "down 4 since 2026-02-09: reliable improvement (4 points or more)"),
        (14, "down 3 since 2026-02-09: no reliable change (under 4 points)"),
        (11, "unchanged since 2026-02-09"),
        (5, "up 6 since 2026-02-09: reliable worsening (4 points or more)"),
    ],
)
def test_a_change_is_told_from_unsteadiness(unsigned: Draft, before: int, change: str) -> None:
    assert trends(unsigned.note, [assessed(before, "2026-02-09")])["GAD-7"].change == change


def test_a_form_and_an_incomplete_talk_do_not_hide_each_other(unsigned: Draft) -> None:
    whole = unsigned.note.scores[1]
    asked = replace(whole, total=None, complete=False, method=ScoreMethod.VERBAL)
    earlier = [assessed(15, "2026-02-09"), assessed(16, "2026-01-09")]
    for scores in ((whole, asked), (asked, whole)):
        found = trends(replace(unsigned.note, scores=scores), earlier)["GAD-7"]
        assert found.points[-1].label == "now"
