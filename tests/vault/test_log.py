"""Logs: what is appended is read back; crashes cost only what was not synced; tampering shows."""

import errno
import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vault import LogEntry, SessionId, Tampered, Vault, VaultBusy, VaultUnusable
from vault.cipher import Cipher
from vault.log import Log
from vault.log_format import START

CIPHER = Cipher(bytes(range(32)))
PAYLOADS = st.lists(st.tuples(st.integers(0, 3), st.binary(max_size=40)), min_size=1, max_size=12)


def log_at(path: Path, context: bytes = b"s-1") -> Log:
    return Log(path, context, lambda: CIPHER)


def entries_of(steps: list[tuple[int, bytes]]) -> list[LogEntry]:
    """Steps are (advance, payload): positions never decrease and may repeat."""
    position, found = 0, []
    for advance, payload in steps:
        position += advance
        found.append(LogEntry(position, payload))
    return found


def write(log: Log, entries: list[LogEntry]) -> None:
    for entry in entries:
        log.append(entry.position, entry.payload)
    log.close()


@contextmanager
def written(steps: list[tuple[int, bytes]]) -> Iterator[tuple[Path, list[LogEntry]]]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "log"
        entries = entries_of(steps)
        write(log_at(path), entries)
        yield path, entries


@given(PAYLOADS, PAYLOADS, st.integers(0, 40))
@settings(max_examples=25, deadline=None)
def test_reads_back_from_the_covering_entry(
    before: list[tuple[int, bytes]], after: list[tuple[int, bytes]], start: int
) -> None:
    with written(before) as (path, _):
        entries = entries_of(before + after)
        write(log_at(path), entries[len(before) :])  # a second writer goes on where one stopped
        at_or_before = [entry.position for entry in entries if entry.position <= start]
        covered = max(at_or_before, default=0)
        expected = [entry for entry in entries if entry.position >= covered]

        assert list(log_at(path).entries()) == entries
        assert list(log_at(path).entries(start)) == expected
        assert log_at(path).last() == entries[-1]


@given(PAYLOADS, st.data())
@settings(max_examples=30, deadline=None)
def test_a_file_cut_anywhere_keeps_its_whole_records(
    steps: list[tuple[int, bytes]], data: st.DataObject
) -> None:
    with written(steps) as (path, entries):
        cut = data.draw(st.integers(0, path.stat().st_size))
        os.truncate(path, cut)
        kept = list(log_at(path).entries())
        assert kept == entries[: len(kept)]
        if cut < START + 16:
            assert kept == []

        more = LogEntry(entries[-1].position, b"after the crash")
        write(log_at(path), [more])
        assert list(log_at(path).entries()) == [*kept, more]


@given(PAYLOADS, st.integers(16, 5000))
@settings(max_examples=30, deadline=None)
def test_unwritten_space_after_a_power_cut_is_cut_off(
    steps: list[tuple[int, bytes]], zeros: int
) -> None:
    with written(steps) as (path, entries):
        size = path.stat().st_size
        os.truncate(path, size - 10)  # inside the last record's tag
        os.truncate(path, size + zeros)
        assert list(log_at(path).entries()) == entries[:-1]

        write(log_at(path), entries[-1:])
        assert list(log_at(path).entries()) == entries


