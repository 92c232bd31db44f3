"""Names of people, places and firms in speech: listed ones, everyday words where they are names,
and whatever is no word of the language."""

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from summarize.deid.identifier import Identifier, IdentifierKind
from summarize.deid.name_cue import is_called_by, may_be_called_by
from summarize.deid.person_name import (
    KIN,
    NOT_NAMES,
    SURE_TITLES,
    TITLES,
    first_names,
    places,
    surnames,
)
from summarize.deid.spoken_word import Word, adjoin, folded_at, words_of
from summarize.deid.vocabulary import is_number_like, is_word, rare_words, spoken_words, vocabulary

_PERSON, _NAME, _PLACE = IdentifierKind.PERSON, IdentifierKind.NAME, IdentifierKind.PLACE
_OFFICES = frozenset({"doctor", "nurse", "officer", "professor", "coach", "pastor", "principal"})
_KIN_TITLES = (KIN | {"tia", "tio"}) - _OFFICES
_PARTICLES = frozenset(
    """de del della di da dos das du la le las los el al bin ibn ben von van der
    den ter ten st saint san santa mc mac o abu abd y""".split()  # noqa: SIM905
)
_PLACE_BEGINNINGS = frozenset(
    """new fort ft saint st san santa los las el la lake mount mt north south
    east west port cape upper lower northern southern eastern western point palm
    glen""".split()  # noqa: SIM905
)
_PLACE_ENDINGS = frozenset(
    """falls springs heights hills beach city valley grove park creek point
    rapids bluff bluffs harbor harbour bay lake island village junction ridge
    county township borough parish river mountain forest woods shores square
    bridge street station state""".split()  # noqa: SIM905
)
_NOT_BY_CAPITAL = frozenset(
    """depression anxiety inventory scale questionnaire therapy behavioral
    behavioural cognitive dialectical disorder health patient emotion worry
    stress mental step steps group session crisis line lifeline text emergency
    house earth american plan part chapter question questions number item items
    goal goals god lord mom dad grandma grandpa mum alright okay yeah
    internet""".split()  # noqa: SIM905
)
_BARE_PLACES = frozenset(
    """downtown rural upstate suburban sunny central work home school college
    church bed class town dinner lunch breakfast practice court jail prison
    rehab therapy night noon times birth war university""".split()  # noqa: SIM905
)
"""What stands before a name without being part of it."""
_NAME_WORDS = frozenset({"name", "name's", "names", "surname", "nickname"})
_NAME_OWNERS = frozenset(
    """my his her their your our its last first middle full maiden legal real
    whose the dog's husband's wife's partner's son's daughter's mom's dad's
    boss's friend's baby's""".split()  # noqa: SIM905
)


def names(text: str) -> Iterator[Identifier]:
    """Every name; first name, further names and surname together."""
    words = words_of(text)
    kinds = [_kind_alone(words, at) for at in range(len(words))]
    _everyday(words, kinds)
    _named(words, kinds)
    _titled(words, kinds)
    known = {
        words[at].bare
        for at, kind in enumerate(kinds)
        if kind is _PERSON and words[at].bare in first_names()[1]
    }
    for at, word in enumerate(words):
        if kinds[at] is None and word.bare in known and may_be_called_by(words, at):
            kinds[at] = _PERSON
    _extended(words, kinds)
    yield from _joined(text, words, kinds)
    yield from _of_several_words(words)
    yield from _fragments(text, words, kinds)


def _kind_alone(words: Sequence[Word], at: int) -> IdentifierKind | None:
    """What a word is wherever it stands."""
    word = words[at]
    bare = word.bare
    if is_number_like(bare) or bare in NOT_NAMES or (bare in vocabulary() and not word.capital):
        return None
    if bare in first_names()[0]:
        return _PERSON
    if word.capital and _named_by_capital(bare):
        return _listed_kind(bare)
    if len(bare) < 3 or is_word(word.folded) or (is_word(bare) and not _as_surname(bare)):
        return None
    return _listed_kind(bare)


def _as_surname(bare: str) -> bool:
    """A surname that only looks like an inflected word."""
    return bare in surnames()[0]


def _named_by_capital(bare: str) -> bool:
    if bare in _NOT_BY_CAPITAL or bare in KIN or bare in TITLES or len(bare) < 2:
        return False
    everyday = bare in first_names()[1] or bare in surnames()[1] or bare in places()[1]
    return everyday or not _kept(bare)


def _kept(bare: str) -> bool:
    """Written with a capital without naming anybody: days, peoples, medicines, abbreviations."""
    return bare in spoken_words() or (bare not in vocabulary() and is_word(bare))


