"""Mail and web addresses, names on the net, network addresses: written and spoken."""

import re
from collections.abc import Iterator, Sequence

from summarize.deid.identifier import Identifier, IdentifierKind
from summarize.deid.person_name import NOT_NAMES
from summarize.deid.spoken_number import TENS
from summarize.deid.spoken_word import Word, folded_at, words_of

_EMAIL, _URL = IdentifierKind.EMAIL, IdentifierKind.URL
_ENDING = r"(?:com|org|net|edu|gov|co|io|us|uk|info|me|biz|ca|au|de|health|tv|app|dev|online)"
_PATTERNS = (
    (_EMAIL, r"[\w.+-]+ ?@ ?[\w-]+(?:\.[\w-]+)+"),
    (_EMAIL, rf"\b[\w.+-]+ at [\w-]+(?:\.[\w-]+)*\.{_ENDING}\b"),
    (_URL, r"\bhttps?://\S+[\w/]|\bwww\.\S+[\w/]"),
    (_URL, r"\b[\w-]+(?:\.[\w-]+)*\.(?:com|org|net|edu|gov|io|info)(?:/[\w./-]*\w)?(?!\w)"),
    (_URL, r"(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?![\w.])"),
    (_URL, r"(?<!\w)@\w{2,}(?:\.\w+)*"),
)
_COMPILED = tuple((kind, re.compile(pattern, re.IGNORECASE)) for kind, pattern in _PATTERNS)
_TLDS = frozenset(
    """com org net edu gov co io us uk info me biz ca health tv app""".split()  # noqa: SIM905
)
_HOSTS = frozenset(
    """gmail yahoo hotmail outlook icloud aol comcast protonmail proton verizon
    msn live me mac att sbcglobal googlemail ymail mail""".split()  # noqa: SIM905
)
_SURE_HOSTS = frozenset("gmail yahoo hotmail outlook icloud aol protonmail ymail".split())  # noqa: SIM905
_JOINTS = frozenset(
    """dot underscore dash hyphen period point plus minus slash colon""".split()  # noqa: SIM905
)
_EVERYDAY = NOT_NAMES - frozenset("one two three four five six seven eight nine ten".split())  # noqa: SIM905
_MOST_LOCAL = 8
_MOST_PLAIN = 2
"""Words of a site's name that run on without a joint."""
_NOT_LOCAL = frozenset(
    """is it's its was me email e-mail mail address to my his her their the at
    that's um uh er reach write or and so it account send sent use okay yeah yes
    with on under by for a an this then called are you your from name i'm i
    contact emailed email's site website page link go visit found saw check be
    can could via through""".split()  # noqa: SIM905
)
_NET_PLACES = frozenset(
    """instagram insta twitter tiktok snapchat snap facebook venmo username
    handle discord reddit gamertag login skype linkedin""".split()  # noqa: SIM905
)
_LINKS = frozenset("is at under as it's called".split())  # noqa: SIM905


def net_addresses(text: str) -> Iterator[Identifier]:
    for kind, pattern in _COMPILED:
        for match in pattern.finditer(text):
            yield Identifier(kind, match.start(), match.end())
    words = words_of(text)
    for at, word in enumerate(words):
        if word.folded == "at":
            yield from _spoken_mail(words, at)
        if word.folded in _TLDS and folded_at(words, at - 1) == "dot":
            yield from _spoken_site(words, at)
        if word.folded in _NET_PLACES or (
            word.folded == "name" and folded_at(words, at - 1) in {"user", "screen"}
        ):
            yield from _handle(words, at)
    yield from _spoken_network(words)


