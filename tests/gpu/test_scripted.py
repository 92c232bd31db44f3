import numpy as np
import pytest

from gpu import DecodeRequest, Priority, WorkerBusy
from gpu.scripted import ScriptedWorker


def tone(seconds, hertz=200):
    return (0.3 * np.sin(2 * np.pi * hertz * np.arange(int(16000 * seconds)) / 16000)).astype(
        np.float32
    )


async def test_it_counts_what_is_loud():
    worker = ScriptedWorker()
    decoded = await worker.decode(DecodeRequest(tone(2), Priority.FINAL))
    assert decoded.text == "one two three four"
    assert [(word.start_ms, word.end_ms) for word in decoded.words][-1] == (1500, 2000)


async def test_the_script_is_for_finals_and_failures_come_first():
    busy = WorkerBusy("full")
    worker = ScriptedWorker(finals=("as written",), failures=(busy,))
    assert (await worker.decode(DecodeRequest(tone(1), Priority.CAPTION))).text == "one two"
    with pytest.raises(WorkerBusy):
        await worker.decode(DecodeRequest(tone(1), Priority.FINAL))
    assert (await worker.decode(DecodeRequest(tone(1), Priority.FINAL))).text == "as written"
    assert (await worker.decode(DecodeRequest(tone(1), Priority.FINAL))).text == "one two"


async def test_speech_is_what_is_loud():
    worker = ScriptedWorker()
    heard, state = await worker.speech(np.concatenate([tone(0.512), np.zeros(8192)]), None)
    assert heard.tolist() == [1.0] * 16 + [0.0] * 16
    assert state is not None


async def test_two_voices_differ_and_one_is_itself():
    worker = ScriptedWorker()
    low, again, high = [
        await worker.embed(tone(1, hertz), Priority.SPEAKER) for hertz in (200, 200, 900)
    ]
    assert low @ again == 1.0
    assert low @ high == 0.0


async def test_activity_is_where_the_window_is_loud():
    window = np.concatenate([tone(5), np.zeros(80000, np.float32)])
    activity = await ScriptedWorker().segment(window, Priority.SPEAKER)
    assert activity.shape == (589, 3)
    assert activity[:290, 0].all()
    assert not activity[300:].any()
