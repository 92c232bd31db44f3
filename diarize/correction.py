"""What a person set right about who spoke, and a transcript with that applied.

The machine's transcript stays as it was settled; corrections lie beside it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from diarize.transcript import Transcript
from diarize.turn import Speaker, SpeakerRole


@dataclass(frozen=True, slots=True)
class Correction:
    """One act of one person."""

    by: str
    at: datetime
    roles: Mapping[str, SpeakerRole]
    """Whole speakers, by id."""
    turns: Mapping[str, str]
    """Single turns, by id, and the speaker whose they are; one that was not heard is new."""


def corrected(transcript: Transcript, corrections: Sequence[Correction]) -> Transcript:
    """As people say that it was: the last word on a speaker or a turn stands.

    Turns keep their ids and places, so that evidence stays where it points. A role that a person
    named is certain; a speaker who is left without a turn is not listed any more.
    """
    if not corrections:
        return transcript
    roles: dict[str, SpeakerRole] = {}
    owners: dict[str, str] = {}
    for correction in corrections:
        roles |= correction.roles
        owners |= correction.turns
    turns = tuple(
        replace(turn, speaker_id=owners.get(turn.turn_id, turn.speaker_id))
        for turn in transcript.turns
    )
    listed = {speaker.speaker_id: speaker for speaker in transcript.speakers}
    for turn in turns:
        listed.setdefault(turn.speaker_id, _unheard(turn.speaker_id))
    silenced = {turn.speaker_id for turn in transcript.turns} - {turn.speaker_id for turn in turns}
    return replace(
        transcript,
        speakers=tuple(
            _in_role(speaker, roles)
            for speaker_id, speaker in listed.items()
            if speaker_id not in silenced
        ),
        turns=turns,
        version=len(corrections),
    )


def moved_turns(before: Transcript, after: Transcript) -> frozenset[str]:
    """The turns of two versions of a transcript that are another speaker's, or in another role."""
    then = {
        turn.turn_id: (turn.speaker_id, before.role_of(turn.speaker_id)) for turn in before.turns
    }
    return frozenset(
        turn.turn_id
        for turn in after.turns
        if then.get(turn.turn_id) != (turn.speaker_id, after.role_of(turn.speaker_id))
    )


def known_speakers(transcript: Transcript, corrections: Sequence[Correction]) -> dict[str, None]:
    """Ids in order: those the machine heard, then those that people added."""
    known = dict.fromkeys(speaker.speaker_id for speaker in transcript.speakers)
    for correction in corrections:
        known |= dict.fromkeys(correction.turns.values())
    return known


def correction_to_json(correction: Correction) -> dict[str, object]:
    return {
        "by": correction.by,
        "at": correction.at.isoformat(),
        "roles": {speaker: role.value for speaker, role in correction.roles.items()},
        "turns": dict(correction.turns),
    }


def correction_from_json(document: Mapping[str, object]) -> Correction:
    """Reads what `correction_to_json` wrote. Raises KeyError, TypeError, ValueError."""
    roles, turns = document["roles"], document["turns"]
    if not isinstance(roles, Mapping) or not isinstance(turns, Mapping):
        raise TypeError
    return Correction(
        by=str(document["by"]),
        at=datetime.fromisoformat(str(document["at"])),
        roles={str(speaker): SpeakerRole(role) for speaker, role in roles.items()},
        turns={str(turn): str(speaker) for turn, speaker in turns.items()},
    )


def _unheard(speaker_id: str) -> Speaker:
    return Speaker(speaker_id, SpeakerRole.UNKNOWN, 0.0, None)


def _in_role(speaker: Speaker, roles: Mapping[str, SpeakerRole]) -> Speaker:
    role = roles.get(speaker.speaker_id)
    return speaker if role is None else replace(speaker, role=role, role_confidence=1.0)
