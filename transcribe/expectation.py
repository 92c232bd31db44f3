"""A practice's terms, brought in where they were said and nowhere else.

A stretch of speech is decoded as it is. Where words the recognizer was unsure of sound like a
term, that part is decoded once more with the terms as its prompt; of this second decode only the
places count where a term stands in the stead of such words. So no term comes in where nothing
like it was heard, and every other word is the one heard without the vocabulary.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from gpu import MODEL_RATE_HZ, Decoded, DecodedWord, DecodeRequest
from transcribe.medicine import medicine_named
from transcribe.sound import distance, sound_of
from transcribe.vocabulary import Term, Vocabulary

HOTWORD_CHARACTERS = 240
"""Of terms in a prompt, about 80 tokens."""
_UNSURE = 0.7
"""A word with less confidence may be another."""
_ALIKE = 0.45
"""Share of consonants that may differ between a term and what was heard in its stead."""
_NEAR = 0.34
"""The same for a place to be heard again."""
_SHORT = 3
_LONGEST_RUN = 4
"""Words that one spoken term is heard as."""
_AROUND_MS = 2_000
"""Speech heard again before and after the place."""
_OWNED = re.compile(r"\w(['’]s)\W*$")
_MARGIN_MS = 200
"""What the aligner may be off by."""
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")


@dataclass(frozen=True, slots=True)
class Doubt:
    """A part of a decoded window where terms may have been said."""

    terms: tuple[Term, ...]
    """The nearest last: next to the speech in the prompt."""
    first: int
    """The words that are heard again, by their place,"""
    end: int
    """up to this one;"""
    start_ms: int
    """and their time in the window."""
    end_ms: int

    def request(self, plain: DecodeRequest) -> DecodeRequest:
        """The same speech once more, with the terms for what was said before it."""
        rate = MODEL_RATE_HZ // 1000
        return DecodeRequest(
            plain.samples[self.start_ms * rate : self.end_ms * rate],
            plain.priority,
            beam_size=plain.beam_size,
            language="en",
            prompt=", ".join(term.text for term in self.terms) + ".",
            session=plain.session,
        )


def doubt(words: Sequence[DecodedWord], vocabulary: Vocabulary) -> Doubt | None:
    """Where unsure words sound like a term; None where none do. Of a long vocabulary the nearest
    terms are given."""
    if not vocabulary.terms:
        return None
    sounds = {term: term.sound for term in vocabulary.terms}
    rightly = {term.text.casefold() for term in vocabulary.terms}
    offs = dict.fromkeys(vocabulary.terms, 1.0)
    places: list[int] = []
    for at, run in _runs(words):
        heard = _sound(run) if _doubted(run) and rightly.isdisjoint(map(_key, run)) else ""
        for term, sound in sounds.items() if heard else ():
            off = _off(sound, heard)
            offs[term] = min(offs[term], off)
            if off <= _NEAR:
                places += [at, at + len(run) - 1]
    if not places:
        return None
    nearest = tuple(_as_many_as_fit(sorted(offs, key=lambda term: offs[term])))
    from_ms = words[min(places)].start_ms - _AROUND_MS
    to_ms = words[max(places)].end_ms + _AROUND_MS
    inside = [
        at for at, word in enumerate(words) if from_ms <= word.start_ms and word.end_ms <= to_ms
    ]
    first, last = min(inside), max(inside)
    return Doubt(
        nearest[::-1],
        first,
        last + 1,
        max(words[first].start_ms - _MARGIN_MS, 0),
        words[last].end_ms + _MARGIN_MS,
    )


def confirmed(plain: Decoded, biased: Decoded, doubted: Doubt) -> Decoded:
    """The plain decode, with the terms that the biased one of `doubted` has in the stead of
    unsure words of like sound. Both have word times."""
    part = plain.words[doubted.first : doubted.end]
    heard = [_key(word) for word in part]
    expected = [_key(word) for word in biased.words]
    words: list[DecodedWord] = []
    for kind, start, end, from_, to in SequenceMatcher(None, heard, expected, False).get_opcodes():
        before = part[start:end]
        instead = biased.words[from_:to] if kind == "replace" else ()
        words += _settled(before, instead, doubted) or before
    if words == list(part):
        return plain
    kept = (*plain.words[: doubted.first], *words, *plain.words[doubted.end :])
    return replace(plain, words=kept, text=" ".join(word.text for word in kept))


def _settled(
    before: Sequence[DecodedWord], instead: Sequence[DecodedWord], doubted: Doubt
) -> list[DecodedWord]:
    """`before` with a term of `instead` in the place that sounds most like it; empty where no
    place does that was unsure, or where the place names another medicine."""
    texts = [_key(word) for word in instead]
    found = [(term, at) for term in doubted.terms if (at := _place(term, texts)) is not None]
    for term, at in found:
        runs = [(first, run) for first, run in _runs(before) if _doubted(run)]
        offs = [(_off(term.sound, _sound(run)), -len(run), first) for first, run in runs]
        off, length, first = min(offs, default=(1.0, 0, 0))
        if off <= _ALIKE:
            run = before[first : first - length]
            said = instead[at : at + len(_words(term))]
            return [*before[:first], *_placed(term, said, run, doubted), *before[first - length :]]
    return []


def _doubted(words: Sequence[DecodedWord]) -> bool:
    unsure = any(word.confidence < _UNSURE for word in words)
    return unsure and not any(medicine_named(_key(word)) for word in words)


def _sound(words: Sequence[DecodedWord]) -> str:
    return sound_of(" ".join(map(_key, words)))


def _off(one: str, other: str) -> float:
    """Share of consonants that differ; of a short word none may."""
    longest = max(len(one), len(other), 1)
    if one != other and longest <= _SHORT:
        return 1.0
    if abs(len(one) - len(other)) > _ALIKE * longest:
        return 1.0
    return distance(one, other) / longest


def _runs(words: Sequence[DecodedWord]) -> Iterator[tuple[int, Sequence[DecodedWord]]]:
    """A few words in a row, with the place of the first."""
    for at in range(len(words)):
        for end in range(at + 1, min(at + _LONGEST_RUN, len(words)) + 1):
            yield at, words[at:end]


def _words(term: Term) -> list[str]:
    return [match.group().casefold() for match in _WORD.finditer(term.text)]


def _place(term: Term, texts: Sequence[str]) -> int | None:
    """Of the term's first word in the texts."""
    wanted = _words(term)
    at_most = len(texts) - len(wanted) + 1
    return next((at for at in range(at_most) if list(texts[at : at + len(wanted)]) == wanted), None)


def _as_many_as_fit(terms: Iterable[Term]) -> Iterator[Term]:
    room = HOTWORD_CHARACTERS
    for term in terms:
        room -= len(term.text) + 2
        if room < 0:
            return
        yield term


def _placed(
    term: Term, said: Sequence[DecodedWord], run: Sequence[DecodedWord], doubted: Doubt
) -> Iterator[DecodedWord]:
    """The term as it is written, between the times and the marks of the words it replaces."""
    texts = term.text.split()
    texts[0] = re.split(r"\w", run[0].text, maxsplit=1)[0] + texts[0]
    owned = _OWNED.search(said[-1].text)
    texts[-1] += (owned[1] if owned else "") + re.split(r"\w", run[-1].text)[-1]
    for text, word in zip(texts, said, strict=False):
        start = min(max(word.start_ms + doubted.start_ms, run[0].start_ms), run[-1].end_ms)
        end = min(max(word.end_ms + doubted.start_ms, start), run[-1].end_ms)
        yield DecodedWord(text, start, end, word.confidence)


def _key(word: DecodedWord) -> str:
    return re.sub(r"^\W+|\W+$|(?<=\w)['’]s\W*$", "", word.text).casefold()
