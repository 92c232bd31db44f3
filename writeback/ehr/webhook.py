"""Signed notes to an address of the practice, each as a signed POST.

`Inglenook-Signature: t=<unix seconds>,v1=<hex>[,v1=<hex>]`: HMAC-SHA256 over `<t>.<body>`, once for
each secret in force, so that a secret is changed without a gap. The receiver refuses a `t` that is
more than five minutes away, and what it has taken already by `Idempotency-Key`.
"""

import hashlib
import hmac
import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import httpx

from writeback.drafts.document import draft_to_json
from writeback.ehr.answer import check_status
from writeback.ehr.outbox import Delivery
from writeback.errors import DeliveryFailed
from writeback.redisclosure import with_notice

SIGNATURE: Final = "Inglenook-Signature"
REPLAY_WINDOW_S: Final = 300


def signature(body: bytes, at: int, secrets: Sequence[str]) -> str:
    """The header's value."""
    return ",".join([f"t={at}", *(f"v1={_mac(body, at, secret)}" for secret in secrets)])


def verified(header: str, body: bytes, secrets: Sequence[str], now: float) -> bool:
    """What a receiver does: whether one of its secrets signed this body within the window."""
    parts = [part.partition("=") for part in header.split(",")]
    times = [value for name, _, value in parts if name == "t" and value.isdecimal()]
    if len(times) != 1 or abs(now - int(times[0])) > REPLAY_WINDOW_S:
        return False
    given = [value for name, _, value in parts if name == "v1"]
    wanted = [_mac(body, int(times[0]), secret) for secret in secrets]
    return any(hmac.compare_digest(one.encode(), w.encode()) for one in given for w in wanted)


def _mac(body: bytes, at: int, secret: str) -> str:
    return hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()


@dataclass(frozen=True, slots=True)
class Webhook:
    """The address is the same for every note: nothing of a note is in it."""

    url: str
    http: httpx.Client
    secrets: tuple[str, ...]
    """One; two while the receiver changes over."""
    name: str = "webhook"
    now: Callable[[], float] = time.time

    def close(self) -> None:
        self.http.close()

    def deliver(self, delivery: Delivery) -> None:
        document = {
            "event": "note.signed" if not delivery.note.addenda else "note.amended",
            "idempotency_key": delivery.idempotency_key,
            "client_ref": delivery.entry.client_ref,
            **with_notice(draft_to_json(delivery.note), part2=delivery.entry.part2),
        }
        body = json.dumps(document, ensure_ascii=False).encode()
        headers = {
            "Content-Type": "application/json",
            "Idempotency-Key": delivery.idempotency_key,
            SIGNATURE: signature(body, int(self.now()), self.secrets),
        }
        try:
            answer = self.http.post(self.url, content=body, headers=headers)
        except httpx.HTTPError as error:
            raise DeliveryFailed(f"the webhook cannot be reached: {type(error).__name__}") from None
        check_status(answer)
