"""Whose each moment of a voice is, once the voices of the session are known.

The segmentation network tells when somebody speaks and when two do; between similar voices it goes
on as if nobody had changed. So each track is decoded anew, print by print, against the voices that
clustering found (Viterbi), and the voices are made anew from what turned out to be theirs, as VBx
does. A voice heard only under another's is somebody else's.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from diarize.attribution import Activity
from diarize.voice import EMBEDDING_SIZE, Matrix, VoiceSegment


@dataclass(frozen=True, slots=True)
class OwnershipOptions:
    """Costs are negative log-likelihoods."""

    scale: float = 6.0
    """What one print's cosine counts; neighbouring prints share sound and are not independent."""
    change: float = 2.5
    """Of another person going on in a track without a break."""
    change_after_pause: float = 1.5
    pause_ms: int = 150
    rounds: int = 2
    """How often voices are made anew."""
    near_ms: int = 15_000
    """How far away a track still tells who an overlapped stretch of it is."""


DEFAULTS = OwnershipOptions()


@dataclass(frozen=True, slots=True)
class _Moment:
    """One print of one segment. Times are milliseconds from session start."""

    start_ms: int
    end_ms: int
    segment: int


@dataclass(frozen=True, slots=True, eq=False)
class Owned:
    """People are counted from 0 by first appearance."""

    activity: list[Activity]
    """Who talks when, in order of start."""
    sums: Matrix
    """For each person the sum of the prints that are theirs alone, shape (people, 192)."""


def owners(
    segments: Sequence[VoiceSegment], voices: Matrix, options: OwnershipOptions = DEFAULTS
) -> list[Activity]:
    """Who talks when, in order of start. People are the rows of `voices` (unit vectors), counted
    anew from 0 by first appearance."""
    return owned(segments, voices, options).activity


def owned(
    segments: Sequence[VoiceSegment], voices: Matrix, options: OwnershipOptions = DEFAULTS
) -> Owned:
    """As `owners`, with what the voices turned out to be."""
    chains = [_chain(segments, track) for track in dict.fromkeys(s.track for s in segments)]
    chains = [chain for chain in chains if chain[0]]
    paths = [_path(moments, prints @ voices.T, options) for moments, prints in chains]
    for _ in range(options.rounds):
        sums = _sums([prints for _, prints in chains], paths, len(voices))
        voices = _renewed(sums, voices)
        paths = [_path(moments, prints @ voices.T, options) for moments, prints in chains]
    known: dict[int, list[Activity]] = {}
    for (moments, _), path in zip(chains, paths, strict=True):
        for moment, person in zip(moments, path, strict=True):
            mine = known.setdefault(moment.segment, [])
            if mine and mine[-1].person == person:
                mine[-1] = replace(mine[-1], end_ms=moment.end_ms)
            else:
                mine.append(Activity(moment.start_ms, moment.end_ms, person))
    spans = [span for mine in known.values() for span in mine]
    spans += _overlapped(segments, known, len(voices), options)
    spans.sort(key=lambda a: (a.start_ms, a.person))
    order = list(dict.fromkeys(span.person for span in spans))
    sums = _sums([prints for _, prints in chains], paths, len(voices))
    return Owned([replace(span, person=order.index(span.person)) for span in spans], sums[order])


def _chain(segments: Sequence[VoiceSegment], track: int) -> tuple[list[_Moment], Matrix]:
    """A track's prints in order of time."""
    moments: list[_Moment] = []
    prints: list[Matrix] = []
    for number, segment in enumerate(segments):
        if segment.track != track or not len(segment.heard):
            continue
        heard = segment.heard
        edges = np.linspace(segment.start_ms, segment.end_ms, len(heard) + 1).round().astype(int)
        moments += [_Moment(int(a), int(b), number) for a, b in pairwise(edges)]
        prints.append(heard)
    return moments, np.concatenate([np.zeros((0, EMBEDDING_SIZE)), *prints])


def _path(chain: Sequence[_Moment], cosines: Matrix, options: OwnershipOptions) -> list[int]:
    """The cheapest way through the prints."""
    gains = cosines * options.scale
    people = np.arange(gains.shape[1])
    best = gains[0]
    came_from: list[NDArray[np.intp]] = []
    for before, here, gain in zip(chain, chain[1:], gains[1:], strict=False):
        paused = here.start_ms - before.end_ms >= options.pause_ms
        change = options.change_after_pause if paused else options.change
        leader = int(np.argmax(best))
        stays = best >= best[leader] - change
        came_from.append(np.where(stays, people, leader))
        best = np.where(stays, best, best[leader] - change) + gain
    path = [int(np.argmax(best))]
    for origin in reversed(came_from):
        path.append(int(origin[path[-1]]))
    return path[::-1]


def _sums(chains: Sequence[Matrix], paths: Sequence[Sequence[int]], people: int) -> Matrix:
    """Of the prints that were found to be each person's."""
    sums = np.zeros((people, EMBEDDING_SIZE))
    for prints, path in zip(chains, paths, strict=True):
        np.add.at(sums, np.asarray(path, dtype=np.intp), prints)
    return sums


def _renewed(sums: Matrix, voices: Matrix) -> Matrix:
    """As they turned out to be; as they were of whom nothing is."""
    lengths = np.linalg.norm(sums, axis=1, keepdims=True)
    return np.where(lengths > 0, sums / np.maximum(lengths, 1e-9), voices)


def _overlapped(
    segments: Sequence[VoiceSegment],
    known: dict[int, list[Activity]],
    people: int,
    options: OwnershipOptions,
) -> list[Activity]:
    """Covered stretches: whoever talks in the track just before or after; else somebody who does
    not talk at the same time."""
    found: list[Activity] = []
    for number, segment in enumerate(segments):
        if number in known:
            continue
        beside: list[tuple[int, int]] = []
        around: set[int] = set()
        for other, spans in known.items():
            if segments[other].track == segment.track:
                gap = max(
                    segments[other].start_ms - segment.end_ms,
                    segment.start_ms - segments[other].end_ms,
                )
                person = spans[0 if segments[other].start_ms >= segment.end_ms else -1].person
                beside.append((gap, person))
            else:
                around |= {
                    span.person
                    for span in spans
                    if span.start_ms < segment.end_ms and span.end_ms > segment.start_ms
                }
        gap, person = min(beside, default=(options.near_ms + 1, -1))
        if gap > 0 and (person in around or gap > options.near_ms):
            others = [p for p in range(people) if p not in around]
            person = others[0] if others else max(person, 0)
        found.append(Activity(segment.start_ms, segment.end_ms, person))
    return found
