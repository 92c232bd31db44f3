"""Serve itself, with replicas that need no models: loss, batches of several gateways, silence."""

import asyncio
import os
import signal
import sys
from pathlib import Path

import numpy as np
import pytest
from ray_on_loopback import imported, ray_here

from gpu import Decoded, DecodeRequest, Priority, WorkerBusy
from gpu.cluster.message import Operation
from gpu.cluster.remote import RemoteOptions, RemoteWorker

pytestmark = pytest.mark.models

_PROGRAMS = ("raylet", "gcs_server", "dashboard/dashboard.py")
_LOOPBACK = ("0100007F", "0" * 24 + "01000000")
SECOND = np.zeros(16_000, np.float32)


def telling_worker(options):
    """Its decodes tell how many went together, and in which process."""
    from gpu.inprocess import InProcessWorker, _Resident

    class Telling:
        def decode_batch(self, requests):
            import time

            time.sleep(0.1)
            told = f"{len({one.session for one in requests})} {os.getpid()}"
            return [Decoded(told, (), "en", 0.0, 0.0, 1.0) for _ in requests]

    worker = InProcessWorker()
    worker._recognizer = _Resident("recognizer", Telling)
    worker._models.widen(1, 8)
    return worker


@pytest.fixture(scope="module")
def port():
    rayserve = imported()
    from ray import cloudpickle, serve

    cloudpickle.register_pickle_by_value(sys.modules[__name__])
    with ray_here() as port:
        serve.start(http_options={"host": "127.0.0.1", "port": port})
        made = rayserve.application(
            "Recognition",
            {Operation.DECODE},
            rayserve.RayOptions(cpus=0.1, least=2, most=2),
            telling_worker,
        )
        serve.run(made, name="recognition", route_prefix="/recognition")
        yield port


@pytest.fixture
def gateways(port):
    workers = [RemoteWorker(RemoteOptions(f"http://127.0.0.1:{port}")) for _ in range(2)]
    yield workers
    for worker in workers:
        worker.close()


def final(session):
    return DecodeRequest(SECOND, Priority.FINAL, session=session)


async def patiently(worker, session):
    for _ in range(200):
        try:
            return await worker.decode(final(session))
        except WorkerBusy:
            await asyncio.sleep(0.1)
    raise AssertionError("nobody answered in 20 s")


async def test_sessions_of_several_gateways_go_through_a_model_together(gateways):
    heard = await asyncio.gather(
        *(
            worker.decode(final(f"{at} {name}"))
            for at, worker in enumerate(gateways)
            for name in range(12)
        )
    )
    assert max(int(one.text.split()[0]) for one in heard) > 4


async def test_the_replicas_waits_reach_the_gateway(gateways):
    one, _ = gateways
    waits_s = []

    async def ask(name):
        await one.decode(final(name))
        waits_s.append(one.queue_delay_s(Priority.FINAL))

    await asyncio.gather(*(ask(str(name)) for name in range(60)))
    assert max(waits_s) > 0.05


async def test_nothing_is_lost_with_a_replica(gateways):
    first, second = (await patiently(gateways[0], "a")), gateways[1]
    asked = [asyncio.ensure_future(patiently(second, str(name))) for name in range(30)]
    await asyncio.sleep(0.05)
    os.kill(int(first.text.split()[1]), signal.SIGKILL)
    heard = await asyncio.gather(*asked)
    assert len(heard) == 30
    assert len({one.text.split()[1] for one in heard}) >= 1


def test_nothing_speaks_to_anybody_outside(port):
    """No process of Ray's has a connection that leaves this machine, and its reporting is off."""
    from ray._common.usage import usage_lib

    assert not usage_lib.usage_stats_enabled()
    assert ray_processes(), "Ray's processes were not found"
    for told, environment in ray_processes():
        assert "RAY_USAGE_STATS_ENABLED=0" in environment
        assert "dashboard/dashboard.py" not in told or "--disable-frontend" in told
    assert outside_connections() == []


def ray_processes():
    """Command line and environment of each of Ray's own programs."""
    told = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            command = (folder / "cmdline").read_text().replace("\0", " ")
            environment = (folder / "environ").read_text().split("\0")
        except OSError:
            continue
        if "/ray/" in command and any(name in command for name in _PROGRAMS):
            told.append((command, environment))
    return told


def outside_connections():
    """Remote ends, in the kernel's hexadecimal form, of sockets that Ray's processes hold."""
    ours = set()
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            told = (folder / "cmdline").read_text()
            if "raylet" in told or "gcs_server" in told or told.startswith("ray::"):
                links = [str(one.readlink()) for one in (folder / "fd").iterdir()]
                ours |= {one[8:-1] for one in links if one.startswith("socket:[")}
        except OSError:
            continue
    outside = []
    for table in ("tcp", "tcp6", "udp", "udp6"):
        for line in Path("/proc/net", table).read_text().splitlines()[1:]:
            fields = line.split()
            here, there = (field.partition(":")[0] for field in fields[1:3])
            inside = there in (here, "0" * len(there)) or there.endswith(_LOOPBACK)
            if fields[9] in ours and not inside:
                outside.append(fields[2])
    return outside
