"""The finished transcript: words, voices and roles put together once the session is over."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from diarize.attribution import Activity, attribute_words
from diarize.clustering import find_voices
from diarize.crosstalk import suppress_crosstalk
from diarize.ownership import owners
from diarize.role import roles_by_channel, roles_by_speech
from diarize.stretch import DEFAULTS, Stretch, join_turns, stretches_of
from diarize.transcript import Transcript
from diarize.turn import Speaker, SpeakerRole, Turn
from diarize.voice import Voices
from transcribe import Utterance, Word

MARGIN_MS = 250
"""About so much silence stands in an utterance before and after its speech."""


def settle_microphone(
    session_id: str,
    utterances: Sequence[Utterance],
    voices: Voices,
    duration_ms: int,
    models: Mapping[str, str],
    *,
    speakers: int | None = None,
    activity: Sequence[Activity] | None = None,
) -> Transcript:
    """One microphone for everybody; `speakers` is the number of people where it is known.
    `activity` is who talked when, in order of start, where it was told otherwise than by the
    voices."""
    if activity is None:
        activity = voice_activity(voices, speakers)
    people = max((a.person for a in activity), default=0) + 1
    words = sorted(_words(utterances), key=lambda w: (w.start_ms, w.end_ms))
    owners = attribute_words(words, activity, people)
    stretches = stretches_of(words, owners, DEFAULTS.longest_pause_ms)
    turns = _renumbered(join_turns(stretches, activity))
    roles = roles_by_speech(_said(turns))
    return Transcript(
        session_id=session_id,
        duration_ms=duration_ms,
        language=_language(utterances),
        speakers=tuple(
            Speaker(speaker, *roles.get(speaker, (SpeakerRole.UNKNOWN, 0.0)), channel=None)
            for speaker in dict.fromkeys(turn.speaker_id for turn in turns)
        ),
        turns=tuple(_with_languages(turns, utterances)),
        models=dict(models),
    )


def settle_channels(
    session_id: str,
    utterances: Sequence[Utterance],
    channel_roles: Sequence[str],
    duration_ms: int,
    models: Mapping[str, str],
    *,
    levels_db: Mapping[str, float] | None = None,
) -> Transcript:
    """One channel for each person: speaker "S1" is channel 0. Copies of one voice on the other
    channel are left out; `levels_db` (by utterance id) helps to tell which is the copy."""
    kept = suppress_crosstalk(utterances, levels_db)
    stretches: list[Stretch] = []
    for channel in sorted({u.channel for u in kept}):
        words = sorted(_words([u for u in kept if u.channel == channel]), key=lambda w: w.start_ms)
        stretches += stretches_of(words, [channel] * len(words), DEFAULTS.goes_on_ms)
    turns = join_turns(stretches, _speech_of(kept))
    declared = roles_by_channel(channel_roles)
    heard = roles_by_speech(_said(turns))
    speakers = []
    for speaker in sorted({turn.speaker_id for turn in turns}):
        channel = int(speaker[1:]) - 1
        role, confidence = declared.get(channel, (SpeakerRole.UNKNOWN, 0.0))
        if role is SpeakerRole.UNKNOWN:
            role, confidence = heard.get(speaker, (role, confidence))
        speakers.append(Speaker(speaker, role, confidence, channel))
    return Transcript(
        session_id=session_id,
        duration_ms=duration_ms,
        language=_language(utterances),
        speakers=tuple(speakers),
        turns=tuple(_with_languages(turns, kept, own_channels=True)),
        models=dict(models),
    )


def voice_activity(voices: Voices, speakers: int | None = None) -> list[Activity]:
    """Who talked when, whether or not words were understood; in order of start."""
    found = find_voices(voices.segments, speakers)
    return owners(voices.segments, found) if len(found) else _one_person(voices)


def _one_person(voices: Voices) -> list[Activity]:
    """Where no voice is clean enough to be known."""
    return [Activity(segment.start_ms, segment.end_ms, 0) for segment in voices.segments]


def _speech_of(utterances: Sequence[Utterance]) -> list[Activity]:
    """Where each channel speaks: its utterances without the margins they are cut with."""
    speech = []
    for utterance in utterances:
        start, end = utterance.start_ms + MARGIN_MS, utterance.end_ms - MARGIN_MS
        if utterance.words:
            start = min(start, utterance.words[0].end_ms)
            end = max(end, utterance.words[-1].start_ms)
        if start < end:
            speech.append(Activity(start, end, utterance.channel))
    return sorted(speech, key=lambda a: a.start_ms)


def _words(utterances: Sequence[Utterance]) -> list[Word]:
    """All words; an utterance without word times stands as one."""
    words: list[Word] = []
    for utterance in utterances:
        if utterance.words:
            words += utterance.words
        elif utterance.text.strip():
            words.append(Word(utterance.text.strip(), utterance.start_ms, utterance.end_ms, 0.0))
    return words


def _said(turns: Sequence[Turn]) -> dict[str, list[str]]:
    said: dict[str, list[str]] = {}
    for turn in turns:
        said.setdefault(turn.speaker_id, []).append(turn.text)
    return said


def _renumbered(turns: Sequence[Turn]) -> list[Turn]:
    """Speakers named by first appearance."""
    order = list(dict.fromkeys(turn.speaker_id for turn in turns))
    names = {speaker: f"S{number}" for number, speaker in enumerate(order, start=1)}
    return [replace(turn, speaker_id=names[turn.speaker_id]) for turn in turns]


def _language(utterances: Sequence[Utterance]) -> str:
    """The one most of the words are in."""
    counts: Counter[str] = Counter()
    for utterance in utterances:
        counts[utterance.language] += max(1, len(utterance.words))
    return counts.most_common(1)[0][0] if counts else "en"


def _with_languages(
    turns: Sequence[Turn], utterances: Sequence[Utterance], *, own_channels: bool = False
) -> list[Turn]:
    """Each turn in the language of the utterances that it shares most time with; with
    `own_channels` those of its speaker's channel."""
    spoken = {utterance.language for utterance in utterances}
    if len(spoken) == 1:
        return [replace(turn, language=next(iter(spoken))) for turn in turns]
    told = []
    for turn in turns:
        shares: Counter[str] = Counter()
        for utterance in utterances:
            if own_channels and turn.speaker_id != f"S{utterance.channel + 1}":
                continue
            end = min(turn.end_ms, utterance.end_ms)
            shares[utterance.language] += max(0, end - max(turn.start_ms, utterance.start_ms))
        told.append(replace(turn, language=shares.most_common(1)[0][0] if shares else None))
    return told
