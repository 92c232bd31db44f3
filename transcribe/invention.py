"""Text that Whisper makes up where nobody spoke."""

import re

from gpu import Decoded

_STOCK = {
    "you", "thank you", "thanks", "thanks for watching", "thank you for watching",
    "thank you very much", "please subscribe", "subscribe", "bye", "bye bye", "the end",
    "so", "okay", "oh", "the", "i", "music", "applause", "silence",
}  # fmt: skip
"""What it says to noise most often, without case and punctuation."""
_SILENT = 0.6
_UNSURE = -0.8
_HOPELESS = -1.3
_STOCK_UNSURE = -0.45
_STOCK_SPEECH_MS = 400
_FASTEST_WORDS_PER_S = 9.0


def invented(decoded: Decoded, speech_ms: int) -> bool:
    """Whether the decode of a stretch with `speech_ms` of detected speech is made up.

    The first two limits are Whisper's own (a stretch it calls silent and is unsure of), moved
    towards hearing: the voice detector has already agreed that somebody speaks.
    """
    words = re.findall(r"[\w']+", decoded.text.casefold())
    if not words:
        return True
    mean = decoded.mean_log_probability
    if mean < _HOPELESS or (decoded.no_speech_probability > _SILENT and mean < _UNSURE):
        return True
    if len(words) > _FASTEST_WORDS_PER_S * max(speech_ms, 300) / 1000:
        return True
    stock = " ".join(words) in _STOCK
    return stock and (mean < _STOCK_UNSURE and speech_ms < _STOCK_SPEECH_MS)
