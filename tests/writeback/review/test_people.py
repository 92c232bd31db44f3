"""Whom the page names, and what it offers to say of them."""

import json
from dataclasses import replace

import pytest

from diarize.transcript import Transcript
from diarize.turn import Speaker, SpeakerRole, Turn
from writeback.review.people import SURE_OF_ROLE, people_of

CLINICIAN, CLIENT = SpeakerRole.CLINICIAN, SpeakerRole.CLIENT
OTHER, UNKNOWN = SpeakerRole.OTHER, SpeakerRole.UNKNOWN


def session(*roles: SpeakerRole, sure: float = 0.95) -> Transcript:
    speakers = tuple(Speaker(f"S{n}", role, sure, None) for n, role in enumerate(roles, start=1))
    turns = tuple(
        Turn(f"t-{s.speaker_id}", s.speaker_id, 0, 9, "Yes.", False, ()) for s in speakers
    )
    return Transcript("ses-1", 9, "en", speakers, turns)


def offered(transcript: Transcript, speaker: str) -> dict[str, dict[str, str]]:
    return {offer.title: json.loads(offer.roles) for offer in people_of(transcript)[speaker].offers}


def test_of_two_one_is_what_the_other_is_not() -> None:
    assert offered(session(CLIENT, CLINICIAN), "S1") == {
        "This is the clinician": {"S1": "clinician", "S2": "client"},
        "This is the client": {"S1": "client", "S2": "clinician"},
        "This is another person": {"S1": "other"},
    }
    assert offered(session(UNKNOWN, UNKNOWN), "S2")["This is the client"] == {
        "S2": "client",
        "S1": "clinician",
    }
    assert offered(session(CLIENT, OTHER), "S1")["This is the clinician"] == {"S1": "clinician"}


def test_of_three_nothing_follows_for_the_others() -> None:
    chosen = offered(session(CLINICIAN, CLIENT, OTHER), "S3")["This is the clinician"]
    assert chosen == {"S3": "clinician"}, "one person may have been heard as two"


@pytest.mark.parametrize(
    ("roles", "swap"),
    [
        ((CLINICIAN, CLIENT), {"S1": "client", "S2": "clinician"}),
        ((CLIENT, CLIENT), None),
        ((CLINICIAN, UNKNOWN), None),
        ((CLINICIAN, CLIENT, OTHER), None),
    ],
)
def test_only_two_are_swapped(roles: tuple[SpeakerRole, ...], swap: object) -> None:
    told = people_of(session(*roles)).swap
    assert (told if told is None else json.loads(told)) == swap


def test_several_of_one_role_are_told_apart() -> None:
    names = [person.name for person in people_of(session(CLINICIAN, CLIENT, CLIENT)).persons]
    assert names == ["Clinician", "Client S2", "Client S3"]


def test_a_role_that_may_well_be_wrong_is_asked_about() -> None:
    assert not people_of(session(CLINICIAN, CLIENT, sure=SURE_OF_ROLE)).unsure
    assert people_of(session(CLINICIAN, CLIENT, sure=SURE_OF_ROLE - 0.01)).unsure
    assert people_of(session(CLINICIAN, UNKNOWN, sure=1.0)).unsure


def test_turns_are_counted() -> None:
    one = session(CLINICIAN, CLIENT)
    more = replace(one, turns=(*one.turns, replace(one.turns[0], turn_id="t-9")))
    assert [person.turns for person in people_of(more).persons] == [2, 1]
