"""Who is said to speak while the session runs, against what is settled in the end.

    python tests/bench/live_speakers.py DIR [DIR …] [--json FILE]

Each room recording is streamed in real time to a whole server over the real wire, one after the
other. Counted are words: under no speaker when they were final; moved by `speaker` messages while
the session ran; under another speaker in the transcript than was told last before the end
(relabelled); and finals whose last word on the wire is not the transcript's speaker (silent). Rows
of other recordings that FILE holds are kept.
"""

import argparse
import asyncio
import json
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import numpy as np
from material import Recording, recordings_in

sys.path.insert(0, str(Path(__file__).parents[1] / "support"))

from practice import Practice

from inglenook.benchmark.machine import machine, versions
from inglenook.benchmark.processes import ProcessTree
from inglenook.client import StreamClient
from inglenook.embedded import EmbeddedServer

Message = Mapping[str, Any]
NEAR_S = 0.05
"""A word of a final is the transcript's that begins so near; turns clip the times of words."""


@dataclass(slots=True)
class Wire:
    """What came, and when (`time.monotonic`)."""

    finals: list[tuple[float, Message]] = field(default_factory=list)
    told: dict[str, str | None] = field(default_factory=dict)
    """Speaker of each final, as told last."""
    live: dict[str, str | None] = field(default_factory=dict)
    """As told when the last final came."""
    moves: list[str] = field(default_factory=list)
    """Finals that `speaker` messages moved before the last one came."""
    _waiting: list[str] = field(default_factory=list)

    def see(self, message: Message) -> None:
        utterance = message.get("utterance_id", "")
        if message["type"] == "final":
            self.finals.append((time.monotonic(), message))
            self.told[utterance] = message["speaker"]
            self.live = dict(self.told)
            self.moves += self._waiting
            self._waiting = []
        elif message["type"] == "speaker":
            if self.told.get(utterance) != message["speaker"]:
                self._waiting.append(utterance)
            self.told[utterance] = message["speaker"]

    def words_of(self, utterance: str) -> int:
        return sum(len(f["words"]) for _, f in self.finals if f["utterance_id"] == utterance)


def measure(practice: Practice, recording: Recording) -> dict[str, Any]:
    wire = Wire()
    session_id = practice.session()
    client = StreamClient(
        practice.audio_url(session_id), practice.token(), recording.track, wire.see
    )
    server = ProcessTree(practice.server.pid)
    server.look()
    asyncio.run(client.run())
    transcript = transcript_of(practice, session_id)
    server.look()
    return {
        "recording": recording.name,
        "seconds": round(recording.track.seconds, 1),
        **figures(wire, client, transcript),
        "speakers": [one["role"] for one in transcript["speakers"]],
        "role_confidence": [round(one["role_confidence"], 3) for one in transcript["speakers"]],
        "server_cpu_s_per_audio_s": round(
            (server.looks[-1][1] - server.looks[0][1]) / recording.track.seconds, 4
        ),
    }


def transcript_of(practice: Practice, session_id: str) -> dict[str, Any]:
    with practice.rest() as rest:
        while True:
            answer = rest.get(f"/v1/sessions/{session_id}/transcript")
            if answer.status_code == httpx.codes.OK:
                return dict(answer.json())
            time.sleep(0.5)


def figures(wire: Wire, client: StreamClient, transcript: Mapping[str, Any]) -> dict[str, Any]:
    settled = [
        (word["start"], word["text"], turn["speaker"])
        for turn in transcript["turns"]
        for word in turn["words"]
    ]
    words = without = relabelled = silent = 0
    delays = []
    frames = [frame for frame, _ in client.departures]
    rate = client.track.sample_rate
    for came, final in wire.finals:
        owners = [owner_of(word, settled) for word in final["words"]]
        known = [owner for owner in owners if owner is not None]
        words += len(known)
        without += len(known) if final["speaker"] is None else 0
        told = wire.live.get(final["utterance_id"])
        relabelled += sum(told is not None and owner != told for owner in known)
        if known:
            majority, count = Counter(known).most_common(1)[0]
            last = wire.told[final["utterance_id"]]
            silent += last != majority and 2 * count > len(known)
            at = int(np.searchsorted(frames, final["words"][-1]["end"] * rate))
            delays.append(came - client.departures[min(at, len(frames) - 1)][1])
    return {
        "finals": len(wire.finals),
        "words": words,
        "words_without_speaker": without,
        "words_moved_live": sum(wire.words_of(utterance) for utterance in wire.moves),
        "words_relabelled_at_end": relabelled,
        "relabelled_at_end": round(relabelled / max(words, 1), 4),
        "finals_changed_silently": silent,
        "speaker_after_last_word_s": {
            "p50": round(float(np.median(delays)), 2),
            "p95": round(float(np.quantile(delays, 0.95)), 2),
            "max": round(max(delays), 2),
        },
    }


def owner_of(word: Message, settled: Sequence[tuple[float, str, str]]) -> str | None:
    near = [
        (abs(start - word["start"]), speaker)
        for start, text, speaker in settled
        if text == word["text"] and abs(start - word["start"]) <= NEAR_S
    ]
    return min(near)[1] if near else None


def kept(rows: Sequence[Message], file: Path) -> list[Message]:
    earlier = json.loads(file.read_text(encoding="utf-8"))["rows"] if file.exists() else []
    known = {row["recording"]: row for row in [*earlier, *rows]}
    return [known[name] for name in sorted(known)]


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("folders", type=Path, nargs="+", metavar="DIR")
    parser.add_argument("--json", type=Path)
    given = parser.parse_args(arguments)
    found = [one for folder in given.folders for one in recordings_in(folder) if one.channels == 1]
    if not found:
        sys.exit("No room recording with a reference (ref.json beside session.*) is there.")
    data = Path(tempfile.mkdtemp(prefix="inglenook-live-speakers-"))
    practice = Practice(EmbeddedServer(data))
    rows = []
    try:
        practice.server.start()
        for recording in found:
            rows.append(measure(practice, recording))
            print(json.dumps(rows[-1]), flush=True)
    finally:
        practice.server.stop()
        shutil.rmtree(data, ignore_errors=True)
    if given.json:
        held = {
            "date": datetime.now(UTC).strftime("%Y-%m-%d"),
            "machine": machine(),
            "versions": versions(),
            "rows": kept(rows, given.json),
        }
        given.json.write_text(json.dumps(held, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
