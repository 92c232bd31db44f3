"""What was known before stands in the note as that, and as nothing else."""

from collections.abc import Callable

import pytest

from diarize.transcript import Transcript
from summarize import ExtractiveDrafter, note_from_json, note_to_json, summarize
from summarize.carried import form_told
from summarize.context import Context, PriorAssessment, context_from_json
from summarize.note import Note, Statement, Support
from summarize.score import ScoreMethod
from summarize.templates import TEMPLATES

Session = Callable[..., Transcript]

TALK = "C: How has your sleep been?\nP: I wake at four every night.\nC: Okay.\nP: Yes."
PRIOR = {
    "prior_note": {
        "date": "2026-02-23",
        "text": "S: Client drinks nightly.\nA: Low mood.\nP: Sleep log every day. Call Dr. Wen.",
    },
    "goals": ["Sleep through", "Find work"],
    "assessments": [{"instrument": "phq9", "items": [1] * 9, "total": 7, "method": "form"}],
}


async def drafted(session: Session, context: Context, template: str = "soap") -> Note:
    return await summarize(session(TALK), context, template, ExtractiveDrafter())


def statements(note: Note) -> list[Statement]:
    return [one for section in note.sections for one in section.statements]


@pytest.mark.parametrize("template", sorted(TEMPLATES))
async def test_every_format_carries_plan_goals_and_forms(session: Session, template: str) -> None:
    note = await drafted(session, context_from_json(PRIOR), template)
    carried = [one for one in statements(note) if one.statement_id.startswith("k")]
    fields = [one.evidence[0].field for one in carried]
    assert sorted(filter(None, fields)) == ["assessments[0]", "goals[0]", "goals[1]", "prior_note"]
    for one in carried:
        said_so = ("Carried forward", "carried forward", "(form)")
        assert any(words in one.text for words in said_so), one.text


async def test_only_the_last_plan_is_carried_and_under_its_date(session: Session) -> None:
    note = await drafted(session, context_from_json(PRIOR))
    [line] = [one for one in statements(note) if one.evidence[0].field == "prior_note"]
    assert line.text == (
        "Carried forward from the note of 2026-02-23, planned then: "
        "“Sleep log every day”; “Call Dr. Wen”."
    )
    assert not any("drinks" in one.text for one in statements(note))


@pytest.mark.parametrize(
    ("prior", "planned"),
    [
        ("## Plan\n- Daily walk\n  - [0:12, t3] “I will walk”\n\n## Scores\nnone", ["Daily walk"]),
        (
            "Client low. Will call her sister. Homework: breathing.",
            ["Will call her sister", "Home"],
        ),
        ("Plan: weekly CBT; thought record\nSignature: Dr. Lee", ["weekly CBT", "thought record"]),
        ("Client low and tired.", []),
        ("Assessment: planless. Plan:", []),
    ],
)
async def test_a_plan_is_found_in_notes_of_any_make(
    session: Session, prior: str, planned: list[str]
) -> None:
    note = await drafted(session, Context(prior_note=prior))
    lines = [one for one in statements(note) if one.evidence[0].field == "prior_note"]
    assert len(lines) == bool(planned)
    for words in planned:
        assert words in lines[0].text
    for line in lines:
        assert all(proof.quote in prior for proof in line.evidence)
        assert "[0:12" not in line.text


async def test_it_survives_json_and_points_nowhere_into_the_session(session: Session) -> None:
    note = await drafted(session, context_from_json(PRIOR))
    document = note_to_json(note)
    assert note_from_json(document) == note
    sections = document["sections"]
    assert isinstance(sections, dict)
    [goal] = [one for one in sections["assessment"] if "“Find work”" in one["text"]]
    assert goal["evidence"] == [
        {
            "turn": None,
            "quote": "Find work",
            "start": None,
            "end": None,
            "kind": "context",
            "field": "goals[1]",
        }
    ]


async def test_what_was_planned_before_hides_nothing_said_today(session: Session) -> None:
    talk = "C: Your doctor wrote that lithium 300 milligrams was stopped.\nX: Right.\n" + TALK
    prior = Context(prior_note="Plan: continue lithium 300 mg.")
    alone = await summarize(session(talk), Context(), "soap", ExtractiveDrafter())
    carried = await summarize(session(talk), prior, "soap", ExtractiveDrafter())
    assert carried.omissions == alone.omissions


async def test_without_a_context_nothing_is_carried(session: Session) -> None:
    note = await drafted(session, Context())
    assert not any(proof.is_carried for one in statements(note) for proof in one.evidence)
    assert "session" not in note_to_json(note) and "headings" not in note_to_json(note)


def form(items: tuple[int | None, ...], total: int | None, name: str = "GAD-7") -> PriorAssessment:
    return PriorAssessment(name, items, total, None, ScoreMethod.FORM)


@pytest.mark.parametrize(
    ("entry", "text", "doubts"),
    [
        (form((1,) * 7, None), "GAD-7 (form): 7 of 21, mild.", 0),
        (form((1,) * 7, 7), "GAD-7 (form): 7 of 21, mild.", 0),
        (form((1,) * 7, 9), "GAD-7 (form): 7 of 21, mild.", 1),
        (form((), 12), "GAD-7 (form): 12 of 21, moderate.", 0),
        (form((1, None, 2), None), "GAD-7 (form): 2 of 7 items answered, no total.", 0),
        (form((1, 1), 9), "GAD-7 (form): 2 of 7 items answered, no total.", 1),
        (form((), 33, "PCL-5"), "PCL-5 (form): 33.", 0),
        (form((), None), "GAD-7 (form): no numbers given.", 0),
    ],
)
def test_a_form_is_added_up_and_a_conflict_named(
    entry: PriorAssessment, text: str, doubts: int
) -> None:
    told, found = form_told(entry)
    assert told == text
    assert len(found) == doubts


async def test_a_conflict_marks_the_statement(session: Session) -> None:
    note = await drafted(session, context_from_json(PRIOR))
    [line] = [one for one in statements(note) if "(form)" in one.text]
    assert line.support is Support.UNVERIFIED
    assert line.doubts == ("the form's own total is 7, its items add up to 9",)
