"""Aligned pieces to words; needs no weights."""

import numpy as np

from gpu.whisper.decoding import Written
from gpu.words import new_words, whole_words


def aligned(*pieces):
    """As faster-whisper gives them: with the space before, 200 ms each."""
    return [
        {
            "word": text,
            "tokens": [number],
            "start": number * 0.2,
            "end": number * 0.2 + 0.2,
            "probability": 0.9 - number / 10,
        }
        for number, text in enumerate(pieces)
    ]


def texts(pieces):
    return [word.text for word in whole_words(pieces)]


def test_a_word_that_the_aligner_cut_at_its_marks_is_one():
    assert texts(aligned(" Mm", "-hmm", ".")) == ["Mm-hmm."]
    assert texts(aligned(" at", " four", " o", "'clock", ".")) == ["at", "four", "o'clock."]
    word = whole_words(aligned(" e", "-mail"))[0]
    assert (word.start_ms, word.end_ms) == (0, 400)
    assert abs(word.confidence - 0.8) < 1e-9


def test_marks_before_a_word_of_their_own_stay_with_it():
    assert texts(aligned(" he", " said", " 'no", "'")) == ["he", "said", "'no'"]


def test_a_language_without_spaces_keeps_its_words():
    assert texts(aligned("眠", "れ", "ません", "。")) == ["眠", "れ", "ません。"]


class Letters:
    """A tokenizer whose tokens are letters; 9 ends a text, 10 and on are times."""

    eot = 9

    def split_to_word_tokens(self, tokens):
        return [f" {'abcdefghi'[token]}" for token in tokens], [[token] for token in tokens]


def test_what_is_known_is_not_told_again():
    written = Written([10, 4, 5, 13], [0.0, -0.5, -1.0, 0.0, -0.1], over=True)
    begins = np.array([0, 10, 25, 40, 60])  # two known tokens, two new ones, the end
    words = new_words(Letters(), written, begins, 2)
    assert [(w.text, w.start_ms, w.end_ms) for w in words] == [("e", 500, 800), ("f", 800, 1200)]
    assert words[1].confidence == np.exp(-1.0)
