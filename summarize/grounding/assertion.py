"""What a statement asserts in its own words, apart from its label and from what it quotes."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from diarize.turn import Turn
from summarize.grounding.quotation import find_quote, tokens
from summarize.talk.clean_verbatim import clean_verbatim

_LABEL = re.compile(r"^[A-Z][\w ,'’/-]{1,48}:\s+(?=\S)")
_LONGEST_LABEL_WORDS = 8
_QUOTED = re.compile(r"“([^”]*)”|\"([^\"]*)\"")
_CLAIMS = re.compile(
    r"\b(?:is|are|was|were|has|have|had|no|not|never|denie[sd]|client|clinician|patient|reports?)\b",
    re.IGNORECASE,
)
"""A heading names; what has one of these asserts."""
_LEAST_WORDS_OF_A_QUOTE = 2
"""A single word in quotation marks is emphasis as often as a quote."""


@dataclass(frozen=True, slots=True)
class Assertion:
    """A statement's text in parts."""

    own: str
    """Without label and without what is quoted word for word."""
    invented: bool
    """Something stands in quotation marks that nobody said in the cited turns."""


def assertion_of(text: str, turns: Sequence[Turn]) -> Assertion:
    """`turns` are those that the statement cites."""
    label = _LABEL.match(text)
    if (
        label is not None
        and len(tokens(label.group())) <= _LONGEST_LABEL_WORDS
        and not (_CLAIMS.search(label.group()))
    ):
        text = text[label.end() :]
    invented = False

    def bare(match: re.Match[str]) -> str:
        nonlocal invented
        quoted = match.group(1) or match.group(2) or ""
        if _was_said(quoted, turns):
            return " "
        invented = invented or len(tokens(quoted)) >= _LEAST_WORDS_OF_A_QUOTE
        return match.group()

    return Assertion(_QUOTED.sub(bare, text).strip(), invented)


def _was_said(quoted: str, turns: Sequence[Turn]) -> bool:
    """Each part between `…` stands in one of the turns, as said or without stutters and tags."""
    said = [*turns, *(replace(turn, text=clean_verbatim(turn.text)) for turn in turns)]
    parts = [part for part in re.split(r"\.{3,}|…", quoted) if tokens(part)]
    return bool(parts) and all(any(find_quote(turn, part) for turn in said) for part in parts)
