"""A session's audio as it rests: an append-only log with any number of cursors.

The one hand-over point of the house. A writer appends; live transcription, playback, a reconnect
and recovery after a crash each read at their own pace, and none of them holds the writer.
"""

import asyncio
import threading
from collections import deque
from collections.abc import AsyncGenerator, Generator, Iterator
from contextlib import contextmanager, suppress
from itertools import pairwise
from typing import Final, TypeVar
from weakref import WeakValueDictionary

import numpy as np
from numpy.typing import NDArray

from ingest.audio import AudioChunk
from ingest.errors import SessionOver
from ingest.session import Session, SessionState
from vault import NotHeld, SessionId, Vault, VaultError, lineage_of

AUDIO_LOG: Final = "audio"
"""Entries: position = first sample frame; payload = 16-bit little-endian PCM, interleaved."""
_Item = TypeVar("_Item")
_STRETCH_S: Final = 30
"""Audio that a follower takes from the log at a time."""
_TAIL_S: Final = 5
"""Durable audio that stays in memory while a connection feeds the recording, so that followers
who keep up need not read and decrypt what was written a moment ago."""


class Recording:
    """Obtain through `Recordings.of`: one object per session and process, one writer at a time.

    Positions are sample frames at the received rate, from session start. `append` only keeps
    the chunk in memory; `sync`, `seal` and `read` wait for the disk: call them off the event loop.
    """

    def __init__(self, vault: Vault, session: Session) -> None:
        if session.sample_rate is None or session.channels is None:
            raise ValueError("the session was not started, so its recording has no format")
        self.session_id = session.session_id
        self.sample_rate = session.sample_rate
        self.channels = session.channels
        self._vault = vault
        self._log = vault.log(session.session_id, AUDIO_LOG)
        self._state = threading.Lock()
        self._disk = threading.Lock()
        self._followers: set[_Follower] = set()
        self._sealed = session.state not in (SessionState.OPEN, SessionState.STREAMING)
        self._pending: list[AudioChunk] = []
        self._tail: deque[AudioChunk] = deque()
        self._durable_end = self._end = self._stored_end()

    @property
    def end(self) -> int:
        """Everything appended, durable or not."""
        return self._end

    @property
    def durable_end(self) -> int:
        """Everything that a power cut leaves."""
        return self._durable_end

    @property
    def unsynced_bytes(self) -> int:
        return (self._end - self._durable_end) * self.channels * 2

    @property
    def sealed(self) -> bool:
        return self._sealed

    def append(self, chunk: AudioChunk) -> None:
        """Take the chunk that follows the last; durable after the next `sync`.

        Raises ValueError where it does not follow, `SessionOver` after `seal`.
        """
        with self._state:
            if self._sealed:
                raise SessionOver("The session has ended and takes no more audio.")
            if chunk.start != self._end or chunk.samples.shape[1:] != (self.channels,):
                raise ValueError("the chunk does not follow the recording")
            self._pending.append(chunk)
            self._end = chunk.end

    def sync(self) -> int:
        """Make all that was appended durable and wake the followers; gives the durable end.

        Where it fails (`KeyDestroyed`, `VaultUnusable`, `VaultBusy`) the recording is back at
        its durable end, and the next append tries anew.
        """
        with self._disk:
            with self._state:
                pending, self._pending = self._pending, []
            if not pending:
                return self._durable_end
            fresh = _joined(pending)
            try:
                for start, payload in _entries(fresh):
                    self._log.append(start, payload)
                self._log.sync()
            except BaseException:
                self._fall_back()
                raise
            self._grow_tail(fresh)
            self._durable_end = fresh.end
        self._wake()
        return self._durable_end

    def rest(self) -> None:
        """Sync, and let go of the log file; the next append takes it up again."""
        try:
            self.sync()
        finally:
            with self._disk:
                self._renew_log()

    def seal(self) -> None:
        """Sync; nothing more will come. Followers end once they have read everything."""
        self.rest()
        with self._state:
            self._sealed = True
        self._wake()

    def read(self, from_frame: int = 0) -> Iterator[AudioChunk]:
        """The durable audio from `from_frame` to the end it has now. Blocks; close when done.

        Raises `KeyDestroyed`, `Tampered`.
        """
        with _closing(self._log.entries(from_frame)) as entries:
            for entry in entries:
                samples = _samples(entry.payload, self.channels)
                if entry.position + len(samples) > from_frame:
                    chunk = AudioChunk(entry.position, samples, self.sample_rate)
                    yield _from(chunk, from_frame)

    def probe(self) -> None:
        """Raise now what would keep its end from being read: `NotHeld` (nothing was recorded, or
        retention destroyed it), `KeyDestroyed`, `Tampered`."""
        if not self.stretch(max(0, self._durable_end - 1)):
            raise NotHeld("The session holds no audio.")

    async def follow(self, from_frame: int = 0) -> AsyncGenerator[AudioChunk, None]:
        """As `read`, and then on with what is added, until the recording is sealed."""
        position = from_frame
        with self._listening() as woken:
            while True:
                woken.clear()
                sealed = self._sealed
                batch = self._recent(position)
                if batch is None:
                    batch = await asyncio.to_thread(self.stretch, position)
                for chunk in batch:
                    yield chunk
                    position = chunk.end
                if not batch:
                    if sealed:
                        return
                    await woken.wait()

    def stretch(self, from_frame: int) -> list[AudioChunk]:
        """The next 30 s or so of durable audio, or what there is. Blocks; errors as `read`."""
        if from_frame >= self._durable_end:
            return []
        batch: list[AudioChunk] = []
        with _closing(self.read(from_frame)) as chunks:
            for chunk in chunks:
                batch.append(chunk)
                if chunk.end - from_frame >= _STRETCH_S * self.sample_rate:
                    break
        return batch

    def _recent(self, from_frame: int) -> list[AudioChunk] | None:
        """As `stretch`, from memory; None where it has to be read from the log."""
        if from_frame >= self._durable_end:
            return []
        with self._state:
            tail = [chunk for chunk in self._tail if chunk.end > from_frame]
        if not tail or tail[0].start > from_frame:
            return None
        return [_from(tail[0], from_frame), *tail[1:]]

    def _grow_tail(self, fresh: AudioChunk) -> None:
        with self._state:
            self._tail.append(fresh)
            while self._tail[-1].end - self._tail[0].end >= _TAIL_S * self.sample_rate:
                self._tail.popleft()

    @contextmanager
    def _listening(self) -> Iterator[asyncio.Event]:
        follower = _Follower(asyncio.get_running_loop())
        with self._state:
            self._followers.add(follower)
        try:
            yield follower.woken
        finally:
            with self._state:
                self._followers.discard(follower)

    def _wake(self) -> None:
        with self._state:
            followers = list(self._followers)
        for follower in followers:
            follower.wake()

    def _fall_back(self) -> None:
        """To what the log holds now; where the key is gone, or the disk, that no longer matters."""
        with suppress(VaultError):
            self._renew_log()
        with suppress(VaultError):
            self._durable_end = self._stored_end()
        with self._state:
            self._pending = []
            self._end = self._durable_end

    def _renew_log(self) -> None:
        with self._state:
            self._tail.clear()
        old, self._log = self._log, self._vault.log(self.session_id, AUDIO_LOG)
        old.close()

    def _stored_end(self) -> int:
        last = self._log.last()
        return 0 if last is None else last.position + len(last.payload) // (2 * self.channels)


