"""What sending the transcript ahead saves, on a real vLLM server on the CPU.

    python tests/bench/vllm_prefix.py [--runs N] [--answer-tokens N] [--json FILE]

Drafts the bundled session, by its reference transcript, with SmolLM2-135M: cold (the prefix cache
emptied before), and warm (the transcript sent ahead as it grew, at the pace of a live session's
turns, then the note asked for). For each: time of the whole note, time to the first token of one
section asked alone, CPU-seconds of the server after `stop`, and the server's own count of prompt
tokens found in its prefix cache. Needs `deploy/vllm/setup_cpu.sh`; about five minutes.
"""

import argparse
import asyncio
import json
import logging
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass, replace
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
class Run:
    """One note. Times are seconds from `stop`."""

    state: str
    """`cold` or `warm`."""
    first_token_s: float
    """Of one section asked alone, by the server's own clock."""
    first_token_hit_share: float
    """Of its prompt tokens, those found in the prefix cache."""
    note_s: float
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


async def measured(
    state: str,
    server: VllmServer,
    options: VllmOptions,
    transcript: Transcript,
    prepare: Callable[[], Awaitable[object]],
) -> Run:
    server.forget_prefixes()
    await prepare()
    first_s, alone = await _first_token(server, options, transcript)
    server.forget_prefixes()
    await prepare()
    drafter = drafting(options)
    tree = ProcessTree(server.process.pid)
    cpu_s, cache, grounded = tree.look(), server.prefix_cache, Grounded()
    log = logging.getLogger("summarize.grounding.grounded_section")
    log.addHandler(grounded)
    log.setLevel(logging.INFO)
    began = time.monotonic()
    drafted = await drafter.draft(transcript, NO_CONTEXT, SOAP)
    note_s = time.monotonic() - began
    log.removeHandler(grounded)
    counted = server.prefix_cache.since(cache)
    return Run(
        state=state,
        first_token_s=first_s,
        first_token_hit_share=alone.share,
        note_s=note_s,
        server_cpu_s=tree.look() - cpu_s,
        prompt_tokens=counted.queried,
        hit_share=counted.share,
        claims=grounded.claims,
        kept=grounded.kept,
        verified=grounded.verified,
        fallbacks=len(drafted.record.fallbacks),
        statements=sum(len(section.statements) for section in drafted.sections),
    )


async def _first_token(
    server: VllmServer, options: VllmOptions, transcript: Transcript
) -> tuple[float, PrefixCache]:
    """By the server's clock, from a request's coming to its first and only token."""
    clock = "vllm:time_to_first_token_seconds_sum"
    before, cache = server.metric(clock), server.prefix_cache
    await drafting(replace(options, max_tokens=1, attempts=1)).draft(
        transcript, NO_CONTEXT, SOAP.wishing("subjective")
    )
    return server.metric(clock) - before, server.prefix_cache.since(cache)


async def measure(server: VllmServer, runs: int, answer_tokens: int) -> dict[str, object]:
    transcript = bundled()
    options = VllmOptions(
        base_url=server.base_url,
        model=server.model,
        timeout_s=300,
        deadline_s=300,
        max_tokens=answer_tokens,
    )
    drafter = drafting(options)
    # What a first request costs once and for all: the recognizers of names, the schema's grammar.
    await drafter.draft(at(transcript, 40_000), NO_CONTEXT, SOAP)
    sendings: list[tuple[int, float]] = []

    async def nothing() -> None:
        """Cold."""

    async def ahead() -> None:
        sendings.append(await sent_ahead(drafter, transcript))

    made: list[Run] = []
    for _ in range(runs):
        for state, prepare in (("cold", nothing), ("warm", ahead)):
            made.append(await measured(state, server, options, transcript, prepare))
            print(made[-1], file=sys.stderr)
    return {
        "session": "inglenook/demo_session/ref.json",
        "turns": len(transcript.turns),
        "words": sum(len(turn.text.split()) for turn in transcript.turns),
        "model": "SmolLM2-135M-Instruct, bfloat16, vLLM on the CPU, block size 128",
        "answer_tokens": answer_tokens,
        "ahead_requests": sendings[0][0],
        "ahead_s": round(statistics.median(took for _, took in sendings), 2),
        "runs": [{k: round(v, 3) if isinstance(v, float) else v for k, v in asdict(run).items()}
                 for run in made],
    }  # fmt: skip


def table(result: dict[str, object]) -> str:
    runs = result["runs"]
    assert isinstance(runs, list)
    rows = [
        "| | first token of a section | of its prompt cached | whole note | server CPU-s | "
        "prompt tokens cached | statements written / kept / verified |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    for state in ("cold", "warm"):
        mine = [run for run in runs if run["state"] == state]

        def middle(name: str, of: list[dict[str, float]] = mine) -> float:
            return statistics.median(run[name] for run in of)

        rows.append(
            f"| {state} | {middle('first_token_s'):.2f} s | "
            f"{middle('first_token_hit_share'):.0%} | {middle('note_s'):.1f} s | "
            f"{middle('server_cpu_s'):.1f} | {middle('hit_share'):.0%} of "
            f"{middle('prompt_tokens'):.0f} | {middle('claims'):.0f} / {middle('kept'):.0f} / "
            f"{middle('verified'):.0f} |"
        )
    return "\n".join(rows)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--runs", type=int, default=2, help="of each, cold and warm")
    parser.add_argument("--answer-tokens", type=int, default=160, help="of one section")
    parser.add_argument("--json", type=Path, help="write the result here too")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, served(Path(folder)) as server:
        result = asyncio.run(measure(server, options.runs, options.answer_tokens))
    print(table(result))
    if options.json:
        options.json.write_text(json.dumps(result, indent=1) + "\n")


if __name__ == "__main__":
    main()
