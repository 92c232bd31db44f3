"""Servers for the tests of whole sessions."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from practice import SHORT, Practice

from inglenook.client import Track, read_track
from inglenook.embedded import EmbeddedServer


@pytest.fixture(scope="module")
def practice(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Practice]:
    server = EmbeddedServer(tmp_path_factory.mktemp("practice"))
    server.start()
    try:
        yield Practice(server)
    finally:
        server.stop()


@pytest.fixture
def own_practice(tmp_path: Path) -> Iterator[Practice]:
    """A server of the test's own, which it may kill."""
    server = EmbeddedServer(tmp_path / "data")
    server.start()
    try:
        yield Practice(server)
    finally:
        server.stop()


@pytest.fixture(scope="session")
def two_channels() -> Track:
    return read_track(next(SHORT.glob("session_2ch.*")), split_channels=True)


@pytest.fixture(scope="session")
def reference() -> dict[str, Any]:
    held: dict[str, Any] = json.loads((SHORT / "ref.json").read_text())
    return held
