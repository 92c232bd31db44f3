"""Street addresses, and places that are everyday words or on no list."""

import re
from collections.abc import Iterator, Sequence

from summarize.deid.identifier import Identifier, IdentifierKind
from summarize.deid.number_run import NumberRun, number_runs
from summarize.deid.person_name import NOT_NAMES, first_names, places
from summarize.deid.spoken_word import Word, folded_at, words_of
from summarize.deid.vocabulary import is_number_like, is_word

_ADDRESS, _PLACE = IdentifierKind.ADDRESS, IdentifierKind.PLACE
_STREETS = frozenset(
    """street avenue ave road rd boulevard blvd lane ln terrace parkway pkwy
    highway hwy freeway turnpike""".split()  # noqa: SIM905
)
_LOOSE_STREETS = frozenset(
    """drive dr court ct circle square place way st trail loop pike alley row
    path crossing run ridge close crescent gardens mews grove walk plaza""".split()  # noqa: SIM905
)
_TURNS = frozenset(
    """north south east west northeast northwest southeast southwest n s e w""".split()  # noqa: SIM905
)
_NO_STREET_NAME = NOT_NAMES | frozenset(
    """way ways lane street road drive minute minutes hour hours mile miles day
    days week weeks month months year years block blocks time times people dead
    dirt back side busy wrong right long whole other same different opposite
    one-way memory fast slow bike fire slippery rough rocky bumpy gravel private
    public open test car bus train subway bumper middle percent dollars bucks
    door doors step steps house houses big small little nice quiet safe hard
    easy good bad better best sharp thinking own each front narrow only passing
    left turn food tennis basketball family criminal juvenile district supreme
    drug traffic federal custody small-claims full vicious inner social close""".split()  # noqa: SIM905
) - {"right", "first", "second", "third", "main", "high", "country", "long"}  # fmt: skip
_ON = frozenset(
    """on off at to of near by down from up along lives live lived and corner""".split()  # noqa: SIM905
)
_UNIT_WORDS = frozenset(
    """apartment apt unit suite flat room number lot trailer floor""".split()  # noqa: SIM905
)
_MOST_NAME_WORDS = 3

_LABELLED = re.compile(
    r"\b(?:p\.? ?o\.? box|apartment|apt\.?|suite|flat|unit|room|lot|county road|state route|route|"
    r"interstate|highway) (?:number |#)?(\d+ ?[a-z]?\b|(?:(?:zero|oh|one|two|three|four|five|six|"
    r"seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|"
    r"twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred)\b[ -]?)+(?:[b-h]\b)?)",
    re.IGNORECASE,
)
_POST_CODE = re.compile(
    r"\b[a-z]{1,2}\d[a-z\d]? ?\d[a-z]{2}\b|\b[a-z]\d[a-z] ?\d[a-z]\d\b", re.IGNORECASE
)

_THERE = frozenset(
    """live lives lived living move moves moved moving born raised grew drove
    drive drives driving flew fly flying flies visit visited visiting went back
    trip stay stayed staying house home family job relocated relocate based
    apartment parents mom dad brother sister folks hospital school office clinic
    over out down originally travel traveled commute commutes place works work
    am i'm we're he's she's they're took take taken was been ended landed
    admitted rent rents houses traffic weather schools friends college getting
    get go going used""".split()  # noqa: SIM905
)
_INTO = frozenset(
    "in from to near outside around through via visit visited visiting leaving left".split()  # noqa: SIM905
)
_LANDFORMS = frozenset(
    """falls springs heights hills beach city valley grove park creek point
    rapids bluff bluffs harbor harbour bay lake island village junction ridge
    county township borough parish river mountain forest shores landing hollow
    meadows gardens mesa canyon cove pines oaks""".split()  # noqa: SIM905
)
_NO_LANDFORM_NAME = NOT_NAMES | frozenset(
    """dog dogs city trailer theme water car skate national public local state
    amusement ball nearest big little whole different same next other inner
    small great main deep boiling turning selling starting focal breaking low
    pressure entry tipping sore talking power view vantage cut decimal match
    exact data mid industrial business office mobile home the a an each every
    this that another at point good nice beautiful nearby town country per rose
    botanical beer food rv swimming kids retirement mountain river walking
    hiking favorite cold hot natural my our their his her your some any no going
    went go swim back front foreign capital major""".split()  # noqa: SIM905
)


