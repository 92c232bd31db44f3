"""Deepgram's live protocol without a socket: another wording of `inglenook.v1`, frames in order."""

import json
from collections.abc import Sequence
from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from ingest.audio import Encoding
from ingest.dialects.listen_query import ListenQuery
from ingest.dialects.listen_results import ListenResults
from ingest.errors import Malformed, TooLarge
from ingest.limits import IngestLimits
from ingest.message import JsonMessage, one_line
from ingest.opus import ogg, webm
from ingest.protocol import Audio, Conversation, Event, Phase, Signal, Started


class KeepAlive(BaseModel):
    """The client is there, but has no audio now."""

    type: Literal["KeepAlive"]


class Finalize(BaseModel):
    """Captions are to be told as final, of one channel or all."""

    model_config = ConfigDict(hide_input_in_errors=True)
    type: Literal["Finalize"]
    channel: Annotated[int, Field(strict=True, ge=0, le=1)] | None = None


class CloseStream(BaseModel):
    """The session ends."""

    type: Literal["CloseStream"]


_MESSAGE: Final[TypeAdapter[KeepAlive | Finalize | CloseStream]] = TypeAdapter(
    Annotated[KeepAlive | Finalize | CloseStream, Field(discriminator="type")]
)
_STOP: Final = json.dumps({"type": "stop"})


class ListenConversation:
    """One connection. What it says of the audio was said in the address."""

    def __init__(self, query: ListenQuery, request_id: str, limits: IngestLimits) -> None:
        self._query = query
        self._limits = limits
        self._results = ListenResults(query, request_id)
        self._native = Conversation(limits)
        self._begun_at: int | None = None
        self._split = b""
        self.opening: Started | None = Started(query.form, query.roles)
        if not query.contained:
            self._declare(query.form.encoding)

    @property
    def phase(self) -> Phase:
        waiting = self._begun_at is not None and self._native.phase is Phase.AWAITING_START
        return Phase.STREAMING if waiting else self._native.phase

    @property
    def end(self) -> int:
        waiting = self._native.phase is Phase.AWAITING_START
        return (self._begun_at or 0) if waiting else self._native.end

    @property
    def laborious(self) -> bool:
        return self._query.form.encoding is Encoding.OPUS

    def begin(self, end: int) -> None:
        self._begun_at = end
        if not self._query.contained:
            self._native.begin(end)
        self._measure()

    def text(self, text: str) -> Event:
        if len(text) > self._limits.max_frame_bytes:
            raise TooLarge(f"A message is limited to {self._limits.max_frame_bytes} bytes.")
        try:
            message = _MESSAGE.validate_json(text)
        except ValidationError as error:
            kinds = "type KeepAlive, Finalize or CloseStream"
            raise Malformed(one_line(error, kinds)) from None
        if isinstance(message, CloseStream):
            if self._native.phase is Phase.AWAITING_START:  # no audio came
                self._contained(b"")
            self._native.text(_STOP)
            return Signal.STOP
        if isinstance(message, Finalize):
            self._results.finalize(message.channel)
        return Signal.PING

    def binary(self, data: bytes) -> Audio:
        """An empty frame, once a way to close, is nothing: a stream is not ended by mistake."""
        if not data:
            return Audio(None)
        if self._native.phase is Phase.AWAITING_START:
            self._contained(data)
        self._results.heard(data)
        audio = self._native.binary(self._whole(data))
        self._measure()
        return audio

    def rest(self) -> Audio:
        audio = self._native.rest()
        self._measure()
        return audio

    def told(self, message: JsonMessage) -> Sequence[JsonMessage]:
        return self._results.told(message)

    def _contained(self, data: bytes) -> None:
        """The audio comes in a container that names itself."""
        if data[:4] == webm.MAGIC:
            self._declare(Encoding.WEBM_OPUS)
        elif not data or ogg.begins(data):
            self._declare(Encoding.OPUS)
        else:
            raise Malformed("encoding is missing, and the audio is neither Ogg nor WebM.")
        self._native.begin(self._begun_at or 0)

    def _declare(self, encoding: Encoding) -> None:
        form = self._query.form
        declared = {
            "encoding": encoding.value,
            "sample_rate": form.sample_rate,
            "channels": form.channels,
        }
        self._native.text(json.dumps({"type": "start", "format": declared, "framing": "raw"}))

    def _whole(self, data: bytes) -> bytes:
        """Frames may be cut anywhere: what is left of a sample waits for the next."""
        if self.laborious:
            return data
        data = self._split + data
        whole = len(data) - len(data) % self._query.form.frame_bytes
        self._split = data[whole:]
        return data[:whole]

    def _measure(self) -> None:
        self._results.duration_s = self.end / self._query.form.sample_rate
