"""The people of a session as the review page names them, and what it offers to say of each."""

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from diarize.transcript import Transcript
from diarize.turn import Speaker, SpeakerRole

SURE_OF_ROLE = 0.9
"""A role's confidence is a probability: under this, one session in ten and more would have it
wrong, and a person is asked to look."""

ROLE_TITLES: Mapping[SpeakerRole, str] = {
    SpeakerRole.CLINICIAN: "Clinician",
    SpeakerRole.CLIENT: "Client",
    SpeakerRole.OTHER: "Other",
    SpeakerRole.UNKNOWN: "Unknown speaker",
}
_OFFERED = {
    SpeakerRole.CLINICIAN: "This is the clinician",
    SpeakerRole.CLIENT: "This is the client",
    SpeakerRole.OTHER: "This is another person",
}
_OPPOSITE = {
    SpeakerRole.CLINICIAN: SpeakerRole.CLIENT,
    SpeakerRole.CLIENT: SpeakerRole.CLINICIAN,
}


@dataclass(frozen=True, slots=True)
class Offer:
    """A part that a voice can be given."""

    title: str
    roles: str
    """JSON of the parts that follow, by speaker id."""
    current: bool


@dataclass(frozen=True, slots=True)
class Person:
    """One voice."""

    speaker_id: str
    name: str
    role: SpeakerRole
    sure: bool
    turns: int
    offers: tuple[Offer, ...]


@dataclass(frozen=True, slots=True)
class People:
    """All voices of a session, in the transcript's order."""

    persons: tuple[Person, ...]
    swap: str | None
    """JSON of the parts of two people the other way round; None where there are not two."""
    now: str
    """JSON of the parts as they are."""

    def __getitem__(self, speaker_id: str) -> Person:
        return next(person for person in self.persons if person.speaker_id == speaker_id)

    @property
    def unsure(self) -> bool:
        return not all(person.sure for person in self.persons)


def people_of(transcript: Transcript) -> People:
    turns = Counter(turn.speaker_id for turn in transcript.turns)
    persons = tuple(
        Person(
            speaker.speaker_id,
            _name(speaker, transcript),
            speaker.role,
            speaker.role_confidence >= SURE_OF_ROLE and speaker.role is not SpeakerRole.UNKNOWN,
            turns[speaker.speaker_id],
            tuple(_offers(speaker, transcript)),
        )
        for speaker in transcript.speakers
    )
    now = {speaker.speaker_id: speaker.role for speaker in transcript.speakers}
    return People(persons, _swapped(now), json.dumps(now))


def _offers(speaker: Speaker, transcript: Transcript) -> list[Offer]:
    return [
        Offer(title, json.dumps(_following(speaker, role, transcript)), speaker.role is role)
        for role, title in _OFFERED.items()
    ]


def _following(
    speaker: Speaker, role: SpeakerRole, transcript: Transcript
) -> dict[str, SpeakerRole]:
    """Of two people, clinician and client, one is what the other is not; of more nothing follows,
    for one person may have been heard as two."""
    roles = {speaker.speaker_id: role}
    others = [s for s in transcript.speakers if s.speaker_id != speaker.speaker_id]
    if len(others) == 1 and role in _OPPOSITE and others[0].role is not SpeakerRole.OTHER:
        roles[others[0].speaker_id] = _OPPOSITE[role]
    return roles


def _swapped(now: Mapping[str, SpeakerRole]) -> str | None:
    if len(now) != 2 or set(now.values()) != set(_OPPOSITE):
        return None
    return json.dumps({speaker: _OPPOSITE[role] for speaker, role in now.items()})


def _name(speaker: Speaker, transcript: Transcript) -> str:
    """With its id where several have that role."""
    title = ROLE_TITLES[speaker.role]
    alone = sum(other.role is speaker.role for other in transcript.speakers) == 1
    return title if alone else f"{title} {speaker.speaker_id}"
