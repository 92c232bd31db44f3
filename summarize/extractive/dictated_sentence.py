"""Sentences of a dictation: spoken punctuation read as such, and the heading each stands under.

Whoever dictates to a machine says "period", "new paragraph" and "next section, plan"; who dictates
to a person says "for the plan, …"; who types writes "Plan:" and a list. The words themselves are
left as they were said, and the evidence is the verbatim span.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from summarize.evidence import Evidence
from summarize.talk.excerpt import trimmed
from summarize.talk.passage import Passage, evidence_of
from summarize.talk.wording import plain

_PERIOD = (
    r"(?<!\ba )(?<!\bthe )(?<!\bher )(?<!\bhis )(?<!\bmy )(?<!\bthis )(?<!\bthat )(?<!\blong )"
    r"(?<!\bshort )(?<!\btrial )(?<!\btime )(?<!\bbrief )(?<!\bgrace )(?<!\blast )(?<!\bmissed )"
    r"(?<!\brest )(?<!\bmenstrual )(?<!\bevery )(?<!\btheir )(?<!\bfirst )(?<!\bdifficult )"
    r"(?<!\bhard )(?<!\bbad )(?<!\btough )(?<!\brough )(?<!\bstressful )(?<!\bbusy )(?<!\bdark )"
    r"(?<!\bwaiting )(?<!\btransition )(?<!\bcooling )(?<!\bper )\bperiod\b"
    r"(?! (?:of|is|was|when|where|in|cramps?|pain|late|ended|between|for|since|that)\b)"
)
_ENDS = (
    r"\b(?:full stop|question mark|exclamation (?:point|mark)|new paragraph|next paragraph|"
    r"new line|next line|new bullet|next bullet)\b"
)
_STOP = re.compile(rf"(?:[,.;]? ?(?:{_PERIOD}|{_ENDS})[.,;]?)+", re.IGNORECASE)
_SURE = re.compile(rf"{_ENDS}|\b(?:next|new) section\b|\bsemicolon\b", re.IGNORECASE)
_SEAM = re.compile(r"\n+")
_BULLET = re.compile(r"^(?:[-*•·–]|\d{1,2}[.)])\s+")
_MARKS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), mark)
    for pattern, mark in (
        (r"[,;]? ?\bcomma\b[,.]?", ","),
        (r"[,;]? ?\bsemicolon\b[,.]?", ";"),
        (r"[,;]? ?\bcolon\b(?! (?:cancer|screening|surgery|polyps?|infection|issues))[,.]?", ":"),
        (r",? ?\b(?:open|left) paren(?:thesis)?\b[,.]? ?", " ("),
        (r",? ?\b(?:close|right) paren(?:thesis)?\b", ")"),
        (r",? ?\b(?:open|begin) quotes?\b[,.]? ?", " “"),
        (r",? ?\b(?:close|end) quotes?\b", "”"),
        (r" ?\bhyphen\b ?", "-"),
        (r"\s+", " "),
        (r" +([,;:.)])", r"\1"),
    )
)
_LEADS = (
    r"(?:(?:okay|ok|now|and|so|then|alright|all right|um|uh),? )*(?:(?P<section>(?:next|new|the "
    r"next) (?:section|heading)(?: is)?)|moving (?:on )?to|move (?:on )?to|going (?:on )?to|on to|"
    r"go to|under|as for|for|regarding|in terms of|section|heading)[,:]? (?:the |my |his |her )?"
)


@dataclass(frozen=True, slots=True)
class DictatedSentence:
    """One sentence, its heading taken off."""

    said: Passage
    text: str
    """With spoken punctuation written."""
    heading: str | None
    """In small letters, as it was named; None before the first."""
    is_headed: bool
    """It names its heading itself."""
    heading_stands_alone: bool
    """The heading was named by itself, or before a colon, and holds until the next."""

    @property
    def plain(self) -> str:
        return plain(self.text)

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        return (evidence_of(self.said),)


def dictated_sentences(
    passages: Sequence[Passage], headings: Sequence[str], *, trim: bool = True
) -> Iterator[DictatedSentence]:
    """In order. `headings` are names in small letters, the longest first; `trim` takes off the
    words that people say to start talking."""
    spoken = _is_punctuated(passages)
    headed = _Headed.of(headings)
    heading: str | None = None
    alone = False
    for said in _pieces(passages, spoken=spoken):
        named = headed.named(said.text)
        rest = said if named is None else replace(said, start=said.start + named.end)
        if named is not None:
            heading, alone = named.heading, named.alone
        rest = trimmed(rest) if trim else rest
        text = _written(rest.text) if spoken else rest.text
        if any(character.isalnum() for character in text):
            yield DictatedSentence(rest, text, heading, named is not None, alone)
        elif named is not None:
            alone = True


def _is_punctuated(passages: Sequence[Passage]) -> bool:
    """Whether the speaker says punctuation: once without doubt, or "period" more than once."""
    text = " ".join(said.text for said in passages)
    return bool(_SURE.search(text)) or len(re.findall(_PERIOD, text, re.IGNORECASE)) > 1


def _pieces(passages: Sequence[Passage], *, spoken: bool) -> Iterator[Passage]:
    """Cut at line ends, and at spoken ends where the speaker uses them; without bullets."""
    for said in passages:
        start = said.start
        cuts = [*_SEAM.finditer(said.text), *(_STOP.finditer(said.text) if spoken else ())]
        for cut in sorted(cuts, key=lambda hit: hit.start()):
            yield from _bare(replace(said, start=start, end=max(start, said.start + cut.start())))
            start = max(start, said.start + cut.end())
        yield from _bare(replace(said, start=start))


def _bare(said: Passage) -> Iterator[Passage]:
    text = said.text
    start = said.start + len(text) - len(text.lstrip(" ,;\t\n"))
    end = said.start + len(text.rstrip(" ,;\t\n"))
    if start >= end:
        return
    bullet = _BULLET.match(said.turn.text[start:end])
    start += bullet.end() if bullet is not None else 0
    if any(character.isalnum() for character in said.turn.text[start:end]):
        yield replace(said, start=start, end=end)


def _written(text: str) -> str:
    for pattern, mark in _MARKS:
        text = pattern.sub(mark, text)
    return text.strip(" ,;:")


@dataclass(frozen=True, slots=True)
class _Named:
    heading: str
    end: int
    """Where the sentence itself begins."""
    alone: bool


@dataclass(frozen=True, slots=True)
class _Headed:
    """Finds a heading at the beginning of a sentence."""

    introduced: re.Pattern[str]
    written: re.Pattern[str]

    @classmethod
    def of(cls, headings: Sequence[str]) -> "_Headed":
        name = rf"(?P<name>{'|'.join(map(re.escape, headings)) or '(?!)'})"
        end = r"(?: section| part)?(?P<mark> ?(?:[:,.–-]|colon\b|comma\b|$)[,.]?)"
        return cls(
            re.compile(rf"^{_LEADS}{name}\b{end}? *", re.IGNORECASE),
            re.compile(
                rf"^{name}(?: section)?(?: ?:| colon\b[,.]?| ?[–-] |[.,]?$) *", re.IGNORECASE
            ),
        )

    def named(self, text: str) -> _Named | None:
        found = self.introduced.match(text)
        if found is not None and (found["section"] or found["mark"] is not None):
            alone = found["section"] is not None or found.end() == len(text)
            return _Named(found["name"].lower(), found.end(), alone)
        found = self.written.match(text)
        return None if found is None else _Named(found["name"].lower(), found.end(), alone=True)
