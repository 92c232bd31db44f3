import json
import warnings
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diarize import Speaker, SpeakerRole, Transcript, Turn
from inglenook.evaluation.figures import evaluate_recording, figures_to_json, pooled_to_json
from inglenook.evaluation.note import appears, is_found, measure_note, note_lines
from inglenook.evaluation.reference import (
    Forbidden,
    Gold,
    GoldFact,
    Reference,
    ReferenceTurn,
    ReferenceUnusable,
    read_gold,
    read_reference,
)
from inglenook.evaluation.speech import (
    Rate,
    Span,
    diarization_errors,
    normalized,
    speaker_word_errors,
    word_errors,
)

REFERENCE = Reference(
    turns=(
        ReferenceTurn(speaker="clinician", text="Um, how are you sleeping?", start=0, end=2),
        ReferenceTurn(speaker="client", text="Mm-hmm. Not well, I'd say.", start=3, end=6),
    )
)


def heard(*turns: tuple[str, str, float, float]) -> Transcript:
    return Transcript(
        "s",
        10_000,
        "en",
        (
            Speaker("S1", SpeakerRole.CLINICIAN, 0.9, None),
            Speaker("S2", SpeakerRole.CLIENT, 0.9, None),
        ),
        tuple(
            Turn(f"t{n}", speaker, round(start * 1000), round(end * 1000), text, False, ())
            for n, (speaker, text, start, end) in enumerate(turns, start=1)
        ),
    )


PERFECT = heard(("S1", "how are you sleeping", 0, 2), ("S2", "not well I would say", 3, 6))


