"""One replica's part: a question in, an answer out, as HTTP says it."""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus

import numpy as np
from numpy.typing import NDArray

from gpu.cluster.message import (
    Answered,
    Asked,
    BadMessage,
    Operation,
    pack_answered,
    unpack_asked,
)
from gpu.errors import GpuError, WorkerBusy
from gpu.worker import Decoded, Priority, Worker

OUTCOME = "x-inglenook-outcome"
"""Header of every answer that a replica gave itself; what a proxy before it says has none."""
RETRY_AFTER_S = 1


@dataclass(frozen=True, slots=True)
class Reply:
    """Status, headers and body of an answer."""

    status: int
    body: bytes = b""
    headers: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Replica:
    """Answers what its worker can be asked of `operations`, to those who know the key."""

    worker: Worker
    operations: frozenset[Operation]
    key: str | None = None

    async def answer(self, authorization: str | None, body: bytes) -> Reply:
        """Raises nothing that a caller could cause; an error's text stays here."""
        if self.key is not None and not _is_key(authorization, self.key):
            return _refused(HTTPStatus.UNAUTHORIZED, "stranger")
        try:
            asked = unpack_asked(body)
            if asked.operation in self.operations:
                answered = Answered(await self._outcome(asked), self.delays_s())
                return Reply(HTTPStatus.OK, pack_answered(answered), {OUTCOME: "answered"})
        except (GpuError, ValueError) as error:
            return _refusal_of(error)
        return _refused(HTTPStatus.NOT_FOUND, "elsewhere")

    def delays_s(self) -> tuple[float, ...]:
        return tuple(self.worker.queue_delay_s(priority) for priority in Priority)

    async def _outcome(self, asked: Asked) -> Decoded | NDArray[np.float32]:
        match asked.operation:
            case Operation.DECODE:
                assert asked.decode is not None
                return await self.worker.decode(asked.decode)
            case Operation.SEGMENT:
                return await self.worker.segment(asked.samples, asked.priority)
            case Operation.EMBED:
                return await self.worker.embed(asked.samples, asked.priority)
            case Operation.EMBED_SPANS:
                return await self.worker.embed_spans(asked.samples, asked.spans, asked.priority)


def _is_key(authorization: str | None, key: str) -> bool:
    return hmac.compare_digest((authorization or "").encode(), f"Bearer {key}".encode())


def _refusal_of(error: GpuError | ValueError) -> Reply:
    match error:
        case BadMessage():
            return _refused(HTTPStatus.BAD_REQUEST, "malformed")
        case ValueError():
            return _refused(HTTPStatus.UNPROCESSABLE_ENTITY, "unanswerable")
        case WorkerBusy():
            return _refused(HTTPStatus.TOO_MANY_REQUESTS, "busy")
        case _:
            return _refused(HTTPStatus.INTERNAL_SERVER_ERROR, "failed")


def _refused(status: HTTPStatus, outcome: str) -> Reply:
    headers = {OUTCOME: outcome}
    if status is HTTPStatus.TOO_MANY_REQUESTS:
        headers["retry-after"] = str(RETRY_AFTER_S)
    return Reply(status, b"", headers)
