"""Servers that fail, answer in part, are slow, or are not who they should be."""

import json
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from writeback.drafts.draft import Draft, sign
from writeback.drafts.shelf import Entry
from writeback.ehr.fhir import to_fhir
from writeback.ehr.fhir_connector import FhirConnector
from writeback.ehr.outbox import Delivery
from writeback.errors import DeliveryFailed, DeliveryRefused

NOW = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
SECRET_WORDS = "lies awake until three"
Answer = Callable[[int], httpx.Response]


@pytest.fixture
def delivery(unsigned: Draft, entry: Entry) -> Delivery:
    note = sign(unsigned, by="dr-rivera", at=NOW, attested=True, shown_sha256=None)
    return Delivery("k", note, entry)


def answering(answer: Answer) -> FhirConnector:
    def handle(request: httpx.Request) -> httpx.Response:
        return answer(len(json.loads(request.content)["entry"]))

    http = httpx.Client(transport=httpx.MockTransport(handle))
    return FhirConnector("https://ehr.test/fhir", http)


def outcome(code: str) -> dict[str, object]:
    issue = {"severity": "error", "code": code, "diagnostics": SECRET_WORDS}
    return {"resourceType": "OperationOutcome", "issue": [issue]}


def taken(count: int) -> list[dict[str, object]]:
    return [{"response": {"status": "200 OK"}} for _ in range(count)]


@pytest.mark.parametrize(
    ("status", "code", "retried"),
    [
        (400, "invalid", False),
        (403, "forbidden", False),
        (404, "not-found", False),
        (422, "business-rule", False),
        (501, "not-supported", False),
        (412, "multiple-matches", False),
        (400, "throttled", True),
        (401, "login", True),
        (409, "conflict", True),
        (412, "conflict", True),
        (429, "throttled", True),
        (500, "exception", True),
        (503, "transient", True),
    ],
)
def test_refusals_and_what_passes_are_told_apart(
    delivery: Delivery, status: int, code: str, retried: bool
) -> None:
    connector = answering(lambda _: httpx.Response(status, json=outcome(code)))
    with pytest.raises(DeliveryFailed) as failure:
        connector.deliver(delivery)
    assert failure.value.retryable is retried
    assert str(status) in str(failure.value) and code in str(failure.value)
    assert SECRET_WORDS not in str(failure.value)


@pytest.mark.parametrize(("status", "kind"), [("422", DeliveryRefused), ("503", DeliveryFailed)])
def test_a_bundle_that_is_taken_in_part_is_not_taken(
    delivery: Delivery, status: str, kind: type[DeliveryFailed]
) -> None:
    def partly(sent: int) -> httpx.Response:
        refused = {"response": {"status": status, "outcome": outcome("processing")}}
        return httpx.Response(200, json={"entry": [*taken(sent - 1), refused]})

    with pytest.raises(DeliveryFailed, match="part of the transaction") as failure:
        answering(partly).deliver(delivery)
    assert type(failure.value) is kind


@pytest.mark.parametrize("body", ["", "<html>", "[]", '{"entry": 3}', '{"entry": [{}]}'])
def test_an_answer_that_tells_nothing_is_no_delivery(delivery: Delivery, body: str) -> None:
    with pytest.raises(DeliveryFailed) as failure:
        answering(lambda _: httpx.Response(200, text=body)).deliver(delivery)
    assert failure.value.retryable


def test_a_whole_answer_is_a_delivery(delivery: Delivery) -> None:
    answering(lambda sent: httpx.Response(200, json={"entry": taken(sent)})).deliver(delivery)


def test_a_server_that_asks_for_time_gets_it(delivery: Delivery) -> None:
    connector = answering(lambda _: httpx.Response(429, headers={"Retry-After": "600"}))
    with pytest.raises(DeliveryFailed) as failure:
        connector.deliver(delivery)
    assert failure.value.wait_s == 600


def test_nobody_listens(delivery: Delivery) -> None:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{held.getsockname()[1]}"
        with httpx.Client(trust_env=False) as http, pytest.raises(DeliveryFailed, match="Connect"):
            FhirConnector(url, http).deliver(delivery)


def test_a_slow_server_holds_nobody_up(delivery: Delivery) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        http = httpx.Client(timeout=0.2, trust_env=False)
        with http, pytest.raises(DeliveryFailed, match="Timeout"):
            FhirConnector(url, http).deliver(delivery)


def test_a_wrong_certificate_gets_no_note(delivery: Delivery, tmp_path: Path) -> None:
    with _tls_server(tmp_path) as (url, received):
        with httpx.Client(trust_env=False) as http, pytest.raises(DeliveryFailed) as failure:
            FhirConnector(url, http).deliver(delivery)
        assert failure.value.retryable
        assert received == []


def test_what_breaks_its_profile_is_not_sent(
    delivery: Delivery, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unlabelled(*_: object) -> dict[str, object]:
        bundle = to_fhir(delivery.note, delivery.entry)
        bundle["entry"][0]["resource"]["meta"] = {}  # type: ignore[index]
        return bundle

    monkeypatch.setattr("writeback.ehr.fhir_connector.to_fhir", unlabelled)
    connector = answering(lambda sent: httpx.Response(200, json={"entry": taken(sent)}))
    with pytest.raises(DeliveryRefused, match="DocumentReference: no AIAST label"):
        connector.deliver(delivery)


@contextmanager
def _tls_server(folder: Path) -> Iterator[tuple[str, list[bytes]]]:
    received: list[bytes] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            received.append(self.rfile.read(int(self.headers["Content-Length"])))

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "someone else")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(datetime.now(UTC) - timedelta(days=1))
        .not_valid_after(datetime.now(UTC) + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    pem = folder / "server.pem"
    pem.write_bytes(
        certificate.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)

    class Server(HTTPServer):
        def handle_error(self, request: object, client_address: object) -> None:
            """A handshake that fails is what is wanted here."""

    server = Server(("127.0.0.1", 0), Handler)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield f"https://127.0.0.1:{server.server_port}", received
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
