"""How many real-time streams one device holds, with the lane's own schedule.

    .venv/bin/python tests/bench/gpu_capacity.py                      # on a GPU: large-v3-turbo
    .venv/bin/python tests/bench/gpu_capacity.py --device cpu --geometry tiny     # a trial
    .venv/bin/python tests/bench/gpu_capacity.py --estimate h200      # arithmetic, no device

GPU.md beside this says what each part measures and how to read it.
"""

import argparse
import json
import math
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import ctranslate2
from capacity.cost import Costs, Estimate, operations
from capacity.device import Device
from capacity.geometry import CARDS, GEOMETRIES, Card, Geometry
from capacity.live import Live
from capacity.load import Load, Piece, pieces
from capacity.machine import card_here, machine
from capacity.measure import CPU_PLAN, GPU_PLAN, encoder_row, measured, step_rows
from capacity.random_model import random_model
from capacity.schedule import BatchRule, Outcome, largest, percentile, simulate
from capacity.spectra import Spectra
from capacity.table import table

ANCHORS = (
    {
        "streams": 400,
        "what": "Kyutai STT 1B on one H100",
        "source": "README of kyutai-labs/delayed-streams-modeling",
    },
    {
        "streams": 560,
        "what": "NVIDIA Nemotron streaming 0.6B on one H100",
        "source": "a secondary source, not checked at NVIDIA",
    },
    {
        "streams": 1000,
        "what": "goal on one H200, captions every 2 s",
        "source": "this project",
    },
)
_SIMULATED_S = 30.0
_MEASURED = "measurement"
_TRIED = "CPU trial: shows that the script runs, says nothing of a GPU"
_BEGAN = time.perf_counter()


def main() -> int:
    options = _options()
    load = Load(final_beam=options.final_beam)
    run = _Run(
        GEOMETRIES[options.geometry],
        CARDS.get(options.card or options.estimate or card_here()),
        {"with captions": load, "finals alone": replace(load, caption_every_s=None)},
        BatchRule(options.largest_batch, options.gather_ms / 1000),
        options.limit_s,
        options.workers or (4 if options.estimate or options.device == "cuda" else 1),
    )
    reports = (
        run.estimated(
            Estimate(
                run.geometry,
                CARDS[options.estimate],
                matrix_share=options.assume_matrix_share,
                launch_s=options.assume_step_ms / 1000,
                workers=run.workers,
            ),
            options.live_s,
        )
        if options.estimate
        else _measured(run, options)
    )
    for report in reports:
        if options.json:
            options.json.parent.mkdir(parents=True, exist_ok=True)
            options.json.write_text(json.dumps(_finite(report), indent=1) + "\n")
    print(report_text(report))
    return 0


