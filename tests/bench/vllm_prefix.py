"""What sending the transcript ahead saves, on a real vLLM server on the CPU.

    python tests/bench/vllm_prefix.py [--runs N] [--notes] [--answer-tokens N] [--json FILE]

Drafts the bundled session, by its reference transcript, with SmolLM2-135M: cold (the prefix cache
emptied before), and warm (the transcript sent ahead as it grew, at the pace of a live session's
turns, then the note asked for). For each the time to the first token of one section asked alone,
with `--notes` that of the whole note too; CPU-seconds of the server after `stop`; and the server's
own count of prompt tokens found in its prefix cache. Needs `deploy/vllm/setup_cpu.sh`; on two quiet
cores a minute to start and a minute for each run.
"""

import argparse
import asyncio
import json
import logging
import statistics
import sys
import tempfile
import time
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "support"))

from vllm_server import ROOT, PrefixCache, VllmServer, served

from diarize import Speaker, SpeakerRole, Transcript, Turn
from inglenook.ahead import settled
from inglenook.benchmark.processes import ProcessTree
from inglenook.evaluation.reference import read_reference
from summarize import NO_CONTEXT, ExtractiveDrafter
from summarize.deid.deidentify import PresidioDeidentifier
from summarize.model.options import VllmOptions
from summarize.model.vllm import VllmDrafter
from summarize.templates import template_named

SOAP = template_named("soap")
SESSION = ROOT / "inglenook" / "demo_session"
PACE_MS = 20_000
DEIDENTIFIER = PresidioDeidentifier()


@dataclass(frozen=True, slots=True)
class FirstToken:
    """Of one section asked alone, once the session is over."""

    state: str
    """`cold` or `warm`."""
    seconds: float
    """By the server's own clock, from the request's coming."""
    server_cpu_s: float
    prompt_tokens: float
    hit_share: float
    """Of the prompt's tokens, those found in the prefix cache."""


@dataclass(frozen=True, slots=True)
class WholeNote:
    """All sections asked at once, once the session is over."""

    state: str
    seconds: float
    """From the question for the note to the note, everything included."""
    server_cpu_s: float
    prompt_tokens: float
    hit_share: float
    claims: int
    """Statements the model wrote that could be read."""
    kept: int
    """Of them those that hold, verified or marked."""
    verified: int
    fallbacks: int
    """Sections that are the extractive drafter's, wholly or in part."""
    statements: int
    """Of the note."""


class Grounded(logging.Handler):
    """Adds up what the log says of each section."""

    def __init__(self) -> None:
        super().__init__()
        self.claims = self.kept = self.verified = 0

    def emit(self, record: logging.LogRecord) -> None:
        if record.msg == "section grounded":
            self.claims += record.__dict__["claims"]
            self.kept += record.__dict__["kept"]
            self.verified += record.__dict__["verified"]


def bundled() -> Transcript:
    """The bundled session as its reference has it."""
    turns = tuple(
        Turn(
            f"t{number}",
            turn.role_name,
            round(turn.start * 1000),
            round(turn.end * 1000),
            turn.text,
            False,
            (),
        )
        for number, turn in enumerate(read_reference(SESSION / "ref.json").turns, start=1)
    )
    speakers = tuple(
        Speaker(role, SpeakerRole(role), 1.0, channel)
        for channel, role in enumerate(dict.fromkeys(turn.speaker_id for turn in turns))
    )
    return Transcript("bundled", turns[-1].end_ms, "en", speakers, turns)


def at(transcript: Transcript, ms: int) -> Transcript:
    """As it stood at that moment, without what might still change."""
    said = tuple(turn for turn in transcript.turns if turn.end_ms <= ms)
    return settled(replace(transcript, turns=said, duration_ms=ms))


def drafting(options: VllmOptions) -> VllmDrafter:
    return VllmDrafter(options, DEIDENTIFIER, ExtractiveDrafter())


async def sent_ahead(drafter: VllmDrafter, transcript: Transcript) -> tuple[int, float]:
    """Requests sent, and seconds they took."""
    requests, began = 0, time.monotonic()
    async with drafter.read_ahead(transcript.session_id) as ahead:
        for ms in range(PACE_MS, transcript.duration_ms + 1, PACE_MS):
            sent = await ahead.send(at(transcript, ms), NO_CONTEXT)
            requests += sent.tokens > 0
    return requests, time.monotonic() - began


