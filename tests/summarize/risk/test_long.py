"""The search stays linear: long turns, and text made to lead patterns astray."""

import time

import pytest

from diarize.turn import SpeakerRole, Turn
from summarize.risk.canonical import canonical
from summarize.risk.finding import cue_in, danger_in
from summarize.talk.passage import Passage

ASTRAY = [
    "i want to " * 2_000,
    "they would all be so much better " * 1_000,
    "he just would always have been and so " * 1_000,
    "i keep thinking about the " * 1_500,
    "not " * 5_000,
    "a" * 30_000,
    "no, no, " * 4_000,
    "my mother's brother's friend's " * 1_000,
]
SECONDS_A_THOUSAND_WORDS = 0.6
"""CPU seconds; far above what it takes, far below what backtracking would."""


def spoken(text: str) -> Passage:
    turn = Turn("t", "P", 0, 1_000, text, False, ())
    return Passage(turn, SpeakerRole.CLIENT, 0, len(text))


@pytest.mark.parametrize("text", ASTRAY, ids=lambda text: text[:20])
def test_no_text_holds_it_up(text: str) -> None:
    started = time.process_time()
    danger_in(spoken(text))
    cue_in(text)
    thousands = max(1.0, len(text.split()) / 1_000)
    assert time.process_time() - started < 2 * SECONDS_A_THOUSAND_WORDS * thousands + 1


@pytest.mark.parametrize(
    ("said", "plainly"),
    [
        ("I just, I really don't, um, wanna be here", "i do not want to be here"),
        ("dont wanna be here any more", "do not want to be here anymore"),
        ("No. I'd never do it.", "nope . i would never do it ."),
        ("idk, I kinda can't", "i do not know i can not"),
    ],
)
def test_speech_is_read_in_one_spelling(said: str, plainly: str) -> None:
    assert canonical(said) == plainly
