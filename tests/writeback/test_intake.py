import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarize.context import Context, context_from_json
from summarize.note import Note
from summarize.risk import RiskLevel
from summarize.session_facts import Account, SessionFacts
from summarize.templates import TEMPLATES, template_named
from writeback.intake import SessionData, note_of, transcript_of
from writeback.told_fields import given_forms

SUMMARY = (
    "Client reports sleeping poorly, waking at 3 am most nights. Affect was flat. "
    "She is making progress with exposure work. We agreed to meet next Tuesday at 10."
)


def data(template: str = "soap", context: Context | None = None, **fields: str) -> SessionData:
    facts = SessionFacts(account=Account.FIELDS, duration_ms=50 * 60_000, modality="video")
    forms = tuple(one for one in (context or Context()).assessments if one.method == "form")
    return SessionData("ses-1", template_named(template), facts, fields, forms, Context())


def texts(note: Note) -> dict[str, list[str]]:
    return {s.name: [one.text for one in s.statements] for s in note.sections}


def test_fields_go_where_they_belong() -> None:
    found = texts(note_of(data(subjective="Sleeps badly. Eats well.", plan="Weekly CBT.")))
    assert found == {
        "subjective": ["Sleeps badly.", "Eats well."],
        "objective": [],
        "assessment": [],
        "plan": ["Weekly CBT."],
    }


def test_a_summary_is_placed_sentence_by_sentence() -> None:
    assert texts(note_of(data(summary=SUMMARY))) == {
        "subjective": ["Client reports sleeping poorly, waking at 3 am most nights."],
        "objective": ["Affect was flat."],
        "assessment": ["She is making progress with exposure work."],
        "plan": ["We agreed to meet next Tuesday at 10."],
    }


sentences = st.lists(
    st.text(st.characters(codec="ascii", categories=("L",)), min_size=1, max_size=9).map(
        lambda word: f"{word.capitalize()} plan affect."
    ),
    min_size=1,
    max_size=6,
)


@given(
    st.sampled_from(sorted(TEMPLATES)),
    st.dictionaries(
        st.sampled_from(["summary", "subjective", "objective", "assessment", "plan"]), sentences
    ),
)
def test_no_word_is_lost_or_added(template: str, fields: dict[str, list[str]]) -> None:
    given_ = {name: " ".join(held) for name, held in fields.items()}
    note = note_of(data(template, **given_))
    transcript = transcript_of(data(template, **given_))
    written = [s for section in note.sections for s in section.statements]
    assert sorted(s.text for s in written) == sorted(t for held in fields.values() for t in held)
    for statement in written:
        [proof] = statement.evidence
        turn = transcript.turn(proof.turn_id)
        assert turn is not None and proof.quote == statement.text and proof.quote in turn.text


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("Passive SI without plan.", RiskLevel.PASSIVE_IDEATION),
        ("She reports not wanting to be alive but denies intent.", RiskLevel.PASSIVE_IDEATION),
        ("Client denies suicidal ideation.", RiskLevel.NONE_MENTIONED),
        ("No SI or self-harm.", RiskLevel.NONE_MENTIONED),
        ("SI: denied.", RiskLevel.NONE_MENTIONED),
        ("Client sleeps well.", RiskLevel.NONE_MENTIONED),
    ],
)
def test_written_risk_is_flagged_and_denial_is_not(text: str, level: RiskLevel) -> None:
    for field in ("summary", "assessment"):
        note = note_of(data(**{field: text}))
        assert note.risk.level is level
        assert bool(note.risk.flags) == (level is not RiskLevel.NONE_MENTIONED)


def test_form_scores_are_added_up_by_code() -> None:
    told = given_forms({"phq9": {"items": [1, 1, 1, 1, 1, 1, 1, 1, 2], "total": 3}, "gad7": 11})
    forms = [form for _, form in told]
    note = note_of(data(context=context_from_json({"assessments": forms})))
    phq, gad = note.scores
    assert (phq.instrument, phq.total, phq.severity, phq.method) == (
        "PHQ-9",
        10,
        "moderate",
        "form",
    )
    assert (gad.instrument, gad.total) == ("GAD-7", 11)
    assert note.risk.level is not RiskLevel.NONE_MENTIONED
