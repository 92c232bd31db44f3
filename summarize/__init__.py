"""From a transcript to a note.

In: a `Transcript` and the `Context` known before the session. Out: a `Note` with its scores, risk,
metrics and omissions, each sentence on verbatim evidence. Errors: `SummarizeError` and below.
"""

from summarize.context import NO_CONTEXT, Context, PriorAssessment, context_from_json
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
from summarize.score import Score, ScoreItem, ScoreMethod
from summarize.templates import TEMPLATES, Part, SectionPlan, Template, template_named

__all__ = [
    "NO_CONTEXT",
    "TEMPLATES",
    "Context",
    "Drafted",
    "Drafter",
    "DrafterRecord",
    "DraftingFailed",
    "Evidence",
    "MalformedContext",
    "MalformedNote",
    "Note",
    "Omission",
    "Part",
    "PriorAssessment",
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
    "template_named",
]
