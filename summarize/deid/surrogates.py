"""Stand-ins for what identifies people, and the way back.

The same person or place has the same number everywhere; a second spelling of it gets a suffix, so
that what is revealed is exactly what was concealed: `[PERSON_1]` for "Maria Lopez", `[PERSON_1_2]`
for "maria". Stand-ins are tags, not made-up names: a name could be mistaken for one that was said.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from summarize.deid.identifier import Identifier, IdentifierKind
from summarize.deid.person_name import is_everyday_word

_EVERYWHERE = frozenset(
    {IdentifierKind.PERSON, IdentifierKind.PLACE, IdentifierKind.ORGANISATION, IdentifierKind.EMAIL}
)
"""Kinds that identify wherever their words come again; a date or an age does only in its place."""

_KINDS = "|".join(kind.value for kind in IdentifierKind)
_TAG = re.compile(rf"\[?\b({_KINDS})[_ ](\d+)(?:_(\d+))?\b\]?")
_LEAST_LETTERS = 3


@dataclass(frozen=True, slots=True)
class Surrogates:
    """Tag by tag what was concealed. Holds protected text: never logged, never sent."""

    originals: Mapping[str, str] = field(default_factory=dict, repr=False)

    def reveal(self, text: str) -> str:
        """Puts the originals back; a tag that was never given out stays and shows as one."""
        return _TAG.sub(self._original, text)

    def _original(self, match: re.Match[str]) -> str:
        kind, number, form = match.groups()
        for name in (f"[{kind}_{number}_{form}]", f"[{kind}_{number}]"):
            if name in self.originals:
                return self.originals[name]
        return match.group()

    def holds_unknown(self, text: str) -> bool:
        """Whether a text has a tag that was never given out."""
        return any(self._original(match) == match.group() for match in _TAG.finditer(text))


@dataclass(frozen=True, slots=True)
class Concealed:
    """Texts without identifiers, in the order they came."""

    texts: tuple[str, ...]
    surrogates: Surrogates


class Deidentifier(Protocol):
    """Finds and conceals what identifies people. Slow and blocking: called in a thread."""

    def conceal(self, texts: Sequence[str]) -> Concealed: ...


@dataclass(slots=True)
class _Ledger:
    """Tags given out so far."""

    names: dict[tuple[IdentifierKind, int], list[str]] = field(default_factory=dict)
    """Spellings of each identity, in the order they came."""
    words: dict[tuple[IdentifierKind, int], frozenset[str]] = field(default_factory=dict)

    def tag(self, kind: IdentifierKind, original: str) -> str:
        identity = self._identity(kind, original)
        spellings = self.names.setdefault(identity, [])
        if original not in spellings:
            spellings.append(original)
        form = spellings.index(original) + 1
        return f"[{kind.value}_{identity[1]}]" if form == 1 else f"[{kind}_{identity[1]}_{form}]"

    def originals(self) -> dict[str, str]:
        return {
            self.tag(kind, original): original
            for (kind, _), spellings in list(self.names.items())
            for original in list(spellings)
        }

    def _identity(self, kind: IdentifierKind, original: str) -> tuple[IdentifierKind, int]:
        """A first name alone is the first person who has it: one set of words holds the other."""
        words = frozenset(re.findall(r"\w+", original.casefold())) or frozenset({original})
        of_kind = [key for key in self.words if key[0] is kind]
        for key in of_kind:
            known = self.words[key]
            related = words <= known or known <= words
            if words == known or (kind is IdentifierKind.PERSON and related):
                self.words[key] = known | words
                return key
        key = (kind, len(of_kind) + 1)
        self.words[key] = words
        return key


def conceal(texts: Sequence[str], found: Sequence[Sequence[Identifier]]) -> Concealed:
    """Replaces every identifier, and every other place where a found name stands.

    `found` has one sequence for each text; spans may overlap.
    """
    again = _again(texts, found)
    ledger = _Ledger()
    spans = [
        _merged([*_tags_said(text), *marks, *_places(text, again)])
        for text, marks in zip(texts, found, strict=True)
    ]
    # Longer names first, so that "Maria" joins "Maria Lopez" whichever was said first.
    people = sorted(
        (text[span.start : span.end] for text, row in zip(texts, spans, strict=True)
         for span in row if span.kind is IdentifierKind.PERSON),
        key=lambda name: -len(name.split()),
    )  # fmt: skip
    for name in people:
        ledger.tag(IdentifierKind.PERSON, name)
    concealed = tuple(_replaced(text, row, ledger) for text, row in zip(texts, spans, strict=True))
    return Concealed(concealed, Surrogates(ledger.originals()))


def _replaced(text: str, spans: Iterable[Identifier], ledger: _Ledger) -> str:
    parts: list[str] = []
    at = 0
    for span in spans:
        parts += [text[at : span.start], ledger.tag(span.kind, text[span.start : span.end])]
        at = span.end
    return "".join([*parts, text[at:]])


def _tags_said(text: str) -> Iterator[Identifier]:
    """Text that looks like a tag is concealed itself, or it would be revealed as something."""
    for match in _TAG.finditer(text):
        yield Identifier(IdentifierKind.LITERAL, match.start(), match.end())


def _again(
    texts: Sequence[str], found: Sequence[Sequence[Identifier]]
) -> Mapping[IdentifierKind, re.Pattern[str]]:
    """Patterns for names found anywhere; whole names and each word of a person's name."""
    names: dict[IdentifierKind, set[str]] = {}
    for text, marks in zip(texts, found, strict=True):
        for mark in marks:
            if mark.kind in _EVERYWHERE:
                original = text[mark.start : mark.end].strip()
                pieces = {original}
                if mark.kind is IdentifierKind.PERSON:
                    pieces |= set(re.findall(r"[^\W\d_]+(?:['’-][^\W\d_]+)*", original))
                names.setdefault(mark.kind, set()).update(pieces)
    patterns: dict[IdentifierKind, re.Pattern[str]] = {}
    for kind, pieces in names.items():
        kept = sorted((piece for piece in pieces if len(piece) >= _LEAST_LETTERS),
                      key=lambda piece: (-len(piece), piece))  # fmt: skip
        if kept:
            either = "|".join(_spelled(piece) for piece in kept)
            patterns[kind] = re.compile(rf"(?<!\w)(?:{either})(?!\w)")
    return patterns


def _spelled(name: str) -> str:
    """Any case, except for a name that is also an everyday word: that one as it was found."""
    escaped = re.escape(name)
    return escaped if is_everyday_word(name) else f"(?i:{escaped})"


def _places(text: str, patterns: Mapping[IdentifierKind, re.Pattern[str]]) -> Iterator[Identifier]:
    for kind, pattern in patterns.items():
        for match in pattern.finditer(text):
            yield Identifier(kind, match.start(), match.end())


def _merged(spans: Iterable[Identifier]) -> list[Identifier]:
    """In order, without overlap: spans that touch the same words become one, of the longer's
    kind."""
    merged: list[Identifier] = []
    for span in sorted(spans, key=lambda span: (span.start, -span.end)):
        if span.start >= span.end:
            continue
        if merged and span.start < merged[-1].end:
            last = merged[-1]
            longer = last if last.end - last.start >= span.end - span.start else span
            merged[-1] = Identifier(longer.kind, last.start, max(last.end, span.end))
        else:
            merged.append(span)
    return merged
