"""Note formats: which sections a note has, in order, and what belongs in each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from types import MappingProxyType

from summarize.errors import UnknownTemplate


class Part(StrEnum):
    """What a statement is, whichever format the note has. A practice names these in its formats."""

    GOAL = "goal"
    """A goal of treatment and what was said of it today."""
    REPORT = "report"
    """What the client reports, but for what has a part of its own below."""
    MEDICATION = "medication"
    SUBSTANCES = "substances"
    SAFETY = "safety"
    """What was said of danger, and what was denied."""
    MEASURE = "measure"
    """Scores and other measurements."""
    OBSERVATION = "observation"
    INTERVENTION = "intervention"
    INQUIRY = "inquiry"
    """What the clinician went through with the client; written only where a section asks for it."""
    RESPONSE = "response"
    ASSESSMENT = "assessment"
    RISK = "risk"
    """Risk as discussed, in one line."""
    NECESSITY = "necessity"
    """Symptoms, impairment, intervention and response side by side, as said; written only where a
    section asks for it."""
    PLAN = "plan"
    HOMEWORK = "homework"
    SAFETY_PLAN = "safety_plan"
    APPOINTMENT = "appointment"
    CARRIED = "carried"
    """What an earlier note planned; never as if said today."""


WRITTEN_ON_REQUEST = frozenset({Part.INQUIRY, Part.NECESSITY})
"""These repeat in other words what other parts hold, so a note has them only where it is asked."""

REQUIRED = (Part.REPORT, Part.ASSESSMENT, Part.PLAN)
"""Every format has a section for each of these; what else it does not name goes with them."""

_WITHIN: Mapping[Part, Part] = MappingProxyType(
    {
        Part.GOAL: Part.ASSESSMENT,
        Part.MEDICATION: Part.REPORT,
        Part.SUBSTANCES: Part.REPORT,
        Part.SAFETY: Part.REPORT,
        Part.MEASURE: Part.OBSERVATION,
        Part.OBSERVATION: Part.REPORT,
        Part.INTERVENTION: Part.OBSERVATION,
        Part.INQUIRY: Part.INTERVENTION,
        Part.RESPONSE: Part.REPORT,
        Part.RISK: Part.ASSESSMENT,
        Part.NECESSITY: Part.ASSESSMENT,
        Part.HOMEWORK: Part.PLAN,
        Part.SAFETY_PLAN: Part.PLAN,
        Part.APPOINTMENT: Part.PLAN,
        Part.CARRIED: Part.REPORT,
    }
)


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
    """What belongs here and in which style, in words; goes into a language model's prompt."""
    wish: str = ""
    """What a clinician asked of this section of this note; goes into the prompt without names."""


@dataclass(frozen=True, slots=True)
class Style:
    """How a practice wants its notes to read, whichever drafter writes them."""

    words: int | None = None
    """Length of the whole note; danger, medication, scores and agreements stand beyond it."""
    abbreviations: Mapping[str, str] = field(default_factory=dict)
    """What is written out, and its short form. Never inside a quotation."""


PLAIN_STYLE = Style()


@dataclass(frozen=True, slots=True)
class Template:
    """A note format. Every `Part` has a section."""

    name: str
    title: str
    sections: tuple[SectionPlan, ...]
    style: Style = PLAIN_STYLE
    built_in: bool = True
    only: str | None = None
    """The one section that is wanted; None for all."""

    def section_of(self, part: Part) -> str:
        """Name of the section that holds this part."""
        return self.sections[self.place_of(part)[0]].name

    def place_of(self, part: Part) -> tuple[int, int]:
        """The section's number, and the part's within it; a part that no section names stands with
        the one it belongs to."""
        wanted: Part | None = part
        while wanted is not None:
            for at, section in enumerate(self.sections):
                if wanted in section.holds:
                    return at, section.holds.index(wanted)
            wanted = _WITHIN.get(wanted)
        return 0, len(self.sections[0].holds)

    def wishing(self, name: str, wish: str = "") -> "Template":
        """The same for a draft of which this one section is wanted, with what a clinician asked of
        it; all of them where none has that name."""
        if all(section.name != name for section in self.sections):
            return self
        sections = tuple(
            replace(section, wish=wish) if section.name == name else section
            for section in self.sections
        )
        return replace(self, sections=sections, only=name)

    @property
    def wanted(self) -> tuple[SectionPlan, ...]:
        """The sections to ask a model for."""
        return tuple(s for s in self.sections if self.only in (None, s.name))

    def asks_for(self, part: Part) -> bool:
        """Whether a section names this very part."""
        return any(part in section.holds for section in self.sections)


