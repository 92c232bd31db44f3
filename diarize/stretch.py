"""Stretches of one person's words, and the turns they make."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from diarize.attribution import Activity
from diarize.turn import Turn
from transcribe import Word, running_text


@dataclass(frozen=True, slots=True)
class Stretch:
    """Words of one person, unbroken by another's. Times are milliseconds from session start."""

    person: int
    words: tuple[Word, ...]

    @property
    def start_ms(self) -> int:
        return self.words[0].start_ms

    @property
    def end_ms(self) -> int:
        return max(word.end_ms for word in self.words)


@dataclass(frozen=True, slots=True)
class TurnOptions:
    """When stretches are one turn."""

    longest_pause_ms: int = 2_500
    """One person's pause that ends a turn even if nobody else speaks."""
    interjection_ms: int = 1_500
    """Who says no more than this while another goes on interjects and does not take the floor."""
    interjection_words: int = 4
    goes_on_ms: int = 300
    """The interrupted person goes on within this time."""
    breath_ms: int = 500
    """A voice that pauses no longer than this goes on, whether or not its words were heard."""
    overlap_ms: int = 200
    """Turns with this much in common overlap."""


DEFAULTS = TurnOptions()


def stretches_of(words: Sequence[Word], people: Sequence[int], pause_ms: int) -> list[Stretch]:
    """Cut words (in order) where the person changes or pauses for longer than `pause_ms`."""
    cut: list[list[Word]] = []
    owners: list[int] = []
    for word, person in zip(words, people, strict=True):
        if cut and owners[-1] == person and word.start_ms - cut[-1][-1].end_ms <= pause_ms:
            cut[-1].append(word)
        else:
            cut.append([word])
            owners.append(person)
    return [Stretch(p, tuple(group)) for p, group in zip(owners, cut, strict=True)]


def join_turns(
    stretches: Sequence[Stretch], activity: Sequence[Activity], options: TurnOptions = DEFAULTS
) -> list[Turn]:
    """Turns in order of start, ids "t1"…, speakers "S1"… (person + 1), every word in exactly one.

    A turn's ends are those of the voice where `activity` has it, else those of its words.
    """
    joined: list[Stretch] = []
    for stretch in sorted(stretches, key=lambda s: (s.start_ms, s.person)):
        place = _goes_on(joined, stretch, options)
        if place is None:
            joined.append(stretch)
        else:
            words = (*joined[place].words, *stretch.words)
            joined[place] = replace(joined[place], words=words)
    spans = _voice_spans(joined, activity, options)
    order = sorted(range(len(joined)), key=lambda i: (spans[i], joined[i].person))
    overlapped = _overlapped([(*spans[i], joined[i].person) for i in order], options.overlap_ms)
    turns: list[Turn] = []
    for number, (index, overlap) in enumerate(zip(order, overlapped, strict=True), start=1):
        start, end = spans[index]
        person = joined[index].person
        words = _within(joined[index].words, start, end)
        text = running_text(word.text for word in words)
        turns.append(Turn(f"t{number}", f"S{person + 1}", start, end, text, overlap, words))
    return turns


def _overlapped(spans: Sequence[tuple[int, int, int]], least_ms: int) -> list[bool]:
    """Whether another person speaks in each; `spans` are start, end and person, in order."""
    found = [False] * len(spans)
    for place, (_, end, person) in enumerate(spans):
        for later in range(place + 1, len(spans)):
            begin, until, other = spans[later]
            if end - begin < least_ms:
                break
            if other != person and min(end, until) - begin >= least_ms:
                found[place] = found[later] = True
    return found


def _goes_on(joined: Sequence[Stretch], stretch: Stretch, options: TurnOptions) -> int | None:
    """The earlier stretch that this one continues, looking back over interjections."""
    for place in range(len(joined) - 1, max(len(joined) - 4, -1), -1):
        before = joined[place]
        pause = stretch.start_ms - before.end_ms
        between = joined[place + 1 :]
        if before.person == stretch.person:
            return (
                place
                if pause <= (options.goes_on_ms if between else options.longest_pause_ms)
                else None
            )
        if (
            len(before.words) > options.interjection_words
            or before.end_ms - before.start_ms > options.interjection_ms
        ):
            return None
    return None


def _voice_spans(
    joined: Sequence[Stretch], activity: Sequence[Activity], options: TurnOptions
) -> list[tuple[int, int]]:
    """Each stretch's ends, widened or narrowed to its person's voice; one person's turns keep
    their order and do not run into each other's words."""
    by_person = _unbroken(activity, options.breath_ms)
    own: dict[int, list[int]] = {}
    for index, stretch in enumerate(joined):
        own.setdefault(stretch.person, []).append(index)
    spans = [(s.start_ms, s.end_ms) for s in joined]
    for person, indexes in own.items():
        voice = by_person.get(person, [])
        for place, index in enumerate(indexes):
            stretch = joined[index]
            after = joined[indexes[place - 1]].end_ms if place else 0
            later = indexes[place + 1 :]
            before = joined[later[0]].start_ms if later else None
            first, last = stretch.words[0], stretch.words[-1]
            heard = [
                a for a in voice if a.end_ms > first.start_ms and a.start_ms < max(last.end_ms, 1)
            ]
            if not heard:
                continue
            start = max(min(a.start_ms for a in heard), after)
            end = max(a.end_ms for a in heard)
            end = end if before is None else min(end, before)
            # A voice that stops before a word ends or starts after it begins wins, unless that
            # would leave the word outside.
            start = min(start, first.end_ms)
            end = max(end, last.start_ms, start + 1)
            spans[index] = (start, end)
    return spans


def _unbroken(activity: Sequence[Activity], breath_ms: int) -> dict[int, list[Activity]]:
    """Each person's voice, with short pauses closed; in order."""
    by_person: dict[int, list[Activity]] = {}
    for here in sorted(activity, key=lambda a: a.start_ms):
        mine = by_person.setdefault(here.person, [])
        if mine and here.start_ms - mine[-1].end_ms <= breath_ms:
            mine[-1] = replace(mine[-1], end_ms=max(mine[-1].end_ms, here.end_ms))
        else:
            mine.append(here)
    return by_person


def _within(words: tuple[Word, ...], start_ms: int, end_ms: int) -> tuple[Word, ...]:
    """Words with their times clipped to the turn."""
    return tuple(
        replace(
            word,
            start_ms=min(max(word.start_ms, start_ms), end_ms),
            end_ms=min(max(word.end_ms, start_ms), end_ms),
        )
        for word in words
    )
