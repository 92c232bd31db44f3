"""The recording and its cursors."""

import asyncio
from contextlib import aclosing
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest import AudioChunk, AudioFormat, Encoding, Session, SessionOver, SessionState
from ingest.door import Door
from ingest.recording import Recording, Recordings
from vault import KeyDestroyed, Principal, Vault, VaultBusy, VaultUnusable

RATE = 8000


@pytest.fixture
def recording(door: Door, session: Session, clinician: Principal) -> Recording:
    return door.recordings.of(started(door, session, clinician))


def started(door: Door, session: Session, clinician: Principal, channels: int = 1) -> Session:
    declared = AudioFormat(Encoding.PCM_S16LE, RATE, channels)
    return door.sessions.start(clinician, session.session_id, declared)


def noise(frames: int, channels: int = 1) -> np.ndarray:
    return np.random.default_rng(frames).integers(-999, 999, (frames, channels)).astype(np.int16)


def append(recording: Recording, samples: np.ndarray) -> None:
    recording.append(AudioChunk(recording.end, samples, RATE))


def all_of(recording: Recording, from_frame: int = 0) -> np.ndarray:
    chunks = list(recording.read(from_frame))
    if not chunks:
        return np.zeros((0, recording.channels), np.int16)
    assert chunks[0].start == from_frame
    for before, after in pairwise(chunks):
        assert before.end == after.start
    return np.concatenate([chunk.samples for chunk in chunks])


def test_only_what_is_synced_is_there(recording: Recording) -> None:
    append(recording, noise(100))
    assert (recording.end, recording.durable_end, recording.unsynced_bytes) == (100, 0, 200)
    assert len(all_of(recording)) == 0
    assert recording.sync() == 100
    assert (recording.durable_end, recording.unsynced_bytes) == (100, 0)
    assert np.array_equal(all_of(recording), noise(100))


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(parts=st.lists(st.integers(0, 3 * RATE), max_size=6), data=st.data())
def test_reading_from_anywhere(
    door: Door, clinician: Principal, session: Session, parts: list[int], data: st.DataObject
) -> None:
    again = door.sessions.open(
        clinician, consent_id=session.consent_id, clinician_ref=None, source=session.source
    )
    recording = door.recordings.of(started(door, again, clinician, channels=2))
    everything = noise(sum(parts), 2)
    for part in parts:
        append(recording, everything[recording.end :][:part])
        if data.draw(st.booleans()):
            recording.sync()
    recording.rest()
    place = data.draw(st.integers(0, max(0, sum(parts) - 1)))
    assert np.array_equal(all_of(recording, place), everything[place:])


def test_what_does_not_follow_is_refused(recording: Recording) -> None:
    with pytest.raises(ValueError, match="follow"):
        recording.append(AudioChunk(1, noise(5), RATE))
    with pytest.raises(ValueError, match="follow"):
        recording.append(AudioChunk(0, noise(5, 2), RATE))


def test_another_process_goes_on_where_it_ended(
    recording: Recording, door: Door, vault: Vault, clinician: Principal
) -> None:
    append(recording, noise(RATE * 2 + 10))
    recording.rest()
    session = door.sessions.get(recording.session_id)
    elsewhere = Recordings(vault).of(session)
    assert elsewhere is not recording
    assert elsewhere.end == RATE * 2 + 10
    append(elsewhere, noise(5))
    elsewhere.seal()
    assert np.array_equal(all_of(elsewhere, RATE * 2 + 10), noise(5))


def test_the_same_object_for_all(recording: Recording, door: Door) -> None:
    assert door.recordings.of(door.sessions.get(recording.session_id)) is recording


def test_nothing_after_the_seal(recording: Recording, door: Door) -> None:
    append(recording, noise(10))
    recording.seal()
    recording.seal()
    with pytest.raises(SessionOver):
        append(recording, noise(1))
    door.sessions.move(recording.session_id, SessionState.FINISHING)
    later = Recordings(door.vault).of(door.sessions.get(recording.session_id))
    assert later.sealed
    assert np.array_equal(all_of(later), noise(10))


async def test_followers_read_everything_and_end(recording: Recording) -> None:
    everything = noise(RATE * 3)
    heard: list[AudioChunk] = []
    caught_up = asyncio.Event()

    async def follow() -> None:
        async with aclosing(recording.follow(10)) as chunks:
            async for chunk in chunks:
                heard.append(chunk)
                if chunk.end == recording.durable_end:
                    caught_up.set()

    append(recording, everything[:RATE])
    await asyncio.to_thread(recording.sync)
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(follow())
        await caught_up.wait()
        for second in (1, 2):
            append(recording, everything[second * RATE :][:RATE])
            await asyncio.to_thread(recording.sync)
        await asyncio.to_thread(recording.seal)
    assert np.array_equal(np.concatenate([chunk.samples for chunk in heard]), everything[10:])


