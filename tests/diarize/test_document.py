import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diarize import (
    MalformedTranscript,
    Speaker,
    SpeakerRole,
    Transcript,
    Turn,
    transcript_from_json,
    transcript_to_json,
)
from transcribe import Word

times = st.integers(0, 9_000_000)
thousandths = st.integers(0, 1000).map(lambda n: n / 1000)
words = st.builds(Word, st.text(max_size=8), times, times, thousandths)
turns = st.builds(
    Turn,
    st.text(max_size=4),
    st.sampled_from(["S1", "S2"]),
    times,
    times,
    st.text(max_size=20),
    st.booleans(),
    st.lists(words, max_size=3).map(tuple),
    st.sampled_from([None, "en", "de"]),
)
listed = st.tuples(
    st.builds(Speaker, st.just("S1"), st.sampled_from(SpeakerRole), thousandths, st.none()),
    st.builds(Speaker, st.just("S2"), st.sampled_from(SpeakerRole), thousandths, st.integers(0, 1)),
)
transcripts = st.builds(
    Transcript,
    st.text(max_size=8),
    times,
    st.sampled_from(["en", "de"]),
    listed,
    st.lists(turns, max_size=4).map(tuple),
    st.dictionaries(st.text(max_size=4), st.text(max_size=4), max_size=2),
)


@settings(deadline=None)
@given(transcripts)
def test_what_is_written_is_read(told: Transcript) -> None:
    assert transcript_from_json(json.loads(json.dumps(transcript_to_json(told)))) == told


def test_times_are_seconds_outside(transcript: Transcript) -> None:
    document = transcript_to_json(replace(transcript, duration_ms=5_001))
    assert document["duration"] == 5.001
    assert document["turns"][0]["start"] == 1.0  # type: ignore[index]


def test_a_users_file_needs_turns_alone() -> None:
    told = transcript_from_json(
        {"turns": [{"speaker": "clinician", "text": "Hello.", "start": 0, "end": 1.5}]}
    )
    assert told.role_of("clinician") is SpeakerRole.CLINICIAN
    assert told.duration_ms == 1_500
    assert told.turns[0].turn_id == "t1"


SECRET = "drinks at night"


@pytest.mark.parametrize(
    "document",
    [
        None,
        [],
        {},
        {"turns": SECRET},
        {"turns": [SECRET]},
        {"turns": [{"speaker": "S1", "text": SECRET, "start": SECRET, "end": 1}]},
        {"turns": [{"speaker": "S1", "text": SECRET, "start": -1, "end": 1}]},
        {"turns": [{"speaker": "S1", "text": SECRET, "start": float("nan"), "end": 1}]},
        {"turns": [{"speaker": 1, "text": SECRET, "start": 0, "end": 1}]},
        {"turns": [], "speakers": [{"id": "S1", "role": SECRET}]},
        {"turns": [], "speakers": [{"id": "S1", "channel": True}]},
        {"turns": [], "duration": None},
    ],
)
def test_a_malformed_file_is_refused_without_repeating_it(document: object) -> None:
    with pytest.raises(MalformedTranscript) as refusal:
        transcript_from_json(document)
    assert SECRET not in str(refusal.value)
