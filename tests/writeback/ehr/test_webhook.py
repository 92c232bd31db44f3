import json
from datetime import UTC, datetime

import httpx
import pytest

from writeback.drafts.draft import Draft, sign
from writeback.drafts.shelf import Entry
from writeback.ehr.outbox import Delivery
from writeback.ehr.webhook import SIGNATURE, Webhook, signature, verified
from writeback.errors import DeliveryFailed, DeliveryRefused
from writeback.redisclosure import NOTICE

OLD, NEW = "o" * 32, "n" * 32
AT = 1_772_445_600


def delivery_of(draft: Draft, entry: Entry) -> Delivery:
    at = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
    return Delivery(
        "d_1:2:webhook",
        sign(draft, by="dr-rivera", at=at, attested=True, shown_sha256=None),
        entry,
    )


def hook(taken: list[httpx.Request], status: int = 204, secrets: tuple[str, ...] = (OLD, NEW)):
    def handle(request: httpx.Request) -> httpx.Response:
        taken.append(request)
        return httpx.Response(status)

    http = httpx.Client(transport=httpx.MockTransport(handle))
    return Webhook("https://practice.test/notes", http, secrets, now=lambda: AT + 0.9)


def test_a_note_is_signed_by_both_secrets(unsigned: Draft, entry: Entry) -> None:
    taken: list[httpx.Request] = []
    hook(taken).deliver(delivery_of(unsigned, entry))
    [request] = taken
    for secret in (OLD, NEW):
        assert verified(request.headers[SIGNATURE], request.content, [secret], AT + 10)
    assert str(request.url) == "https://practice.test/notes"
    assert request.headers["Idempotency-Key"] == "d_1:2:webhook"
    body = json.loads(request.content)
    assert (body["event"], body["state"]) == ("note.signed", "signed")


def test_a_receiver_takes_nothing_else() -> None:
    header = signature(b"body", AT, [OLD])
    assert verified(header, b"body", [NEW, OLD], AT)
    assert verified(header, b"body", [OLD], AT + 300)
    assert not verified(header, b"body", [OLD], AT + 301)
    assert not verified(header, b"body", [OLD], AT - 301)
    assert not verified(header, b"bodY", [OLD], AT)
    assert not verified(header, b"body", [NEW], AT)
    assert not verified(header.replace(f"t={AT}", f"t={AT + 1}"), b"body", [OLD], AT)
    for broken in ("", "t=", "v1=\xe9", f"t={AT}", f"t={AT},t={AT},v1=x"):
        assert not verified(broken, b"body", [OLD], AT)


def test_part_2_goes_with_its_notice(unsigned: Draft, entry: Entry) -> None:
    from dataclasses import replace

    taken: list[httpx.Request] = []
    hook(taken).deliver(delivery_of(unsigned, replace(entry, part2=True)))
    assert json.loads(taken[0].content)["redisclosure_notice"] == NOTICE


@pytest.mark.parametrize(
    ("status", "kind"), [(500, DeliveryFailed), (400, DeliveryRefused), (302, DeliveryRefused)]
)
def test_an_answer_decides(
    unsigned: Draft, entry: Entry, status: int, kind: type[DeliveryFailed]
) -> None:
    with pytest.raises(DeliveryFailed) as failure:
        hook([], status).deliver(delivery_of(unsigned, entry))
    assert type(failure.value) is kind