@pytest.fixture(autouse=True)
def _libraries_warn_on_import() -> None:
    """pyannote and meeteval bring deprecation warnings of their own when first imported."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pyannote.metrics.diarization  # noqa: F401


def test_a_perfect_transcript_has_no_errors() -> None:
    speech = evaluate_recording("r", PERFECT, REFERENCE).speech
    assert speech.wer == Rate(0, 9)
    assert speech.cpwer == Rate(0, 9)
    assert speech.der.value == 0.0
    assert speech.role_accuracy == Rate(9, 9)
    assert (speech.speakers, speech.reference_speakers) == (2, 2)


def test_words_of_the_wrong_speaker_cost_cpwer_and_not_wer() -> None:
    wrong = heard(("S1", "how are you sleeping not", 0, 4), ("S2", "well I would say", 4, 6))
    speech = evaluate_recording("r", wrong, REFERENCE).speech
    assert speech.wer.count == 0
    assert speech.cpwer.count == 2
    assert speech.der.value == pytest.approx(2 / 5)  # 1 s false alarm, 1 s confusion


def test_speakers_may_have_any_name_but_roles_must_fit() -> None:
    swapped = heard(("S2", "how are you sleeping", 0, 2), ("S1", "not well I would say", 3, 6))
    speech = evaluate_recording("r", swapped, REFERENCE).speech
    assert speech.cpwer.count == 0
    assert speech.der.value == 0.0
    assert speech.role_accuracy.value == 0.0


def test_nothing_heard_is_all_missed() -> None:
    speech = evaluate_recording("r", heard(), REFERENCE).speech
    assert (speech.wer.value, speech.cpwer.value, speech.der.value) == (1.0, 1.0, 1.0)
    assert speech.role_accuracy.value == 0.0


def test_overlap_is_counted() -> None:
    said = [Span("a", 0, 4), Span("b", 2, 4)]
    der, missed, _, _ = diarization_errors(said, [Span("x", 0, 4)])
    assert der == missed == Rate(2.0, 6.0)


def test_fillers_and_spelling_do_not_count() -> None:
    assert normalized("Um, mm-hmm, ah. It's twenty-one, uh, colours!") == "it is 21 colors"


words = st.lists(st.sampled_from(["sleep", "badly", "work", "nine", "okay"]), max_size=12).map(
    " ".join
)


@settings(deadline=None)
@given(words, words)
def test_word_errors_are_bounded_and_none_for_the_same(said: str, told: str) -> None:
    assert word_errors(said, said).count == 0
    rate = word_errors(said, told)
    lengths = (len(normalized(said).split()), len(normalized(told).split()))
    assert abs(lengths[0] - lengths[1]) <= rate.count <= max(lengths)


@settings(deadline=None)
@given(words.filter(bool), words.filter(bool))
def test_names_of_speakers_do_not_matter(one: str, other: str) -> None:
    assert speaker_word_errors({"a": one, "b": other}, {"x": other, "y": one}).count == 0


spans = st.lists(
    st.builds(
        lambda speaker, start, length: Span(speaker, start / 10, (start + length) / 10),
        st.sampled_from("ab"),
        st.integers(0, 300),
        st.integers(1, 50),
    ),
    min_size=1,
    max_size=8,
)


@settings(deadline=None, max_examples=50)
@given(spans, spans)
def test_diarization_errors_add_up(said: list[Span], told: list[Span]) -> None:
    der, missed, false_alarm, confusion = diarization_errors(said, told)
    assert der.count == pytest.approx(missed.count + false_alarm.count + confusion.count)
    assert missed.count + confusion.count <= der.total + 1e-6
    assert diarization_errors(said, said)[0].count == pytest.approx(0)


NOTE = {
    "sections": {
        "subjective": [{"text": "Client reports poor sleep. No plan to hurt himself."}],
        "plan": [{"text": "Continue sertraline 50 mg."}],
    },
    "scores": [
        {
            "instrument": "PHQ-9",
            "items": [{"item": 1, "score": 2}, {"item": 2, "score": None}, {"item": 3, "score": 1}],
            "total": 14,
            "severity": "moderate",
            "method": "verbal",
        },
        {"instrument": "PHQ-9", "items": [], "total": 18, "severity": None, "method": "prior"},
        {"instrument": "GAD-7", "items": [], "total": None, "severity": None, "method": "verbal"},
    ],
    "risk": {"level": "passive_ideation", "flags": [{"text": "Wished not to wake up."}]},
}


def test_lines_are_what_a_reader_sees() -> None:
    assert note_lines(NOTE) == [
        "Client reports poor sleep. No plan to hurt himself.",
        "Continue sertraline 50 mg.",
        "PHQ-9: total 14 (moderate)",
        "PHQ-9 (prior): total 18",
        "GAD-7: incomplete, no total",
        "Wished not to wake up.",
    ]


def test_a_fact_needs_every_group_in_one_line() -> None:
    lines = note_lines(NOTE)
    assert is_found(GoldFact(id="a", match=(("phq",), (r"\b14\b", "fourteen"))), lines)
    assert not is_found(GoldFact(id="b", match=(("phq",), ("sertraline",))), lines)


@pytest.mark.parametrize(
    ("line", "appears_there"),
    [
        ("He has a plan.", True),
        ("He denies any plan.", False),
        ("He denies ideation. He has a plan.", True),
        ("No " + "x" * 80 + " plan", True),
        ("He denies a plan; later he has a plan.", True),
        ("Nothing.", False),
    ],
)
def test_a_forbidden_pattern_is_cleared_by_a_negation_before_it(
    line: str, appears_there: bool
) -> None:
    negation = r"\b(no|denies)\b[^.;\n]*$"
    assert appears(Forbidden(id="f", patterns=("plan",)), [line], negation) is appears_there


def test_a_note_against_gold() -> None:
    gold = Gold.model_validate(
        {
            "phq9": {
                "items": [{"item": i, "score": s} for i, s in ((1, 2), (2, None), (3, 0))],
                "total": 14,
            },
            "gad7": {"items": [{"item": 1, "score": 1}], "total": 11},
            "facts": [
                {"id": "sleep", "level": "must", "match": [["sleep"]]},
                {"id": "dose", "level": "must", "match": [["100 mg"]]},
                {"id": "alcohol", "level": "should", "match": [["alcohol"]]},
            ],
            "must_not_appear": [
                {"id": "no_drug", "patterns": ["prozac"]},
                {"id": "drug", "patterns": ["sertraline"]},
            ],
        }
    )
    figures = measure_note(NOTE, gold)
    assert figures.found == ("sleep",)
    assert figures.missing == ("dose", "alcohol")
    assert figures.missing_must == ("dose",)
    assert figures.forbidden == ("drug",)
    assert figures.fact_recall == Rate(1, 3)
    assert figures.fact_precision == Rate(1, 2)
    assert figures.score_accuracy == Rate(2, 4)
    assert figures.totals_right == Rate(1, 2)


def test_an_empty_note_finds_nothing_and_breaks_nothing() -> None:
    gold = Gold.model_validate({"facts": [{"id": "a", "match": [["x"]]}]})
    assert measure_note({}, gold).fact_recall == Rate(0, 1)


def test_pooling_adds_errors_up() -> None:
    short = Reference(turns=(ReferenceTurn(speaker="client", text="No.", start=0, end=1),))
    recordings = [
        evaluate_recording("long", PERFECT, REFERENCE),
        evaluate_recording("short", heard(), short),
    ]
    pooled = pooled_to_json(recordings)
    assert pooled["recordings"] == 2
    assert pooled["wer"] == 0.1
    assert pooled["fact_recall"] is None
    assert json.loads(json.dumps(figures_to_json(recordings[0])))["speakers"] == 2


def test_files_are_read_and_bad_ones_named(tmp_path: Path) -> None:
    file = tmp_path / "ref.json"
    file.write_text(REFERENCE.model_dump_json())
    assert read_reference(file) == REFERENCE
    file.write_text('{"turns": [{"speaker": "client", "text": "private words", "start": "x"}]}')
    with pytest.raises(ReferenceUnusable, match=r"turns\.0\.start") as refusal:
        read_reference(file)
    assert "private" not in str(refusal.value)
    with pytest.raises(ReferenceUnusable, match="cannot be read"):
        read_gold(tmp_path / "gold.json")
    file.write_text('{"facts": [{"id": "a", "match": [["("]]}]}')
    with pytest.raises(ReferenceUnusable, match="regular expression"):
        read_gold(file)


def test_the_speaker_is_the_role_unless_a_role_is_given() -> None:
    turn = ReferenceTurn(speaker="S7", text="x", start=0, end=1, role="client")
    assert turn.role_name == "client"
    assert REFERENCE.turns[0].role_name == "clinician"
