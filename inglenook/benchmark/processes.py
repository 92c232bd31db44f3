"""What a server and its children cost, read from /proc (Linux)."""

import os
import time
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

SEARCH_INTERVAL_S = 5.0

_TICKS_PER_S = os.sysconf("SC_CLK_TCK")
_PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")
_PROC = Path("/proc")


@dataclass(frozen=True, slots=True)
class Process:
    """One line of `/proc/PID/stat`."""

    pid: int
    parent: int
    session: int
    cpu_s: float
    """User and system time, with that of its ended and awaited children."""
    rss_bytes: int


@dataclass(slots=True)
class ProcessTree:
    """A process with all that descends from it or shares its session (`setsid`)."""

    root: int
    peak_rss_bytes: int = 0
    """Of all processes together, at the fullest look; pages they share count in each."""
    looks: list[tuple[float, float]] = field(default_factory=list)
    """When it was looked at (`time.monotonic`), and CPU-seconds spent by then."""
    _members: list[int] = field(default_factory=list)
    _searched_s: float = -float("inf")

    def look(self) -> float:
        """CPU-seconds spent so far; an ended child's go over to its parent. Call it now and then:
        memory is only seen at a look, and children are searched for every few seconds."""
        now_s = time.monotonic()
        if now_s - self._searched_s >= SEARCH_INTERVAL_S:
            everything = [_process(folder.name) for folder in _PROC.iterdir()]
            self._members = [one.pid for one in tree_of(self.root, list(filter(None, everything)))]
            self._searched_s = now_s
        members = [one for pid in self._members if (one := _process(str(pid))) is not None]
        spent_s = self.looks[-1][1] if self.looks else 0.0
        spent_s = max(spent_s, sum(one.cpu_s for one in members))
        self.looks.append((now_s, spent_s))
        self.peak_rss_bytes = max(self.peak_rss_bytes, sum(one.rss_bytes for one in members))
        return spent_s

    def cpu_at(self, moment_s: float) -> float:
        """CPU-seconds spent by then, between two looks by proportion."""
        at_s, spent_s = zip(*self.looks, strict=True)
        return float(np.interp(moment_s, at_s, spent_s))


def tree_of(root: int, processes: list[Process]) -> list[Process]:
    """The root, its descendants and whoever shares its session."""
    members = {one.pid for one in processes if root in (one.pid, one.session)}
    while True:
        more = {one.pid for one in processes if one.parent in members} - members
        if not more:
            return [one for one in processes if one.pid in members]
        members |= more


def machine_cpu_s() -> float:
    """CPU-seconds that everything on the machine has spent since it started; see proc_stat(5)."""
    user, nice, system, _, _, irq, softirq = map(int, (_PROC / "stat").read_text().split()[1:8])
    return (user + nice + system + irq + softirq) / _TICKS_PER_S


def _process(name: str) -> Process | None:
    """None for what is no process, or has ended."""
    if not name.isdecimal():
        return None
    try:
        return read_stat((_PROC / name / "stat").read_text())
    except (FileNotFoundError, ProcessLookupError):
        return None


def read_stat(line: str) -> Process:
    """See proc_pid_stat(5); the command's name, in parentheses, may hold anything."""
    pid, rest = line.split(" (", 1)[0], line.rsplit(")", 1)[1].split()
    return Process(
        pid=int(pid),
        parent=int(rest[1]),
        session=int(rest[3]),
        cpu_s=sum(int(ticks) for ticks in rest[11:15]) / _TICKS_PER_S,
        rss_bytes=int(rest[21]) * _PAGE_BYTES,
    )
