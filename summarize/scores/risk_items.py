"""Items that are a risk by themselves: scored, declined, or answered without a clear yes or no."""

from collections.abc import Iterable, Iterator

from summarize.evidence import carried_evidence
from summarize.risk import RiskFlag
from summarize.score import Remark, Score, ScoreMethod
from summarize.scores.instruments import item_of

_FORMS = "assessments"
"""Where a form's answers stand, which nobody was heard to give."""
_OPEN = {
    Remark.DECLINED: "was asked and declined",
    Remark.UNCLEAR: "was asked, and the answer does not tell",
}


def risk_flags(scores: Iterable[Score]) -> Iterator[tuple[RiskFlag, bool]]:
    """Flags, and whether each leaves today's level alone: what was asked of any time, and what was
    asked without a clear answer, is shown and raises nothing. Earlier dates are not flagged."""
    for score in scores:
        if score.method is ScoreMethod.PRIOR:
            continue
        for item in score.items:
            known = item_of(score.instrument, item.item)
            if known is None or known.risk is None:
                continue
            name = f"{score.instrument} item {item.item}"
            if item.score:
                text = f"{name} scored {item.score}"
                proof = item.evidence or (carried_evidence(_FORMS, f"{name}: {item.score}"),)
                yield RiskFlag(known.risk, text, proof), known.lifetime
            elif item.score is None and item.remark in _OPEN:
                text = f"{name} ({known.short}) {_OPEN[item.remark]}"
                yield RiskFlag(known.risk, text, item.evidence), True