@dataclass(slots=True)
class Meter:
    """What the server counted since it was made."""

    server: VllmServer
    tree: ProcessTree = field(init=False)
    cpu_s: float = field(init=False)
    cache: PrefixCache = field(init=False)
    began_s: float = field(default_factory=time.monotonic)

    def __post_init__(self) -> None:
        self.tree = ProcessTree(self.server.process.pid)
        self.cpu_s = self.tree.look()
        self.cache = self.server.prefix_cache

    def read(self) -> dict[str, float]:
        counted = self.server.prefix_cache.since(self.cache)
        return {
            "server_cpu_s": self.tree.look() - self.cpu_s,
            "prompt_tokens": counted.queried,
            "hit_share": counted.share,
        }


async def first_token(
    state: str, server: VllmServer, options: VllmOptions, transcript: Transcript
) -> FirstToken:
    clock = "vllm:time_to_first_token_seconds_sum"
    drafter = drafting(replace(options, max_tokens=1, attempts=1))
    before, meter = server.metric(clock), Meter(server)
    await drafter.draft(transcript, NO_CONTEXT, SOAP.wishing("subjective"))
    return FirstToken(state, server.metric(clock) - before, **meter.read())


async def whole_note(
    state: str, server: VllmServer, options: VllmOptions, transcript: Transcript
) -> WholeNote:
    grounded = Grounded()
    log = logging.getLogger("summarize.grounding.grounded_section")
    log.addHandler(grounded)
    log.setLevel(logging.INFO)
    meter = Meter(server)
    drafted = await drafting(options).draft(transcript, NO_CONTEXT, SOAP)
    seconds = time.monotonic() - meter.began_s
    log.removeHandler(grounded)
    return WholeNote(
        state,
        seconds,
        claims=grounded.claims,
        kept=grounded.kept,
        verified=grounded.verified,
        fallbacks=len(drafted.record.fallbacks),
        statements=sum(len(section.statements) for section in drafted.sections),
        **meter.read(),
    )


async def measure(server: VllmServer, options: argparse.Namespace) -> dict[str, object]:
    transcript = bundled()
    chosen = VllmOptions(
        base_url=server.base_url,
        model=server.model,
        timeout_s=600,
        deadline_s=600,
        max_tokens=options.answer_tokens,
    )
    DEIDENTIFIER.load()
    # What a first request costs once and for all.
    await first_token("", server, chosen, at(transcript, 40_000))
    sendings: list[tuple[int, float]] = []
    made: list[FirstToken | WholeNote] = []
    kinds = (first_token, whole_note) if options.notes else (first_token,)
    for state in ("cold", "warm") * options.runs:
        for kind in kinds:
            server.forget_prefixes()
            if state == "warm":
                sendings.append(await sent_ahead(drafting(chosen), transcript))
            made.append(await kind(state, server, chosen, transcript))
            print(made[-1], file=sys.stderr, flush=True)
    return {
        "session": "inglenook/demo_session/ref.json",
        "turns": len(transcript.turns),
        "words": sum(len(turn.text.split()) for turn in transcript.turns),
        "model": "SmolLM2-135M-Instruct, bfloat16, vLLM on the CPU, block size 128",
        "answer_tokens": options.answer_tokens,
        "ahead_requests": sendings[0][0],
        "ahead_s": round(statistics.median(took for _, took in sendings), 2),
        "first_token": [_row(run) for run in made if isinstance(run, FirstToken)],
        "whole_note": [_row(run) for run in made if isinstance(run, WholeNote)],
    }


def _row(run: FirstToken | WholeNote) -> dict[str, object]:
    return {k: round(v, 3) if isinstance(v, float) else v for k, v in asdict(run).items()}


def table(result: dict[str, object]) -> str:
    rows = [
        "| asked | state | seconds | server CPU-s | prompt tokens from the cache |",
        "| --- | --- | --- | --- | --- |",
    ]
    for asked in ("first_token", "whole_note"):
        runs = result[asked]
        assert isinstance(runs, list)
        for state in ("cold", "warm"):
            mine = [run for run in runs if run["state"] == state]
            if not mine:
                continue
            seconds, cpu_s, tokens, share = (
                statistics.median(run[name] for run in mine)
                for name in ("seconds", "server_cpu_s", "prompt_tokens", "hit_share")
            )
            rows.append(
                f"| {asked.replace('_', ' ')} | {state} | {seconds:.1f} | {cpu_s:.1f} | "
                f"{share:.0%} of {tokens:.0f} |"
            )
    return "\n".join(rows)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--runs", type=int, default=1, help="of each, cold and warm")
    parser.add_argument("--answer-tokens", type=int, default=160, help="of one section")
    parser.add_argument("--notes", action="store_true", help="whole notes too; minutes each")
    parser.add_argument("--json", type=Path, help="write the result here too")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, served(Path(folder)) as server:
        result = asyncio.run(measure(server, options))
    print(table(result))
    if options.json:
        options.json.write_text(json.dumps(result, indent=1) + "\n")


if __name__ == "__main__":
    main()
