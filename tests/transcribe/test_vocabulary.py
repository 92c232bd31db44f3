import pytest

from transcribe.errors import VocabularyUnusable
from transcribe.vocabulary import LONGEST_TERM, MOST_TERMS, Term, Vocabulary, read_vocabulary


def test_a_list_is_read_line_by_line():
    read = read_vocabulary("# people\nNguyen (win)   # the psychiatrist\n\n  Brightside Clinic \n")
    assert read.terms == (Term("Nguyen", "win"), Term("Brightside Clinic"))


def test_a_term_sounds_as_it_is_spoken():
    assert Term("Nguyen", "win").sound == Term("win").sound


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Lena\n(win)", "Line 2"),
        ("Nguyen (win) (twin)", "Line 1"),
        ("東京", "Line 1"),
        ("x" * (LONGEST_TERM + 1), "longer than 60 characters"),
        ("term\n" * (MOST_TERMS + 1), "201 terms are too many"),
    ],
)
def test_what_is_no_list_is_refused_with_the_place(text, told):
    with pytest.raises(VocabularyUnusable, match=told):
        read_vocabulary(text)


def test_as_many_terms_as_are_allowed():
    assert len(read_vocabulary("term\n" * MOST_TERMS).terms) == MOST_TERMS


def test_a_sessions_terms_go_first_and_the_practice_says_how_they_sound():
    practice = Vocabulary((Term("Okonkwo"), Term("Nguyen", "win")))
    both = practice.with_terms([Term("Nguyen"), Term("Lamictal")])
    assert both.terms == (Term("Nguyen", "win"), Term("Lamictal"), Term("Okonkwo"))


def test_there_is_a_limit_to_both():
    practice = Vocabulary(tuple(Term(f"term{number}") for number in range(MOST_TERMS)))
    assert len(practice.with_terms([Term("Lamictal")]).terms) == MOST_TERMS
