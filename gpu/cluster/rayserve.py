"""Ray Serve deployments of the models; the only file that knows Ray.

One application each for recognition, segmentation and voice embeddings, so that each has its own
share of a GPU and its own number of replicas. A replica forms its batches itself (`gpu.lane`):
priorities and turns hold among the sessions of all gateways.

    python -m gpu.cluster.rayserve deploy/ray/models.yaml

runs what such a file says (Serve's own form, as a RayService holds it) on this host.
"""

import os

os.environ["RAY_USAGE_STATS_ENABLED"] = "0"  # read at import; it reports home else

import argparse
import asyncio
import importlib
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import Any, Final

import ray
import yaml
from ray import serve
from ray.serve.config import AutoscalingConfig, AutoscalingContext, AutoscalingPolicy, HTTPOptions
from ray.util.metrics import Gauge
from starlette.requests import Request
from starlette.responses import Response

from gpu.cluster.message import Operation
from gpu.cluster.pulse import Pulse, beat
from gpu.cluster.replica import OUTCOME, Replica
from gpu.cluster.scaling import Aim, wanted
from gpu.inprocess import InProcessWorker, WorkerOptions
from gpu.worker import Priority, Worker

_STAT: Final = "finals_wait_s"
_ONGOING: Final = 512
"""Questions that a replica takes at once; most of them wait in its lane, where batches form."""


@dataclass(frozen=True, slots=True)
class RayOptions:
    """`args` of an application."""

    asr_model: str = "tiny.en"
    device: str = "auto"
    compute_type: str = "auto"
    cpu_threads: int = 1
    decode_threads: int | None = None
    batch: int | None = None
    model_cache: str = "/var/cache/inglenook/models"
    key_file: str | None = None
    """Holds what gateways must say to be answered; without one anybody who comes is."""
    gpus: float = 0.0
    """Share of a GPU for each replica; 0.25: four replicas on one."""
    cpus: float = 1.0
    least: int = 1
    most: int = 1
    wait_s: float = 0.3
    """More replicas where finals wait longer than this, fewer where they wait much less."""
    queue_limit: int = 256
    stuck_after_s: float = 120.0


Make = Callable[[RayOptions], Worker]


class QueueDelayPolicy:
    """Serve's autoscaling by how long finals wait, as the replicas tell."""

    def __init__(self, wait_s: float, least: int, most: int) -> None:
        self._aim = Aim(wait_s, least, most)

    def __call__(self, context: AutoscalingContext) -> tuple[int, dict[str, Any]]:
        told = (context.aggregated_metrics or {}).get(_STAT, {})
        replicas = context.target_num_replicas
        return wanted(replicas, list(told.values()), context.total_num_requests, self._aim), {}


class ModelReplica:
    """One process with the models of one application."""

    def __init__(self, options: RayOptions, operations: frozenset[Operation], make: Make) -> None:
        self._worker = make(options)
        key = None
        if options.key_file is not None:
            key = Path(options.key_file).read_text(encoding="utf-8").strip()
        self._replica = Replica(self._worker, operations, key)
        self._pulse = Pulse(options.stuck_after_s)
        self._wait = Gauge("inglenook_queue_delay_seconds", "Wait for the models", ("priority",))

    async def __call__(self, request: Request) -> Response:
        with beat(self._pulse, monotonic):
            body = await request.body()
            reply = await self._replica.answer(request.headers.get("authorization"), body)
        return Response(reply.body, reply.status, dict(reply.headers or {OUTCOME: "answered"}))

    def check_health(self) -> None:
        """Serve replaces a replica for which this raises."""
        if self._pulse.stuck(monotonic()):
            raise RuntimeError("The models have answered nothing for too long.")

    def record_autoscaling_stats(self) -> dict[str, float]:
        for priority, delay_s in zip(Priority, self._replica.delays_s(), strict=True):
            self._wait.set(delay_s, {"priority": priority.name.lower()})
        return {_STAT: self._worker.queue_delay_s(Priority.FINAL)}

    def __del__(self) -> None:
        worker = getattr(self, "_worker", None)
        if worker is not None:
            worker.close()


