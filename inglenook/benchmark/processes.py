"""What a server and its children cost, read from /proc (Linux)."""

import os
from dataclasses import dataclass
from pathlib import Path

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
    cpu_s: float = 0.0
    """At the last look; an ended child's time has gone over to its parent by then."""
    peak_rss_bytes: int = 0
    """Of all processes together, at the fullest look; pages they share count in each."""

    def look(self) -> float:
        """CPU-seconds spent so far. Call it now and then: memory is only seen at a look."""
        members = tree_of(self.root, _processes())
        self.peak_rss_bytes = max(self.peak_rss_bytes, sum(one.rss_bytes for one in members))
        self.cpu_s = max(self.cpu_s, sum(one.cpu_s for one in members))
        return self.cpu_s


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


def _processes() -> list[Process]:
    found = []
    for folder in _PROC.iterdir():
        if folder.name.isdecimal():
            try:
                found.append(read_stat((folder / "stat").read_text()))
            except (FileNotFoundError, ProcessLookupError):  # ended meanwhile
                continue
    return found


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
