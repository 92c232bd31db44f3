"""Names that are spelled: "j o h n", "S-M-I-T-H", "s as in sam, m as in mary", "double l"."""

import re
from collections.abc import Iterator, Sequence

from summarize.deid.identifier import Identifier, IdentifierKind
from summarize.deid.person_name import first_names, surnames
from summarize.deid.spoken_word import Word, folded_at, words_of

_PERSON = IdentifierKind.PERSON
_TERMS = frozenset(
    """adhd ptsd cptsd emdr ssri ssris snri snris lgbt lgbtq cpap bipap phq gad
    pcl mdq dast bdi cbt dbt act ifs ocd bpd did odd asd add dui dwi iop php mri
    ect tms ekg ecg eeg icu er ed iv aa na al cps dcf dmv irs fbi cia fmla ssi
    ssdi gpa iep sat gre lsat mcat abc abcd tv dvd pc usa uk un nyc la std sti
    hiv pms ibs uti tbi bmi thc cbd lsd mdma gerd copd hmo ppo md phd rn np pa
    msw lcsw lpc lmft vpn usb gps rv suv atm ceo hr pta va ymca espn nfl nba mlb
    cnn nbc hbo ok fyi asap diy bff rip eta faq lol omg tmi idk aka abcs ptas
    roi hipaa csi otc prn bid tid cdc fda who nih dea mma ufc bmw gmc ups usps
    nsaid maoi cssrs phqs tsh cbc acl mcl pcos hrt ivf iud edd ebt cpr emt""".split()  # noqa: SIM905
)
"""Abbreviations that are said letter by letter."""
_NATO = frozenset(
    """alpha alfa bravo charlie delta echo foxtrot golf hotel india juliet
    juliett kilo lima mike november oscar papa quebec romeo sierra tango uniform
    victor whiskey whisky xray yankee zulu""".split()  # noqa: SIM905
)
_CUES = frozenset("spelled spelt spell spells spelling letters".split())  # noqa: SIM905
_AS_IN = re.compile(
    r"\b(?:(?:double )?[a-z](?:'s)?,? (?:as in|like in|like|for|is for|in) \w+(?:,? (?:and |then )*(?=(?:double )?[a-z]"  # noqa: E501
    r"(?:'s)?,? (?:as in|like in|like|for|is for) ))?)+",
    re.IGNORECASE,
)
_LETTERS_BETWEEN = frozenset("uh um er then and dash hyphen".split())  # noqa: SIM905
_LEAST_LETTERS = 4
_CUE_REACH = 6


def spelled_names(text: str) -> Iterator[Identifier]:
    for match in _AS_IN.finditer(text):
        if re.search(
            r"\b(?!a |i )\w(?:'s)?,? (?:as in|for|like)", match.group(), re.IGNORECASE
        ) and (
            " as in " in match.group().casefold()
            or len(re.findall(r" (?:for|like) ", match.group())) > 1
        ):
            yield Identifier(_PERSON, match.start(), match.end())
    words = words_of(text)
    at = 0
    while at < len(words):
        last, letters = _run(words, at)
        if letters and _is_spelling(words, at, letters):
            yield Identifier(_PERSON, words[at].start, words[last].end)
        at = max(last, at) + 1
    yield from _nato(words)


def _run(words: Sequence[Word], at: int) -> tuple[int, str]:
    """The last word and the letters of a run that starts here; hesitations between are passed."""
    letters, last, ahead, spaced = "", at, at, True
    while ahead < len(words) and not (ahead > at and words[ahead].opens and _ends(words, ahead)):
        folded = words[ahead].folded
        if letters and words[ahead].paused and ahead - last == 1 and not spaced:
            break
        if len(folded) == 1 and folded.isalpha():
            spaced = words[ahead].paused or not letters
            letters += folded
            last = ahead
        elif (
            folded in {"double", "capital", "big", "little"}
            and len(folded_at(words, ahead + 1)) == 1
        ):
            letters += folded_at(words, ahead + 1) if folded == "double" else ""
        elif not (letters and folded in _LETTERS_BETWEEN):
            break
        ahead += 1
    return last, letters


def _ends(words: Sequence[Word], at: int) -> bool:
    """A new turn, or a new sentence that is no further letter ("J. O. H. N." is one run)."""
    return words[at].first or len(words[at].folded) != 1


def _is_spelling(words: Sequence[Word], at: int, letters: str) -> bool:
    if letters in _TERMS or len(set(letters)) == 1 or len(letters) < 2:
        return False
    cued = any(folded_at(words, at - back) in _CUES for back in range(1, _CUE_REACH + 1))
    if cued:
        return True
    if letters.strip("ai") in _TERMS or letters[:-1] in _TERMS or letters[1:] in _TERMS:
        return False
    if len(letters) >= _LEAST_LETTERS:
        return True
    named = letters in first_names()[0] or letters in first_names()[1] or letters in surnames()[0]
    shown = {folded_at(words, at - back) for back in (1, 2, 3)} & {"name", "that's", "is", "it's"}
    return len(letters) == 3 and (named or bool(shown))


def _nato(words: Sequence[Word]) -> Iterator[Identifier]:
    at = 0
    while at < len(words):
        end = at
        while end < len(words) and words[end].folded in _NATO:
            end += 1
        if end - at >= 3:
            yield Identifier(_PERSON, words[at].start, words[end - 1].end)
        at = max(end, at + 1)
