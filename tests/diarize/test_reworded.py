"""Words of a turn, corrected by a person."""

from datetime import UTC, datetime

from diarize.correction import (
    Correction,
    corrected,
    correction_from_json,
    correction_to_json,
    moved_turns,
    reworded,
)
from diarize.transcript import Transcript
from diarize.turn import Speaker, SpeakerRole, Turn
from transcribe import Word

TEXT = "I take fifty grams of sertraline."
HEARD = Turn(
    "t1",
    "S1",
    1000,
    2200,
    TEXT,
    False,
    tuple(
        Word(word, 1000 + 200 * at, 1180 + 200 * at, 0.8) for at, word in enumerate(TEXT.split())
    ),
)
AT = datetime(2026, 3, 2, tzinfo=UTC)
FIX = Correction("dr-lee", AT, {}, {}, {"t1": "I take fifty milligrams, once, of sertraline."})


def test_words_that_were_heard_keep_their_times() -> None:
    now = reworded(HEARD, "I take fifty milligrams, once, of sertraline.")
    assert [word.text for word in now.words] == now.text.split()
    kept = {word.text: word for word in HEARD.words}
    for word in now.words:
        if word.text in kept:
            assert word == kept[word.text]
        else:
            assert 1580 <= word.start_ms <= word.end_ms <= 1800
    starts = [word.start_ms for word in now.words]
    assert starts == sorted(starts)


def test_a_turn_without_word_times_is_reworded_all_the_same() -> None:
    bare = Turn("t1", "S1", 1000, 2000, "Yes", False, ())
    now = reworded(bare, "Yes indeed")
    assert [(word.text, word.start_ms, word.end_ms) for word in now.words] == [
        ("Yes", 1000, 1500),
        ("indeed", 1500, 2000),
    ]


def test_the_correction_moves_its_turn_and_survives_its_json() -> None:
    speakers = (Speaker("S1", SpeakerRole.CLIENT, 0.9, None),)
    before = Transcript("s", 3000, "en", speakers, (HEARD,))
    after = corrected(before, [FIX])
    assert after.turns[0].text == FIX.texts["t1"]
    assert (after.turns[0].start_ms, after.turns[0].end_ms, after.version) == (1000, 2200, 1)
    assert moved_turns(before, after) == {"t1"}
    assert correction_from_json(correction_to_json(FIX)) == FIX
    held = correction_to_json(FIX)
    del held["texts"]  # as it was written before words could be corrected
    assert correction_from_json(held).texts == {}