def _spoken_mail(words: Sequence[Word], at: int) -> Iterator[Identifier]:
    """ "maria dot lopez at gmail dot com"."""
    last = _domain_end(words, at + 1)
    if last is None or folded_at(words, at + 1) in {"www", "http", "https", "w"}:
        return
    first = at
    while first > 0 and at - first < _MOST_LOCAL and not words[first].opens:
        before = words[first - 1]
        joint = before.folded in _JOINTS
        if before.folded in _NOT_LOCAL and not joint and folded_at(words, first) not in _JOINTS:
            break
        first -= 1
    while first < at and (words[first].folded in _JOINTS or (words[first].folded in _NOT_LOCAL
                          and folded_at(words, first + 1) not in _JOINTS)):  # fmt: skip
        first += 1
    yield Identifier(_EMAIL, words[first].start, words[last].end)


def _domain_end(words: Sequence[Word], at: int) -> int | None:
    """The last word of "gmail dot com", "my company dot co dot uk"."""
    last = at
    for ahead in range(at, min(at + 8, len(words) - 1)):
        if (words[ahead].opens and ahead > at) or words[ahead].folded == "at":
            break
        if words[ahead].folded == "dot" and (
            words[ahead + 1].folded in _TLDS or ahead + 1 < len(words)
        ):
            last = ahead + 1
            if words[last].folded in _TLDS and folded_at(words, last + 1) != "dot":
                return last
    if last > at and words[last].folded in _TLDS:
        return last
    return at if folded_at(words, at) in _SURE_HOSTS else None


def _spoken_site(words: Sequence[Word], at: int) -> Iterator[Identifier]:
    """ "www dot maria lopez dot com slash about"."""
    first, plain = at - 1, 0
    while first > 0 and not words[first].opens and at - first < _MOST_LOCAL:
        before, joined = words[first - 1].folded, words[first].folded
        linked = before in _JOINTS or joined in _JOINTS
        if before in _NOT_LOCAL | _EVERYDAY or not (linked or plain < _MOST_PLAIN):
            break
        plain += not linked
        first -= 1
    last = at
    while folded_at(words, last + 1) in {"slash", "dot"} and last + 2 < len(words):
        last += 2
    yield Identifier(_URL, words[first].start, words[last].end)


def _handle(words: Sequence[Word], at: int) -> Iterator[Identifier]:
    """ "my instagram is at maria underscore l"."""
    first = at + 1
    while folded_at(words, first) in _LINKS | {"handle", "username", "account", "name"}:
        first += 1
    if first == at + 1 or first >= len(words) or words[first].opens:
        return
    last = first
    while folded_at(words, last + 1) in _JOINTS and last + 2 < len(words):
        last += 2
        while last + 1 < len(words) and _numeric(words[last + 1]) and not words[last + 1].opens:
            last += 1
    marked = (
        last > first
        or folded_at(words, first - 1) in {"at", "under"}
        or words[at].folded in {"username", "handle", "gamertag", "login", "name"}
    )
    if marked and (
        last > first or words[first].folded not in _NOT_LOCAL | {"not", "just", "really", "so"}
    ):
        yield Identifier(_URL, words[first].start, words[last].end)


def _spoken_network(words: Sequence[Word]) -> Iterator[Identifier]:
    """ "one ninety two dot one sixty eight dot one dot one"."""
    dots = [at for at, word in enumerate(words) if word.folded in {"dot", "point"}]
    for first, second, third in zip(dots, dots[1:], dots[2:], strict=False):
        if third - first > 10 or not all(_numeric(words[dot + 1]) for dot in (first, second, third)
                                         if dot + 1 < len(words)):  # fmt: skip
            continue
        start, last = first, third
        while start > 0 and first - start < 3 and _numeric(words[start - 1]):
            start -= 1
        while last + 1 < len(words) and last - third < 3 and _numeric(words[last + 1]):
            last += 1
        if start < first:
            yield Identifier(_URL, words[start].start, words[last].end)


_NUMERIC = frozenset(
    [*TENS.split("|"), *["zero", "oh", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "hundred"]]  # noqa: E501
)  # fmt: skip


def _numeric(word: Word) -> bool:
    return word.folded.isdecimal() or word.folded in _NUMERIC
