"""Sessions written as lines: `C: ...` is the clinician, `P: ...` the client, `X: ...` a third."""

from collections.abc import Callable

import pytest

from diarize.transcript import Transcript
from diarize.turn import Speaker, SpeakerRole, Turn
from transcribe import Word

_ROLES = {"C": SpeakerRole.CLINICIAN, "P": SpeakerRole.CLIENT, "X": SpeakerRole.OTHER}

Session = Callable[..., Transcript]


def _session(script: str, *, known_roles: bool = True) -> Transcript:
    """One turn for each line, four seconds each with a second of silence after it."""
    turns = []
    for at, line in enumerate(script.strip().splitlines()):
        who, _, text = line.strip().partition(": ")
        start = at * 5_000
        pieces = text.split()
        step = 4_000 // max(1, len(pieces))
        words = tuple(
            Word(piece, start + step * n, start + step * (n + 1), 0.9)
            for n, piece in enumerate(pieces)
        )
        turns.append(Turn(f"t{at + 1}", who, start, start + 4_000, text, False, words))
    speakers = tuple(
        Speaker(who, _ROLES[who] if known_roles else SpeakerRole.UNKNOWN, 0.9, None)
        for who in sorted({turn.speaker_id for turn in turns})
    )
    return Transcript("s1", len(turns) * 5_000, "en", speakers, tuple(turns))


@pytest.fixture
def session() -> Session:
    return _session
