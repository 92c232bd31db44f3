"""Ray on this machine alone, for one test module at a time."""

import asyncio
import importlib
import socket
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType

import yaml

from gpu.cluster.remote import RemoteOptions, RemoteWorker

CONFIG = Path(__file__).parents[2] / "deploy" / "ray" / "models.yaml"
CPUS = 4


def imported() -> ModuleType:
    """Ray's own modules warn of their age when they are read."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return importlib.import_module("gpu.cluster.rayserve")


@contextmanager
def ray_here() -> Iterator[int]:
    """A free port for Serve's proxy; Ray ends with the block."""
    rayserve = imported()
    import ray

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    rayserve.start_here(cpus=CPUS, memory_bytes=256 << 20)
    try:
        yield port
    finally:
        ray.shutdown()


@contextmanager
def models_on_ray() -> Iterator[RemoteWorker]:
    """What the deploy file runs on one host, on the CPU and without its key."""
    rayserve = imported()
    config = yaml.safe_load(CONFIG.read_text(encoding="utf-8"))
    with ray_here() as port:
        config["http_options"] = {"host": "127.0.0.1", "port": port}
        for application in config["applications"]:
            application["args"] |= {
                "device": "cpu",
                "gpus": 0,
                "cpus": 0.5,
                "least": 1,
                "most": 1,
                "key_file": None,
                "asr_model": "tiny.en",
                "decode_threads": 1,
            }
        rayserve.run(config)
        worker = RemoteWorker(RemoteOptions(f"http://127.0.0.1:{port}"))
        try:
            asyncio.run(worker.load())
            yield worker
        finally:
            worker.close()
