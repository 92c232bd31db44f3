import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import httpx
import pytest
from ehr_server import CLIENT_ID, EhrServer
from joserfc.jwk import ECKey, RSAKey

from vault import Vault
from writeback.desk import Desk
from writeback.drafts.draft import Addendum, Draft, SignedNote, sign
from writeback.drafts.shelf import Entry
from writeback.ehr.fhir_connector import FhirConnector
from writeback.ehr.outbox import Delivery, DraftDelivery, deliver
from writeback.ehr.smart import BackendTokens, SmartOptions, jwks_of
from writeback.errors import DeliveryFailed

pytestmark = pytest.mark.e2e
NOW = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
KEYS: dict[str, RSAKey | ECKey] = {
    "RS384": RSAKey.generate_key(2048),
    "ES384": ECKey.generate_key("P-384"),
}
KINDS = (
    "DocumentReference",
    "Composition",
    "Device",
    "QuestionnaireResponse",
    "Observation",
    "Provenance",
)


@pytest.fixture(scope="module")
def server() -> Iterator[EhrServer]:
    running = EhrServer(jwks_of(list(KEYS.values())))
    running.start()
    yield running
    running.stop()


OPEN: list[httpx.Client] = []


@pytest.fixture(autouse=True)
def closed() -> Iterator[None]:
    yield
    while OPEN:
        OPEN.pop().close()


def opened() -> httpx.Client:
    OPEN.append(httpx.Client(trust_env=False))
    return OPEN[-1]


def tokens_at(server: EhrServer, key: RSAKey | ECKey, *, ahead_s: float = 0) -> BackendTokens:
    options = SmartOptions(f"{server.url}/token", CLIENT_ID, key, "system/*.cud")
    return BackendTokens(options, opened(), now=lambda: time.time() + ahead_s)


def at(server: EhrServer, tokens: BackendTokens) -> FhirConnector:
    return FhirConnector(f"{server.url}/fhir", opened(), tokens)


def signed(draft: Draft) -> SignedNote:
    return sign(draft, by="dr-rivera", at=NOW, attested=True, shown_sha256=None)


def counted(server: EhrServer, tokens: BackendTokens) -> Counter[str]:
    return Counter({kind: len(server.held(kind, tokens.token())) for kind in KINDS})


def test_a_note_goes_from_draft_to_addendum_without_a_duplicate(
    server: EhrServer, unsigned: Draft, entry: Entry
) -> None:
    tokens = tokens_at(server, KEYS["RS384"])
    connector = at(server, tokens)

    connector.insert_draft(DraftDelivery("k1", unsigned, entry))
    [document] = server.held("DocumentReference", tokens.token())
    assert document["docStatus"] == "preliminary"
    first = counted(server, tokens)
    assert first["Observation"] == 11
    connector.insert_draft(DraftDelivery("k1", unsigned, entry))
    assert counted(server, tokens) == first

    note = signed(replace(unsigned, version=2))
    for _ in range(2):
        connector.deliver(Delivery("k2", note, entry))
    [document] = server.held("DocumentReference", tokens.token())
    assert document["docStatus"] == "final"
    assert document["meta"]["security"][0]["code"] == "AIAST"
    assert counted(server, tokens) == first + Counter(Provenance=1)

    longer = SignedNote(
        replace(note.draft, version=3), note.signature, (Addendum(NOW, "dr-rivera", "Called."),)
    )
    for _ in range(2):
        connector.deliver(Delivery("k3", longer, entry))
    held = {d["docStatus"]: d for d in server.held("DocumentReference", tokens.token())}
    assert set(held) == {"amended", "final"}
    [relation] = held["final"]["relatesTo"]
    assert relation["code"] == "appends"
    assert relation["target"]["reference"] == f"DocumentReference/{held['amended']['id']}"
    assert counted(server, tokens) == first + Counter(Provenance=2, DocumentReference=1)


@pytest.mark.parametrize("algorithm", ["RS384", "ES384"])
def test_a_token_is_kept_and_asked_for_anew_after_a_401(
    server: EhrServer, unsigned: Draft, entry: Entry, algorithm: str
) -> None:
    before = server.seen()["tokens"]
    connector = at(server, tokens_at(server, KEYS[algorithm]))
    note = signed(unsigned)
    for _ in range(3):
        connector.deliver(Delivery("k", note, entry))
    assert server.seen()["tokens"] == before + 1
    server.forget_tokens()
    connector.deliver(Delivery("k", note, entry))
    assert server.seen()["tokens"] == before + 2


@pytest.mark.parametrize("ahead_s", [-1800, 1800])
def test_a_clock_that_is_wrong_follows_the_servers(server: EhrServer, ahead_s: float) -> None:
    assert tokens_at(server, KEYS["ES384"], ahead_s=ahead_s).token()


def test_an_unknown_key_is_told_and_tried_again_later(server: EhrServer) -> None:
    with pytest.raises(DeliveryFailed, match="invalid_client") as failure:
        tokens_at(server, ECKey.generate_key("P-384")).token()
    assert failure.value.retryable


def test_a_crash_between_sending_and_commit_makes_no_second_copy(
    server: EhrServer, vault: Vault, desk: Desk, draft: Draft, clock
) -> None:
    from scripted_connector import RIVERA

    tokens = tokens_at(server, KEYS["RS384"])
    connector = at(server, tokens)
    desk.drafts.sign(RIVERA, draft.draft_id, attested=True)

    class Dies(FhirConnector):
        def deliver(self, delivery: Delivery) -> None:
            connector.deliver(delivery)
            raise SystemExit

    with pytest.raises(SystemExit):
        deliver(vault, {"folder": Dies(connector.base_url, connector.http)}, now=clock)
    sent = counted(server, tokens)
    assert deliver(vault, {"folder": connector}, now=clock) == 1
    assert counted(server, tokens) == sent
