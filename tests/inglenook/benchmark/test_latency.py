import pytest
from hypothesis import given
from hypothesis import strategies as st

from inglenook.benchmark.latency import (
    SaidClock,
    SaidTurn,
    Shown,
    Word,
    caption_latencies,
    final_latencies,
    final_word_latencies,
    tokens_of,
    turn_latencies,
)

PUNCTUAL = SaidClock([step / 10 for step in range(1, 601)], [step / 10 for step in range(1, 601)])
"""A minute in frames of 100 ms, each leaving as its last sample is said."""


def caption(arrived_s: float, end_s: float, text: str, channel: int = 0) -> Shown:
    return Shown(arrived_s, channel, 0.0, end_s, tokens_of(text))


def final(arrived_s: float, start_s: float, text: str, channel: int = 0) -> Shown:
    """One word in each half second from `start_s` on."""
    tokens = tokens_of(text)
    words = tuple(
        Word(token, start_s + number / 2, start_s + number / 2 + 0.5)
        for number, token in enumerate(tokens)
    )
    return Shown(arrived_s, channel, start_s, words[-1].end_s, tokens, words)


def lates(shown: list[Shown]) -> list[float]:
    latencies, _ = caption_latencies(shown, PUNCTUAL)
    return [pytest.approx(one.late_s, abs=0.001) for one in latencies]


def test_a_word_is_said_when_a_microphone_would_have_heard_it() -> None:
    clock = SaidClock([0.1, 0.2, 0.3], [10.1, 10.2, 14.3])
    assert clock.said_s(0.05) == pytest.approx(10.05)
    assert clock.said_s(0.2) == pytest.approx(10.2)
    assert clock.said_s(0.25) == pytest.approx(14.25)
    assert clock.said_s(9.0) == pytest.approx(14.3)


def test_a_word_counts_from_its_first_right_showing() -> None:
    shown = [
        caption(1.2, 1.0, "we tell"),
        caption(2.2, 2.0, "we talk about sleep"),
        final(4.0, 0.0, "we talk about sleep"),
    ]
    assert lates(shown) == [0.7, 1.2, 0.7, 0.2]


def test_a_word_nobody_captioned_counts_from_its_final() -> None:
    latencies, captioned = caption_latencies(
        [caption(1.1, 1.0, "we"), final(4.0, 0.0, "we talk")], PUNCTUAL
    )
    assert [one.late_s for one in latencies] == [pytest.approx(0.6), pytest.approx(3.0)]
    assert captioned == 1


def test_a_caption_of_another_time_or_channel_shows_nothing() -> None:
    shown = [
        caption(1.0, 0.5, "sleep sleep sleep"),
        caption(3.0, 6.0, "sleep", channel=1),
        final(9.0, 5.0, "sleep"),
    ]
    assert lates(shown) == [3.5]


def test_a_word_said_twice_is_shown_twice() -> None:
    shown = [
        caption(1.0, 1.0, "the dog"),
        caption(2.0, 2.0, "the dog the cat"),
        final(5.0, 0.0, "the dog the cat"),
    ]
    assert lates(shown) == [0.5, 0.0, 0.5, 0.0]


def test_finals_count_from_their_end_and_from_each_word() -> None:
    shown = [caption(1.0, 1.0, "we"), final(4.0, 0.0, "we talk")]
    assert [one.late_s for one in final_latencies(shown, PUNCTUAL)] == [pytest.approx(3.0)]
    assert [one.late_s for one in final_word_latencies(shown, PUNCTUAL)] == [
        pytest.approx(3.5),
        pytest.approx(3.0),
    ]


def test_a_turn_ends_with_the_final_that_holds_its_last_words() -> None:
    shown = [final(3.0, 0.0, "how is sleep"), final(8.0, 1.5, "better than it was")]
    turns = [
        SaidTurn(None, 1.5, tokens_of("How is sleep?")),
        SaidTurn(None, 3.4, tokens_of("Better than it ever was, Jim")),
        SaidTurn(None, 20.0, tokens_of("Goodbye")),
    ]
    latencies, unheard = turn_latencies(turns, shown, PUNCTUAL)
    assert [one.late_s for one in latencies] == [pytest.approx(1.5), pytest.approx(4.6)]
    assert unheard == 1


def test_a_turn_is_not_heard_on_the_other_channel() -> None:
    turns = [SaidTurn(1, 0.5, ("yes",))]
    assert turn_latencies(turns, [final(1.0, 0.0, "yes", channel=0)], PUNCTUAL) == ([], 1)


@given(st.lists(st.sampled_from(["the", "a", "dog"]), min_size=1, max_size=20))
def test_more_captions_never_make_a_word_later(words: list[str]) -> None:
    whole = final(30.0, 0.0, " ".join(words))
    growing = [
        caption(known / 2 + 0.1, known / 2, " ".join(words[:known]))
        for known in range(1, len(words) + 1)
    ]
    alone, _ = caption_latencies([whole], PUNCTUAL)
    captioned, count = caption_latencies([*growing, whole], PUNCTUAL)
    assert count == len(words)
    assert all(
        with_captions.late_s <= without.late_s
        for with_captions, without in zip(captioned, alone, strict=True)
    )
    assert all(one.late_s >= 0 for one in captioned)


def test_marks_and_case_do_not_count() -> None:
    assert tokens_of("Don’t – “stop”, PHQ-9!") == ("don't", "stop", "phq", "9")
