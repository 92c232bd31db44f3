"""Signed notes to an EHR's FHIR R4 server, each as one transaction.

Every entry is known again by its identifier or tag, so that a note sent twice is there once.
"""

import json
from dataclasses import dataclass

import httpx

from writeback.drafts.draft import Draft, SignedNote
from writeback.drafts.shelf import Entry
from writeback.ehr.answer import check_answer
from writeback.ehr.fhir import to_fhir
from writeback.ehr.outbox import Delivery, DraftDelivery
from writeback.ehr.profile import check_profile
from writeback.ehr.smart import BackendTokens
from writeback.errors import DeliveryFailed


@dataclass(frozen=True, slots=True)
class FhirConnector:
    """`tokens` None where the server asks for none."""

    base_url: str
    http: httpx.Client
    tokens: BackendTokens | None = None
    name: str = "fhir"

    def close(self) -> None:
        self.http.close()

    def deliver(self, delivery: Delivery) -> None:
        """As `final`, or `amended` after addenda; a draft of it that was inserted is replaced."""
        self._send(delivery.note, delivery.entry)

    def insert_draft(self, delivery: DraftDelivery) -> None:
        """As `preliminary`."""
        self._send(delivery.draft, delivery.entry)

    def _send(self, filed: Draft | SignedNote, entry: Entry) -> None:
        bundle = to_fhir(filed, entry)
        check_profile(bundle)
        entries = bundle["entry"]
        assert isinstance(entries, list)
        body = json.dumps(bundle).encode()
        answer = self._post(body)
        if answer.status_code == httpx.codes.UNAUTHORIZED and self.tokens is not None:
            answer = self._post(body)
        check_answer(answer, len(entries))

    def _post(self, body: bytes) -> httpx.Response:
        headers = {
            "Content-Type": "application/fhir+json",
            "Accept": "application/fhir+json",
            "Prefer": "return=minimal",
        }
        token = None if self.tokens is None else self.tokens.token()
        if token is not None:
            headers["Authorization"] = f"Bearer {token}"
        try:
            answer = self.http.post(self.base_url, content=body, headers=headers)
        except httpx.HTTPError as error:
            raise DeliveryFailed(f"the EHR cannot be reached: {type(error).__name__}") from None
        if answer.status_code == httpx.codes.UNAUTHORIZED and self.tokens and token is not None:
            self.tokens.forget(token)
        return answer
