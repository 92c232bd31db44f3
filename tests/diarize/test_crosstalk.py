from collections.abc import Callable
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from diarize.crosstalk import suppress_crosstalk
from transcribe import Utterance, Word

Say = Callable[..., Utterance]


def fainter(utterance: Utterance, confidence: float) -> Utterance:
    words = tuple(replace(word, confidence=confidence) for word in utterance.words)
    return replace(utterance, words=words)


def test_an_echo_is_left_out(make_utterance: Say) -> None:
    said = make_utterance("how have you been sleeping", 1_000, channel=0)
    echo = fainter(make_utterance("how have you been sleeping", 1_250, channel=1), 0.4)
    assert suppress_crosstalk([said, echo]) == [said]
    assert suppress_crosstalk([echo, said]) == [said]


def test_bleed_within_an_answer_leaves_the_answer(make_utterance: Say) -> None:
    said = make_utterance("how have you been sleeping", 1_000, channel=0)
    mixed = fainter(make_utterance("have you been sleeping not well", 1_300, channel=1), 0.4)
    kept = suppress_crosstalk([said, mixed])
    assert [u.text for u in kept] == ["how have you been sleeping", "not well"]
    assert kept[1].start_ms == mixed.words[4].start_ms


def test_the_louder_channel_wins_whatever_the_confidence(make_utterance: Say) -> None:
    said = fainter(make_utterance("a bit better this week", 1_000, channel=0), 0.5)
    bleed = make_utterance("a bit better this week", 1_000, channel=1)
    levels = {said.utterance_id: -20.0, bleed.utterance_id: -38.0}
    assert suppress_crosstalk([said, bleed], levels) == [said]


def test_one_word_said_by_both_stays(make_utterance: Say) -> None:
    both = [make_utterance("yeah", 1_000, channel=0), make_utterance("yeah", 1_050, channel=1)]
    assert suppress_crosstalk(both) == both


def test_the_same_words_at_another_time_stay(make_utterance: Say) -> None:
    asked = make_utterance("more than half the days", 1_000, channel=0)
    answered = make_utterance("more than half the days", 4_000, channel=1)
    assert suppress_crosstalk([asked, answered]) == [asked, answered]


spoken = st.lists(
    st.tuples(st.integers(0, 5_000), st.lists(st.sampled_from("abc"), min_size=1, max_size=6)),
    max_size=8,
)


@settings(deadline=None)
@given(spoken, spoken)
def test_one_channel_never_loses_words_to_itself_and_nothing_is_made_up(
    left: list[tuple[int, list[str]]], right: list[tuple[int, list[str]]]
) -> None:
    def channel(number: int, said: list[tuple[int, list[str]]]) -> list[Utterance]:
        clock, out = 0, []
        for pause, texts in said:
            clock += pause
            words = tuple(
                Word(text, clock + 200 * n, clock + 200 * (n + 1), 0.9)
                for n, text in enumerate(texts)
            )
            end = words[-1].end_ms
            name = f"u{number}-{clock}-{len(out)}"
            out.append(Utterance(name, number, clock, end, " ".join(texts), words))
            clock = end
        return out

    first, second = channel(0, left), channel(1, right)
    assert suppress_crosstalk(first) == first
    kept = suppress_crosstalk([*first, *second])
    words = {(u.channel, w) for u in (*first, *second) for w in u.words}
    assert {(u.channel, w) for u in kept for w in u.words} <= words
    for utterance in kept:
        assert utterance.words
        assert utterance.text == " ".join(word.text for word in utterance.words)