class Recordings:
    """The recordings of this process: the same object for everyone who asks for a session's."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault
        self._lock = threading.Lock()
        self._held: WeakValueDictionary[SessionId, Recording] = WeakValueDictionary()

    def kept(self, session: Session) -> bool:
        """Whether there is a key to open the session's recording with: not where the consent was
        withdrawn, or where its time was over."""
        return self._vault.keys.opens(session.session_id, lineage_of(AUDIO_LOG))

    def of(self, session: Session) -> Recording:
        """Blocks. Raises ValueError where the session was never started, `KeyDestroyed`."""
        with self._lock:
            held = self._held.get(session.session_id)
            if held is None:
                held = self._held[session.session_id] = Recording(self._vault, session)
            return held

    def most_unsynced_s(self) -> float:
        """Of all in use, the most that came and a power cut would take, in seconds."""
        with self._lock:
            held = list(self._held.values())
        return max(((one.end - one.durable_end) / one.sample_rate for one in held), default=0.0)


class _Follower:
    """A cursor's bell; may be rung from any thread."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self.woken = asyncio.Event()

    def wake(self) -> None:
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self.woken.set)


def _joined(chunks: list[AudioChunk]) -> AudioChunk:
    samples = np.concatenate([chunk.samples for chunk in chunks])
    return AudioChunk(chunks[0].start, samples, chunks[0].sample_rate)


def _from(chunk: AudioChunk, frame: int) -> AudioChunk:
    """Without what comes before `frame`."""
    skipped = max(0, frame - chunk.start)
    return AudioChunk(chunk.start + skipped, chunk.samples[skipped:], chunk.sample_rate)


def _entries(chunk: AudioChunk) -> Iterator[tuple[int, bytes]]:
    """Of at most a second each."""
    cuts = [*range(0, len(chunk.samples), chunk.sample_rate), len(chunk.samples)]
    for first, last in pairwise(cuts):
        samples = chunk.samples[first:last].astype("<i2", copy=False)
        yield chunk.start + first, samples.tobytes()


def _samples(payload: bytes, channels: int) -> NDArray[np.int16]:
    flat = np.frombuffer(payload, dtype="<i2").astype(np.int16, copy=False)
    return flat.reshape(-1, channels)


@contextmanager
def _closing(items: Iterator[_Item]) -> Iterator[Iterator[_Item]]:
    """Close a generator, and the file it reads, also where it is not read to its end."""
    try:
        yield items
    finally:
        if isinstance(items, Generator):
            items.close()
