from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transcribe.utterance import Utterance
from transcribe.word import Word
from transcribe.writing import as_written, written

PIECES = """one two fifty hundred thousand a and point half milligrams mg 50 50mg over pressure
PHQ nine P H Q. to or Zoloft, take - ... I"""


def heard(text, confidence=0.9):
    """Words of half a second each."""
    return [
        Word(word, 500 * at, 500 * (at + 1), confidence) for at, word in enumerate(text.split())
    ]


def shown(text, language="en", confidence=0.9):
    return " ".join(word.text for word in written(heard(text, confidence), language))


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("Sertraline, fifty milligrams.", "Sertraline, 50 mg."),
        ("I take Sertraline 50 milligrams,", "I take sertraline 50 mg,"),
        ("50mg of zoloft", "50 mg of Zoloft"),
        ("a twenty-milligram tablet", "a 20 mg tablet"),
        ("a 20-milligram tablet", "a 20 mg tablet"),
        ("two and a half milligrams", "2.5 mg"),
        ("zero point five milligrams", "0.5 mg"),
        ("point five milligrams", "0.5 mg"),
        ("one point two five milligrams", "1.25 mg"),
        ("a hundred and fifty milligrams", "150 mg"),
        ("one thousand milligrams", "1,000 mg"),
        ("twenty three hundred milligrams", "2,300 mg"),
        ("one fifty milligrams", "150 mg"),
        ("Effexor two twenty five milligrams", "Effexor 225 mg"),
        ("ten to fifteen milligrams", "10 to 15 mg"),
        ("from 25 milligrams to fifty milligrams", "from 25 mg to 50 mg"),
        ("eighty eight micrograms", "88 mcg"),
        ("145 milligrams per deciliter", "145 mg/dL"),
        ("twenty MG, twice a day", "20 mg, twice a day"),
    ],
)
def test_a_dose_is_in_figures(said, expected):
    assert shown(said) == expected


@pytest.mark.parametrize(
    "said",
    [
        "how many milligrams",
        "half a milligram",
        "a few hundred milligrams",
        "take two fifty milligram tablets",
        "take two fifty milligrams tablets",
        "two or three hundred milligrams",
        "twelve. Five milligrams",
        "take 2 fifty milligram tablets",
        "twice a day, q d",
        "a hundred times, fifty fifty",
        "one twenty over eighty",
        "I was born in nineteen eighty",
        "He is sixty-five and sleeps five hours",
        "the PHQ two weeks ago",
        "we did the PHQ nine times",
        "I act and add, who is glad",
        "his name is spelled P H Q N",
        "She played a sonata by Brahms.",
    ],
)
def test_what_may_mean_something_else_stays_as_said(said):
    assert shown(said) == said


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("your PHQ nine today", "your PHQ-9 today"),
        ("the P H Q 9.", "the PHQ-9."),
        ("the P.H.Q. nine", "the PHQ-9"),
        ("phq-9, phq9 and PHQ-nine", "PHQ-9, PHQ-9 and PHQ-9"),
        ("the pH Q9 was", "the PHQ-9 was"),
        ("GAD seven and P-C-L five", "GAD-7 and PCL-5"),
        ("audit C, C S S R S", "AUDIT-C, C-SSRS"),
        ("by the d s m five", "by the DSM-5"),
        ("an ssri or SSRIs, e m d r, cbt", "an SSRI or SSRIs, EMDR, CBT"),
        ("a C B T therapist for A D H D", "a CBT therapist for ADHD"),
        ("seventy two B P M", "seventy two BPM"),
        ("my blood pressure was one twenty eight over eighty.", "my blood pressure was 128/80."),
        ("pressure of 140 over 90", "pressure of 140/90"),
    ],
)
def test_names_and_readings_as_clinicians_write_them(said, expected):
    assert shown(said) == expected


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("ZOLOFT or Fluoxetine", "Zoloft or fluoxetine"),
        ("Fluoxetine helped. Lithium did not.", "Fluoxetine helped. Lithium did not."),
        ("the buspar's effect", "the BuSpar's effect"),
    ],
)
def test_brands_are_capitalised_and_generics_are_not(said, expected):
    assert shown(said) == expected


def test_a_word_for_several_spans_them_with_the_least_confidence():
    words = heard("Take twenty five milligrams")
    words[2] = Word("five", 1000, 1450, 0.4)
    assert written(words) == (
        Word("Take", 0, 500, 0.9),
        Word("25", 500, 1450, 0.4),
        Word("mg", 1500, 2000, 0.9),
    )


def test_a_word_that_becomes_two_is_parted_in_its_time():
    first, second = written([Word("50mg,", 1000, 1400, 0.8)])
    assert first == Word("50", 1000, 1200, 0.8)
    assert second == Word("mg,", 1200, 1400, 0.8)


def test_another_language_stays_as_it_was_heard():
    assert shown("fifty milligrams Zoloft phq 9", language="de") == "fifty milligrams Zoloft phq 9"


def test_an_utterance_keeps_its_identity():
    words = tuple(heard("Zoloft fifty milligrams"))
    utterance = Utterance("u0-0", 0, 0, 1500, "Zoloft fifty milligrams", words)
    shaped = as_written(utterance)
    assert shaped.text == "Zoloft 50 mg"
    assert (shaped.utterance_id, shaped.start_ms, shaped.end_ms) == ("u0-0", 0, 1500)
    plain = Utterance("u0-0", 0, 0, 500, " as heard", tuple(heard("as heard")))
    assert as_written(plain) is plain


@given(st.lists(st.sampled_from(PIECES.split()), max_size=12))
def test_time_runs_on_and_writing_twice_changes_nothing(texts):
    once = written(heard(" ".join(texts)))
    assert all(word.text and " " not in word.text for word in once)
    assert all(word.start_ms <= word.end_ms for word in once)
    assert all(one.end_ms <= other.start_ms for one, other in pairwise(once))
    if texts:
        assert (once[0].start_ms, once[-1].end_ms) == (0, 500 * len(texts))
    assert written(once) == once
