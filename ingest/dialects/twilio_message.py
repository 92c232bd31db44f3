"""The JSON of Twilio Media Streams, as Twilio writes it: numbers come as strings.

Source: https://www.twilio.com/docs/voice/media-streams/websocket-messages
"""

import base64
import binascii
from typing import Annotated, Any, Final, Literal, TypeAlias

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, TypeAdapter, ValidationError

from ingest.errors import Malformed
from ingest.message import ChannelRole, one_line

_DIGITS: Final = 15
"""Longest number; no call comes near."""


def _number(value: Any) -> Any:
    """A whole number, bare or in a string; anything else is left for pydantic to refuse."""
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= _DIGITS:
        return int(value)
    return value


def _payload(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    try:
        return base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError):
        raise ValueError("must be base64") from None


Number: TypeAlias = Annotated[
    int, BeforeValidator(_number), Field(strict=True, ge=0, lt=10**_DIGITS)
]
Payload: TypeAlias = Annotated[bytes, BeforeValidator(_payload), Field(strict=True)]
TrackName: TypeAlias = Literal["inbound", "outbound"]


class _Message(BaseModel):
    model_config = ConfigDict(hide_input_in_errors=True)


class MediaFormat(_Message):
    """The only one Twilio has."""

    encoding: Literal["audio/x-mulaw"] = "audio/x-mulaw"
    sample_rate: Annotated[Literal[8000], BeforeValidator(_number), Field(alias="sampleRate")] = (
        8000
    )
    channels: Annotated[Literal[1], BeforeValidator(_number)] = 1


class CustomParameters(_Message):
    """What the application's `<Parameter>` elements say; others are the application's own."""

    token: str | None = None
    ticket: str | None = None
    inbound_role: ChannelRole = ChannelRole.CLIENT
    outbound_role: ChannelRole = ChannelRole.CLINICIAN

    def role(self, track: TrackName) -> ChannelRole:
        return self.inbound_role if track == "inbound" else self.outbound_role


class StartBody(_Message):
    """The `start` of a start message."""

    stream_sid: Annotated[str, Field(alias="streamSid", min_length=1, max_length=200)]
    tracks: Annotated[list[TrackName], Field(min_length=1, max_length=2)] = [
        "inbound",
        "outbound",
    ]
    media_format: Annotated[MediaFormat, Field(alias="mediaFormat")] = MediaFormat()
    custom: Annotated[CustomParameters, Field(alias="customParameters")] = CustomParameters()


class MediaBody(_Message):
    """The `media` of a media message."""

    track: TrackName
    chunk: Number
    timestamp: Number
    """Milliseconds since the stream began."""
    payload: Payload


class TwilioStart(_Message):
    event: Literal["start"]
    start: StartBody


class TwilioMedia(_Message):
    event: Literal["media"]
    stream_sid: Annotated[str, Field(alias="streamSid")]
    media: MediaBody


class TwilioStop(_Message):
    event: Literal["stop"]


class TwilioOther(_Message):
    """Carries no audio: the greeting, keys pressed, marks played."""

    event: Literal["connected", "dtmf", "mark"]


TwilioMessage: TypeAlias = TwilioStart | TwilioMedia | TwilioStop | TwilioOther
_MESSAGE: Final[TypeAdapter[TwilioMessage]] = TypeAdapter(
    Annotated[TwilioMessage, Field(discriminator="event")]
)


def read_twilio(text: str) -> TwilioMessage:
    """Raise `Malformed` with one line that names the field and not what it held."""
    try:
        return _MESSAGE.validate_json(text)
    except ValidationError as error:
        kinds = "event connected, start, media, dtmf, mark or stop"
        raise Malformed(one_line(error, kinds)) from None
