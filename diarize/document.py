"""The transcript as public JSON; seconds outside, milliseconds inside."""

from collections.abc import Mapping
from typing import NoReturn, cast

from diarize.errors import MalformedTranscript
from diarize.transcript import Transcript
from diarize.turn import Speaker, SpeakerRole, Turn
from transcribe import Word


def transcript_to_json(transcript: Transcript) -> dict[str, object]:
    """As the public contract has it."""
    return {
        "session_id": transcript.session_id,
        "duration": _seconds(transcript.duration_ms),
        "language": transcript.language,
        "speakers": [
            {
                "id": speaker.speaker_id,
                "role": speaker.role.value,
                "role_confidence": speaker.role_confidence,
                "channel": speaker.channel,
            }
            for speaker in transcript.speakers
        ],
        "turns": [_turn_to_json(turn) for turn in transcript.turns],
        "models": dict(transcript.models),
    }


def transcript_from_json(document: object) -> Transcript:
    """Read what `transcript_to_json` wrote, or a user's file with at least `turns` that hold
    `speaker`, `text`, `start` and `end`. Raises `MalformedTranscript` naming the field, never
    what was said."""
    held = _mapping(document, "transcript")
    raw_turns = _list(held, "turns")
    turns = tuple(_turn(raw, number) for number, raw in enumerate(raw_turns, start=1))
    listed = [_speaker(_mapping(raw, "speakers")) for raw in _list(held, "speakers", optional=True)]
    known = {speaker.speaker_id for speaker in listed}
    missing = dict.fromkeys(t.speaker_id for t in turns if t.speaker_id not in known)
    models = _mapping(held.get("models") or {}, "models")
    ends = [turn.end_ms for turn in turns]
    return Transcript(
        session_id=_text(held, "session_id", default=""),
        duration_ms=_ms(held, "duration") if "duration" in held else max(ends, default=0),
        language=_text(held, "language", default="en"),
        speakers=(*listed, *(_named_by_role(speaker) for speaker in missing)),
        turns=turns,
        models={key: str(value) for key, value in models.items()},
    )


def _turn_to_json(turn: Turn) -> dict[str, object]:
    return {
        "id": turn.turn_id,
        "speaker": turn.speaker_id,
        "start": _seconds(turn.start_ms),
        "end": _seconds(turn.end_ms),
        "text": turn.text,
        **({} if turn.language is None else {"language": turn.language}),
        "overlap": turn.overlap,
        "words": [
            {
                "text": word.text,
                "start": _seconds(word.start_ms),
                "end": _seconds(word.end_ms),
                "confidence": round(word.confidence, 3),
            }
            for word in turn.words
        ],
    }


def _turn(raw: object, number: int) -> Turn:
    held = _mapping(raw, "turns")
    words = tuple(_word(_mapping(w, "words")) for w in _list(held, "words", optional=True))
    return Turn(
        turn_id=_text(held, "id", default=f"t{number}"),
        speaker_id=_text(held, "speaker"),
        start_ms=_ms(held, "start"),
        end_ms=_ms(held, "end"),
        text=_text(held, "text"),
        overlap=bool(held.get("overlap", False)),
        words=words,
        language=_text(held, "language") if held.get("language") is not None else None,
    )


def _word(held: Mapping[str, object]) -> Word:
    confidence = held.get("confidence", 0.0)
    if isinstance(confidence, bool) or not isinstance(confidence, int | float):
        _refuse("confidence", "a number")
    return Word(_text(held, "text"), _ms(held, "start"), _ms(held, "end"), float(confidence))


def _speaker(held: Mapping[str, object]) -> Speaker:
    confidence = held.get("role_confidence", 0.0)
    channel = held.get("channel")
    if isinstance(confidence, bool) or not isinstance(confidence, int | float):
        _refuse("role_confidence", "a number")
    if channel is not None and (isinstance(channel, bool) or not isinstance(channel, int)):
        _refuse("channel", "a whole number or null")
    role = _text(held, "role", default=SpeakerRole.UNKNOWN.value)
    if role not in set(SpeakerRole):
        _refuse("role", "clinician, client, other or unknown")
    return Speaker(_text(held, "id"), SpeakerRole(role), float(confidence), channel)


def _named_by_role(speaker: str) -> Speaker:
    """A speaker the file does not list; one who is named like a role has it."""
    named = speaker in set(SpeakerRole)
    role = SpeakerRole(speaker) if named else SpeakerRole.UNKNOWN
    return Speaker(speaker, role, 1.0 if named else 0.0, None)


def _mapping(value: object, field: str) -> Mapping[str, object]:
    if not isinstance(value, Mapping):
        _refuse(field, "an object")
    return cast(Mapping[str, object], value)


def _list(held: Mapping[str, object], field: str, *, optional: bool = False) -> list[object]:
    value = held.get(field, [] if optional else None)
    if not isinstance(value, list):
        _refuse(field, "a list")
    return value


def _text(held: Mapping[str, object], field: str, default: str | None = None) -> str:
    value = held.get(field, default)
    if not isinstance(value, str):
        _refuse(field, "text")
    return value


def _ms(held: Mapping[str, object], field: str) -> int:
    value = held.get(field)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 1e7:
        _refuse(field, "seconds from session start")
    return round(value * 1000)


def _seconds(ms: int) -> float:
    return round(ms / 1000, 3)


def _refuse(field: str, expected: str) -> NoReturn:
    raise MalformedTranscript(f"The transcript's field '{field}' must be {expected}.")
