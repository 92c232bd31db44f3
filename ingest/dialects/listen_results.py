"""What the server says, in Deepgram's words. Pure.

Times are those of the session: a connection that goes on with one does not begin at zero.
"""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from ingest.dialects.listen_query import ListenQuery
from ingest.message import JsonMessage

_MODEL: Final = {"name": "inglenook", "version": "1", "arch": "whisper"}
_NO_MODEL: Final = "00000000-0000-0000-0000-000000000000"
_PUNCTUATION: Final = ".,;:!?\"'()[]"

_Said = Mapping[str, Any]
"""A partial or a final."""


class ListenResults:
    """One connection's answers."""

    def __init__(self, query: ListenQuery, request_id: str) -> None:
        self._query = query
        self._request_id = request_id
        self._speakers: dict[str, int] = {}
        self._begun: set[str] = set()
        self._open: dict[int, _Said] = {}
        """By channel, the caption whose final has not come."""
        self._told_until: dict[str, float] = {}
        """By utterance, in seconds: what `Finalize` has made final already."""
        self._finalize: list[int] = []
        self._heard = hashlib.sha256()
        self._created = datetime.now(UTC)
        self.duration_s = 0.0

    def heard(self, audio: bytes) -> None:
        self._heard.update(audio)

    def finalize(self, channel: int | None) -> None:
        """With the next `pong`, tell the open captions as final."""
        every = range(self._query.form.channels)
        self._finalize += [each for each in every if channel in (None, each)]

    def told(self, message: JsonMessage) -> Sequence[JsonMessage]:
        match message["type"]:
            case "partial":
                return self._partial(message)
            case "final":
                return self._final(message)
            case "pong":
                return self._finalized()
            case "ended":
                return [self._metadata()]
            case "error":
                return [self._error(message)]
            case _:
                return []

    def _partial(self, said: _Said) -> list[JsonMessage]:
        self._open[said["channel"]] = said
        events = self._speech_started(said)
        if self._query.interim_results and said["utterance_id"] not in self._told_until:
            events.append(self._results(said, said["text"], [], final=False))
        return events

    def _final(self, said: _Said) -> list[JsonMessage]:
        self._open.pop(said["channel"], None)
        events = self._speech_started(said)
        self._begun.discard(said["utterance_id"])
        told_until = self._told_until.pop(said["utterance_id"], None)
        words, text = list(said["words"]), said["text"]
        if told_until is not None:
            words = [word for word in words if word["start"] + word["end"] > 2 * told_until]
            text = " ".join(word["text"].strip() for word in words)
        if words or told_until is None:
            events.append(self._results(said, text, words, final=True))
        if self._query.utterance_ends:
            last = said["words"][-1]["end"] if said["words"] else said["end"]
            where = self._channel(said["channel"])
            events.append({"type": "UtteranceEnd", "channel": where, "last_word_end": last})
        return events

    def _finalized(self) -> list[JsonMessage]:
        asked, self._finalize = self._finalize, []
        events: list[JsonMessage] = []
        for channel in asked:
            said = self._open.pop(channel, None)
            if said is None or said["utterance_id"] in self._told_until:
                now = self.duration_s
                said = {"channel": channel, "start": now, "end": now, "speaker": None, "text": ""}
            else:
                self._told_until[said["utterance_id"]] = said["end"]
            result = self._results(said, said["text"], [], final=True)
            events.append({**result, "from_finalize": True})
        return events

    def _speech_started(self, said: _Said) -> list[JsonMessage]:
        if not self._query.speech_events or said["utterance_id"] in self._begun:
            return []
        self._begun.add(said["utterance_id"])
        where = self._channel(said["channel"])
        return [{"type": "SpeechStarted", "channel": where, "timestamp": said["start"]}]

    def _results(
        self, said: _Said, text: str, words: Sequence[_Said], *, final: bool
    ) -> JsonMessage:
        sure = [word["confidence"] for word in words]
        start = words[0]["start"] if words else said["start"]
        alternative = {
            "transcript": text.strip(),
            "confidence": round(sum(sure) / len(sure), 4) if sure else 0.0,
            "words": [self._word(word, said.get("speaker")) for word in words],
        }
        return {
            "type": "Results",
            "channel_index": self._channel(said["channel"]),
            "start": start,
            "duration": round(said["end"] - start, 3),
            "is_final": final,
            "speech_final": final,
            "channel": {"alternatives": [alternative]},
            "metadata": {
                "request_id": self._request_id,
                "model_info": _MODEL,
                "model_uuid": _NO_MODEL,
            },
            "from_finalize": False,
        }

    def _word(self, word: _Said, speaker: str | None) -> JsonMessage:
        text = word["text"].strip()
        told: dict[str, object] = {
            "word": text.strip(_PUNCTUATION).lower() or text,
            "start": word["start"],
            "end": word["end"],
            "confidence": word["confidence"],
            "punctuated_word": text,
        }
        if self._query.diarize and speaker is not None:
            told["speaker"] = self._speakers.setdefault(speaker, len(self._speakers))
        return told

    def _channel(self, channel: int) -> list[int]:
        return [channel, self._query.form.channels] if self._query.multichannel else [0, 1]

    def _metadata(self) -> JsonMessage:
        return {
            "type": "Metadata",
            "transaction_key": "deprecated",
            "request_id": self._request_id,
            "sha256": self._heard.hexdigest(),
            "created": self._created.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "duration": round(self.duration_s, 3),
            "channels": self._query.form.channels,
            "models": [_NO_MODEL],
            "model_info": {_NO_MODEL: _MODEL},
        }

    def _error(self, message: JsonMessage) -> JsonMessage:
        return {
            "type": "Error",
            "variant": f"INGLENOOK_{message['code']}",
            "code": str(message["code"]),
            "description": message["message"],
            "message": message["message"],
        }
