"""A transcript as people say that it was."""

import json
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from diarize.correction import (
    Correction,
    corrected,
    correction_from_json,
    correction_to_json,
    known_speakers,
    moved_turns,
)
from diarize.transcript import Transcript
from diarize.turn import Speaker, SpeakerRole, Turn

AT = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
CLINICIAN, CLIENT, OTHER = SpeakerRole.CLINICIAN, SpeakerRole.CLIENT, SpeakerRole.OTHER


def session() -> Transcript:
    """S1 and S2 in turns, S3 once."""
    owners = ("S1", "S2", "S1", "S2", "S3")
    return Transcript(
        "ses-1",
        5000,
        "en",
        (
            Speaker("S1", CLIENT, 0.6, 0),
            Speaker("S2", CLINICIAN, 0.6, 1),
            Speaker("S3", OTHER, 0.3, None),
        ),
        tuple(
            Turn(f"t{n}", owner, n * 1000, n * 1000 + 900, f"Words {n}.", n == 2, ())
            for n, owner in enumerate(owners, start=1)
        ),
    )


def of(roles: dict[str, SpeakerRole] | None = None, **turns: str) -> Correction:
    return Correction("dr-lee", AT, roles or {}, turns)


def test_without_corrections_nothing_changes() -> None:
    assert corrected(session(), ()) is not None
    assert corrected(session(), ()) == session()


def test_a_swap_changes_roles_and_nothing_else() -> None:
    swapped = corrected(session(), [of({"S1": CLINICIAN, "S2": CLIENT})])
    assert [(s.speaker_id, s.role, s.role_confidence) for s in swapped.speakers] == [
        ("S1", CLINICIAN, 1.0),
        ("S2", CLIENT, 1.0),
        ("S3", OTHER, 0.3),
    ]
    assert [s.channel for s in swapped.speakers] == [0, 1, None]
    assert swapped.turns == session().turns
    assert swapped.version == 1
    assert moved_turns(session(), swapped) == {"t1", "t2", "t3", "t4"}


def test_one_turn_goes_to_another_speaker() -> None:
    moved = corrected(session(), [of(t2="S1")])
    assert [turn.speaker_id for turn in moved.turns] == ["S1", "S1", "S1", "S2", "S3"]
    assert moved_turns(session(), moved) == {"t2"}
    assert moved.speakers == session().speakers


def test_who_is_left_without_a_turn_is_not_listed_and_can_come_back() -> None:
    gone = of(t5="S2")
    assert [s.speaker_id for s in corrected(session(), [gone]).speakers] == ["S1", "S2"]
    assert "S3" in known_speakers(session(), [gone])
    back = corrected(session(), [gone, of(t5="S3")])
    assert (back.speakers, back.turns) == (session().speakers, session().turns)


def test_a_person_nobody_heard_gets_a_place() -> None:
    told = corrected(session(), [of({"S4": OTHER}, t3="S4")])
    assert told.speakers[-1] == Speaker("S4", OTHER, 1.0, None)
    assert told.role_of("S4") is OTHER
    assert list(known_speakers(session(), [of(t3="S4")])) == ["S1", "S2", "S3", "S4"]


def test_the_last_word_stands() -> None:
    told = corrected(session(), [of({"S1": CLINICIAN}, t1="S2"), of({"S1": OTHER}, t1="S3")])
    assert (told.role_of("S1"), told.turns[0].speaker_id, told.version) == (OTHER, "S3", 2)


_SPEAKERS = st.sampled_from(["S1", "S2", "S3", "S9"])
_CORRECTIONS = st.builds(
    Correction,
    st.just("dr-lee"),
    st.just(AT),
    st.dictionaries(_SPEAKERS, st.sampled_from([CLINICIAN, CLIENT, OTHER])),
    st.dictionaries(st.sampled_from(["t1", "t2", "t3", "t4", "t5"]), _SPEAKERS),
)


@given(st.lists(_CORRECTIONS, max_size=4))
def test_words_times_and_ids_stay_and_every_turn_has_a_listed_speaker(
    corrections: list[Correction],
) -> None:
    told = corrected(session(), corrections)
    assert [(t.turn_id, t.start_ms, t.end_ms, t.text, t.overlap) for t in told.turns] == [
        (t.turn_id, t.start_ms, t.end_ms, t.text, t.overlap) for t in session().turns
    ]
    assert {t.speaker_id for t in told.turns} == {s.speaker_id for s in told.speakers}
    assert len({s.speaker_id for s in told.speakers}) == len(told.speakers)


@given(_CORRECTIONS)
def test_a_correction_is_read_as_it_was_written(correction: Correction) -> None:
    held = json.loads(json.dumps(correction_to_json(correction)))
    assert correction_from_json(held) == correction
