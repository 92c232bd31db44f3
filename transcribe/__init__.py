"""Speech to words.

In: one channel of a session at 16 kHz. Out: `Caption` (provisional) and `Utterance` (the record).
"""

from transcribe.utterance import Caption, Utterance
from transcribe.word import Word

__all__ = ["Caption", "Utterance", "Word"]
