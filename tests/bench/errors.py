"""Word errors of a recording, and whose words were lost."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import reduce
from operator import add

import jiwer
from material import Recording

from inglenook.benchmark.scoring import said_texts
from inglenook.evaluation.reference import ReferenceTurn
from inglenook.evaluation.speech import Rate, normalized, word_errors
from inglenook.recorded import CHANNEL_ROLES


@dataclass(frozen=True, slots=True)
class HeardWord:
    """A word as an engine wrote it."""

    text: str
    start_s: float
    channel: int


@dataclass(frozen=True, slots=True)
class WordErrors:
    """Each channel against its person, and all words in order of time against all turns."""

    by_channel: Rate
    in_order: Rate
    deleted: dict[str, int] = field(default_factory=dict)
    """Reference words that nothing was heard for, by who said them."""

    def to_json(self) -> dict[str, object]:
        return {
            "wer": round(self.by_channel.value or 0.0, 4),
            "wer_in_order": round(self.in_order.value or 0.0, 4),
            "words": self.by_channel.total,
            "deleted": self.deleted,
        }


def measure_errors(recording: Recording, words: Sequence[HeardWord]) -> WordErrors:
    ordered = sorted(words, key=lambda word: word.start_s)
    heard = [
        " ".join(word.text for word in ordered if word.channel == channel)
        for channel in range(recording.channels)
    ]
    turns = sorted(recording.reference.turns, key=lambda turn: turn.start)
    said = said_texts(recording.reference, recording.channels)
    return WordErrors(
        by_channel=reduce(add, map(word_errors, said, heard)),
        in_order=word_errors(
            " ".join(turn.text for turn in turns), " ".join(word.text for word in ordered)
        ),
        deleted=_deleted(turns, heard),
    )


def _deleted(turns: Sequence[ReferenceTurn], heard: Sequence[str]) -> dict[str, int]:
    lost = Counter({turn.role_name: 0 for turn in turns})
    for channel, text in enumerate(heard):
        mine = [
            turn for turn in turns if len(heard) == 1 or turn.role_name == CHANNEL_ROLES[channel]
        ]
        lost += deleted_by_speaker([(turn.role_name, turn.text) for turn in mine], text)
    return {turn.role_name: lost[turn.role_name] for turn in turns}


def deleted_by_speaker(turns: Sequence[tuple[str, str]], heard: str) -> Counter[str]:
    """`turns`: who and what, in order."""
    said = [(who, word) for who, text in turns for word in normalized(text).split()]
    if not said:
        return Counter()
    alignment = jiwer.process_words(" ".join(word for _, word in said), normalized(heard))
    return Counter(
        who
        for chunk in alignment.alignments[0]
        if chunk.type == "delete"
        for who, _ in said[chunk.ref_start_idx : chunk.ref_end_idx]
    )
