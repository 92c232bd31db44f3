"""A final's words as clinicians write them: `sertraline 50 mg`, `PHQ-9`, `120/80`.

Only how it is written changes, never what was said: no number, name or unit comes in that the
words do not hold. English only; other languages pass as they are.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

from transcribe.abbreviation import abbreviation
from transcribe.dose import apart, blood_pressure, dose_number, dose_unit
from transcribe.medicine import medicine_named
from transcribe.misheard import misheard_medicine
from transcribe.phrase import UNCHANGED, Rewriting, core_of, joined
from transcribe.utterance import Utterance
from transcribe.word import Word

_Rule = Callable[[Sequence[Word], Sequence[Word], int], Rewriting]
"""What was written so far, all words and the place of the next one, to what is written for it."""


def as_written(utterance: Utterance) -> Utterance:
    """The same utterance as clinicians write it; its id and times stay."""
    words = written(utterance.words, utterance.language)
    if words == utterance.words:
        return utterance
    return replace(utterance, words=words, text=" ".join(word.text for word in words))


def written(words: Sequence[Word], language: str = "en") -> tuple[Word, ...]:
    """A word for several spans them, with the least of their confidences."""
    if language != "en":
        return tuple(words)
    out = _rewritten(apart(words), (abbreviation, blood_pressure, dose_number, dose_unit))
    return tuple(_rewritten(out, (misheard_medicine, _medicine)))


def _rewritten(words: Sequence[Word], rules: Sequence[_Rule]) -> list[Word]:
    """By the first rule that has something to say, word by word."""
    out: list[Word] = []
    at = 0
    while at < len(words):
        outcomes = (rule(out, words, at) for rule in rules)
        used, instead = next((one for one in outcomes if one[0]), (1, [words[at]]))
        out += instead
        at += used
    return out


def _medicine(said: Sequence[Word], words: Sequence[Word], at: int) -> Rewriting:
    """Generic names in small letters, brands with a capital."""
    core = core_of(words[at])
    name, apostrophe, owned = core.text.partition("'")
    medicine = medicine_named(name)
    if medicine is None or medicine.everyday or name == medicine.name:
        return UNCHANGED
    opens = not said or said[-1].text.endswith((".", "?", "!"))
    text = medicine.name
    if opens and name[0].isupper():
        text = text[0].upper() + text[1:]
    return 1, [joined([core.word], core.before + text + apostrophe + owned + core.after)]