@dataclass(frozen=True, slots=True)
class _Run:
    """What is looked for."""

    geometry: Geometry
    card: Card | None
    loads: dict[str, Load]
    rule: BatchRule
    limit_s: float
    workers: int

    def head(self, what: str) -> dict[str, object]:
        return {
            "what": what,
            "date": datetime.now(UTC).isoformat(timespec="seconds"),
            "command": " ".join(["gpu_capacity.py", *sys.argv[1:]]),
            "machine": machine(),
            "geometry": asdict(self.geometry),
            "load": asdict(self.loads["with captions"]),
            "batch_rule": asdict(self.rule),
            "workers": self.workers,
            "limit_s": self.limit_s,
            "anchors": ANCHORS,
        }

    def estimated(self, estimate: Estimate, live_s: float | None) -> Iterator[dict[str, object]]:
        """`live_s`: also in real time, the device being a pause of the assumed length; so one
        sees whether the host's part of the schedule keeps up."""
        card = estimate.card
        report = {
            **self.head(f"ESTIMATE for {card.name} from its data sheet; nothing was measured"),
            "assumed": asdict(estimate),
            "limits": [self.limit(name, card, None) for name in self.loads],
        }
        found = [self.simulated(name, estimate.served_s, 16_384) for name in self.loads]
        report["simulated"] = found
        if live_s:
            report["live"] = [
                self.live(
                    str(row["load"]),
                    lambda batch: time.sleep(estimate.served_s(batch)),
                    int(str(row["streams"])),
                    live_s,
                )
                for row in found
            ]
        yield report

    def limit(
        self, name: str, card: Card | None, features_cpu_s: float | None
    ) -> dict[str, object]:
        """What one stream asks of device and host, each piece decoded by itself."""
        sample_streams, sample_s = 50, 200.0
        asked = pieces(self.loads[name], sample_streams, sample_s)
        share = 1.0 / (sample_streams * sample_s)
        needed = sum(operations(self.geometry, [piece]) for piece in asked) * share
        encoded_s = sum(piece.window_s for piece in asked) * share
        return {
            "load": name,
            "decodes_per_s": len(asked) * share,
            "encoded_s_per_s": encoded_s,
            "gflop_per_s": needed / 1e9,
            "streams_at_matrix_rate": int(card.operations_per_s / needed) if card else None,
            "host_cores_per_1000_streams": (
                1000 * encoded_s * features_cpu_s if features_cpu_s is not None else None
            ),
        }

    def tables(
        self, costs: Costs, features_s: float, compute_type: str, on_gpu: bool
    ) -> dict[str, object]:
        steps = step_rows(
            costs,
            self.geometry,
            self.card,
            workers=self.workers,
            weight_bytes=1.0 if compute_type.startswith("int8") else 2.0,
            state_bytes=2.0 if on_gpu else 4.0,
        )
        return {
            "features_cpu_s_per_audio_s": features_s,
            "encoder": [
                encoder_row(encoding, self.geometry, self.card, self.workers)
                for encoding in costs.encodings
            ],
            "decoder_steps": steps,
            "decodings": [asdict(decoding) for decoding in costs.decodings],
            "alignments": [asdict(alignment) for alignment in costs.alignments],
            "limits": [self.limit(name, self.card, features_s) for name in self.loads],
        }

    def simulated(
        self, name: str, served_s: Callable[[Sequence[Piece]], float], most: int
    ) -> dict[str, object]:
        """The largest number of streams that hold by the tables."""
        load = self.loads[name]

        def outcome(streams: int) -> Outcome:
            asked = pieces(load, streams, _SIMULATED_S)
            return simulate(
                asked,
                served_s,
                self.rule,
                streams=streams,
                seconds=_SIMULATED_S,
                workers=self.workers,
                give_up_s=self.limit_s,
            )

        found = largest(lambda streams: outcome(streams).holds(self.limit_s), most)
        return {"load": name, **outcome_row(outcome(max(found, 1)), self.limit_s)}

    def live(
        self, name: str, device: Callable[[Sequence[Piece]], None], streams: int, seconds: float
    ) -> dict[str, object]:
        """That many streams in real time; `device` returns when a batch is done."""
        done: list[float] = []

        def serve(batch: Sequence[Piece]) -> None:
            device(batch)
            done.append(operations(self.geometry, batch))

        live = Live(serve, self.rule, streams=streams, seconds=seconds, threads=self.workers)
        host_s = time.process_time()
        outcome = live.run(pieces(self.loads[name], streams, seconds, seed=2))
        host_s = time.process_time() - host_s
        rate = sum(done) / seconds
        return {
            "load": name,
            **outcome_row(outcome, self.limit_s),
            "tflop_per_s": rate / 1e12,
            "matrix_rate_percent": 100 * rate / self.card.operations_per_s if self.card else None,
            "host_cpu_s_per_s": host_s / seconds,
        }


def _measured(run: _Run, options: argparse.Namespace) -> Iterator[dict[str, object]]:
    """The report as it grows: tables, then one run in real time after the other."""
    on_gpu = options.device == "cuda"
    plan = replace(
        GPU_PLAN if on_gpu else CPU_PLAN,
        **{
            name: getattr(options, name)
            for name in ("live_s", "live_runs")
            if getattr(options, name)
        },
    )
    spectra = Spectra(run.geometry)
    features_s = spectra.cpu_s_per_audio_s()
    device = Device(
        run.geometry,
        random_model(run.geometry, options.cache),
        device=options.device,
        compute_type=options.compute_type or ("float16" if on_gpu else "int8"),
        threads=options.threads,
        workers=run.workers,
        spectra=None if options.ready_spectra else spectra,
    )
    report = {
        **run.head(_MEASURED if on_gpu else _TRIED),
        "compute_type": device.compute_type,
        "spectra": "ready" if options.ready_spectra else "computed for each batch",
    }
    costs = measured(device, plan, 0.0 if options.ready_spectra else features_s, _tell)
    report |= run.tables(costs, features_s, device.compute_type, on_gpu)
    simulated, live = [], []
    for name in run.loads:
        _tell(f"simulation, {name}")
        found = run.simulated(name, costs.served_s, plan.most_streams)
        simulated.append(found)
        for streams in _tries(int(str(found["streams"])), plan.live_runs, live):
            yield {**report, "simulated": simulated, "live": live}
            _tell(f"{plan.live_s:.0f} s in real time, {name}, {streams} streams")
            live.append(run.live(name, device.serve, streams, plan.live_s))
    yield {**report, "simulated": simulated, "live": live}