_REPORT = (
    "What the client reports today: mood, symptoms, sleep, appetite, energy, stressors, "
    "relationships, medication as taken, substances, thoughts of death or harm and their denial, "
    "homework done. Third person; the client's own words quoted or given as reported."
)
_OBSERVED = (
    "Only what the clinician states as observed or measured: scores, earlier scores, appearance, "
    "affect, and what was done in the session. Nothing assumed normal, nothing guessed from voice."
)
_SEEN = (
    "Only what the clinician states as observed or measured: scores, earlier scores, appearance, "
    "affect. Nothing assumed normal, nothing guessed from voice."
)
_ASSESSED = (
    "The clinician's own stated view: formulation, progress, risk, diagnosis only where the "
    "clinician said it. Call treatment necessary only in the words in which somebody said so. "
    "Nothing that was not said."
)
_PLANNED = (
    "What was agreed: homework, safety plan, medication changes, referrals and coordination, "
    "next appointment."
)
_INTERVENED = (
    "What the clinician did in the session: questionnaires and safety questions asked, techniques, "
    "education, review of homework. Not what the client answered."
)
_RESPONDED = (
    "How the client took it: what was tried, understood, felt, agreed or refused in answer to the "
    "clinician."
)
_GOALS = (
    "Goals of treatment or of the session, as stated today. Goals known from before are added by "
    "the system."
)

_SEES = (Part.MEASURE, Part.OBSERVATION)
_TOLD = (Part.REPORT, Part.RESPONSE)
_VIEW = (Part.ASSESSMENT, Part.GOAL)
_DOES = (Part.INTERVENTION, Part.INQUIRY)


def _built_in(name: str, *sections: tuple[str, Sequence[Part], str]) -> Template:
    plans = tuple(
        SectionPlan(title.lower(), title, tuple(holds), instruction)
        for title, holds, instruction in sections
    )
    return Template(name, name.upper(), plans)


TEMPLATES: Mapping[str, Template] = MappingProxyType(
    {
        template.name: template
        for template in (
            _built_in(
                "soap",
                ("Subjective", _TOLD, _REPORT),
                ("Objective", (*_SEES, Part.INTERVENTION), _OBSERVED),
                ("Assessment", _VIEW, _ASSESSED),
                ("Plan", (Part.PLAN,), _PLANNED),
            ),
            _built_in(
                "dap",
                (
                    "Data",
                    (Part.REPORT, *_SEES, Part.INTERVENTION, Part.RESPONSE),
                    f"{_REPORT} {_OBSERVED}",
                ),
                ("Assessment", _VIEW, _ASSESSED),
                ("Plan", (Part.PLAN,), _PLANNED),
            ),
            _built_in(
                "birp",
                ("Behavior", (Part.REPORT, *_SEES), f"{_REPORT} {_SEEN}"),
                ("Intervention", _DOES, _INTERVENED),
                ("Response", (Part.RESPONSE, *_VIEW), f"{_RESPONDED} {_ASSESSED}"),
                ("Plan", (Part.PLAN,), _PLANNED),
            ),
            _built_in(
                "girp",
                ("Goals", (Part.GOAL, Part.CARRIED), _GOALS),
                ("Intervention", _DOES, _INTERVENED),
                (
                    "Response",
                    (Part.REPORT, *_SEES, Part.RESPONSE, Part.ASSESSMENT),
                    f"{_REPORT} {_SEEN} {_RESPONDED} {_ASSESSED}",
                ),
                ("Plan", (Part.PLAN,), _PLANNED),
            ),
            _built_in(
                "pirp",
                ("Problem", (Part.REPORT, *_SEES), f"The problem worked on. {_REPORT} {_SEEN}"),
                ("Intervention", _DOES, _INTERVENED),
                ("Response", (Part.RESPONSE, *_VIEW), f"{_RESPONDED} {_ASSESSED}"),
                ("Plan", (Part.PLAN,), _PLANNED),
            ),
        )
    }
)


def template_named(name: str, practice: Mapping[str, Template] = MappingProxyType({})) -> Template:
    """A built-in format, or one of `practice` by its name in small letters.

    Raises UnknownTemplate.
    """
    wanted = name.strip().lower()
    template = TEMPLATES.get(wanted) or practice.get(wanted)
    if template is None:
        raise UnknownTemplate([*TEMPLATES, *sorted(practice)])
    return template
