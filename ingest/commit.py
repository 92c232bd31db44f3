"""Group commit: what came on all streams is made durable together.

One file system journal serves all recordings: syncs that run beside each other share its commits,
and cost a fraction of as many in a row.
"""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Final

from ingest.recording import Recording
from ingest.rounds import Rounds

_AT_ONCE: Final = 8


def group_commit(interval_s: float) -> Rounds[Recording, int]:
    """Ask it for a recording: gives the durable end once that was synced. Raises what
    `Recording.sync` raises for this recording alone."""
    threads = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="sync")
    return Rounds("commit", interval_s, partial(_sync_all, threads))


def _sync_all(
    threads: ThreadPoolExecutor, recordings: Sequence[Recording]
) -> list[int | Exception]:
    return list(threads.map(_sync, recordings))


def _sync(recording: Recording) -> int | Exception:
    try:
        return recording.sync()
    except Exception as error:
        return error
