from gpu import DecodedWord
from transcribe.context import Context, Said
from transcribe.options import TranscribeOptions


def said(start_ms, end_ms, text):
    texts = text.split()
    step = (end_ms - start_ms) // len(texts)
    words = tuple(
        DecodedWord(word, start_ms + at * step, start_ms + (at + 1) * step, 0.9)
        for at, word in enumerate(texts)
    )
    return Said(words, end_ms, open=False)


def context(*what, **options):
    held = Context(TranscribeOptions(**options))
    for one in what:
        held.add(said(*one))
    return held


def texts(found):
    return [one.text for one in found]


def test_what_was_said_last_is_heard_again_as_far_as_the_window_reaches():
    held = context((0, 5_000, "one"), (5_500, 9_000, "two"), (9_500, 12_000, "three"))
    assert texts(held.before(12_500, 16_000)) == ["two", "three"]
    assert texts(held.before(12_500, 18_000)) == ["three"]
    assert held.words(12_500, 16_000) == ["two", "three"]


def test_behind_a_long_stretch_its_last_words_are_heard_again():
    held = context((0, 9_000, "one two three four five six seven eight nine"))
    (last,) = held.before(9_500, 19_500)
    assert (last.text, last.start_ms, last.end_ms) == ("eight nine", 7_000, 9_000)
    assert held.prompt((last,), 9_500) == "one two three four five six seven"


def test_it_does_not_reach_across_silence():
    held = context((0, 5_000, "one"), (12_000, 14_000, "two"))
    assert texts(held.before(14_500, 16_000)) == ["two"]
    assert held.before(60_000, 62_000) == ()


def test_what_is_before_is_text():
    held = context((0, 5_000, "one two"), (5_500, 9_000, "three"), (9_500, 12_000, "four"))
    assert held.prompt(held.before(12_500, 16_000), 12_500) == "one two"
    assert held.prompt((), 12_500) == "one two three four"
    assert held.prompt((), 100_000) == ""
    short = context((0, 1_000, "one twenty three"), prompt_characters=9)
    assert short.prompt((), 2_000) == "three"