def build_recognition(args: Mapping[str, Any]) -> serve.Application:
    return application("Recognition", {Operation.DECODE}, RayOptions(**args), _loads("recognizer"))


def build_segmentation(args: Mapping[str, Any]) -> serve.Application:
    options = RayOptions(**args)
    return application("Segmentation", {Operation.SEGMENT}, options, _loads("segmentation"))


def build_embedding(args: Mapping[str, Any]) -> serve.Application:
    operations = {Operation.EMBED, Operation.EMBED_SPANS}
    return application("Embedding", operations, RayOptions(**args), _loads("embedding"))


def application(
    name: str, operations: set[Operation], options: RayOptions, make: Make
) -> serve.Application:
    """`make` is called in the replica's process and returns once its models are loaded."""
    scaling = AutoscalingConfig(
        min_replicas=options.least,
        max_replicas=options.most,
        initial_replicas=options.least,
        upscale_delay_s=5.0,
        downscale_delay_s=300.0,
        look_back_period_s=30.0,
        policy=AutoscalingPolicy(  # type: ignore[no-untyped-call]
            policy_function=QueueDelayPolicy,
            policy_kwargs={
                "wait_s": options.wait_s,
                "least": options.least,
                "most": options.most,
            },
        ),
    )
    deployment = serve.deployment(
        name=name,
        autoscaling_config=scaling,
        max_ongoing_requests=_ONGOING,
        max_queued_requests=_ONGOING,
        ray_actor_options={"num_gpus": options.gpus, "num_cpus": options.cpus},
        health_check_period_s=5.0,
        health_check_timeout_s=10.0,
        graceful_shutdown_timeout_s=30.0,
    )(ModelReplica)
    return deployment.bind(options, frozenset(operations), make)


def run(config: Mapping[str, Any]) -> None:
    """Every application of a Serve configuration, on the Ray that `ray.init` reached."""
    http = config.get("http_options", {})
    serve.start(
        proxy_location=config.get("proxy_location", "EveryNode"),
        http_options=HTTPOptions(host=http.get("host", "127.0.0.1"), port=http.get("port", 8000)),
    )
    for one in config["applications"]:
        module, _, builder = one["import_path"].partition(":")
        made = getattr(importlib.import_module(module), builder)(one.get("args", {}))
        serve.run(made, name=one["name"], route_prefix=one["route_prefix"])


def start_here(cpus: int | None = None, memory_bytes: int | None = None) -> None:
    """Ray on this host alone: no dashboard, no spilling of objects to the disk."""
    ray.init(
        num_cpus=cpus,
        include_dashboard=False,
        object_store_memory=memory_bytes,
        configure_logging=False,
        log_to_driver=False,
        _node_ip_address="127.0.0.1",
        _system_config={"automatic_object_spilling_enabled": False},
    )


def _loads(*models: str) -> Make:
    def make(options: RayOptions) -> Worker:
        worker = InProcessWorker(
            WorkerOptions(
                asr_model=options.asr_model,
                device=options.device,
                compute_type=options.compute_type,
                cpu_threads=options.cpu_threads,
                decode_threads=options.decode_threads,
                batch=options.batch,
                cache_folder=Path(options.model_cache),
                queue_limit=options.queue_limit,
            )
        )
        with ThreadPoolExecutor(1) as pool:
            pool.submit(lambda: asyncio.run(worker.load(*models))).result()
        return worker

    return make


def main() -> None:
    parser = argparse.ArgumentParser(description="Run the models on Ray Serve on this host.")
    parser.add_argument("config", type=Path, help="a Serve configuration (YAML)")
    parser.add_argument("--object-store-mb", type=int, default=1024, help="memory for audio")
    given = parser.parse_args()
    config = yaml.safe_load(given.config.read_text(encoding="utf-8"))
    start_here(memory_bytes=given.object_store_mb << 20)
    run(config)
    threading.Event().wait()


if __name__ == "__main__":
    main()
