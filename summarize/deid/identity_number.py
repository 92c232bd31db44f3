"""Telephone, account, record and other numbers that belong to one person or household."""

import re
from collections.abc import Iterator, Sequence

from summarize.deid.identifier import Identifier, IdentifierKind
from summarize.deid.number_run import NumberRun, is_counting, number_runs
from summarize.deid.spoken_word import Word, folded_at, words_of

_PHONE, _NUMBER = IdentifierKind.PHONE, IdentifierKind.NUMBER
_PUBLIC = frozenset(
    {"988", "911", "741741", "18002738255", "8002738255", "211", "311", "999", "111"}
)
"""Help lines, which a safety plan must keep."""
_CALLED = frozenset(
    """phone cell mobile landline fax telephone pager reach text call whatsapp
    extension ext dial area voicemail""".split()  # noqa: SIM905
)
_NUMBERED = frozenset(
    """social security ssn account acct routing member membership policy id mrn
    record chart license licence plate zip postal postcode pin passport vin
    serial card digits badge confirmation claim docket inmate beneficiary
    medicaid medicare subscriber group case tag registration device employee
    student tracking prescription rx invoice reference locker file patient
    client combination code""".split()  # noqa: SIM905
)
_LONG_ENOUGH = 7
_UNITS = re.compile(
    r"(?:mg|mgs|mcg|ml|milli\w+|micro\w+|percent|dollars?|bucks|cents|pounds?|lbs|kilos?|kg|euros?|"
    r"hours?|minutes?|mins?|seconds?|days?|weeks?|months?|years?|nights?|times?|people|calories|"
    r"steps|miles?|feet|foot|inch(?:es)?|degrees|o'clock|am|pm|a|p|things?|words?|pages?|points?|"
    r"sessions?|drinks?|beers?|pills?|tablets?|units?|grand|or|out|plus|something|ish|mornings?|"
    r"kids|reps|laps|meters|ounces|grams|thousand|million|billion|hundred|over)"
)
_PATTERNS = tuple(
    (kind, re.compile(pattern, re.IGNORECASE))
    for kind, pattern in (
        (_PHONE, r"(?<![\w.])(?:\+?\d{1,3}[ .-]?)?(?:\(\d{2,4}\)|\d{2,4})[ .-]\d{3,4}[ .-]?\d{3,4}(?!\w)"),  # noqa: E501
        (_PHONE, r"(?<![\w.])\d{3}[ .-]\d{4}(?!\w)"),
        (_NUMBER, r"(?<![\w.])\d{3}-\d{2}-\d{4}(?!\w)"),
        (_NUMBER, r"(?<![\w.,$])[a-z]{0,4}-?\d{5,}(?:-\d+)?(?![\w%])"),
        (_NUMBER, r"(?<![\w.])(?=[a-z\d-]*\d[a-z\d-]*\d)(?=[a-z\d-]*[a-z])[a-z\d]+(?:-[a-z\d]+)*\d"
                  r"[a-z\d]*(?<!\d(?:st|nd|rd|th|am|pm|mg|ml|kg))(?<=[\w-]{6})(?!\w)"),
    )
)  # fmt: skip
_DOSED = re.compile(r"\d+(?:mg|mcg|ml|kg|lbs?|hrs?|mins?|am|pm|st|nd|rd|th|s|x|k)", re.IGNORECASE)
_INSTRUMENT = re.compile(r"(?:phq|gad|pcl|audit|covid|cssrs|icd|dsm|cpt|f)-?\d", re.IGNORECASE)
_LETTER_CODES = frozenset(
    """alpha bravo charlie delta echo foxtrot golf hotel india juliet kilo lima
    mike november oscar papa quebec romeo sierra tango uniform victor whiskey
    xray yankee zulu""".split()  # noqa: SIM905
)
_CUE_REACH = 9
_LEAST_CODE = 3


def identity_numbers(text: str) -> Iterator[Identifier]:
    """Written and spoken; quantities, scores and counting stay."""
    for kind, pattern in _PATTERNS:
        for match in pattern.finditer(text):
            written = match.group()
            quantity = _DOSED.fullmatch(written) or _INSTRUMENT.match(written)
            if not quantity and re.sub(r"\D", "", written) not in _PUBLIC:
                yield Identifier(kind, match.start(), match.end())
    words = words_of(text)
    for run in number_runs(words):
        if spoken := _kind_of(words, run):
            first, last = _with_letters(words, run)
            for turn in _by_turn(text, words[first : last + 1]):
                yield Identifier(spoken, turn[0].start, turn[-1].end)
    yield from _codes(words)


def _by_turn(text: str, said: Sequence[Word]) -> Iterator[list[Word]]:
    """A number dictated over several turns, without the listener's "mhm" between."""
    turn: list[Word] = []
    for word in said:
        if turn and "\n" in text[turn[-1].end : word.start]:
            yield turn
            turn = []
        if turn or _is_number(word) or _is_letter(word) or word.folded in {"double", "triple"}:
            turn.append(word)
    if turn:
        yield turn