def _listed_kind(bare: str) -> IdentifierKind:
    if bare in first_names()[0] or bare in first_names()[1] or bare in surnames()[0]:
        return _PERSON
    if bare in places()[0] or bare in places()[1]:
        return _PLACE
    return _NAME


def _everyday(words: Sequence[Word], kinds: list[IdentifierKind | None]) -> None:
    everyday = first_names()[1]
    for at, word in enumerate(words):
        if word.bare in KIN or word.bare in TITLES:
            continue
        if kinds[at] is _NAME and is_called_by(words, at):
            kinds[at] = _PERSON
        if kinds[at] is not None or (word.bare in NOT_NAMES and word.bare not in {"will", "may"}):
            continue
        short = len(word.bare) == 2 and word.bare.isalpha() and not is_word(word.bare)
        if ((word.bare in everyday or short) and is_called_by(words, at)) or (
            word.bare in everyday and _beside_name(words, kinds, at)
        ):
            kinds[at] = _PERSON


def _beside_name(words: Sequence[Word], kinds: Sequence[IdentifierKind | None], at: int) -> bool:
    """ "hope and maria", "rose kowalski": joined to what is a name for sure."""
    if at + 1 < len(words) and adjoin(words, at + 1) and kinds[at + 1] in {_PERSON, _NAME}:
        return words[at].bare in first_names()[1] and words[at].bare not in _CONFUSED
    if folded_at(words, at + 1) == "and" and at + 2 < len(words):
        return kinds[at + 2] is _PERSON and words[at].bare not in _CONFUSED
    if folded_at(words, at - 1) == "and" and at >= 2:
        return kinds[at - 2] is _PERSON and words[at].bare not in _CONFUSED
    return False


_CONFUSED = frozenset(
    """will may hope drew chase mark bill don love art early rich young frank
    rob pat sue page skip van lane april june august west sir long rush saw
    ally""".split()  # noqa: SIM905
) - {"pat", "rob", "april", "june"}


def _named(words: Sequence[Word], kinds: list[IdentifierKind | None]) -> None:
    """Whatever follows "my name is", "last name" or "named"."""
    for at in range(1, len(words)):
        if words[at].opens or not _name_is_told(words, at):
            continue
        if words[at].bare in NOT_NAMES - {"will", "may"} or is_number_like(words[at].bare):
            continue
        if len(words[at].bare) < 2:
            continue
        kinds[at] = kinds[at] or _PERSON
        if at + 1 < len(words) and adjoin(words, at + 1) and _may_follow(words[at + 1].bare):
            kinds[at + 1] = kinds[at + 1] or _PERSON


def _name_is_told(words: Sequence[Word], at: int) -> bool:
    before, second, third = (folded_at(words, at - back) for back in (1, 2, 3))
    if before in {"um", "uh", "er"}:
        before, second, third = second, third, folded_at(words, at - 4)
    if before in {"named", "nicknamed"}:
        return True
    if before in {"him", "her", "them", "it", "baby"} and "named" in {second, third}:
        return True
    if before in {"is", "was", "it's", "be"} and second in _NAME_WORDS:
        return third in _NAME_OWNERS or third.endswith("'s") or second in {"surname", "nickname"}
    if before == "name's" and second in _NAME_OWNERS:
        return True
    if before == "name" and second in {"last", "maiden", "middle"}:
        return (not words[at].paused and not is_word(words[at].bare)) or _may_follow(words[at].bare)
    return (
        before == "by"
        and second in {"goes", "go", "went"}
        and (words[at].bare in first_names()[1] or not is_word(words[at].bare))
    )


def _may_follow(bare: str) -> bool:
    """Whether a word after a first name is taken for a surname."""
    plain, everyday = surnames()
    if bare in NOT_NAMES or bare in _CONFUSED - {"young", "long", "west", "rich", "love", "lane"}:
        return False
    return bare in plain or bare in everyday or bare in rare_words()


def _titled(words: Sequence[Word], kinds: list[IdentifierKind | None]) -> None:
    for at in range(1, len(words)):
        title = folded_at(words, at - 1).rstrip(".")
        word = words[at]
        if title not in TITLES or kinds[at] is _PERSON or is_number_like(word.bare):
            continue
        dotted = word.start - words[at - 1].end <= 2 and (not word.opens or title in SURE_TITLES)
        if not dotted or word.bare in NOT_NAMES or len(word.bare) < 2:
            continue
        if (
            kinds[at] is not None
            or title in SURE_TITLES
            or (_bare_title(words, at, title) and _may_follow(word.bare))
        ):
            kinds[at] = _PERSON


