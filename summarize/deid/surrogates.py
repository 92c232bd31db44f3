"""Stand-ins for what identifies people, and the way back.

The same person or place has the same number everywhere; a second spelling of it gets a suffix, so
that what is revealed is exactly what was concealed: `[PERSON_1]` for "Maria Lopez", `[PERSON_1_2]`
for "maria". Numbers go by first appearance, so that a session that grows keeps those it has.
Stand-ins are tags, not made-up names: a name could be mistaken for one that was said.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from summarize.deid.identifier import Identifier, IdentifierKind
from summarize.deid.namesake import identities, name_words
from summarize.deid.person_name import is_everyday_word

_NAMES = (
    IdentifierKind.PERSON,
    IdentifierKind.PLACE,
    IdentifierKind.ORGANISATION,
    IdentifierKind.NAME,
)
"""The surest first: one name is of one kind all through a session."""
_EVERYWHERE = frozenset({*_NAMES, IdentifierKind.EMAIL, IdentifierKind.URL})
"""Kinds that identify wherever their words come again; a date or an age does only in its place."""

_KINDS = "|".join(kind.value for kind in IdentifierKind)
_TAG = re.compile(
    rf"\\?\[ ?(?i:({_KINDS}))\\?[_ -]?(\d+)(?:\\?_(\d+))? ?\\?\]"
    rf"|\b(?i:({_KINDS}))\\?_(\d+)(?:\\?_(\d+))?(?![\d_])"
    rf"|\b({_KINDS}) (\d+)\b"
)
"""As given out, and as models bend it: other case, no brackets, a space, escaped."""
_LEAST_LETTERS = 3


@dataclass(frozen=True, slots=True)
class Surrogates:
    """Tag by tag what was concealed. Holds protected text: never logged, never sent."""

    originals: Mapping[str, str] = field(default_factory=dict, repr=False)

    def reveal(self, text: str) -> str:
        """Puts the originals back; a tag that was never given out stays and shows as one."""
        return _TAG.sub(self._original, text)

    def _original(self, match: re.Match[str]) -> str:
        kind, number, form = _parts(match)
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

    people: Mapping[tuple[str, ...], int]
    """Whose each name is."""
    numbers: dict[tuple[IdentifierKind, object], int] = field(default_factory=dict)
    spellings: dict[tuple[IdentifierKind, int], list[str]] = field(default_factory=dict)
    """Of each identity, in the order they came."""

    def tag(self, kind: IdentifierKind, original: str) -> str:
        number = self._number(kind, original)
        spellings = self.spellings.setdefault((kind, number), [])
        if original not in spellings:
            spellings.append(original)
        form = spellings.index(original) + 1
        return f"[{kind}_{number}]" if form == 1 else f"[{kind}_{number}_{form}]"

    def originals(self) -> dict[str, str]:
        return {
            self.tag(kind, original): original
            for (kind, _), spellings in list(self.spellings.items())
            for original in list(spellings)
        }

    def _number(self, kind: IdentifierKind, original: str) -> int:
        identity: object = name_words(original)
        if kind is IdentifierKind.PERSON:
            identity = self.people[name_words(original)]
        of_kind = sum(known is kind for known, _ in self.numbers)
        return self.numbers.setdefault((kind, identity), of_kind + 1)


def _parts(match: re.Match[str]) -> tuple[str, str, str | None]:
    """Kind, number and form of a tag."""
    groups = match.groups()
    kind = groups[0] or groups[3] or groups[6]
    return kind.upper(), groups[1] or groups[4] or groups[7], groups[2] or groups[5]


def conceal(texts: Sequence[str], found: Sequence[Sequence[Identifier]]) -> Concealed:
    """Replaces every identifier, and every other place where a found name stands.

    `found` has one sequence for each text; spans may overlap.
    """
    again = _again(texts, found)
    spans = [
        _merged([*_tags_said(text), *marks, *_places(text, again)])
        for text, marks in zip(texts, found, strict=True)
    ]
    spans = _of_one_kind(texts, spans)
    people = [
        name_words(text[span.start : span.end])
        for text, row in zip(texts, spans, strict=True)
        for span in row
        if span.kind is IdentifierKind.PERSON
    ]
    ledger = _Ledger(identities(people))
    concealed = tuple(_replaced(text, row, ledger) for text, row in zip(texts, spans, strict=True))
    return Concealed(concealed, Surrogates(ledger.originals()))


def _of_one_kind(
    texts: Sequence[str], spans: Sequence[Sequence[Identifier]]
) -> list[list[Identifier]]:
    """A name that was told to be a person's somewhere is so everywhere."""
    known: dict[str, IdentifierKind] = {}
    for text, row in zip(texts, spans, strict=True):
        for span in row:
            if span.kind in _NAMES:
                name = text[span.start : span.end].casefold()
                kinds = (span.kind, known.get(name, span.kind))
                known[name] = min(kinds, key=_NAMES.index)
    return [
        [
            Identifier(known[text[span.start : span.end].casefold()], span.start, span.end)
            if span.kind in _NAMES
            else span
            for span in row
        ]
        for text, row in zip(texts, spans, strict=True)
    ]


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
        kept = sorted((piece for piece in pieces if _comes_again(piece)),
                      key=lambda piece: (-len(piece), piece))  # fmt: skip
        if kept:
            either = "|".join(_spelled(piece) for piece in kept)
            patterns[kind] = re.compile(rf"(?<!\w)(?:{either})(?!\w)")
    return patterns


def _comes_again(name: str) -> bool:
    """Whether a name can be told from other words wherever it stands."""
    if len(name) < _LEAST_LETTERS:
        return False
    return not is_everyday_word(name) or not name.islower()


def _spelled(name: str) -> str:
    """Any case. A name that is also an everyday word: only with its capital, inside a sentence."""
    escaped = re.escape(name)
    if not is_everyday_word(name):
        return f"(?i:{escaped})"
    return rf"(?<=[^\W.?!] ){escaped}|(?<=, ){escaped}"


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
