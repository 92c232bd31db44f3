import json
from collections.abc import Callable
from datetime import date

import pytest

from diarize.transcript import Transcript
from summarize import (
    NO_CONTEXT,
    ExtractiveDrafter,
    MalformedNote,
    Remark,
    note_from_json,
    note_to_json,
    summarize,
)
from summarize.session_facts import Account, SessionFacts
from summarize.templates import Part, SectionPlan, Template

Session = Callable[..., Transcript]

TALK = """
C: Now the PHQ-9. Over the last two weeks, thoughts that you'd be better off dead?
P: A couple of days.
C: How have you been sleeping?
P: I wake up at four every night.
C: Feeling bad about yourself?
P: I'd rather not answer that one.
C: Have you wished you were dead?
P: Yes, twice.
C: Have you had thoughts of killing yourself?
P: No.
C: Has there ever been an attempt?
P: No, never.
"""


async def test_a_note_comes_back_from_json_as_it_was(session: Session) -> None:
    note = await summarize(session(TALK), NO_CONTEXT, "birp", ExtractiveDrafter())
    assert [score.instrument for score in note.scores] == ["PHQ-9", "Suicide-risk screen"]
    assert note.scores[0].items[5].remark is Remark.DECLINED
    assert note.risk.flags
    assert note_from_json(json.loads(json.dumps(note_to_json(note)))) == note


async def test_a_practices_headings_and_the_sessions_facts_come_back(session: Session) -> None:
    plan = SectionPlan("told", "What was told", (Part.REPORT, Part.ASSESSMENT, Part.PLAN), "")
    template = Template("own", "Our own", (plan,), built_in=False)
    facts = SessionFacts(Account.DICTATION, date(2026, 3, 2), 45 * 60_000, "phone")
    note = await summarize(session(TALK), NO_CONTEXT, template, ExtractiveDrafter(), facts=facts)
    document = json.loads(json.dumps(note_to_json(note)))
    assert document["headings"] == {"note": "Our own", "sections": {"told": "What was told"}}
    assert document["session"] == {
        "account": "dictation",
        "date": "2026-03-02",
        "duration_minutes": 45.0,
        "modality": "phone",
    }
    assert note_from_json(document) == note
    with pytest.raises(MalformedNote, match=r"note\.session\.date"):
        note_from_json(document | {"session": {"account": "fields", "date": "soon"}})


async def test_risk_stands_before_the_sections(session: Session) -> None:
    note = await summarize(session(TALK), NO_CONTEXT, "soap", ExtractiveDrafter())
    names = list(note_to_json(note))
    assert names.index("risk") < names.index("sections")


@pytest.mark.parametrize(
    ("field", "value", "named"),
    [
        ("template", 3, "note.template"),
        ("scores", {}, "note.scores"),
        ("risk", {"level": "secret words", "flags": []}, "note.risk.level"),
        ("omissions", [{"turn": 1}], r"note.omissions\[0\].turn"),
    ],
)
async def test_a_malformed_note_is_refused_by_its_field(
    session: Session, field: str, value: object, named: str
) -> None:
    note = await summarize(session(TALK), NO_CONTEXT, "soap", ExtractiveDrafter())
    with pytest.raises(MalformedNote, match=named) as refused:
        note_from_json(note_to_json(note) | {field: value})
    assert "secret" not in str(refused.value)