def _bare_title(words: Sequence[Word], at: int, title: str) -> bool:
    """ "doctor young" is called so; "my doctor cuts" and "the nurse fields" are not."""
    owners = {"my", "the", "a", "his", "her", "their", "our", "your", "this", "that", "another"}
    return title not in _KIN_TITLES and folded_at(words, at - 2) not in owners


def _extended(words: Sequence[Word], kinds: list[IdentifierKind | None]) -> None:
    """Surnames after first names, particles, initials; what places begin and end with."""
    for at in range(1, len(words)):
        if not adjoin(words, at):
            continue
        before, word = kinds[at - 1], words[at]
        if before in {_PERSON, _NAME} and kinds[at] is None:
            follows = _may_follow(word.bare) or (
                len(word.bare) == 2 and word.bare.isalpha() and not is_word(word.bare)
            )
            owned = words[at - 1].bare != words[at - 1].folded
            if follows and not owned and before is _PERSON:
                kinds[at] = _PERSON
            elif word.bare in _PARTICLES | _LETTERS and at + 1 < len(words):
                ahead = at + 2 if folded_at(words, at + 1) in _PARTICLES else at + 1
                if ahead < len(words) and kinds[ahead] is not None and adjoin(words, ahead):
                    kinds[at:ahead] = [before] * (ahead - at)
        if before in {_PLACE, _NAME} and kinds[at] is None and word.bare in _PLACE_ENDINGS:
            kinds[at] = before
    for at in range(len(words) - 2, -1, -1):
        after = kinds[at + 1]
        if after is None or kinds[at] is not None or not adjoin(words, at + 1):
            continue
        place = after in {_PLACE, _NAME} and words[at].folded in _PLACE_BEGINNINGS
        place = place or (
            after in {_NAME, _PLACE}
            and folded_at(words, at - 1) in {"in", "at", "to", "from", "near"}
            and words[at].bare not in NOT_NAMES | KIN | TITLES
            and not words[at].bare.endswith(("ing", "ern"))
            and words[at].bare not in _BARE_PLACES
        )
        particle = words[at].folded in {"de", "von", "der", "bin", "mc", "o", "abu", "el"}
        if place or particle:
            kinds[at] = after


_LETTERS = frozenset("abcdefghjklmnopqrstuvwxyz")


def _joined(
    text: str, words: Sequence[Word], kinds: Sequence[IdentifierKind | None]
) -> Iterator[Identifier]:
    at = 0
    while at < len(words):
        kind = kinds[at]
        if kind is None:
            at += 1
            continue
        last = at
        while last + 1 < len(words) and _goes_on(words, kinds, last + 1, kind):
            last += 1
            if kinds[last] is not _NAME:
                kind = kinds[last] or kind
        yield Identifier(kind, words[at].start, words[last].bare_end)
        at = last + 1


def _goes_on(
    words: Sequence[Word], kinds: Sequence[IdentifierKind | None], at: int, kind: IdentifierKind
) -> bool:
    following = kinds[at]
    if following is None or not adjoin(words, at) or words[at - 1].bare != words[at - 1].folded:
        return False
    return following is kind or _NAME in {following, kind}


def _of_several_words(words: Sequence[Word]) -> Iterator[Identifier]:
    """Places of several words."""
    phrases = _phrases()
    for at, word in enumerate(words):
        for phrase in phrases.get(word.bare, ()):
            last = at + len(phrase) - 1
            if last < len(words) and all(
                (words[at + step].bare if step == last - at else words[at + step].folded) == part
                and (step == 0 or adjoin(words, at + step))
                for step, part in enumerate(phrase)
            ):
                yield Identifier(_PLACE, word.start, words[last].bare_end)
                break


@lru_cache(maxsize=1)
def _phrases() -> Mapping[str, Sequence[tuple[str, ...]]]:
    """By their first word, longest first."""
    found: dict[str, list[tuple[str, ...]]] = {}
    for place in places()[0]:
        parts = tuple(place.split())
        if len(parts) > 1:
            found.setdefault(parts[0], []).append(parts)
            for whole, short in (("saint", "st"), ("fort", "ft"), ("mount", "mt")):
                if parts[0] == whole:
                    found.setdefault(short, []).append((short, *parts[1:]))
    return {first: sorted(each, key=len, reverse=True) for first, each in found.items()}


def _fragments(
    text: str, words: Sequence[Word], kinds: Sequence[IdentifierKind | None]
) -> Iterator[Identifier]:
    """A name broken off and begun anew: "mar- maria"."""
    for at, word in enumerate(words[:-1]):
        following = words[at + 1]
        broken = text[word.end : word.end + 1] == "-" and kinds[at] is None
        if broken and kinds[at + 1] is not None and following.folded.startswith(word.folded):
            yield Identifier(_NAME, word.start, word.end)
