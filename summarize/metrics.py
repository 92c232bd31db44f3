"""Counts of a session: who talked how long, silence, questions."""

from collections.abc import Iterable

from diarize.transcript import Transcript
from diarize.turn import SpeakerRole
from summarize.dialogue import settled_roles
from summarize.note import SessionMetrics
from summarize.passage import passages
from summarize.wording import word_count


def metrics_of(transcript: Transcript) -> SessionMetrics:
    """Talk is counted per speaker, so overlapped time counts for each who talks."""
    roles = settled_roles(transcript)
    spans: dict[SpeakerRole, list[tuple[int, int]]] = {role: [] for role in SpeakerRole}
    for turn in transcript.turns:
        role = roles.get(turn.speaker_id, SpeakerRole.UNKNOWN)
        spans[role].append((turn.start_ms, max(turn.start_ms, turn.end_ms)))
    everyone = merged_spans(span for each in spans.values() for span in each)
    spoken = _length(everyone)
    per_speaker = sum(
        _length(
            merged_spans(
                (turn.start_ms, turn.end_ms)
                for turn in transcript.turns
                if turn.speaker_id == speaker
            )
        )
        for speaker in roles
    )
    return SessionMetrics(
        duration_ms=transcript.duration_ms,
        turns=len(transcript.turns),
        clinician_talk_ms=_length(merged_spans(spans[SpeakerRole.CLINICIAN])),
        client_talk_ms=_length(merged_spans(spans[SpeakerRole.CLIENT])),
        other_talk_ms=_length(merged_spans(spans[SpeakerRole.OTHER] + spans[SpeakerRole.UNKNOWN])),
        overlap_ms=max(0, per_speaker - spoken),
        silence_ms=max(0, transcript.duration_ms - spoken),
        longest_silence_ms=_longest_gap(everyone, transcript.duration_ms),
        questions_by_clinician=sum(
            said.is_question
            for turn in transcript.turns
            if roles.get(turn.speaker_id) is SpeakerRole.CLINICIAN
            for said in passages(turn, SpeakerRole.CLINICIAN)
        ),
        words=sum(word_count(turn.text) for turn in transcript.turns),
    )


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
