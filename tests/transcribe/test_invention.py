import pytest

from gpu import Decoded, DecodedWord
from transcribe.invention import invented


def heard(text, mean=-0.3, silent=0.5, compression=1.0, each_ms=250, confidence=0.9):
    words = tuple(
        DecodedWord(word, at * each_ms, (at + 1) * each_ms, confidence)
        for at, word in enumerate(text.split())
    )
    return Decoded(text, words, "en", mean, silent, compression)


def timeless(text, mean, compression, confidence=0.6, length_ms=9_000):
    """As the aligner has it over noise: the first word takes all, the others have no time."""
    first, *others = text.split()
    words = (
        DecodedWord(first, 0, length_ms, 0.01),
        *(DecodedWord(word, length_ms, length_ms, confidence) for word in others),
    )
    return Decoded(text, words, "en", mean, 0.85, compression)


def test_plain_speech_is_kept():
    assert not invented(heard("I have not been sleeping well."), 1800, 0.95)
    assert not invented(heard("Thank you."), 700, 0.9)


@pytest.mark.parametrize(
    ("text", "mean", "silent", "speech_ms", "voice"),
    [
        ("Mm-hmm.", -0.99, 0.79, 384, 0.54),
        ("Mm-hmm", -0.61, 0.93, 576, 0.62),
        ("Uh-huh.", -0.93, 0.96, 448, 0.74),
        ("Okay.", -0.89, 0.08, 384, 0.77),
        ("Sure.", -0.67, 0.16, 160, 0.59),
        ("Sure.", -1.01, 0.11, 416, 0.74),
        ("Yes.", -0.82, 0.20, 352, 0.73),
        ("No, never.", -0.96, 0.12, 768, 0.9),
        ("Really.", -0.89, 0.45, 448, 0.68),
    ],
)
def test_short_and_quiet_answers_are_kept(text, mean, silent, speech_ms, voice):
    assert not invented(heard(text, mean, silent, confidence=0.2), speech_ms, voice)


@pytest.mark.parametrize(
    ("text", "mean", "speech_ms", "voice"),
    [
        ("", -0.1, 2000, 0.9),
        (" . . .", -0.2, 2000, 0.9),
        ("Thanks for watching!", -0.6, 200, 0.6),
        ("Thank you so much for watching, and I'll see you in the next one!", -0.7, 5000, 0.8),
        ("She went to the market.", -1.5, 2000, 0.9),
        ("So the first thing I am going to do is to go and see him.", -0.3, 300, 0.9),
        ("puh puh", -0.97, 128, 0.47),
        ("No", -0.84, 96, 0.52),
        ("Mm-hmm.", -1.16, 288, 0.49),
        ("you", -0.57, 300, 0.5),
        ("Bye!", -1.08, 320, 0.63),
    ],
)
def test_what_nobody_said_is_dropped(text, mean, speech_ms, voice):
    assert invented(heard(text, mean), speech_ms, voice)


def test_words_that_have_no_time_were_not_spoken():
    phrase = "I don't know what I'm gonna do, "
    assert invented(timeless(phrase * 5, -0.42, 6.0), 9_000, 0.6)
    assert invented(timeless("I don't know what it is", -0.6, 1.0), 9_000, 0.7)
    assert invented(timeless("Oh, " * 40, -0.2, 10.0), 13_000, 0.9)


def test_a_clear_voice_is_believed_where_the_aligner_failed():
    assert not invented(timeless("Oh, oh, yeah, oh, yeah.", -0.67, 1.2), 1_088, 0.96)


def test_what_is_left_of_a_loop_behind_real_words_is_judged_by_those():
    said = heard("Poor appetite, or overeating? No, not really.", -0.3)
    loop = tuple(DecodedWord(word.text, 1_750, 1_750, 1.0) for word in said.words)
    looped = Decoded(said.text + " " + said.text, said.words + loop, "en", -0.3, 0.5, 1.9)
    assert not invented(looped, 1_700, 0.9)


def test_a_caption_has_no_times_and_is_judged_by_its_text():
    def caption(text, compression):
        return Decoded(text, (), "en", -0.3, 0.5, compression)

    assert invented(caption("Oh, " * 40, 10.0), 9_000, 0.9)
    assert not invented(caption("No, no, no, no.", 1.0), 1_500, 0.9)
