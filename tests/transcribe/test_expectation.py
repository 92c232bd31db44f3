import numpy as np
import pytest

from gpu import Decoded, DecodedWord, DecodeRequest, Priority
from transcribe.expectation import HOTWORD_CHARACTERS, confirmed, doubt
from transcribe.vocabulary import Term, Vocabulary

PRACTICE = Vocabulary((Term("Effexor"), Term("Nguyen", "win"), Term("hydroxyzine")))


def heard(*texts, sure=0.9, unsure=()):
    """A word each half second."""
    words = tuple(
        DecodedWord(text, 500 * at, 500 * at + 400, 0.4 if text in unsure else sure)
        for at, text in enumerate(texts)
    )
    return Decoded(" ".join(texts), words, "en", -0.3, 0.0, 1.0)


def settled(plain, biased, vocabulary=PRACTICE):
    doubted = doubt(plain.words, vocabulary)
    return plain if doubted is None else confirmed(plain, biased, doubted)


def test_a_term_stands_where_unsure_words_sound_like_it():
    plain = heard("I", "stopped", "a", "fixer", "today.", unsure=["fixer"])
    biased = heard("I", "stopped", "Effexor", "today.")
    outcome = settled(plain, biased)
    assert outcome.text == "I stopped Effexor today."
    assert [(word.start_ms, word.end_ms) for word in outcome.words[2:]] == [
        (1000, 1400),
        (2000, 2400),
    ]


def test_a_term_is_known_by_how_it_is_spoken():
    plain = heard("saw", "Dr.", "Win", "twice", unsure=["Win"])
    assert settled(plain, heard("saw", "Dr.", "Nguyen", "twice")).text == "saw Dr. Nguyen twice"


def test_every_other_word_is_the_one_heard_without_the_terms():
    plain = heard("so", "a", "fixer", "is", "gone", unsure=["fixer"])
    biased = heard("So,", "Effexor", "was", "gone", "Nguyen", "hydroxyzine")
    assert settled(plain, biased).text == "so Effexor is gone"
    assert settled(plain, heard("sow", "Effexor", "is", "done")).text == "so Effexor is gone"


def test_a_term_is_written_as_the_practice_writes_it_with_the_marks_that_were_heard():
    plain = heard("is", "“a", "fixers", "fixer?”", unsure=["fixer?”"])
    biased = heard("is", "a", "fixers", "EFFEXOR's,")
    assert settled(plain, biased).text == "is “a fixers Effexor's?”"


@pytest.mark.parametrize(
    ("plain", "biased"),
    [
        # the recognizer was sure
        (heard("a", "fixer", "came"), heard("Effexor", "came")),
        # it sounds like something else
        (heard("the", "weather", "came", unsure=["weather"]), heard("the", "Effexor", "came")),
        # nothing was heard there
        (heard("it", "came", unsure=["came"]), heard("it", "came", "Effexor")),
        # another medicine was named
        (
            heard("gave", "me", "hydralazine", unsure=["hydralazine"]),
            heard("gave", "me", "hydroxyzine"),
        ),
    ],
)
def test_no_term_comes_in_otherwise(plain, biased):
    assert settled(plain, biased) is plain


def test_a_term_comes_in_no_other_place_than_where_it_was_heard():
    plain = heard("a", "fixer", "in", "bad", "weather", unsure=["fixer", "weather"])
    biased = heard("a", "fixer", "in", "bad", "Effexor")
    assert settled(plain, biased) is plain


def test_what_nothing_resembles_is_not_heard_again():
    assert doubt(heard("nothing", "here", unsure=["nothing"]).words, PRACTICE) is None
    assert doubt(heard("a", "fixer", unsure=["fixer"]).words, Vocabulary()) is None
    rightly = heard("took", "Effexor", unsure=["Effexor"])
    assert doubt(rightly.words, PRACTICE) is None


def test_only_the_place_is_heard_again_with_the_nearest_terms_next_to_it():
    texts = ["well"] * 30 + ["a", "fixer"] + ["well"] * 30
    plain = heard(*texts, unsure=["fixer"])
    doubted = doubt(plain.words, PRACTICE)
    assert doubted is not None
    samples = np.arange(16_000 * 31, dtype=np.float32)
    again = doubted.request(DecodeRequest(samples, Priority.FINAL, prompt="before"))
    assert again.prompt.endswith("Effexor.")
    assert again.samples[0] == doubted.start_ms * 16
    assert 3_000 < doubted.start_ms <= 15_000 - 1_500
    assert doubted.end_ms - doubted.start_ms < 8_000
    biased = heard(*texts[doubted.first : 30], "Effexor", *texts[32 : doubted.end])
    assert confirmed(plain, biased, doubted).text == " ".join(
        ["well"] * 30 + ["Effexor"] + ["well"] * 30
    )


def test_of_many_terms_the_nearest_are_given():
    many = Vocabulary((*(Term(f"Zanzibar{'x' * n}") for n in range(1, 40)), Term("Effexor")))
    doubted = doubt(heard("a", "fixer", unsure=["fixer"]).words, many)
    assert doubted is not None
    assert doubted.terms[-1].text == "Effexor"
    assert sum(len(term.text) + 2 for term in doubted.terms) <= HOTWORD_CHARACTERS
