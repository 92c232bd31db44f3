"""The whole house on a real socket, without models."""

from collections.abc import Iterator

import pytest
from access_practice import Practice, running

from gpu.scripted import ScriptedWorker
from inglenook import wiring


@pytest.fixture(scope="module")
def practice(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Practice]:
    folder = tmp_path_factory.mktemp("practice")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(wiring, "make_worker", lambda settings: ScriptedWorker())
        patch.chdir(folder)
        with running(folder) as held:
            yield held