def whereabouts(text: str) -> Iterator[Identifier]:
    """An address with its flat is one."""
    last: Identifier | None = None
    for found in sorted(_found(text), key=lambda found: (found.start, -found.end)):
        joined = last is not None and last.kind is found.kind is _ADDRESS
        if last is not None and joined and not text[last.end : found.start].strip(" ,"):
            last = Identifier(_ADDRESS, last.start, max(last.end, found.end))
            continue
        if last is not None:
            yield last
        last = found
    if last is not None:
        yield last


def _found(text: str) -> Iterator[Identifier]:
    words = words_of(text)
    runs = {run.last: run for run in number_runs(words)}
    for at, word in enumerate(words):
        is_street = word.bare in _STREETS or word.bare in _LOOSE_STREETS
        if is_street and (first := _address_start(words, at, runs)) is not None:
            last = _address_end(words, at)
            yield Identifier(_ADDRESS, words[first].start, words[last].bare_end)
        if word.bare in _LANDFORMS:
            yield from _landform(words, at)
    for match in _LABELLED.finditer(text):
        yield Identifier(_ADDRESS, match.start(), len(text[: match.end()].rstrip(" -")))
    for match in _POST_CODE.finditer(text):
        yield Identifier(_ADDRESS, match.start(), match.end())
    yield from _everyday_places(words)


def _address_start(words: Sequence[Word], at: int, runs: dict[int, NumberRun]) -> int | None:
    """Where the address begins that has its street's kind at `at`."""
    loose = words[at].bare in _LOOSE_STREETS
    first = at
    while first > 0 and at - first < _MOST_NAME_WORDS + 1 and not words[first].paused:
        before = words[first - 1]
        if first - 1 in runs and not _ordinal(before.folded):
            run = runs[first - 1]
            named = first < at
            enough = len(run.digits) >= 2 or not loose
            return run.first if named and enough else None
        if before.bare in _NO_STREET_NAME and not before.capital:
            break
        first -= 1
    if not 1 <= at - first <= _MOST_NAME_WORDS:
        return None
    if loose:
        return first if not all(is_word(words[i].bare) for i in range(first, at)) else None
    leads = folded_at(words, first - 1) in _ON
    return first if leads or any(words[i].capital for i in range(first, at)) else None


def _ordinal(folded: str) -> bool:
    return folded.endswith(("st", "nd", "rd", "th")) and folded[0].isdecimal()


def _address_end(words: Sequence[Word], at: int) -> int:
    """With quarter and flat: "avenue north apartment four b"."""
    last = at
    if folded_at(words, last + 1) in _TURNS and not words[last + 1].paused:
        last += 1
    return last


def _landform(words: Sequence[Word], at: int) -> Iterator[Identifier]:
    """ "in cedar falls", "from rocky ridge": no article, so it is a name."""
    first = at
    while first > 0 and at - first < 2 and not words[first].paused:
        before = words[first - 1]
        if before.bare in _NO_LANDFORM_NAME or before.bare in _INTO or is_number_like(before.bare):
            break
        first -= 1
    if first == at or (folded_at(words, first - 1) not in _INTO | {"at", "of"} and
                       not any(words[i].capital for i in range(first, at))):  # fmt: skip
        return
    yield Identifier(_PLACE, words[first].start, words[at].bare_end)


def _everyday_places(words: Sequence[Word]) -> Iterator[Identifier]:
    """ "moved to reading", "lives in independence"."""
    everyday = places()[1] | _TOWNS | (first_names()[1] & {"phoenix", "holland", "china", "jersey"})
    for at, word in enumerate(words):
        if word.bare not in everyday or folded_at(words, at - 1) not in _INTO:
            continue
        if word.bare in _TOWNS and folded_at(words, at - 1) in {"in", "from", "near", "to", "at"}:
            yield Identifier(_PLACE, word.start, word.bare_end)
            continue
        near = {folded_at(words, at - back) for back in range(2, 6)}
        if near & _THERE and not (folded_at(words, at - 1) == "to" and word.bare in _ALSO_DONE):
            yield Identifier(_PLACE, word.start, word.bare_end)


_TOWNS = frozenset(
    """flint mobile providence phoenix buffalo anchorage aurora auburn concord
    canton oxford derby hull limerick surrey somerset waterloo butte boulder
    midland flagstaff sparks greenwood greenfield chesterfield florence hamburg
    shanghai manila wellington bologna rockaway meridian anaconda sandwich
    wheeling flushing corning saskatoon maidenhead canterbury""".split()  # noqa: SIM905
)
"""Hardly anything else after "in"."""
_ALSO_DONE = frozenset(
    "bury bend bath hope mount post price erode page cork star post rye".split()  # noqa: SIM905
) - {"bath"}
