"""Text that Whisper makes up where nobody spoke."""

import re
from collections.abc import Sequence

from gpu import Decoded, DecodedWord
from transcribe.loops import timeless, without_loops

_HOPELESS = -1.3
"""Mean log probability that real speech does not fall to;"""
_UNSURE = -0.8
"""short real remarks often fall to this."""
_FAINT_VOICE = 0.66
"""Mean probability of the voice detector over what it took for speech: animals, doors and chairs
that deceive it stay below, words do not; hummed assent may."""
_HUMMED_AT_LEAST = -1.05
_HUMMED = {
    "mm-hmm",
    "mm hmm",
    "mhm",
    "hmm",
    "mm",
    "mmm",
    "uh-huh",
    "uh huh",
    "uh",
    "um",
    "oh",
    "ah",
}
_ALONE = "you"
"""What it says to noise most often."""
_CLEAR_VOICE = 0.85
_FAREWELLS = re.compile(
    r"\b(?:thank(?:s| you)(?: so much| very much)? for (?:watching|listening|viewing)"
    r"|(?:like|please|and) (?:and )?subscribe|see you (?:in the )?next (?:time|one|video))\b"
)
"""How videos end, which the recognizer learned from."""
_NOTHING_LEFT = 3
_NO_CONFIDENCE = 0.3
_FASTEST_WORDS_PER_S = 9.0
_LOOPED = 2.4
"""A text without word times that zlib makes so many times shorter repeats itself."""


def is_hum(text: str) -> bool:
    """Whether the text is nothing but hummed or breathed assent or hesitation."""
    return _bare(text) in _HUMMED


def invented(decoded: Decoded, speech_ms: int, voice: float = 1.0) -> bool:
    """Whether the decode of a stretch with `speech_ms` of detected speech is made up; `voice` is
    the mean probability of that speech.

    Whisper's own sign of silence (`no_speech_probability`) is no help here: over speech that is
    quiet or short it is as high as over noise. What tells most is time: words made up have none,
    since the aligner finds no sound for them.
    """
    said = _bare(decoded.text)
    if not said:
        return True
    words = without_loops(decoded.words)
    return (
        decoded.mean_log_probability < _HOPELESS
        or _circles(decoded, voice)
        or _from_nowhere(decoded.words, words, voice)
        or (len(words) or len(said.split())) > _FASTEST_WORDS_PER_S * max(speech_ms, 300) / 1000
        or _a_habit(said, decoded.mean_log_probability, voice)
    )


def _bare(text: str) -> str:
    return " ".join(re.findall(r"[\w'-]*\w", text.casefold()))


def _circles(decoded: Decoded, voice: float) -> bool:
    """Whether the text is one loop; with word times `without_loops` knows better."""
    believed = decoded.words and voice >= _FAINT_VOICE
    return not believed and decoded.compression_ratio > _LOOPED


def _a_habit(said: str, mean: float, voice: float) -> bool:
    """Whether it is what the recognizer says when it hears a sound that is no word."""
    if _FAREWELLS.search(said) and (voice < _CLEAR_VOICE or mean < _UNSURE):
        return True
    least = _HUMMED_AT_LEAST if said in _HUMMED else _UNSURE
    return voice < _FAINT_VOICE and (said == _ALONE or mean < least)


def _from_nowhere(heard: Sequence[DecodedWord], kept: Sequence[DecodedWord], voice: float) -> bool:
    """Whether hardly a word has a sound of its own: most are timeless, or nothing but a doubtful
    word or two is left of a loop."""
    if not heard:
        return False
    if not kept:
        return True
    in_doubt = voice < _CLEAR_VOICE or 2 * len(kept) < len(heard)
    if in_doubt and len(kept) >= _NOTHING_LEFT and 2 * sum(map(timeless, kept)) > len(kept):
        return True
    confidence = sum(word.confidence for word in kept) / len(kept)
    return 3 * len(kept) <= len(heard) and confidence < _NO_CONFIDENCE
