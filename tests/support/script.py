"""A transcript from lines as a test writes them."""

from collections.abc import Sequence

from diarize.transcript import Transcript
from diarize.turn import Speaker, SpeakerRole, Turn


def script_transcript(lines: Sequence[tuple[str, str]]) -> Transcript:
    """`A` is the clinician and `B` the client; turns `t1`, `t2`, … start 5 s apart."""
    return Transcript(
        "s1",
        60_000,
        "en",
        (Speaker("A", SpeakerRole.CLINICIAN, 0.9, 0), Speaker("B", SpeakerRole.CLIENT, 0.9, 1)),
        tuple(
            Turn(f"t{at}", who, at * 5_000, at * 5_000 + 4_000, text, False, ())
            for at, (who, text) in enumerate(lines, start=1)
        ),
    )
