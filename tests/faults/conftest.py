"""A nursery for all tests of faults."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.house import Server
from tests.faults.nursery import Nursery


@pytest.fixture(scope="session")
def nursery() -> Iterator[Nursery]:
    with Nursery() as running:
        yield running


@pytest.fixture
def server(nursery: Nursery, tmp_path: Path) -> Iterator[Server]:
    """Not started yet."""
    server = Server(nursery, tmp_path / "data", {"idle_timeout_s": 10})
    try:
        yield server
    finally:
        server.kill()
