"""A process that imports the server once and forks one for each life: a life costs a fraction of
a second, and ends by a real SIGKILL of a real process.

Its recognizer is the scripted one. What is broken on purpose inside it is an `Upset`.
"""

import ctypes
import errno
import json
import os
import resource
import signal
import subprocess
import sys
import time
import traceback
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Self

ROOT = Path(__file__).parents[2]
_PARENT_DIES = 1
"""PR_SET_PDEATHSIG"""


@dataclass(frozen=True, slots=True)
class Upset:
    """What is wrong with the machine of one life."""

    fsync_s: float = 0.0
    """Added to every fsync of the house's own files (SQLite syncs in C, by itself)."""
    file_bytes: int | None = None
    """No file may grow beyond it (RLIMIT_FSIZE): a disk that is full for who writes on."""
    jump_s: float = 0.0
    """SIGUSR1 moves the wall clock by so much, once each; the monotonic clock stays."""


@dataclass(slots=True)
class Life:
    """One server process, and what it cost."""

    pid: int
    cpu_s: float = 0.0
    status: int = 0


@dataclass(slots=True)
class Nursery:
    """Use as a context manager: its servers end with it."""

    _process: subprocess.Popen[str] | None = None
    settings: Mapping[str, str] = field(default_factory=dict)

    def __enter__(self) -> Self:
        environment = {**os.environ, "OMP_NUM_THREADS": "1", "PYTHONPATH": str(ROOT)}
        for name in [name for name in environment if name.startswith("INGLENOOK_")]:
            del environment[name]
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.nursery"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            env=environment,
        )
        assert self._answer() == {"ready": True}
        return self

    def __exit__(self, *_: object) -> None:
        assert self._process is not None and self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(30)
        assert self._process.stdout is not None
        self._process.stdout.close()

    def bear(
        self,
        data: Path,
        port: int,
        settings: Mapping[str, object] | None = None,
        upset: Upset | None = None,
    ) -> Life:
        """A server over `data`, not ready yet; its log is `server.log` there."""
        data.mkdir(parents=True, exist_ok=True)
        wanted = {
            "data": str(data),
            "port": port,
            "settings": {**self.settings, **(settings or {})},
            "upset": asdict(upset or Upset()),
        }
        return Life(self._ask({"bear": wanted})["pid"])

    def bury(self, life: Life) -> Life:
        """Wait for its end; with the CPU-seconds it took."""
        answer = self._ask({"bury": life.pid})
        life.cpu_s, life.status = answer["cpu_s"], answer["status"]
        return life

    def _ask(self, question: Mapping[str, object]) -> dict[str, Any]:
        assert self._process is not None and self._process.stdin is not None
        self._process.stdin.write(json.dumps(question) + "\n")
        self._process.stdin.flush()
        return self._answer()

    def _answer(self) -> dict[str, Any]:
        assert self._process is not None and self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError("the process that forks the servers ended")
        answer: dict[str, Any] = json.loads(line)
        return answer


def _serve(data: Path, port: int, settings: Mapping[str, Any], upset: Upset) -> None:
    """In the child; does not return."""
    from inglenook.server import run_server
    from inglenook.settings import load_settings

    ctypes.CDLL(None).prctl(_PARENT_DIES, signal.SIGKILL)
    os.setsid()
    log = os.open(data / "server.log", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    nothing = os.open(os.devnull, os.O_RDONLY)
    for target, source in ((0, nothing), (1, log), (2, log)):
        os.dup2(source, target)
    os.chdir(data)
    _upset(upset)
    run_server(load_settings(data=data, port=port, **settings))


def _upset(upset: Upset) -> None:
    if upset.fsync_s:
        fsync = os.fsync

        def slow(handle: int) -> None:
            time.sleep(upset.fsync_s)
            fsync(handle)

        os.fsync = slow
    if upset.file_bytes is not None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (upset.file_bytes, resource.RLIM_INFINITY))
    if upset.jump_s:
        import time_machine

        def jump(_signal: int, _frame: object) -> None:
            time_machine.travel(time.time() + upset.jump_s, tick=True).start()

        signal.signal(signal.SIGUSR1, jump)


def _import_the_server() -> None:
    from gpu.scripted import ScriptedWorker
    from inglenook import routes, wiring

    assert routes
    wiring.make_worker = lambda settings: ScriptedWorker()


def _mind() -> None:
    """Answer questions from stdin until it closes."""
    _import_the_server()
    print(json.dumps({"ready": True}), flush=True)
    for line in sys.stdin:
        question = json.loads(line)
        if "bear" in question:
            wanted = question["bear"]
            pid = os.fork()
            if pid == 0:
                try:
                    _serve(
                        Path(wanted["data"]),
                        wanted["port"],
                        wanted["settings"],
                        Upset(**wanted["upset"]),
                    )
                except BaseException:
                    traceback.print_exc()
                finally:
                    os._exit(errno.EIO)
            answer: dict[str, object] = {"pid": pid}
        else:
            _, status, used = os.wait4(question["bury"], 0)
            answer = {"cpu_s": used.ru_utime + used.ru_stime, "status": status}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    _mind()