def _kind_of(words: Sequence[Word], run: NumberRun) -> IdentifierKind | None:  # noqa: PLR0911
    if run.digits in _PUBLIC:
        return None
    cue = _cue(words, run.first)
    goes_on = run.last + 1 < len(words) and not words[run.last + 1].first
    measured = goes_on and _UNITS.fullmatch(words[run.last + 1].folded) is not None
    written = words[run.first].folded
    single = len(run.parts) == 1 and len(written) < 5
    if cue is _NUMBER and single and len(written) == 4 and written.isdecimal() and not measured:
        dated = folded_at(words, run.first - 1) in {"in", "since", "of", "by"}
        ending = folded_at(words, run.first - 2) in {"ends", "ending", "end"}
        return None if dated and not ending else cue
    tail = [folded_at(words, run.first - back) for back in (1, 2, 3, 4)]
    if "four" in tail and tail[tail.index("four") + 1 :][:1] == ["last"] and len(run.digits) == 4:
        return _NUMBER
    ends = [folded_at(words, run.first - back) for back in (1, 2)]
    if ends[0] == "in" and ends[1] in {"ends", "ending", "end"} and len(run.digits) >= 3:
        return _NUMBER
    if cue is not None and len(run.digits) >= 3 and not measured and not single:
        return cue
    if cue is not None and single and len(run.digits) >= 3 and _told_at_once(words, run.first):
        return cue
    if single or is_counting(run.parts):
        return None
    if len(run.digits) >= _LONG_ENOUGH:
        scores = all(len(part) == 1 and part <= "4" for part in run.parts)
        return None if measured or (scores and _is_listing(words, run)) else _PHONE
    dictated = all(len(part) == 1 for part in run.parts) and len(run.parts) >= 5
    return _NUMBER if dictated and not _is_listing(words, run) and not measured else None


def _is_listing(words: Sequence[Word], run: NumberRun) -> bool:
    """Numbers with a pause before each, as scores are read out."""
    return all(words[at].paused for at in range(run.first + 1, run.last + 1))


def _cue(words: Sequence[Word], first: int) -> IdentifierKind | None:
    """What kind of number was announced just before."""
    found: IdentifierKind | None = None
    for back in range(1, _CUE_REACH + 1):
        if first - back + 1 < len(words) and words[first - back + 1].first:
            return found
        said = folded_at(words, first - back)
        if said in _CALLED or (said == "number" and found is None):
            found = _PHONE
        if said in _NUMBERED:
            return _NUMBER
        if said in {"score", "scored", "phq", "gad", "scale", "mg", "dose"}:
            return None
    return found


def _told_at_once(words: Sequence[Word], first: int) -> bool:
    """A short number right after what announces it: "extension four hundred", "pin 4821"."""
    before = [folded_at(words, first - back) for back in (1, 2)]
    near = (
        before[0] if before[0] not in {"is", "it's", "was", "number", "code", "ends"} else before[1]
    )
    return near in _NUMBERED | {"extension", "ext", "number", "in"} - {"code", "case", "group"}


def _with_letters(words: Sequence[Word], run: NumberRun) -> tuple[int, int]:
    """Letters said with the digits belong to them: "a b one two three", "four b"."""
    first, last = run.first, run.last
    while first > 0 and _is_letter(words[first - 1]) and not words[first].opens:
        first -= 1
    while last + 1 < len(words) and _is_letter(words[last + 1]) and not words[last + 1].opens:
        last += 1
    while last > run.last and words[last].folded in {"a", "i"}:
        last -= 1
    return first, last


def _is_letter(word: Word) -> bool:
    return (len(word.folded) == 1 and word.folded.isalpha()) or word.folded in _LETTER_CODES


def _codes(words: Sequence[Word]) -> Iterator[Identifier]:
    """Letters and digits mixed: "seven a b c one two three"; where announced, from three on."""
    at = 0
    while at < len(words):
        end = at
        while end < len(words) and _is_code(words, end) and (end == at or not words[end].opens):
            end += 1
        spoken = words[at:end]
        digits = sum(not _is_letter(word) for word in spoken)
        letters = len(spoken) - digits
        announced = at < end and _cue(words, at) is _NUMBER
        if digits >= 2 and letters and len(spoken) >= (_LEAST_CODE if announced else 5):
            yield Identifier(_NUMBER, spoken[0].start, spoken[-1].end)
        at = max(end, at + 1)


def _is_code(words: Sequence[Word], at: int) -> bool:
    word = words[at]
    if _is_letter(word):
        return word.folded not in {"a", "i"} or (
            0 < at < len(words) - 1 and _is_number(words[at + 1]) | _is_letter(words[at + 1])
        )
    return _is_number(word)


def _is_number(word: Word) -> bool:
    return word.folded.isdecimal() or any(True for _ in number_runs([word]))