@given(PAYLOADS, st.data())
@settings(max_examples=25, deadline=None)
def test_any_altered_bit_is_found(steps: list[tuple[int, bytes]], data: st.DataObject) -> None:
    with written(steps) as (path, _):
        stored = bytearray(path.read_bytes())
        bit = data.draw(st.integers(0, len(stored) * 8 - 1))
        stored[bit // 8] ^= 1 << bit % 8
        path.write_bytes(stored)
        with pytest.raises(Tampered):
            list(log_at(path).entries())


def test_records_cannot_be_moved_or_carried_over(tmp_path: Path) -> None:
    same_size = [LogEntry(0, b"one"), LogEntry(0, b"two")]
    for name in ("a", "b"):
        write(log_at(tmp_path / name), same_size)
    first, other = ((tmp_path / name).read_bytes() for name in ("a", "b"))
    half = START + (len(first) - START) // 2

    (tmp_path / "swapped").write_bytes(first[:START] + first[half:] + first[START:half])
    (tmp_path / "spliced").write_bytes(first[:half] + other[half:])
    (tmp_path / "dropped").write_bytes(first[:START] + first[half:])
    for name in ("swapped", "spliced", "dropped"):
        with pytest.raises(Tampered):
            list(log_at(tmp_path / name).entries())
    with pytest.raises(Tampered):
        list(log_at(tmp_path / "a", context=b"s-2").entries())


def test_a_writer_refuses_to_go_on_after_altered_bytes(tmp_path: Path) -> None:
    path = tmp_path / "log"
    write(log_at(path), [LogEntry(0, b"words")])
    stored = bytearray(path.read_bytes())
    stored[-1] ^= 1
    path.write_bytes(stored)
    with pytest.raises(Tampered):
        log_at(path).append(1, b"more")
    assert path.read_bytes() == stored


def test_a_reader_sees_what_was_synced_and_reads_on(tmp_path: Path) -> None:
    writer, reader = log_at(tmp_path / "log"), log_at(tmp_path / "log")
    assert (list(reader.entries()), reader.last()) == ([], None)
    for position in range(500):
        writer.append(position, b"x")
    assert list(reader.entries()) == []
    writer.sync()
    assert [entry.position for entry in reader.entries()] == list(range(500))
    writer.append(500, b"y")
    writer.sync()
    assert list(reader.entries(500)) == [LogEntry(500, b"y")]
    assert [entry.position for entry in reader.entries(130)] == list(range(130, 501))
    assert reader.last() == LogEntry(500, b"y")
    writer.close()


def test_appends_from_many_threads_all_arrive_whole(tmp_path: Path) -> None:
    log = log_at(tmp_path / "log")

    def work(name: int) -> None:
        for count in range(50):
            log.append(0, f"{name}-{count}".encode())
            if count % 10 == 0:
                log.sync()

    threads = [threading.Thread(target=work, args=(name,)) for name in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    log.close()
    found = [entry.payload.decode() for entry in log_at(tmp_path / "log").entries()]
    assert sorted(found) == sorted(f"{name}-{count}" for name in range(4) for count in range(50))
    for name in range(4):
        own = [payload for payload in found if payload.startswith(f"{name}-")]
        assert own == [f"{name}-{count}" for count in range(50)]


def test_one_writer_at_a_time(tmp_path: Path) -> None:
    first, second = log_at(tmp_path / "log"), log_at(tmp_path / "log")
    first.append(0, b"x")
    with pytest.raises(VaultBusy):
        second.append(1, b"y")
    first.close()
    second.append(1, b"y")
    second.close()
    assert [entry.payload for entry in first.entries()] == [b"x", b"y"]
    with pytest.raises(ValueError, match="closed"):
        first.append(2, b"z")


def test_positions_never_decrease(tmp_path: Path) -> None:
    log = log_at(tmp_path / "log")
    log.append(5, b"x")
    with pytest.raises(ValueError, match="decrease"):
        log.append(4, b"y")
    log.close()
    with pytest.raises(ValueError, match="decrease"):
        log_at(tmp_path / "log").append(4, b"y")


def test_after_a_failed_fsync_nothing_unsynced_is_trusted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = log_at(tmp_path / "log")
    log.append(0, b"durable")
    log.sync()
    log.append(1, b"lost")
    with monkeypatch.context() as broken:

        def refuse(_handle: int) -> None:
            raise OSError(errno.EIO, os.strerror(errno.EIO))

        broken.setattr(os, "fsync", refuse)
        with pytest.raises(VaultUnusable):
            log.sync()
    with pytest.raises(VaultUnusable):
        log.append(2, b"more")
    log.close()

    again = log_at(tmp_path / "log")
    assert list(again.entries()) == [LogEntry(0, b"durable")]
    write(again, [LogEntry(1, b"sent again")])
    assert [entry.payload for entry in again.entries()] == [b"durable", b"sent again"]


WRITER = """
import sys
from pathlib import Path
from vault import SessionId, Vault, VaultOptions

log = Vault.open(VaultOptions(Path(sys.argv[1]))).log(SessionId("s-1"), "recording")
start = last.position + 1 if (last := log.last()) else 0
for position in range(start, start + 1_000_000):
    log.append(position, position.to_bytes(8) * 100)
    if position % 7 == 0:
        log.sync()
        print(position, flush=True)
"""


def test_killed_writer_loses_nothing_it_reported_synced(
    vault: Vault, session_id: SessionId, folder: Path
) -> None:
    for _ in range(2):
        command = [sys.executable, "-c", WRITER, str(folder)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            for _line in range(20):
                synced = int(process.stdout.readline())
            process.send_signal(signal.SIGKILL)
            rest = process.stdout.read().split()
        # a line cut in the middle by the kill would name too small a position, never too large
        synced = max(synced, *map(int, rest), 0)
        found = list(vault.log(session_id, "recording").entries())
        assert [entry.position for entry in found] == list(range(len(found)))
        assert all(entry.payload == entry.position.to_bytes(8) * 100 for entry in found)
        assert len(found) > synced


def test_nothing_of_the_payload_lies_open(
    vault: Vault, session_id: SessionId, folder: Path
) -> None:
    log = vault.log(session_id, "utterances")
    write(log, [LogEntry(0, b"a sentence nobody else may read")])
    stored = [path.read_bytes() for path in folder.rglob("*") if path.is_file()]
    assert len(stored) >= 3
    assert not any(b"sentence" in content for content in stored)