async def test_a_follower_who_keeps_up_need_not_read_the_log(
    recording: Recording, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read(*_: object) -> None:
        raise AssertionError("the log was read")

    monkeypatch.setattr(Recording, "stretch", read)
    everything = noise(RATE * 20)
    heard: list[AudioChunk] = []
    async with asyncio.timeout(10), aclosing(recording.follow()) as chunks:
        for second in range(20):
            append(recording, everything[second * RATE :][:RATE])
            await asyncio.to_thread(recording.sync)
            heard.append(await anext(chunks))
    assert np.array_equal(np.concatenate([chunk.samples for chunk in heard]), everything)


async def test_one_who_lags_reads_it_from_the_log(recording: Recording) -> None:
    everything = noise(RATE * 20)
    for second in range(20):
        append(recording, everything[second * RATE :][:RATE])
        recording.sync()
    assert sum(len(chunk.samples) for chunk in recording._tail) <= 6 * RATE
    heard: list[AudioChunk] = []
    async with asyncio.timeout(10), aclosing(recording.follow(5)) as chunks:
        async for chunk in chunks:
            heard.append(chunk)
            if chunk.end == len(everything):
                break
    assert np.array_equal(np.concatenate([chunk.samples for chunk in heard]), everything[5:])


def test_without_a_connection_no_audio_stays_in_memory(recording: Recording) -> None:
    append(recording, noise(RATE))
    recording.sync()
    assert recording._recent(0)
    recording.rest()
    assert recording._recent(0) is None


async def test_following_a_sealed_recording(recording: Recording) -> None:
    append(recording, noise(RATE * 70))
    recording.seal()
    heard = [chunk async for chunk in recording.follow()]
    assert sum(len(chunk.samples) for chunk in heard) == RATE * 70


def test_a_failed_disk_loses_nothing_acknowledged(
    recording: Recording, monkeypatch: pytest.MonkeyPatch
) -> None:
    append(recording, noise(10))
    recording.sync()
    append(recording, noise(20))
    with monkeypatch.context() as broken:

        def fail(_: object) -> None:
            raise VaultUnusable("no space left")

        broken.setattr(type(recording._log), "sync", fail)
        with pytest.raises(VaultUnusable):
            recording.sync()
    assert recording.end == recording.durable_end
    append(recording, noise(30))
    recording.sync()
    assert np.array_equal(all_of(recording)[:10], noise(10))
    assert np.array_equal(all_of(recording)[-30:], noise(30))


def test_a_destroyed_key_ends_it(recording: Recording, door: Door, clinician: Principal) -> None:
    append(recording, noise(10))
    recording.sync()
    append(recording, noise(10))
    consent_id = door.sessions.get(recording.session_id).consent_id
    door.consents.revoke(clinician, consent_id, "")
    with pytest.raises(KeyDestroyed):
        recording.sync()
    assert not recording._tail
    with pytest.raises(KeyDestroyed):
        list(recording.read())
    with pytest.raises(KeyDestroyed):
        recording.probe()


async def test_recordings_are_committed_together_and_fail_alone(
    recording: Recording, door: Door, session: Session, clinician: Principal
) -> None:
    consent_id = door.sessions.get(recording.session_id).consent_id
    others = []
    for _ in range(12):
        opened = door.sessions.open(
            clinician, consent_id=consent_id, clinician_ref=None, source=session.source
        )
        others.append(door.recordings.of(started(door, opened, clinician)))
    rival = Recordings(door.vault).of(door.sessions.get(recording.session_id))
    append(rival, noise(3))
    rival.sync()  # holds the log from now on
    for one in (recording, *others):
        append(one, noise(10))
    ends = await asyncio.gather(
        *(door.commits.of(one) for one in (recording, *others)), return_exceptions=True
    )
    assert isinstance(ends[0], VaultBusy)
    assert ends[1:] == [10] * 12
    assert all(len(all_of(one)) == 10 for one in others)
    rival.rest()


def test_nothing_rests_in_the_clear(recording: Recording, tmp_path: Path) -> None:
    samples = noise(RATE)
    append(recording, samples)
    recording.sync()
    files = [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()]
    assert sum(map(len, files)) > samples.nbytes
    for start in range(0, samples.nbytes, 997):
        piece = samples.tobytes()[start : start + 12]
        assert not any(piece in data for data in files)


def test_a_session_not_started_has_none(door: Door, session: Session) -> None:
    with pytest.raises(ValueError, match="not started"):
        door.recordings.of(session)
