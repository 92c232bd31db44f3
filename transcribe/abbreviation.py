"""Names of instruments and clinical abbreviations: `P H Q nine` is `PHQ-9`."""

import re
from collections.abc import Iterator, Sequence

from transcribe.cardinal import UNITS
from transcribe.phrase import UNCHANGED, Core, Rewriting, core_of, joined
from transcribe.word import Word

_NUMBERED = (
    "PHQ-2 PHQ-4 PHQ-8 PHQ-9 PHQ-15 GAD-2 GAD-7 PCL-5 DSM-5 CAPS-5 BDI-2 DAST-10 PSS-10 CBT-I "
    "AUDIT-C C-SSRS Y-BOCS ICD-10 ICD-11"
)
_ALWAYS = (
    "PHQ GAF PCL DSM CSSRS PTSD CPTSD OCD OCPD ADHD BPD MDD PMDD SSRI SNRI MAOI EMDR CBT DBT IFS "
    "TMS ECT IOP EAP BMI BPM EKG ECG EEG MRI LGBTQ"
)
_SPELLED = "GAD ADD DID SUD AUD PHP MDQ EPDS ISI"
"""Words too, or rarely meant, when not spoken letter by letter."""
_STEM = {"C-SSRS": "C-SSRS", "CSSRS": "C-SSRS"}
_LONGEST = 6
_PARTS = re.compile(r"[-–.]")
_COUNTED = re.compile(
    r"times?|days?|weeks?|months?|years?|hours?|minutes?|points?|out|hundred|people"
)
"""After a number, that it counts something: `the PHQ two weeks ago`."""


def _key(written: str) -> str:
    return re.sub(r"[^a-z0-9]", "", written.casefold())


_FORMS = {_key(name): _STEM.get(name, name) for name in (*_NUMBERED.split(), *_ALWAYS.split())}
_LETTERS = _FORMS | {_key(name): name for name in _SPELLED.split()}
_NUMBERS = {word: str(value) for word, value in UNITS.items() if value}


def abbreviation(said: Sequence[Word], words: Sequence[Word], at: int) -> Rewriting:
    """What the words from `at` on abbreviate, in its usual letters. `said` are those before."""
    cores = list(_run(words, at))
    for count in range(len(cores), 0, -1):
        taken = cores[:count]
        parts = [part for core in taken for part in _PARTS.split(core.text) if part]
        written = _written(parts, words_taken=count)
        if written is None or _goes_on(said, words, at, count, taken):
            continue
        text = taken[0].before + written + taken[-1].after
        return count, [joined([core.word for core in taken], text)]
    return UNCHANGED


def _run(words: Sequence[Word], at: int) -> Iterator[Core]:
    """Words that may be one name: no punctuation between them but the point of a letter."""
    for word in words[at : at + _LONGEST]:
        core = core_of(word)
        if not core.text:
            return
        yield core
        if core.after.strip(".-–") or (core.after and len(core.text) > 1 and "." not in core.text):
            return


def _written(parts: Sequence[str], words_taken: int) -> str | None:
    ending = ""
    parts = [part.casefold() for part in parts]
    if parts and (plural := re.fullmatch(r"([a-z]{3,5})(['’]?s)", parts[-1])):
        parts[-1], ending = plural[1], "s" if plural[2] == "s" else "'s"
    numbered = len(parts) > 1 and parts[-1] in _NUMBERS
    if numbered:
        parts[-1] = _NUMBERS[parts[-1]]
    letters = parts[:-1] if parts and parts[-1].isdecimal() else parts
    spelled = len(letters) > 1 and all(len(part) == 1 for part in letters)
    key = "".join(parts)
    written = (_LETTERS if spelled else _FORMS).get(key)
    if written is None:
        return None
    if words_taken > 1 and not spelled and not _broken(letters, key):
        return None
    return written + ending


def _broken(letters: Sequence[str], key: str) -> bool:
    """Whether the words are pieces of one name: `PHQ 9`, `ph q9`, `AUDIT C`."""
    return len(letters) == 1 or key[-1].isdecimal() or key in ("auditc", "cssrs", "ybocs", "cbti")


def _goes_on(
    said: Sequence[Word], words: Sequence[Word], at: int, count: int, taken: Sequence[Core]
) -> bool:
    """Whether the letters belong to a longer spelling, or the number counts what comes next."""
    before = core_of(said[-1]) if said else None
    after = core_of(words[at + count]) if at + count < len(words) else None
    spelled = len(taken[0].text) == 1 and count > 1
    if spelled and before and len(before.text) == 1 and before.text not in ("a", "I", "A"):
        return True
    if after is None or taken[-1].after.strip("."):
        return False
    if spelled and len(after.text) == 1 and after.text.isalpha() and after.text.casefold() != "i":
        return True
    number = taken[-1].text.casefold()
    counted = count > 1 and (number in _NUMBERS or number.isdecimal())
    return counted and _COUNTED.fullmatch(after.text.casefold()) is not None
