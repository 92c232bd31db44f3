"""Counts of a session: who talked how long, silence, questions."""

from collections import Counter
from collections.abc import Iterable, Mapping

from diarize.transcript import Transcript
from diarize.turn import SpeakerRole
from summarize.counselling import Behaviour, behaviour_of
from summarize.note import SessionMetrics
from summarize.talk.dialogue import settled_roles
from summarize.talk.passage import passages
from summarize.talk.wording import is_backchannel, word_count


def metrics_of(transcript: Transcript) -> SessionMetrics:
    """Talk is counted per speaker: where several talk at once, the time counts for each of them,
    also for two of the same role, and `overlap_ms` tells how much was counted more than once."""
    roles = settled_roles(transcript)
    spans: dict[str, list[tuple[int, int]]] = {}
    for turn in transcript.turns:
        spans.setdefault(turn.speaker_id, []).append((turn.start_ms, turn.end_ms))
    talk_ms = Counter[SpeakerRole]()
    for speaker, said in spans.items():
        talk_ms[roles.get(speaker, SpeakerRole.UNKNOWN)] += _length(merged_spans(said))
    spoken_by_clinician = Counter(
        behaviour_of(said)
        for turn in transcript.turns
        if roles.get(turn.speaker_id) is SpeakerRole.CLINICIAN
        for said in passages(turn, SpeakerRole.CLINICIAN)
    )
    longest = _longest_stretches(transcript, roles)
    everyone = merged_spans(span for said in spans.values() for span in said)
    spoken = _length(everyone)
    return SessionMetrics(
        duration_ms=transcript.duration_ms,
        turns=len(transcript.turns),
        clinician_talk_ms=talk_ms[SpeakerRole.CLINICIAN],
        client_talk_ms=talk_ms[SpeakerRole.CLIENT],
        other_talk_ms=talk_ms[SpeakerRole.OTHER] + talk_ms[SpeakerRole.UNKNOWN],
        overlap_ms=talk_ms.total() - spoken,
        silence_ms=max(0, transcript.duration_ms - spoken),
        longest_silence_ms=_longest_gap(everyone, transcript.duration_ms),
        questions_by_clinician=spoken_by_clinician[Behaviour.OPEN_QUESTION]
        + spoken_by_clinician[Behaviour.CLOSED_QUESTION],
        words=sum(word_count(turn.text) for turn in transcript.turns),
        longest_clinician_ms=longest[SpeakerRole.CLINICIAN],
        longest_client_ms=longest[SpeakerRole.CLIENT],
        open_questions=spoken_by_clinician[Behaviour.OPEN_QUESTION],
        closed_questions=spoken_by_clinician[Behaviour.CLOSED_QUESTION],
        reflections=spoken_by_clinician[Behaviour.REFLECTION],
    )


def uncounted(transcript: Transcript) -> SessionMetrics:
    """Where counting failed: what the transcript says of itself, and nothing counted."""
    return SessionMetrics(transcript.duration_ms, len(transcript.turns), 0, 0, 0, 0, 0, 0, 0, 0)


def _longest_stretches(
    transcript: Transcript, roles: Mapping[str, SpeakerRole]
) -> Counter[SpeakerRole]:
    """The longest each role spoke on, from the first word to the last; another's listening sound
    ends no stretch, and two people of a role have a stretch each."""
    longest = Counter[SpeakerRole]()
    speaker, since = "", 0
    for turn in transcript.turns:
        if turn.speaker_id != speaker:
            if is_backchannel(turn.text):
                continue
            speaker, since = turn.speaker_id, turn.start_ms
        role = roles.get(speaker, SpeakerRole.UNKNOWN)
        longest[role] = max(longest[role], turn.end_ms - since)
    return longest


def merged_spans(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans in order, overlapping ones joined; empty ones left out."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted(span for span in spans if span[1] > span[0]):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return merged


def _length(spans: Iterable[tuple[int, int]]) -> int:
    return sum(end - start for start, end in spans)


def _longest_gap(spans: list[tuple[int, int]], duration_ms: int) -> int:
    edges = [0, *(edge for span in spans for edge in span), max(duration_ms, 0)]
    gaps = zip(edges[0::2], edges[1::2], strict=True)
    return max((later - earlier for earlier, later in gaps), default=0)
