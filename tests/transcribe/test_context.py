from transcribe.context import Context, Said
from transcribe.options import TranscribeOptions


def context(*said):
    held = Context(TranscribeOptions())
    for start_ms, end_ms, text in said:
        held.add(Said(start_ms, end_ms, text, open=False))
    return held


def test_what_was_said_last_is_heard_again_as_far_as_the_window_reaches():
    held = context((0, 5_000, "one"), (5_500, 9_000, "two"), (9_500, 12_000, "three"))
    assert [said.text for said in held.before(12_500, 16_000)] == ["two", "three"]
    assert [said.text for said in held.before(12_500, 18_000)] == ["three"]


def test_a_long_stretch_has_some_context_too():
    held = context((0, 5_000, "one"), (7_000, 9_000, "two"))
    assert [said.text for said in held.before(9_500, 19_500)] == ["two"]


def test_it_does_not_reach_across_silence():
    held = context((0, 5_000, "one"), (12_000, 14_000, "two"))
    assert [said.text for said in held.before(14_500, 16_000)] == ["two"]
    assert held.before(60_000, 62_000) == ()


def test_what_is_before_is_text():
    held = context((0, 5_000, "one two"), (5_500, 9_000, "three"), (9_500, 12_000, "four"))
    assert held.prompt(held.before(12_500, 16_000), 12_500) == "one two"
    assert held.prompt((), 12_500) == "one two three four"
    assert held.prompt((), 100_000) == ""
    short = Context(TranscribeOptions(prompt_characters=9))
    short.add(Said(0, 1_000, "one twenty three", open=False))
    assert short.prompt((), 2_000) == "three"
