from hypothesis import given, settings
from hypothesis import strategies as st

from diarize.attribution import Activity, attribute_words
from transcribe import Word


def words(*times: tuple[int, int], text: str = "word") -> list[Word]:
    return [Word(text, start, end, 0.9) for start, end in times]


def test_words_go_to_who_talks() -> None:
    talk = [Activity(0, 1000, 0), Activity(1200, 2200, 1)]
    heard = words((0, 400), (500, 900), (1250, 1600), (1700, 2100))
    assert attribute_words(heard, talk, 2) == [0, 0, 1, 1]


def test_a_single_word_does_not_flip_in_the_middle_of_a_sentence() -> None:
    talk = [Activity(0, 3000, 0), Activity(1000, 1250, 1)]
    heard = [Word("w", start, start + 240, 0.9) for start in range(0, 2750, 250)]
    assert attribute_words(heard, talk, 2) == [0] * len(heard)


def test_an_answer_of_one_word_is_heard_between_sentences() -> None:
    talk = [Activity(0, 1000, 0), Activity(1100, 1500, 1), Activity(1700, 2600, 0)]
    heard = [
        Word("Sleeping", 0, 500, 0.9),
        Word("badly?", 500, 980, 0.9),
        Word("Yes.", 1150, 1480, 0.9),
        Word("How", 1750, 2000, 0.9),
        Word("long?", 2000, 2500, 0.9),
    ]
    assert attribute_words(heard, talk, 2) == [0, 0, 1, 0, 0]


def test_a_word_begun_in_the_pause_before_it_belongs_to_where_it_ends() -> None:
    talk = [Activity(0, 1000, 0), Activity(2000, 2400, 1)]
    heard = [Word("Well.", 500, 900, 0.9), Word("Yes", 900, 2400, 0.9)]
    assert attribute_words(heard, talk, 2)[1] == 1


def test_a_word_in_silence_goes_to_the_nearest_voice() -> None:
    talk = [Activity(0, 1000, 0), Activity(5000, 6000, 1)]
    assert attribute_words(words((1200, 1400), (4700, 4900)), talk, 2) == [0, 1]


@settings(deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 20_000), st.integers(0, 2_000)), max_size=30),
    st.lists(
        st.tuples(st.integers(0, 20_000), st.integers(1, 5_000), st.integers(0, 3)), max_size=20
    ),
    st.integers(1, 4),
)
def test_every_word_has_one_person(
    spans: list[tuple[int, int]], talk: list[tuple[int, int, int]], people: int
) -> None:
    heard = sorted(words(*((s, s + n) for s, n in spans)), key=lambda w: w.start_ms)
    active = sorted((Activity(s, s + n, p % people) for s, n, p in talk), key=lambda a: a.start_ms)
    owners = attribute_words(heard, active, people)
    assert len(owners) == len(heard)
    assert all(0 <= owner < people for owner in owners)
