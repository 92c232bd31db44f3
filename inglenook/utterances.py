"""The finals of a session at rest, so that words heard live need not be heard again."""

import json
from collections.abc import Iterator

from transcribe import Utterance, Word
from transcribe.language import SessionLanguage
from vault import SessionId, Vault

LOG_NAME = "utterances"
COMPLETE = b'{"complete":true}'


class UtteranceLog:
    """Appends finals as they come. Complete once the whole recording was heard."""

    def __init__(self, vault: Vault, session_id: SessionId) -> None:
        self._log = vault.log(session_id, LOG_NAME)
        self._held: list[Utterance] = []
        self._heard_until_ms: dict[int, int] = {}
        for utterance in self._read():
            self._hold(utterance)

    def _read(self) -> Iterator[Utterance]:
        self.complete = False
        self._entries = 0
        for entry in self._log.entries():
            self._entries += 1
            if entry.payload == COMPLETE:
                self.complete = True
            else:
                yield _from_json(entry.payload)

    @property
    def utterances(self) -> tuple[Utterance, ...]:
        return tuple(self._held)

    def heard_until_ms(self, channel: int) -> int:
        """End of the channel's last final; 0 where there is none."""
        return self._heard_until_ms.get(channel, 0)

    def resume_ms(self, channels: int) -> int:
        """From where the recording must be heard (again) so that no channel misses anything."""
        return min(self.heard_until_ms(channel) for channel in range(channels))

    def language(self, given: str | None) -> SessionLanguage:
        """What the session is heard in: as `given`, or as its finals tell so far."""
        language = SessionLanguage(given)
        language.remember(self._held)
        return language

    def is_new(self, utterance: Utterance) -> bool:
        """Whether this final is not one held already (after a resume a channel may repeat)."""
        middle = (utterance.start_ms + utterance.end_ms) // 2
        return middle >= self.heard_until_ms(utterance.channel)

    def append(self, utterance: Utterance) -> None:
        self._log.append(self._entries, _to_json(utterance))
        self._log.sync()
        self._entries += 1
        self._hold(utterance)

    def _hold(self, utterance: Utterance) -> None:
        self._held.append(utterance)
        before = self._heard_until_ms.get(utterance.channel, 0)
        self._heard_until_ms[utterance.channel] = max(before, utterance.end_ms)

    def finish(self) -> None:
        """The whole recording was heard."""
        if not self.complete:
            self._log.append(self._entries, COMPLETE)
            self._log.sync()
            self.complete = True

    def close(self) -> None:
        self._log.close()


def _to_json(utterance: Utterance) -> bytes:
    words = [[w.text, w.start_ms, w.end_ms, w.confidence] for w in utterance.words]
    return json.dumps(
        {
            "id": utterance.utterance_id,
            "channel": utterance.channel,
            "start_ms": utterance.start_ms,
            "end_ms": utterance.end_ms,
            "text": utterance.text,
            "language": utterance.language,
            "words": words,
        }
    ).encode()


def _from_json(payload: bytes) -> Utterance:
    held = json.loads(payload)
    return Utterance(
        utterance_id=held["id"],
        channel=held["channel"],
        start_ms=held["start_ms"],
        end_ms=held["end_ms"],
        text=held["text"],
        words=tuple(Word(*word) for word in held["words"]),
        language=held["language"],
    )
