from collections.abc import Callable

from hypothesis import given, settings
from hypothesis import strategies as st

from diarize.attribution import Activity
from diarize.stretch import Stretch, join_turns, stretches_of
from transcribe import Utterance, Word

Say = Callable[..., Utterance]


def test_an_interjection_does_not_end_the_turn(make_utterance: Say) -> None:
    turns = join_turns(
        [
            Stretch(0, make_utterance("I have been sleeping very badly since", 0).words),
            Stretch(1, make_utterance("Mm-hmm.", 2_000).words),
            Stretch(0, make_utterance("the summer and it gets worse", 2_200).words),
        ],
        [Activity(0, 4_000, 0), Activity(2_000, 2_300, 1)],
    )
    assert [(t.speaker_id, t.overlap) for t in turns] == [("S1", True), ("S2", True)]
    assert turns[0].text == "I have been sleeping very badly since the summer and it gets worse"


def test_taking_the_floor_ends_the_turn(make_utterance: Say) -> None:
    turns = join_turns(
        [
            Stretch(0, make_utterance("How did that go for you", 0).words),
            Stretch(1, make_utterance("It went well I think I slept a bit better", 1_900).words),
            Stretch(0, make_utterance("Good", 5_000).words),
        ],
        [],
    )
    assert [t.speaker_id for t in turns] == ["S1", "S2", "S1"]
    assert not any(t.overlap for t in turns)


def test_a_long_silence_ends_the_turn(make_utterance: Say) -> None:
    words = (*make_utterance("One two", 0).words, *make_utterance("three", 10_000).words)
    turns = join_turns(stretches_of(words, [0, 0, 0], 2_500), [])
    assert [t.text for t in turns] == ["One two", "three"]


def test_a_turn_has_the_ends_of_the_voice() -> None:
    words = (Word("Yes", 1_000, 1_400, 0.9), Word("sure", 1_400, 1_700, 0.9))
    (turn,) = join_turns([Stretch(0, words)], [Activity(1_150, 1_900, 0)])
    assert (turn.start_ms, turn.end_ms) == (1_150, 1_900)
    assert turn.words[0].start_ms == 1_150


spoken = st.lists(
    st.tuples(st.integers(0, 1_500), st.integers(1, 800), st.integers(0, 2)), max_size=40
)
talked = st.lists(
    st.tuples(st.integers(0, 30_000), st.integers(1, 5_000), st.integers(0, 2)), max_size=15
)


@settings(deadline=None)
@given(spoken, talked)
def test_every_word_is_in_exactly_one_turn(
    said: list[tuple[int, int, int]], talk: list[tuple[int, int, int]]
) -> None:
    clock, words, owners = 0, [], []
    for number, (pause, length, person) in enumerate(said):
        clock += pause
        words.append(Word(f"w{number}", clock, clock + length, 0.9))
        owners.append(person)
        clock += length
    activity = sorted((Activity(s, s + n, p) for s, n, p in talk), key=lambda a: a.start_ms)
    turns = join_turns(stretches_of(words, owners, 2_500), activity)
    assert sorted(w.text for t in turns for w in t.words) == sorted(w.text for w in words)
    assert [t.turn_id for t in turns] == [f"t{n}" for n in range(1, len(turns) + 1)]
    assert [t.start_ms for t in turns] == sorted(t.start_ms for t in turns)
    for turn in turns:
        assert turn.start_ms < turn.end_ms
        assert turn.text == " ".join(w.text for w in turn.words)
        owner = {f"S{owners[int(w.text[1:])] + 1}" for w in turn.words}
        assert owner == {turn.speaker_id}
        for word in turn.words:
            assert turn.start_ms <= word.start_ms <= word.end_ms <= turn.end_ms
