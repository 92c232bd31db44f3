"""The headers of tus 1.0 (https://tus.io/protocols/resumable-upload), without any I/O.

Core and the extensions creation, creation-with-upload, creation-defer-length, checksum, expiration
and termination.
"""

import base64
import binascii
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from typing import Final, Protocol

from ingest.errors import IngestError, Malformed, TooLarge
from ingest.uploads.upload import Upload, UploadState

VERSION: Final = "1.0.0"
EXTENSIONS: Final = (
    "creation",
    "creation-with-upload",
    "creation-defer-length",
    "checksum",
    "expiration",
    "termination",
)
ALGORITHMS: Final = ("sha1", "sha256", "sha512", "md5")
PIECE: Final = "application/offset+octet-stream"
CHECKSUM_MISMATCH: Final = 460

_NUMBER: Final = re.compile(r"[0-9]{1,18}")
_LONGEST_METADATA: Final = 8192
"""Characters."""


class OtherVersion(IngestError):
    """Not this version of the protocol."""

    def __init__(self) -> None:
        super().__init__(f"Send the header Tus-Resumable: {VERSION}.")


class OffsetMismatch(IngestError):
    """The piece does not begin where the upload ends."""

    def __init__(self, held: int) -> None:
        super().__init__(f"The upload holds {held} bytes; go on from there.")


class NoPiece(IngestError):
    """The body is not declared as a piece of a file."""

    def __init__(self) -> None:
        super().__init__(f"A piece is sent with Content-Type: {PIECE}.")


class ChecksumMismatch(IngestError):
    """The piece is not what its sender meant."""

    def __init__(self) -> None:
        super().__init__("The piece does not have that checksum; nothing of it was kept. Resend.")


class Digest(Protocol):
    """As `hashlib` makes them."""

    def update(self, data: bytes, /) -> None: ...

    def digest(self) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Checksum:
    """What a piece must come to."""

    algorithm: str
    expected: bytes

    def begin(self) -> Digest:
        return hashlib.new(self.algorithm, usedforsecurity=False)

    def require(self, digest: Digest) -> None:
        if digest.digest() != self.expected:
            raise ChecksumMismatch


@dataclass(frozen=True, slots=True)
class Creation:
    """What `POST` asks for."""

    length: int | None
    metadata: Mapping[str, str]
    described: str
    """`Upload-Metadata`, word for word."""


def require_version(headers: Mapping[str, str]) -> None:
    """Raises `OtherVersion`."""
    if headers.get("tus-resumable") != VERSION:
        raise OtherVersion


def creation_of(headers: Mapping[str, str], max_bytes: int) -> Creation:
    """Raises `Malformed`, `TooLarge`."""
    length = number(headers, "upload-length")
    deferred = headers.get("upload-defer-length")
    if deferred not in (None, "1"):
        raise Malformed("Upload-Defer-Length must be 1.")
    if (length is None) == (deferred is None):
        raise Malformed("Send either Upload-Length or Upload-Defer-Length: 1.")
    refuse_long(length, max_bytes)
    described = headers.get("upload-metadata", "").strip()
    return Creation(length, metadata_of(described), described)


def metadata_of(described: str) -> dict[str, str]:
    """`key base64,key base64,…`. Raises `Malformed`."""
    if len(described) > _LONGEST_METADATA:
        raise Malformed(f"Upload-Metadata is limited to {_LONGEST_METADATA} characters.")
    metadata: dict[str, str] = {}
    for pair in described.split(",") if described else ():
        key, _, value = pair.strip().partition(" ")
        if not key or not key.isascii() or key in metadata:
            raise Malformed("Upload-Metadata must be distinct keys, each with its value in Base64.")
        try:
            metadata[key] = base64.b64decode(value.strip(), validate=True).decode()
        except (binascii.Error, ValueError):
            raise Malformed("A value in Upload-Metadata is not UTF-8 text in Base64.") from None
    return metadata


def checksum_of(headers: Mapping[str, str]) -> Checksum | None:
    """Raises `Malformed`."""
    given = headers.get("upload-checksum")
    if given is None:
        return None
    algorithm, _, value = given.strip().partition(" ")
    if algorithm not in ALGORITHMS:
        raise Malformed(f"Upload-Checksum must be of {', '.join(ALGORITHMS)}.")
    try:
        return Checksum(algorithm, base64.b64decode(value.strip(), validate=True))
    except binascii.Error:
        raise Malformed("The value of Upload-Checksum is not Base64.") from None


def number(headers: Mapping[str, str], name: str) -> int | None:
    """Raises `Malformed`."""
    given = headers.get(name)
    if given is None:
        return None
    if not _NUMBER.fullmatch(given.strip()):
        raise Malformed(f"{name.title()} must be a number that is not negative.")
    return int(given)


def require_offset(headers: Mapping[str, str], held: int) -> None:
    """Raises `Malformed`, `OffsetMismatch`."""
    offset = number(headers, "upload-offset")
    if offset is None:
        raise Malformed("A piece needs the header Upload-Offset.")
    if offset != held:
        raise OffsetMismatch(held)


def require_piece(headers: Mapping[str, str]) -> None:
    """Raises `NoPiece`."""
    if not is_piece(headers):
        raise NoPiece


def is_piece(headers: Mapping[str, str]) -> bool:
    return headers.get("content-type", "").partition(";")[0].strip().lower() == PIECE


def length_told(
    headers: Mapping[str, str], upload: Upload, held: int, max_bytes: int
) -> int | None:
    """The length, where it is said only now. Raises `Malformed`, `TooLarge`."""
    length = number(headers, "upload-length")
    if length is None or length == upload.length:
        return None
    if upload.length is not None:
        raise Malformed("Upload-Length was said before and cannot change.")
    if length < held:
        raise Malformed("Upload-Length is less than what was sent already.")
    refuse_long(length, max_bytes)
    return length


def refuse_long(length: int | None, max_bytes: int) -> None:
    """Raises `TooLarge`."""
    if length is not None and length > max_bytes:
        raise TooLarge(f"A recording is limited to {max_bytes} bytes.")


def state_headers(upload: Upload, held: int, described: str = "") -> dict[str, str]:
    """Where it stands: what `HEAD` answers."""
    headers = {"Upload-Offset": str(held), "Cache-Control": "no-store", **expiry_headers(upload)}
    if upload.length is None:
        headers["Upload-Defer-Length"] = "1"
    else:
        headers["Upload-Length"] = str(upload.length)
    if described:
        headers["Upload-Metadata"] = described
    return headers


def expiry_headers(upload: Upload) -> dict[str, str]:
    """Nothing of what is done."""
    if upload.state is UploadState.DONE:
        return {}
    return {"Upload-Expires": _http_date(upload.expires_at)}


def discovery_headers(max_bytes: int) -> dict[str, str]:
    """What `OPTIONS` answers."""
    return {
        "Tus-Version": VERSION,
        "Tus-Max-Size": str(max_bytes),
        "Tus-Extension": ",".join(EXTENSIONS),
        "Tus-Checksum-Algorithm": ",".join(ALGORITHMS),
    }


def _http_date(at: datetime) -> str:
    return format_datetime(at, usegmt=True)
