"""What bleed, echo and talking at once do to the words of two channels.

    python tests/bench/crosstalk.py DIR [--only TEXT] [--json FILE]

DIR holds one folder per recording with a clean `session_2ch.*`, as for `inglenook eval`. Each is
heard clean and over every line of `bleed.LINES`, as it is and with the client's side 1.5 s ahead,
so that both talk at once. Lost words are counted against the same recording without the leak.
"""

import argparse
import asyncio
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import jiwer
from bleed import CLEAN, LINES, TELEPHONE, connected, talking_over
from errors import HeardWord, measure_errors
from material import Recording, recordings_in

from diarize import Transcript
from gpu import Worker
from inglenook.evaluation.speech import normalized
from inglenook.parts import make_worker, transcribe_options
from inglenook.recorded import CHANNEL_ROLES, hear_track
from inglenook.settings import load_settings
from transcribe.options import TranscribeOptions

EARLY_S = (0.0, 1.5)
NEAR_S = 1.0


@dataclass(frozen=True, slots=True)
class Crosstalk:
    """One recording over one line."""

    recording: str
    early_s: float
    line: str
    words: int
    """Said, as the reference has them."""
    wer: float
    """Each channel against its person."""
    lost: int
    """Words said that nothing was heard for."""
    foreign: int
    """Words heard on one channel that its person did not say and the other did, just then."""


def channel_words(transcript: Transcript) -> list[HeardWord]:
    channels = {speaker.speaker_id: speaker.channel or 0 for speaker in transcript.speakers}
    return [
        HeardWord(word.text, word.start_ms / 1000, channels[turn.speaker_id])
        for turn in transcript.turns
        for word in turn.words
    ]


def foreign_words(recording: Recording, words: Sequence[HeardWord]) -> int:
    """Words under the wrong role."""
    return sum(_foreign(recording, words, channel) for channel in range(2))


def _foreign(recording: Recording, words: Sequence[HeardWord], channel: int) -> int:
    heard = [
        (token, word.start_s)
        for word in sorted(words, key=lambda word: word.start_s)
        if word.channel == channel
        for token in normalized(word.text).split()
    ]
    said = [
        token
        for turn in sorted(recording.reference.turns, key=lambda turn: turn.start)
        if turn.role_name == CHANNEL_ROLES[channel]
        for token in normalized(turn.text).split()
    ]
    if not heard or not said:
        return 0
    alignment = jiwer.process_words(" ".join(said), " ".join(token for token, _ in heard))
    wrong = [
        place
        for chunk in alignment.alignments[0]
        if chunk.type in ("insert", "substitute")
        for place in range(chunk.hyp_start_idx, chunk.hyp_end_idx)
    ]
    return sum(_said_by_other(recording, channel, *heard[place]) for place in wrong)


def _said_by_other(recording: Recording, channel: int, token: str, at_s: float) -> bool:
    return any(
        turn.start - NEAR_S <= at_s <= turn.end + NEAR_S and token in normalized(turn.text).split()
        for turn in recording.reference.turns
        if turn.role_name == CHANNEL_ROLES[1 - channel]
    )


def measure(recording: Recording, worker: Worker, options: TranscribeOptions) -> list[Crosstalk]:
    """Over every line, alone and at once."""
    measured = []
    for early_s in EARLY_S:
        laid_out = talking_over(recording, early_s) if early_s else recording
        for line in LINES:
            track = connected(laid_out.track, line)
            transcript = asyncio.run(hear_track(track, worker, options, name=recording.name))
            words = channel_words(transcript)
            errors = measure_errors(replace(laid_out, track=track), words)
            measured.append(
                Crosstalk(
                    recording.name,
                    early_s,
                    line.name,
                    errors.by_channel.total,
                    round(errors.by_channel.value or 0.0, 4),
                    sum(errors.deleted.values()),
                    foreign_words(laid_out, words),
                )
            )
            print(row(measured[-1], measured), flush=True)
    return measured


HEAD = (
    "| recording | client ahead, s | line | WER, % | lost | by the leak | foreign "
    "| role error, % |\n| --- | --- | --- | --- | --- | --- | --- | --- |"
)


def row(one: Crosstalk, measured: Sequence[Crosstalk]) -> str:
    same = TELEPHONE if one.line.startswith("telephone") else CLEAN
    clean = next(c for c in measured if c.line == same.name and c.early_s == one.early_s)
    return (
        f"| {one.recording} | {one.early_s} | {one.line} | {100 * one.wer:.1f} | {one.lost} "
        f"| {one.lost - clean.lost:+d} | {one.foreign} | {100 * one.foreign / one.words:.1f} |"
    )


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="one folder per recording")
    parser.add_argument("--only", default="", help="recordings whose name holds this")
    parser.add_argument("--json", type=Path, help="file for the figures")
    given = parser.parse_args(arguments)
    settings = load_settings()
    worker = make_worker(settings)
    measured: list[Crosstalk] = []
    print(HEAD)
    try:
        asyncio.run(worker.load())
        for recording in recordings_in(given.folder):
            if recording.name.endswith("two channels") and given.only in recording.name:
                measured += measure(recording, worker, transcribe_options(settings))
    finally:
        worker.close()
    if not measured:
        sys.exit(f"{given.folder} holds no such recording.")
    if given.json:
        given.json.write_text(json.dumps([asdict(one) for one in measured], indent=1) + "\n")


if __name__ == "__main__":
    main()
