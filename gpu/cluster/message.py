"""What a gateway and a model replica say to each other: a JSON header, then arrays.

    4 bytes, big-endian: length of the header | header (JSON) | arrays (float32, little-endian)

`"arrays"` in the header holds their shapes, in order. It carries numbers and text alone: reading it
runs nothing.
"""

import json
import struct
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from enum import StrEnum
from math import prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gpu.worker import Decoded, DecodedWord, DecodeRequest, Known, Priority

MOST_BYTES = 64 << 20
_LENGTH = struct.Struct(">I")
_FLOAT = np.dtype("<f4")


class BadMessage(ValueError):
    """Bytes that are no message of ours; what they hold is not told."""


class Operation(StrEnum):
    """What a replica may be asked."""

    DECODE = "decode"
    SEGMENT = "segment"
    EMBED = "embed"
    EMBED_SPANS = "embed_spans"


@dataclass(frozen=True, slots=True)
class Asked:
    """One question to a replica."""

    operation: Operation
    priority: Priority
    samples: NDArray[np.float32]
    spans: tuple[tuple[int, int], ...] = ()
    decode: DecodeRequest | None = None
    """Where the operation is `decode`; its samples are `samples`."""


@dataclass(frozen=True, slots=True)
class Answered:
    """The outcome, and how long work of each priority waits at that replica."""

    outcome: Decoded | NDArray[np.float32]
    delays_s: tuple[float, ...] = ()


def pack_asked(asked: Asked) -> bytes:
    header: dict[str, Any] = {"operation": asked.operation, "priority": int(asked.priority)}
    if asked.spans:
        header["spans"] = [[int(first), int(last)] for first, last in asked.spans]
    if asked.decode is not None:
        header["decode"] = {
            field.name: getattr(asked.decode, field.name)
            for field in fields(DecodeRequest)
            if field.name not in {"samples", "priority", "known"}
        }
        header["decode"]["known"] = [asdict(part) for part in asked.decode.known]
    return _pack(header, [asked.samples])


def unpack_asked(body: bytes) -> Asked:
    """Raises `BadMessage`."""
    try:
        header, arrays = _unpack(body)
        (samples,) = arrays
        if samples.ndim != 1:
            raise BadMessage("Samples have one dimension.")
        operation = Operation(header["operation"])
        priority = Priority(header["priority"])
        spans = tuple((int(first), int(last)) for first, last in header.get("spans", ()))
        decode = None
        if operation is Operation.DECODE:
            told = dict(header["decode"])
            known = tuple(Known(**part) for part in told.pop("known"))
            decode = DecodeRequest(samples=samples, priority=priority, known=known, **told)
    except (KeyError, TypeError, ValueError, OverflowError):
        raise BadMessage("A message that no gateway of this version sends.") from None
    return Asked(operation, priority, samples, spans, decode)


def pack_answered(answered: Answered) -> bytes:
    header: dict[str, Any] = {"delays_s": list(answered.delays_s)}
    if isinstance(answered.outcome, Decoded):
        header["decoded"] = asdict(answered.outcome)
        return _pack(header, [])
    return _pack(header, [answered.outcome])


def unpack_answered(body: bytes) -> Answered:
    """Raises `BadMessage`."""
    try:
        header, arrays = _unpack(body)
        delays_s = tuple(float(delay) for delay in header["delays_s"])
        if "decoded" not in header:
            (outcome,) = arrays
            return Answered(outcome, delays_s)
        told = dict(header["decoded"])
        words = tuple(DecodedWord(**word) for word in told.pop("words"))
        return Answered(Decoded(words=words, **told), delays_s)
    except (KeyError, TypeError, ValueError, OverflowError):
        raise BadMessage("A message that no replica of this version sends.") from None


def _pack(header: dict[str, Any], arrays: Sequence[NDArray[np.float32]]) -> bytes:
    header["arrays"] = [list(array.shape) for array in arrays]
    told = json.dumps(header).encode()
    bodies = [np.ascontiguousarray(array, _FLOAT).tobytes() for array in arrays]
    return b"".join([_LENGTH.pack(len(told)), told, *bodies])


def _unpack(body: bytes) -> tuple[dict[str, Any], list[NDArray[np.float32]]]:
    if not _LENGTH.size <= len(body) <= MOST_BYTES:
        raise BadMessage("Too short or too long for a message.")
    (length,) = _LENGTH.unpack_from(body)
    at = _LENGTH.size + length
    header = json.loads(body[_LENGTH.size : at])
    if not isinstance(header, dict):
        raise BadMessage("A header is an object.")
    arrays = []
    for shape in header["arrays"]:
        if not all(isinstance(size, int) and size >= 0 for size in shape):
            raise BadMessage("A shape is made of counts.")
        count = prod(shape)
        if at + count * _FLOAT.itemsize > len(body):
            raise BadMessage("A message ends early.")
        array = np.frombuffer(body, _FLOAT, count, at).reshape(shape).astype(np.float32)
        arrays.append(array)
        at += count * _FLOAT.itemsize
    if at != len(body):
        raise BadMessage("A message goes on behind its end.")
    return header, arrays
