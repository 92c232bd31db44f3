"""A real vLLM server on the CPU, started by the test run and ended with it."""

import subprocess
from collections.abc import Iterator

import pytest
from vllm_server import ROOT, VllmServer, served

SETUP_S = 1_500


@pytest.fixture(scope="session")
def vllm_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[VllmServer]:
    setup = subprocess.run(
        [str(ROOT / "deploy/vllm/setup_cpu.sh")],
        capture_output=True,
        text=True,
        timeout=SETUP_S,
        check=False,
    )
    if setup.returncode != 0:
        pytest.skip(f"the vLLM package cannot be installed here: {setup.stderr.strip()[-300:]}")
    with served(tmp_path_factory.mktemp("vllm")) as server:
        yield server
