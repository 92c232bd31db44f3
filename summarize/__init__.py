"""From a transcript to a note.

In: a `Transcript` and the `Context` known before the session. Out: a `Note` with its scores, risk,
metrics and omissions, each sentence on verbatim evidence. Errors: `SummarizeError` and below.

What reads speech compiles many patterns and is loaded when first asked for.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from summarize.context import (
    NO_CONTEXT,
    Context,
    PriorAssessment,
    context_from_json,
    context_to_json,
)
from summarize.document import note_from_json, note_to_json
from summarize.drafter import Drafted, Drafter, ScriptedDrafter
from summarize.errors import (
    DraftingFailed,
    MalformedContext,
    MalformedNote,
    SummarizeError,
    UnknownTemplate,
)
from summarize.evidence import Evidence
from summarize.note import (
    DrafterRecord,
    Note,
    Omission,
    Section,
    SessionMetrics,
    Statement,
    Support,
)
from summarize.risk import Risk, RiskFlag, RiskLevel
from summarize.score import Remark, Score, ScoreItem, ScoreMethod
from summarize.templates import TEMPLATES, Part, SectionPlan, Template, template_named

if TYPE_CHECKING:
    from summarize.extractive.drafter import ExtractiveDrafter
    from summarize.scores.instrument import Instrument, Item
    from summarize.scores.instruments import INSTRUMENTS
    from summarize.summary import summarize

__all__ = [
    "INSTRUMENTS",
    "NO_CONTEXT",
    "TEMPLATES",
    "Context",
    "Drafted",
    "Drafter",
    "DrafterRecord",
    "DraftingFailed",
    "Evidence",
    "ExtractiveDrafter",
    "Instrument",
    "Item",
    "MalformedContext",
    "MalformedNote",
    "Note",
    "Omission",
    "Part",
    "PriorAssessment",
    "Remark",
    "Risk",
    "RiskFlag",
    "RiskLevel",
    "Score",
    "ScoreItem",
    "ScoreMethod",
    "ScriptedDrafter",
    "Section",
    "SectionPlan",
    "SessionMetrics",
    "Statement",
    "SummarizeError",
    "Support",
    "Template",
    "UnknownTemplate",
    "context_from_json",
    "context_to_json",
    "note_from_json",
    "note_to_json",
    "summarize",
    "template_named",
]

_LATER = {
    "ExtractiveDrafter": "summarize.extractive.drafter",
    "INSTRUMENTS": "summarize.scores.instruments",
    "Instrument": "summarize.scores.instrument",
    "Item": "summarize.scores.instrument",
    "summarize": "summarize.summary",
}


def __getattr__(name: str) -> object:
    module = _LATER.get(name)
    if module is None:
        raise AttributeError(name)
    return getattr(import_module(module), name)
