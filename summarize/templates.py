"""Note formats: which sections a note has, in order, and what belongs in each."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from summarize.errors import UnknownTemplate


class Part(StrEnum):
    """What a statement is, whichever format the note has."""

    GOAL = "goal"
    REPORT = "report"
    OBSERVATION = "observation"
    MEASURE = "measure"
    INTERVENTION = "intervention"
    RESPONSE = "response"
    ASSESSMENT = "assessment"
    PLAN = "plan"


@dataclass(frozen=True, slots=True)
class SectionPlan:
    """One section of a format."""

    name: str
    """As it stands in the public JSON."""
    title: str
    """As a reader sees it."""
    holds: tuple[Part, ...]
    """In the order they are written."""
    instruction: str
    """What belongs here, in words; goes into a language model's prompt."""


@dataclass(frozen=True, slots=True)
class Template:
    """A note format. Every `Part` has a section."""

    name: str
    title: str
    sections: tuple[SectionPlan, ...]

    def section_of(self, part: Part) -> str:
        """Name of the section that holds this part."""
        for section in self.sections:
            if part in section.holds:
                return section.name
        return self.sections[0].name


_REPORT = (
    "What the client reports today: mood, symptoms, sleep, appetite, energy, stressors, "
    "relationships, medication as taken, substances, thoughts of death or harm and their denial, "
    "homework done. Third person; the client's own words quoted or given as reported."
)
_OBSERVED = (
    "Only what the clinician states as observed or measured: scores, earlier scores, appearance, "
    "affect, and what was done in the session. Nothing assumed normal, nothing guessed from voice."
)
_ASSESSED = (
    "The clinician's own stated view: formulation, progress, risk, diagnosis only where the "
    "clinician said it. Nothing that was not said."
)
_PLANNED = (
    "What was agreed: homework, safety plan, medication changes, referrals and coordination, "
    "next appointment."
)
_INTERVENED = "What the clinician did in the session: questions asked, techniques, education."
_RESPONDED = "How the client took it: what was reported, tried, felt, agreed or refused."

_SOAP = Template(
    name="soap",
    title="SOAP",
    sections=(
        SectionPlan("subjective", "Subjective", (Part.GOAL, Part.REPORT, Part.RESPONSE), _REPORT),
        SectionPlan(
            "objective",
            "Objective",
            (Part.MEASURE, Part.OBSERVATION, Part.INTERVENTION),
            _OBSERVED,
        ),
        SectionPlan("assessment", "Assessment", (Part.ASSESSMENT,), _ASSESSED),
        SectionPlan("plan", "Plan", (Part.PLAN,), _PLANNED),
    ),
)
_DAP = Template(
    name="dap",
    title="DAP",
    sections=(
        SectionPlan(
            "data",
            "Data",
            (
                Part.GOAL,
                Part.REPORT,
                Part.MEASURE,
                Part.OBSERVATION,
                Part.INTERVENTION,
                Part.RESPONSE,
            ),
            f"{_REPORT} {_OBSERVED}",
        ),
        SectionPlan("assessment", "Assessment", (Part.ASSESSMENT,), _ASSESSED),
        SectionPlan("plan", "Plan", (Part.PLAN,), _PLANNED),
    ),
)
_BIRP = Template(
    name="birp",
    title="BIRP",
    sections=(
        SectionPlan(
            "behavior",
            "Behavior",
            (Part.GOAL, Part.REPORT, Part.MEASURE, Part.OBSERVATION),
            f"{_REPORT} {_OBSERVED}",
        ),
        SectionPlan("intervention", "Intervention", (Part.INTERVENTION,), _INTERVENED),
        SectionPlan(
            "response", "Response", (Part.RESPONSE, Part.ASSESSMENT), f"{_RESPONDED} {_ASSESSED}"
        ),
        SectionPlan("plan", "Plan", (Part.PLAN,), _PLANNED),
    ),
)
_GIRP = Template(
    name="girp",
    title="GIRP",
    sections=(
        SectionPlan(
            "goals", "Goals", (Part.GOAL,), "Goals of treatment or of the session, as stated."
        ),
        SectionPlan("intervention", "Intervention", (Part.INTERVENTION,), _INTERVENED),
        SectionPlan(
            "response",
            "Response",
            (Part.REPORT, Part.MEASURE, Part.OBSERVATION, Part.RESPONSE, Part.ASSESSMENT),
            f"{_REPORT} {_RESPONDED} {_ASSESSED}",
        ),
        SectionPlan("plan", "Plan", (Part.PLAN,), _PLANNED),
    ),
)

TEMPLATES: Mapping[str, Template] = MappingProxyType(
    {template.name: template for template in (_SOAP, _DAP, _BIRP, _GIRP)}
)


def template_named(name: str) -> Template:
    """Raises UnknownTemplate where there is no such format."""
    template = TEMPLATES.get(name.strip().lower())
    if template is None:
        raise UnknownTemplate(sorted(TEMPLATES))
    return template
