"""Whisper's aligned pieces to words; needs no weights."""

from gpu.recognizer import _new_words


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


def texts(pieces, known=0):
    return [word.text for word in _new_words(pieces, known)]


def test_a_word_that_the_aligner_cut_at_its_marks_is_one():
    assert texts(aligned(" Mm", "-hmm", ".")) == ["Mm-hmm."]
    assert texts(aligned(" at", " four", " o", "'clock", ".")) == ["at", "four", "o'clock."]
    word = _new_words(aligned(" e", "-mail"), 0)[0]
    assert (word.start_ms, word.end_ms) == (0, 400)
    assert abs(word.confidence - 0.8) < 1e-9


def test_marks_before_a_word_of_their_own_stay_with_it():
    assert texts(aligned(" he", " said", " 'no", "'")) == ["he", "said", "'no'"]


def test_a_language_without_spaces_keeps_its_words():
    assert texts(aligned("眠", "れ", "ません", "。")) == ["眠", "れ", "ません。"]


def test_what_is_known_is_not_told_again():
    assert texts(aligned(" I", " am", " tired"), known=2) == ["tired"]
