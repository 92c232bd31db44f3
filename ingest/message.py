"""The JSON of `inglenook.v1`: reading what a client says, writing what the server says."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Final, Literal, Protocol, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from ingest.audio import Encoding
from ingest.errors import Malformed

JsonMessage: TypeAlias = Mapping[str, object]


class Framing(StrEnum):
    """Whether each audio frame says where it belongs."""

    OFFSET = "offset"
    RAW = "raw"


class ChannelRole(StrEnum):
    """Who speaks on a channel."""

    CLINICIAN = "clinician"
    CLIENT = "client"
    OTHER = "other"
    UNKNOWN = "unknown"


class FormatMessage(BaseModel):
    """The `format` of a `start`."""

    model_config = ConfigDict(hide_input_in_errors=True)
    encoding: Encoding
    sample_rate: Annotated[int, Field(strict=True, ge=8000, le=48000)]
    channels: Annotated[int, Field(strict=True, ge=1, le=2)]


class StartMessage(BaseModel):
    """The first message of a client."""

    model_config = ConfigDict(hide_input_in_errors=True)
    type: Literal["start"]
    format: FormatMessage
    channel_roles: list[ChannelRole] | None = None
    framing: Framing


class SignalMessage(BaseModel):
    """A message that is its type."""

    model_config = ConfigDict(hide_input_in_errors=True)
    type: Literal["pause", "resume", "stop", "ping"]


ClientMessage: TypeAlias = Annotated[StartMessage | SignalMessage, Field(discriminator="type")]
_CLIENT_MESSAGE: Final[TypeAdapter[StartMessage | SignalMessage]] = TypeAdapter(ClientMessage)


def read_message(text: str) -> StartMessage | SignalMessage:
    """Raise `Malformed` with one line that names the field and not what it held."""
    try:
        return _CLIENT_MESSAGE.validate_json(text)
    except ValidationError as error:
        kinds = "type start, pause, resume, stop or ping"
        raise Malformed(one_line(error, kinds)) from None


def one_line(error: ValidationError, kinds: str) -> str:
    """What is wrong with a text message; `kinds` tells how one is known, and which there are."""
    first = error.errors(include_url=False, include_context=False, include_input=False)[0]
    if first["type"] == "json_invalid":
        return "A text message must be JSON."
    place = ".".join(str(part) for part in first["loc"])
    if not place or first["type"].startswith("union_tag"):
        return f"A text message must be an object with {kinds}."
    return f"{place}: {first['msg']}."


class ServerMessage(Protocol):
    """Anything the server says."""

    def json(self) -> JsonMessage: ...


@dataclass(frozen=True, slots=True)
class Ready:
    """The answer to `start`."""

    session_id: str
    next_offset: int

    def json(self) -> JsonMessage:
        return {"type": "ready", "session_id": self.session_id, "next_offset": self.next_offset}


@dataclass(frozen=True, slots=True)
class Ack:
    """All audio before `next_offset` (sample frames) is durable."""

    next_offset: int

    def json(self) -> JsonMessage:
        return {"type": "ack", "next_offset": self.next_offset}


class StreamState(StrEnum):
    """What the server is doing with the stream."""

    LISTENING = "listening"
    PAUSED = "paused"
    DEGRADED = "degraded"
    FINISHING = "finishing"


@dataclass(frozen=True, slots=True)
class Status:
    """A change of what the server is doing."""

    state: StreamState
    detail: str = ""

    def json(self) -> JsonMessage:
        return {"type": "status", "state": self.state.value, "detail": self.detail}


@dataclass(frozen=True, slots=True)
class Pong:
    """The answer to `ping`."""

    def json(self) -> JsonMessage:
        return {"type": "pong"}


@dataclass(frozen=True, slots=True)
class Ended:
    """The answer to `stop`, once the last words are out."""

    session_id: str

    def json(self) -> JsonMessage:
        return {
            "type": "ended",
            "transcript_url": f"/v1/sessions/{self.session_id}/transcript",
            "draft_url": f"/v1/sessions/{self.session_id}/draft",
        }


@dataclass(frozen=True, slots=True)
class ErrorMessage:
    """Said before a close."""

    code: int
    message: str

    def json(self) -> JsonMessage:
        return {"type": "error", "code": self.code, "message": self.message}


@dataclass(frozen=True, slots=True)
class RetryMessage:
    """Said before a close for want of room."""

    code: int
    message: str
    retry_after_s: int

    def json(self) -> JsonMessage:
        return {
            "type": "error",
            "code": self.code,
            "message": self.message,
            "retry_after": self.retry_after_s,
        }
