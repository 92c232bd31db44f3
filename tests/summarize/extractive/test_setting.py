"""Duration and modality as they are dictated."""

import pytest

from diarize.turn import SpeakerRole, Turn
from summarize.extractive.setting import with_setting
from summarize.session_facts import UNTOLD, SessionFacts
from summarize.talk.passage import passages


def heard(text: str, facts: SessionFacts = UNTOLD) -> tuple[float | None, str | None]:
    turn = Turn("t1", "S1", 0, 0, text, False, ())
    found = with_setting(facts, passages(turn, SpeakerRole.CLINICIAN))
    minutes = None if found.duration_ms is None else found.duration_ms / 60_000
    return minutes, found.modality


@pytest.mark.parametrize(
    ("text", "minutes", "modality"),
    [
        ("This was a fifty minute telehealth session.", 50, "telehealth"),
        ("Met with the client for 45 minutes in person.", 45, "in person"),
        ("Saw the client from two to two fifty in the office.", 50, "in person"),
        ("Session held by video from 11:30 to 12:15.", 45, "video"),
        ("Phone session with client, 30 minutes.", None, "phone"),
        ("He walked for 30 minutes by phone light.", None, None),
        ("Next session will be 60 minutes by video.", None, None),
        ("We did a 2 minute breathing session.", None, None),
    ],
)
def test_it_is_heard_of_this_session_alone(
    text: str, minutes: int | None, modality: str | None
) -> None:
    found = heard(text)
    assert found[1] == modality
    if minutes is not None or modality is None:
        assert found[0] == minutes


def test_what_is_known_already_stays() -> None:
    assert heard("A fifty minute video session.", SessionFacts(modality="phone")) == (50, "phone")
