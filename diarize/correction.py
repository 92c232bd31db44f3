"""What a person set right about who spoke and what was said, and a transcript with that applied.

The machine's transcript stays as it was settled; corrections lie beside it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from difflib import SequenceMatcher

from diarize.transcript import Transcript
from diarize.turn import Speaker, SpeakerRole, Turn
from transcribe import Word


@dataclass(frozen=True, slots=True)
class Correction:
    """One act of one person."""

    by: str
    at: datetime
    roles: Mapping[str, SpeakerRole]
    """Whole speakers, by id."""
    turns: Mapping[str, str]
    """Single turns, by id, and the speaker whose they are; one that was not heard is new."""
    texts: Mapping[str, str] = field(default_factory=dict)
    """Single turns, by id, as they should read."""


def corrected(transcript: Transcript, corrections: Sequence[Correction]) -> Transcript:
    """As people say that it was: the last word on a speaker, a turn or its text stands.

    Turns keep their ids and places, so that evidence stays where it points. A role that a person
    named is certain; a speaker who is left without a turn is not listed any more.
    """
    if not corrections:
        return transcript
    roles: dict[str, SpeakerRole] = {}
    owners: dict[str, str] = {}
    texts: dict[str, str] = {}
    for correction in corrections:
        roles |= correction.roles
        owners |= correction.turns
        texts |= correction.texts
    turns = tuple(
        replace(
            reworded(turn, texts.get(turn.turn_id, turn.text)),
            speaker_id=owners.get(turn.turn_id, turn.speaker_id),
        )
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


def reworded(turn: Turn, text: str) -> Turn:
    """The turn as it should read. A word that was heard keeps its times; those put in its place
    share the time between their neighbours, and nobody recognized them: their confidence is 1."""
    if text == turn.text:
        return turn
    heard = [word.text.strip() for word in turn.words]
    said = text.split()
    words: list[Word] = []
    matcher = SequenceMatcher(None, heard, said, autojunk=False)
    for kind, from_old, to_old, from_new, to_new in matcher.get_opcodes():
        if kind == "equal":
            words += turn.words[from_old:to_old]
        else:
            start = words[-1].end_ms if words else turn.start_ms
            end = turn.words[to_old].start_ms if to_old < len(heard) else turn.end_ms
            words += _spread(said[from_new:to_new], start, max(start, end))
    return replace(turn, text=text, words=tuple(words))


def moved_turns(before: Transcript, after: Transcript) -> frozenset[str]:
    """The turns of two versions of a transcript that are another speaker's, in another role, or
    read otherwise."""

    def told(transcript: Transcript, turn: Turn) -> tuple[str, SpeakerRole, str]:
        return turn.speaker_id, transcript.role_of(turn.speaker_id), turn.text

    then = {turn.turn_id: told(before, turn) for turn in before.turns}
    return frozenset(
        turn.turn_id for turn in after.turns if then.get(turn.turn_id) != told(after, turn)
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
        "texts": dict(correction.texts),
    }


def correction_from_json(document: Mapping[str, object]) -> Correction:
    """Reads what `correction_to_json` wrote. Raises KeyError, TypeError, ValueError."""
    roles, turns = document["roles"], document["turns"]
    texts = document.get("texts", {})
    if not all(isinstance(part, Mapping) for part in (roles, turns, texts)):
        raise TypeError
    assert isinstance(roles, Mapping) and isinstance(turns, Mapping) and isinstance(texts, Mapping)
    return Correction(
        by=str(document["by"]),
        at=datetime.fromisoformat(str(document["at"])),
        roles={str(speaker): SpeakerRole(role) for speaker, role in roles.items()},
        turns={str(turn): str(speaker) for turn, speaker in turns.items()},
        texts={str(turn): str(text) for turn, text in texts.items()},
    )


def _spread(texts: Sequence[str], start_ms: int, end_ms: int) -> Iterator[Word]:
    """One after the other over the time, in equal parts."""
    for at, text in enumerate(texts):
        begins = start_ms + (end_ms - start_ms) * at // len(texts)
        ends = start_ms + (end_ms - start_ms) * (at + 1) // len(texts)
        yield Word(text, begins, ends, 1.0)


def _unheard(speaker_id: str) -> Speaker:
    return Speaker(speaker_id, SpeakerRole.UNKNOWN, 0.0, None)


def _in_role(speaker: Speaker, roles: Mapping[str, SpeakerRole]) -> Speaker:
    role = roles.get(speaker.speaker_id)
    return speaker if role is None else replace(speaker, role=role, role_confidence=1.0)
