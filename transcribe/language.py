"""The session's language: told once, then kept."""

from collections.abc import Iterable

from gpu import Decoded
from transcribe.utterance import Utterance

_ENOUGH_S = 6.0
"""Speech recognized surely as one language settles it from here,"""
_LEAD = 4.0
"""where it outweighs all others together this many times;"""
_AT_MOST_S = 30.0
"""after so much speech the leader is taken."""


class SessionLanguage:
    """One for all channels of a session, shared by their transcribers.

    Each decode that detected its language counts with its speech times its probability. Short
    remarks mislead ("mm-hmm" is Welsh to a small model), so until it is settled a decode that
    came out in another language than the leader's is to be done again in the leader's.
    """

    def __init__(self, given: str | None = None) -> None:
        self._settled = given
        self._weights: dict[str, float] = {}
        self._heard_s = 0.0

    @property
    def settled(self) -> str | None:
        """What decodes are to be asked for; None while each detects its own."""
        return self._settled

    @property
    def leading(self) -> str | None:
        """The best guess so far; None before anything was heard."""
        if self._settled or not self._weights:
            return self._settled
        return max(self._weights, key=lambda language: self._weights[language])

    def hear(self, decoded: Decoded, speech_ms: int) -> None:
        """Count a decode that was not told its language."""
        self._count(decoded.language, decoded.language_probability, speech_ms)

    def remember(self, utterances: Iterable[Utterance]) -> None:
        """Take up a session whose first finals are stored."""
        for utterance in utterances:
            self._count(utterance.language, 1.0, utterance.end_ms - utterance.start_ms)

    def _count(self, language: str, probability: float, speech_ms: int) -> None:
        if self._settled is not None:
            return
        self._heard_s += speech_ms / 1000
        weight = self._weights.get(language, 0.0) + probability * speech_ms / 1000
        self._weights[language] = weight
        leading = self.leading
        assert leading is not None
        lead = self._weights[leading]
        others = sum(self._weights.values()) - lead
        sure = lead >= _ENOUGH_S and lead >= _LEAD * others
        if sure or self._heard_s >= _AT_MOST_S:
            self._settled = leading
