"""One voice on two channels (echo, bleed, a loudspeaker): kept once, on the channel it belongs to.

The same words at the same time on both channels are one utterance heard twice. The copy is the one
that is fainter, where levels are known, else heard with less confidence, else heard later. Words
that two people happen to say together ("yeah") are short and stay.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from transcribe import Utterance, Word, running_text


@dataclass(frozen=True, slots=True)
class CrosstalkOptions:
    """When words on two channels are one voice."""

    apart_ms: int = 700
    """How much later an echo (or its recognized time) may come."""
    shortest_run: int = 3
    """So many words in a row at least, or the whole of a two-word utterance."""
    close_ms: int = 200
    """A copy of one or two words must be this close in time."""
    fainter_db: float = 3.0
    """A level difference that decides by itself."""


DEFAULTS = CrosstalkOptions()


def suppress_crosstalk(
    utterances: Sequence[Utterance],
    levels_db: Mapping[str, float] | None = None,
    options: CrosstalkOptions = DEFAULTS,
) -> list[Utterance]:
    """The utterances without copied words, in order of start; emptied utterances are left out.

    `levels_db`: mean level of each utterance on its own channel, by utterance id, where known.
    """
    dropped: dict[str, set[int]] = {}
    ordered = sorted(utterances, key=lambda u: (u.start_ms, u.channel))
    for place, one in enumerate(ordered):
        for other in ordered[place + 1 :]:
            if other.start_ms > one.end_ms + options.apart_ms:
                break
            if other.channel != one.channel:
                _drop_copies(one, other, levels_db or {}, options, dropped)
    kept = (_without(u, dropped.get(u.utterance_id, set())) for u in ordered)
    return [u for u in kept if u is not None]


def _drop_copies(
    one: Utterance,
    other: Utterance,
    levels_db: Mapping[str, float],
    options: CrosstalkOptions,
    dropped: dict[str, set[int]],
) -> None:
    plain = [[_plain(word) for word in u.words] for u in (one, other)]
    matcher = SequenceMatcher(None, plain[0], plain[1], autojunk=False)
    for block in matcher.get_matching_blocks():
        first = one.words[block.a : block.a + block.size]
        second = other.words[block.b : block.b + block.size]
        shorter = min(len(one.words), len(other.words))
        if not first or not _one_voice(first, second, shorter, options):
            continue
        louder = _louder_db(one, other, levels_db)
        if abs(louder) < options.fainter_db:
            louder = _surer(first, second)
        copy, begin = (one, block.a) if louder < 0 else (other, block.b)
        dropped.setdefault(copy.utterance_id, set()).update(range(begin, begin + block.size))


def _one_voice(
    first: Sequence[Word], second: Sequence[Word], shorter: int, options: CrosstalkOptions
) -> bool:
    """`shorter`: words of the shorter of the two utterances."""
    apart = max(abs(a.start_ms - b.start_ms) for a, b in zip(first, second, strict=True))
    if len(first) >= options.shortest_run:
        return apart <= options.apart_ms
    return len(first) == 2 and shorter == 2 and apart <= options.close_ms


def _louder_db(one: Utterance, other: Utterance, levels_db: Mapping[str, float]) -> float:
    """How much louder `one` is; 0 where a level is unknown."""
    if one.utterance_id in levels_db and other.utterance_id in levels_db:
        return levels_db[one.utterance_id] - levels_db[other.utterance_id]
    return 0.0


def _surer(first: Sequence[Word], second: Sequence[Word]) -> float:
    """Negative where `first` reads like the copy: heard with less confidence, else later."""
    surer = sum(a.confidence - b.confidence for a, b in zip(first, second, strict=True))
    if abs(surer) / len(first) >= 0.05:
        return surer
    return 1.0 if first[0].start_ms <= second[0].start_ms else -1.0


def _without(utterance: Utterance, dropped: set[int]) -> Utterance | None:
    if not dropped:
        return utterance
    words = tuple(w for place, w in enumerate(utterance.words) if place not in dropped)
    if not words:
        return None
    text = running_text(word.text for word in words)
    return replace(
        utterance, words=words, text=text, start_ms=words[0].start_ms, end_ms=words[-1].end_ms
    )


def _plain(word: Word) -> str:
    return "".join(c for c in word.text.lower() if c.isalnum())
