"""A recording in a `multipart/form-data` body, read as it comes in."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Protocol

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.requests import ClientDisconnect, Request

from ingest.errors import Malformed, TooLarge
from ingest.message import ChannelRole

_FIELD_BYTES: Final = 4000
_MOST_VALUES: Final = 16
"""Of one field; more are passed over."""
_WRITE_BYTES: Final = 1 << 20
_FRAMING_BYTES: Final = 1 << 16
"""What boundaries, part headers and small fields may add to the file."""
_ROLES: Final = "channel_roles"


class Sink(Protocol):
    """Where the file goes."""

    def add(self, data: bytes) -> None:
        """Append; may block."""
        ...


@dataclass(frozen=True, slots=True)
class Form:
    """What came with the file; the file itself is in the sink."""

    channel_roles: tuple[str, ...]
    fields: Mapping[str, tuple[str, ...]]
    """The small fields that were asked for, as often as they came."""

    def one(self, name: str) -> str | None:
        return self.fields.get(name, (None,))[-1]


async def read_form(
    request: Request, sink: Sink, *, max_bytes: int, fields: frozenset[str] = frozenset()
) -> Form:
    """Take the first part that has a file name, whatever it is called, and of the others those
    named by `fields`.

    The field `channel_roles` (`clinician,client`) says who speaks on which channel.
    Raises `Malformed`, `TooLarge`.
    """
    kind, options = parse_options_header(request.headers.get("content-type", ""))
    if kind != b"multipart/form-data" or not options.get(b"boundary"):
        raise Malformed("The recording must be sent as multipart/form-data.")
    declared = request.headers.get("content-length", "")
    if declared.isdecimal() and int(declared) > max_bytes + _FRAMING_BYTES:
        raise _too_large(max_bytes)
    parts = _Parts(sink, max_bytes, fields | {_ROLES})
    parser = MultipartParser(
        options[b"boundary"],
        {
            "on_part_begin": parts.on_part_begin,
            "on_header_field": parts.on_header_field,
            "on_header_value": parts.on_header_value,
            "on_header_end": parts.on_header_end,
            "on_headers_finished": parts.on_headers_finished,
            "on_part_data": parts.on_part_data,
            "on_end": parts.on_end,
        },
    )
    try:
        async for data in request.stream():
            parser.write(data)
            if parts.waiting >= _WRITE_BYTES:
                await asyncio.to_thread(parts.write)
        parser.finalize()
    except FormParserError:
        raise Malformed("The multipart body cannot be read.") from None
    except ClientDisconnect:
        raise Malformed("The body ended early.") from None
    await asyncio.to_thread(parts.write)
    return parts.form()


class _Parts:
    """Callbacks of the parser; keeps what is wanted."""

    def __init__(self, sink: Sink, max_bytes: int, fields: frozenset[str]) -> None:
        self._sink = sink
        self._wanted = fields
        self._max_bytes = max_bytes
        self._held = bytearray()
        self._taken = 0
        self._header = (bytearray(), bytearray())
        self._disposition = b""
        self._field = ""
        self._in_file = self._had_file = self._whole = False
        self._fields: dict[str, list[bytearray]] = {}

    @property
    def waiting(self) -> int:
        """Bytes not yet in the spool."""
        return len(self._held)

    def write(self) -> None:
        self._sink.add(bytes(self._held))
        self._held.clear()

    def form(self) -> Form:
        if not self._whole:
            raise Malformed("The multipart body ended early.")
        if not self._had_file:
            raise Malformed("The multipart body holds no file.")
        fields = {
            name: tuple(value.decode("utf-8", "replace") for value in values)
            for name, values in self._fields.items()
        }
        return Form(roles_of(fields.get(_ROLES, ("",))[-1]), fields)

    def on_part_begin(self) -> None:
        self._disposition, self._in_file = b"", False

    def on_header_field(self, data: bytes, start: int, end: int) -> None:
        self._header[0].extend(data[start:end])

    def on_header_value(self, data: bytes, start: int, end: int) -> None:
        self._header[1].extend(data[start:end])

    def on_header_end(self) -> None:
        name, value = self._header
        if name.lower() == b"content-disposition":
            self._disposition = bytes(value)
        self._header = (bytearray(), bytearray())

    def on_headers_finished(self) -> None:
        _, options = parse_options_header(self._disposition)
        self._field = options.get(b"name", b"").decode("utf-8", "replace")
        self._in_file = b"filename" in options and not self._had_file
        self._had_file |= self._in_file
        values = self._fields.setdefault(self._field, []) if self._is_wanted else []
        if len(values) < _MOST_VALUES:
            values.append(bytearray())

    def on_part_data(self, data: bytes, start: int, end: int) -> None:
        if self._in_file:
            self._taken += end - start
            if self._taken > self._max_bytes:
                raise _too_large(self._max_bytes)
            self._held += data[start:end]
        elif self._is_wanted:
            held = self._fields[self._field][-1]
            held += data[start : min(end, start + _FIELD_BYTES - len(held))]

    @property
    def _is_wanted(self) -> bool:
        return not self._in_file and self._field in self._wanted

    def on_end(self) -> None:
        self._whole = True


def roles_of(text: str) -> tuple[str, ...]:
    """`clinician,client`: who speaks on which channel. Raises `Malformed`."""
    names = [name.strip() for name in text.split(",") if name.strip()]
    known = {role.value for role in ChannelRole}
    if not known.issuperset(names):
        raise Malformed(f"channel_roles must be of {', '.join(sorted(known))}.")
    return tuple(names)


def _too_large(max_bytes: int) -> TooLarge:
    return TooLarge(f"A recording is limited to {max_bytes} bytes.")
