import pytest

from summarize.context import (
    NO_CONTEXT,
    Context,
    PriorAssessment,
    context_from_json,
    context_to_json,
)
from summarize.errors import MalformedContext
from summarize.score import ScoreMethod


def test_nothing_is_an_empty_context() -> None:
    assert context_from_json(None) == context_from_json({}) == NO_CONTEXT


def test_a_context_is_read_and_written() -> None:
    document = {
        "prior_note": "Slept badly.",
        "goals": ["Sleep better", {"text": "Ride the bus"}],
        "assessments": [
            {"instrument": "phq9", "total": 18, "date": "2026-01-05"},
            {"instrument": "GAD 7", "items": [1, None, {"score": 2}], "method": "form"},
        ],
    }
    context = context_from_json(document)
    assert context == Context(
        "Slept badly.",
        ("Sleep better", "Ride the bus"),
        (
            PriorAssessment("PHQ-9", (), 18, "2026-01-05", ScoreMethod.PRIOR),
            PriorAssessment("GAD-7", (1, None, 2), None, None, ScoreMethod.FORM),
        ),
    )
    assert context_from_json(context_to_json(context)) == context


@pytest.mark.parametrize(
    ("document", "named"),
    [
        ([], "context"),
        ({"goals": "secret"}, "context.goals"),
        ({"goals": [1]}, r"context.goals\[0\]"),
        ({"assessments": [{"total": 3}]}, r"assessments\[0\].instrument"),
        ({"assessments": [{"instrument": "x", "total": "secret"}]}, "total"),
    ],
)
def test_a_malformed_context_is_refused_by_its_field(document: object, named: str) -> None:
    with pytest.raises(MalformedContext, match=named) as refused:
        context_from_json(document)
    assert "secret" not in str(refused.value)
