"""How much the recognizer's encoder is given to hear."""

from gpu.audio import MODEL_RATE_HZ
from gpu.worker import DecodeRequest

FULL_WINDOW_S = 30
"""What Whisper was trained on."""
_WINDOWS_S = (10, 12, 15, 20, 25, FULL_WINDOW_S)
"""Few lengths, so that windows of several sessions go through the model together. Below the
shortest the decoder lacks the silence it was trained to stop in, and repeats itself."""
_TAIL_S = 1.0
"""Silence after the speech in every window, for the same reason."""
_CAPTION_TAIL_S = 1.0


def window_s(request: DecodeRequest) -> int:
    """Length of the window, padded with silence. Raises `ValueError` for more than 30 s.

    A caption's window is cut to its speech: a repeat at its end is gone with the next caption.
    """
    length_s = len(request.samples) / MODEL_RATE_HZ
    if length_s > FULL_WINDOW_S:
        raise ValueError("A decode window is at most 30 s.")
    if not request.word_times:
        return min(int(length_s + _CAPTION_TAIL_S + 0.99), FULL_WINDOW_S)
    return next((window for window in _WINDOWS_S if window >= length_s + _TAIL_S), FULL_WINDOW_S)
