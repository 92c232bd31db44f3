"""As many streams as there are places, and one more; real sockets, no models."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import pytest
import uvicorn
from dbos._dbos import _get_or_create_dbos_registry
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from gpu.scripted import ScriptedWorker
from inglenook import wiring
from inglenook.app import make_app
from inglenook.client import StreamClient, Track
from inglenook.demonstration import CLINICIAN, post, record_consent
from inglenook.server import listen_on
from inglenook.settings import Settings, load_settings
from vault import Issuer

RATE = 16_000
PLACES = 4


@dataclass
class FullHouse:
    """A running server, and sessions to stream into."""

    settings: Settings
    port: int
    clients: list["Insider"] = field(default_factory=list)

    @property
    def token(self) -> str:
        return Issuer(self.settings.data).mint(CLINICIAN, 600)

    def rest(self) -> httpx.AsyncClient:
        return httpx.AsyncClient(
            base_url=f"http://127.0.0.1:{self.port}",
            headers={"Authorization": f"Bearer {self.token}"},
            trust_env=False,
            timeout=30,
        )

    async def address(self) -> str:
        """Of a new session's audio."""
        async with self.rest() as rest:
            body = {"consent_id": await record_consent(rest), "source": "bridge"}
            session_id = (await post(rest, "/v1/sessions", body))["session_id"]
        return f"ws://127.0.0.1:{self.port}/v1/sessions/{session_id}/audio"

    async def free_places(self) -> int:
        async with self.rest() as rest:
            return int((await rest.get("/readyz")).json()["free_places"])


@dataclass
class Insider:
    """A client with a place: what it was told, and when it was told that its audio is safe."""

    client: StreamClient
    told: list[dict[str, Any]] = field(default_factory=list)

    @classmethod
    def of(cls, house: FullHouse, address: str, seconds: int) -> "Insider":
        told: list[dict[str, Any]] = []
        client = StreamClient(
            address, house.token, talk(seconds), lambda message: told.append(dict(message))
        )
        return cls(client, told)

    def texts(self, kind: str) -> list[str]:
        return [message["text"] for message in self.told if message["type"] == kind]


def talk(seconds: int) -> Track:
    """A tone, then as much silence as ends an utterance."""
    time = np.arange(seconds * RATE) / RATE
    tone = (8000 * np.sin(2 * np.pi * 300 * time)).astype(np.int16)
    return Track(np.concatenate([tone, np.zeros(2 * RATE, np.int16)])[:, None], RATE)


@pytest.fixture
async def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[FullHouse]:
    monkeypatch.setattr(wiring, "make_worker", lambda settings: ScriptedWorker())
    monkeypatch.chdir(tmp_path)
    settings = load_settings(data=tmp_path / "data", places=PLACES)
    listener = listen_on("127.0.0.1", 0)
    server = uvicorn.Server(
        uvicorn.Config(make_app(settings), log_config=None, lifespan="on", ws="websockets-sansio")
    )
    async with asyncio.TaskGroup() as tasks:
        serving = tasks.create_task(server.serve([listener]))
        house = FullHouse(settings, listener.getsockname()[1])
        async with asyncio.timeout(60), house.rest() as rest:
            while not server.started:
                await asyncio.sleep(0.05)
            while (await rest.get("/readyz")).status_code != 200:
                await asyncio.sleep(0.05)
        yield house
        server.should_exit = True
        await serving
    _get_or_create_dbos_registry().instance_info_map.clear()  # it takes one instance a process


async def knock(house: FullHouse, address: str) -> tuple[int, dict[str, Any]]:
    """One attempt of a client at a place: the close code, and the error it was told."""
    error: dict[str, Any] = {}
    headers = {"Authorization": f"Bearer {house.token}"}
    async with connect(
        address,
        subprotocols=["inglenook.v1"],  # type: ignore[list-item]
        additional_headers=headers,
        proxy=None,
    ) as connection:
        declared = {"encoding": "pcm_s16le", "sample_rate": RATE, "channels": 1}
        await connection.send(
            json.dumps({"type": "start", "format": declared, "framing": "offset"})
        )
        with suppress(ConnectionClosed):
            while True:
                message = json.loads(await connection.recv())
                if message["type"] == "error":
                    error = message
                if message["type"] == "ready":
                    return 0, {}
    assert connection.close_code is not None
    return connection.close_code, error


async def test_the_next_is_refused_and_those_inside_notice_nothing(house: FullHouse) -> None:
    insiders = [Insider.of(house, await house.address(), 3) for _ in range(PLACES)]
    outside = await house.address()
    async with asyncio.timeout(60), asyncio.TaskGroup() as tasks:
        for insider in insiders:
            tasks.create_task(insider.client.run())
        while await house.free_places():
            await asyncio.sleep(0.02)
        for _ in range(3):
            code, error = await knock(house, outside)
            assert code == 4429
            assert (error["code"], error["retry_after"]) == (4429, 30)
    for insider in insiders:
        assert insider.texts("final") == ["one two three four five six"]
        assert insider.client.acknowledged == 5 * RATE
        assert insider.told[-1]["type"] == "ended"
        states = [m["state"] for m in insider.told if m["type"] == "status"]
        assert states == ["finishing"]


async def test_a_place_without_its_client_goes_to_who_knocks(house: FullHouse) -> None:
    async with asyncio.timeout(60):
        addresses = [await house.address() for _ in range(PLACES + 1)]
        for address in addresses[:PLACES]:
            assert await knock(house, address) == (0, {})
        while await house.free_places() or (await knock(house, addresses[PLACES]))[0]:
            await asyncio.sleep(0.02)
        assert await knock(house, addresses[0]) == (0, {}), "and back, as long as one is empty"
