"""Every format on the bundled session: the right content in the right section."""

import json
import re
from collections.abc import Mapping
from pathlib import Path

import pytest

import inglenook.demo_session
from diarize.transcript import Transcript
from diarize.turn import Speaker, SpeakerRole, Turn
from summarize import ExtractiveDrafter, summarize
from summarize.context import context_from_json
from summarize.session_facts import Account, SessionFacts
from summarize.templates import TEMPLATES, Part, template_named

SESSION = Path(inglenook.demo_session.__file__).parent / "ref.json"
CONTEXT = {"prior_note": "Plan: walk daily.", "goals": ["Reduce alcohol", "Mend the fence"]}

FACTS = {
    "substances": r"(?<!client “)only had wine on two evenings",
    "medication": r"(?i)sertraline.*(?:50|fifty)",
    "score": r"PHQ-9 \(verbal\)",
    "homework done": r"thought record.*“I did, twice",
    "view": r"mood is still low",
    "risk": r"Risk as discussed",
    "task": r"Homework: .*thought record once a day",
    "appointment": r"Next appointment: Thursday",
    "questionnaire gone through": r"Clinician went through the PHQ-9",
    "safety asked": r"Clinician asked about suicid",
    "goal": r"goal, carried forward: “Reduce alcohol”. Today: ",
    "goal not spoken of": r"“Mend the fence”. Not addressed today",
    "last plan": r"Carried forward from the last note, planned then: “walk daily”",
}
_PLANNED = {"task": "plan", "appointment": "plan"}
_REPORTED = ("substances", "medication")
EXPECTED: Mapping[str, Mapping[str, str | None]] = {
    "soap": {
        **dict.fromkeys((*_REPORTED, "homework done", "last plan"), "subjective"),
        **dict.fromkeys(("questionnaire gone through", "safety asked")),
        "score": "objective",
        **dict.fromkeys(("view", "risk", "goal", "goal not spoken of"), "assessment"),
        **_PLANNED,
    },
    "dap": {
        **dict.fromkeys((*_REPORTED, "homework done", "last plan", "score"), "data"),
        **dict.fromkeys(("view", "risk", "goal", "goal not spoken of"), "assessment"),
        **_PLANNED,
    },
    "birp": {
        **dict.fromkeys((*_REPORTED, "score", "last plan"), "behavior"),
        **dict.fromkeys(("questionnaire gone through", "safety asked"), "intervention"),
        **dict.fromkeys(
            ("homework done", "view", "risk", "goal", "goal not spoken of"), "response"
        ),
        **_PLANNED,
    },
    "girp": {
        **dict.fromkeys(("goal", "goal not spoken of", "last plan"), "goals"),
        **dict.fromkeys(("questionnaire gone through", "safety asked"), "intervention"),
        **dict.fromkeys((*_REPORTED, "score", "homework done", "view", "risk"), "response"),
        **_PLANNED,
    },
    "pirp": {
        **dict.fromkeys((*_REPORTED, "score", "last plan"), "problem"),
        **dict.fromkeys(("questionnaire gone through", "safety asked"), "intervention"),
        **dict.fromkeys(
            ("homework done", "view", "risk", "goal", "goal not spoken of"), "response"
        ),
        **_PLANNED,
    },
}
"""Where each fact stands; None: nowhere."""


def bundled_session() -> Transcript:
    held = json.loads(SESSION.read_text(encoding="utf-8"))["turns"]
    turns = tuple(
        Turn(f"t{n}", one["speaker"], int(one["start"] * 1000), int(one["end"] * 1000),
             one["text"], False, ())
        for n, one in enumerate(held, start=1)
    )  # fmt: skip
    speakers = tuple(
        Speaker(name, SpeakerRole(name), 1.0, None) for name in ("clinician", "client")
    )
    return Transcript("demo", turns[-1].end_ms, "en", speakers, turns)


async def drafted(template: str) -> dict[str, list[str]]:
    note = await summarize(
        bundled_session(), context_from_json(CONTEXT), template, ExtractiveDrafter()
    )
    return {section.name: [one.text for one in section.statements] for section in note.sections}


@pytest.mark.parametrize("name", sorted(TEMPLATES))
async def test_each_fact_stands_in_its_section_and_nowhere_else(name: str) -> None:
    sections = await drafted(name)
    assert list(sections) == [plan.name for plan in TEMPLATES[name].sections]
    for fact, wanted in EXPECTED[name].items():
        found = [
            section
            for section, texts in sections.items()
            if any(re.search(FACTS[fact], text) for text in texts)
        ]
        assert found == ([] if wanted is None else [wanted]), fact


@pytest.mark.parametrize("name", sorted(TEMPLATES))
async def test_no_section_is_empty_and_nothing_stands_twice(name: str) -> None:
    sections = await drafted(name)
    texts = [text for held in sections.values() for text in held]
    assert all(sections.values())
    assert len(set(texts)) == len(texts)


@pytest.mark.parametrize("part", list(Part))
@pytest.mark.parametrize("name", sorted(TEMPLATES))
def test_every_part_has_a_section_in_every_format(name: str, part: Part) -> None:
    template = template_named(name)
    assert template.section_of(part) in [section.name for section in template.sections]


async def test_nothing_calls_treatment_necessary_that_nobody_did() -> None:
    for name in TEMPLATES:
        texts = [text for held in (await drafted(name)).values() for text in held]
        assert not any("necess" in text.lower() for text in texts)


DICTATED = (
    "This was a fifty minute telehealth session. Client reports sleeping four hours a night. "
    "Passive SI, no plan or intent. Affect was flat. PHQ-9 today was 14. For the plan, weekly CBT."
)


@pytest.mark.parametrize("name", sorted(TEMPLATES))
async def test_a_dictation_gives_the_same_draft(name: str) -> None:
    """Two voices, as a diarizer may hear one: who dictates is the clinician alone."""
    turns = tuple(
        Turn(f"t{n}", f"S{n % 2}", n * 5000, n * 5000 + 4000, f"{text}.", False, ())
        for n, text in enumerate(DICTATED.rstrip(".").split(". "))
    )
    speakers = (
        Speaker("S0", SpeakerRole.CLIENT, 0.8, None),
        Speaker("S1", SpeakerRole.CLINICIAN, 0.8, None),
    )
    transcript = Transcript("d1", 30_000, "en", speakers, turns)
    facts = SessionFacts(account=Account.DICTATION)
    note = await summarize(
        transcript, context_from_json(None), name, ExtractiveDrafter(), facts=facts
    )
    assert note.session == SessionFacts(Account.DICTATION, None, 50 * 60_000, "telehealth")
    assert str(note.risk.level) == "passive_ideation"
    assert not note.scores, "a number that is named answers no item"
    places = {one.text: s.name for s in note.sections for one in s.statements}
    template = template_named(name)
    for text, part in (
        ("Client reports sleeping four hours a night.", Part.REPORT),
        ("Affect was flat.", Part.OBSERVATION),
        ("PHQ-9 today was 14.", Part.OBSERVATION),
        ("Weekly CBT.", Part.PLAN),
    ):
        assert places[text] == template.section_of(part)
    for section in note.sections:
        for one in section.statements:
            turn = transcript.turn(one.evidence[0].turn_id)
            assert turn is not None and one.evidence[0].quote in turn.text
