import os
import subprocess
import sys

from inglenook.benchmark.processes import Process, ProcessTree, read_stat, tree_of

BUSY = "import time\nwhile time.process_time() < {seconds}: pass\n"


def process(pid: int, parent: int, session: int) -> Process:
    return Process(pid, parent, session, 1.0, 100)


def test_a_tree_is_who_descends_or_shares_the_session() -> None:
    others = [process(1, 0, 1), process(2, 1, 2)]
    mine = [process(10, 2, 10), process(11, 10, 10), process(12, 11, 12), process(13, 1, 10)]
    assert tree_of(10, others + mine) == mine
    assert tree_of(99, others + mine) == []


def test_a_command_may_have_any_name() -> None:
    rest = "S 7 8 9 0 -1 0 0 0 0 0 100 200 300 400 20 0 1 0 5 4096 25"
    stat = read_stat(f"42 (odd ) (name) {rest}")
    ticks = os.sysconf("SC_CLK_TCK")
    assert (stat.pid, stat.parent, stat.session) == (42, 7, 9)
    assert stat.cpu_s == 1000 / ticks
    assert stat.rss_bytes == 25 * os.sysconf("SC_PAGE_SIZE")


def test_children_count_with_their_parent_alive_and_ended() -> None:
    child = f"import subprocess, sys; {BUSY.format(seconds=0.2)!s}"
    program = (
        "import subprocess, sys\n"
        f"subprocess.run([sys.executable, '-c', {BUSY.format(seconds=0.3)!r}], check=True)\n"
        f"child = subprocess.Popen([sys.executable, '-c', {child + 'input()'!r}],"
        " stdin=subprocess.PIPE, stdout=subprocess.PIPE)\n"
        "print('ready', flush=True)\n"
        "input()\n"
        "child.communicate(b'go')\n"
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", program],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        start_new_session=True,
    )
    assert parent.stdin is not None and parent.stdout is not None
    tree = ProcessTree(parent.pid)
    try:
        parent.stdout.readline()
        spent_s = tree.look()
        assert spent_s >= 0.3
        assert tree.peak_rss_bytes > 5_000_000
    finally:
        parent.communicate(b"go\n")
    assert tree.look() == spent_s
    assert [spent for _, spent in tree.looks] == [spent_s, spent_s]


def test_what_was_spent_between_two_looks_is_shared_out() -> None:
    tree = ProcessTree(1, looks=[(10.0, 4.0), (12.0, 8.0)])
    assert [tree.cpu_at(moment_s) for moment_s in (9.0, 10.5, 13.0)] == [4.0, 5.0, 8.0]