def _tell(step: str) -> None:
    print(f"{time.perf_counter() - _BEGAN:6.1f} s  {step}", file=sys.stderr, flush=True)


def _tries(first: int, runs: int, done: list[dict[str, object]]) -> Iterator[int]:
    """Around what the simulation found; each try is in `done` when the next is asked for."""
    good, bad, streams = 0, 0, first
    for _ in range(runs):
        yield streams
        if done[-1]["holds"]:
            good = streams
        else:
            bad = streams
        if good and bad:
            streams = (good + bad) // 2
        else:
            streams = max(1, round(streams * (1.25 if good else 0.8)))
        if streams in (good, bad):
            return


def outcome_row(outcome: Outcome, limit_s: float) -> dict[str, object]:
    sizes = outcome.batch_sizes
    return {
        "streams": outcome.streams,
        "holds": outcome.holds(limit_s),
        "finals_p50_s": percentile(outcome.finals_s, 50),
        "finals_p95_s": percentile(outcome.finals_s, 95),
        "captions_p95_s": percentile(outcome.captions_s, 95) if outcome.captions_s else None,
        "captions_kept": outcome.captions_kept if outcome.captions_asked else None,
        "finals": len(outcome.finals_s),
        "mean_batch": sum(sizes) / len(sizes) if sizes else 0.0,
        "busy_share": outcome.busy_s / outcome.seconds,
    }


def report_text(report: Mapping[str, object]) -> str:
    parts = [str(report["what"])]
    for key in ("encoder", "decoder_steps", "alignments", "limits", "simulated", "live", "anchors"):
        if key in report:
            parts += [f"\n{key.replace('_', ' ')}", table(report[key])]
    return "\n".join(parts)


def _finite(value: object) -> object:
    """JSON has no infinity: what never came is null."""
    if isinstance(value, Mapping):
        return {key: _finite(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_finite(item) for item in value]
    if isinstance(value, float):
        return float(f"{value:.4g}") if math.isfinite(value) else None
    return value


def _options() -> argparse.Namespace:
    has_gpu = ctranslate2.get_cuda_device_count() > 0
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    add = parser.add_argument
    add("--device", choices=["cuda", "cpu"], default="cuda" if has_gpu else "cpu")
    add("--geometry", choices=sorted(GEOMETRIES), default="large-v3-turbo")
    add("--compute-type", help="float16, int8_float16, ... (float16 on a GPU, int8 on a CPU)")
    add("--card", choices=sorted(CARDS), help="whose limits to compare with")
    add("--estimate", choices=sorted(CARDS), help="no device: the schedule at assumed speeds")
    add("--assume-step-ms", type=float, default=1.5, help="host's time of a step, for --estimate")
    add("--assume-matrix-share", type=float, default=0.45, help="of the encoder, for --estimate")
    add("--threads", type=int, default=1, help="CPU threads of one call")
    add("--workers", type=int, help="batches on the device at once (4 on a GPU, 1 on a CPU)")
    add("--largest-batch", type=int, default=64)
    add("--gather-ms", type=float, default=5.0, help="a batch waits this long for companions")
    add("--final-beam", type=int, choices=[1, 5], default=5)
    add("--limit-s", type=float, default=2.0, help="p95 after the end of the utterance")
    add("--live-s", type=float, help="length of a run in real time (60 s on a GPU)")
    add("--live-runs", type=int, help="runs in real time, at most, with captions and without")
    add(
        "--ready-spectra",
        action="store_true",
        help="leave the host's log-mel spectra out: the device alone",
    )
    add("--cache", type=Path, default=Path.home() / ".cache" / "inglenook" / "capacity")
    add("--json", type=Path, metavar="FILE", help="write everything there")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
