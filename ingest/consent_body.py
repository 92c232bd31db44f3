"""The JSON of consents."""

from datetime import UTC, datetime
from typing import Annotated

from pydantic import Field, model_validator

from ingest.body import Body, Method, Moment, Reference, ShortText
from ingest.consent import Consent, Party, Scope
from ingest.consent_withdrawal import Withdrawal
from ingest.consents import NewConsent

Scopes = Annotated[list[Scope], Field(min_length=1)]


class PartyBody(Body):
    """One person's agreement."""

    role: ShortText
    method: Method
    at: Moment
    scopes: list[Scope] | None = None
    """What this person agreed to; all of the consent's where it is not said. An empty list is a
    person who said no."""
    wording_version: ShortText | None = None

    def party(self) -> Party:
        scopes = None if self.scopes is None else frozenset(self.scopes)
        return Party(self.role, self.method.value, self.at, scopes, self.wording_version)


class ConsentBody(Body):
    """`POST /consents`."""

    client_ref: Reference
    parties: Annotated[list[PartyBody], Field(min_length=1, max_length=20)]
    scopes: Scopes
    jurisdiction: ShortText | None = None
    """ISO 3166-2, such as `US-NY`; where it is not known, every party must agree."""
    part2: bool | None = None
    expires_at: Moment | None = None
    wording_version: ShortText | None = None

    @model_validator(mode="after")
    def _within(self) -> "ConsentBody":
        if any(not set(self.scopes).issuperset(one.scopes or ()) for one in self.parties):
            raise ValueError("a party's scopes must be among the consent's")
        return self

    def consent(self) -> NewConsent:
        return NewConsent(
            client_ref=self.client_ref,
            parties=tuple(party.party() for party in self.parties),
            scopes=frozenset(self.scopes),
            jurisdiction=self.jurisdiction,
            part2=bool(self.part2),
            expires_at=self.expires_at,
            wording_version=self.wording_version,
        )


class RevokeBody(Body):
    """`POST /consents/{id}/revoke`."""

    reason: Annotated[str, Field(max_length=1000)] = ""
    scopes: Scopes | None = None
    """The purposes to take back; all where it is not said."""
    party: ShortText | None = None
    """The role of the person whose word it is."""


def consent_json(consent: Consent, withdrawals: list[dict[str, object]]) -> dict[str, object]:
    """`GET /consents/{id}`."""
    in_force = consent.in_force_now(datetime.now(UTC))
    return {
        "consent_id": consent.consent_id,
        "client_ref": consent.client_ref,
        "state": state_of(consent),
        "parties": [_party_json(consent, party) for party in consent.parties],
        "scopes": _names(consent.scopes),
        "in_force": _names(in_force),
        "withdrawn": {scope.value: at.isoformat() for scope, at in consent.withdrawn.items()},
        "jurisdiction": consent.jurisdiction,
        "rule": consent.rule.value,
        "part2": consent.part2,
        "wording_version": consent.wording_version,
        "recorded_at": consent.recorded_at.isoformat(),
        "recorded_by": consent.recorded_by,
        "expires_at": None if consent.expires_at is None else consent.expires_at.isoformat(),
        "revoked_at": None if consent.revoked_at is None else consent.revoked_at.isoformat(),
        "withdrawals": withdrawals,
    }


def withdrawal_json(done: Withdrawal) -> dict[str, object]:
    """`sessions` are those of which nothing is left; `purge` where the report of this very
    withdrawal is read, None where there was nothing to take back any more."""
    consent = done.consent
    purge = None
    if done.purge is not None:
        purge = {
            "purge_id": done.purge.purge_id,
            "digest": done.purge.digest,
            "url": f"/v1/consents/{consent.consent_id}/purge",
        }
    return {
        "consent_id": consent.consent_id,
        "state": state_of(consent),
        "sessions": list(done.ended),
        "in_force": _names(consent.in_force_now(datetime.now(UTC))),
        "purge": purge,
    }


def state_of(consent: Consent) -> str:
    """`revoked`, `expired` or `in_force`; of its purposes `in_force` tells."""
    if consent.revoked_at is not None:
        return "revoked"
    return "expired" if consent.expired(datetime.now(UTC)) else "in_force"


def _party_json(consent: Consent, party: Party) -> dict[str, object]:
    scopes = consent.scopes if party.scopes is None else party.scopes
    return {
        "role": party.role,
        "method": party.method,
        "at": party.at.isoformat(),
        "scopes": _names(scopes),
        "wording_version": party.wording_version or consent.wording_version,
    }


def _names(scopes: frozenset[Scope]) -> list[str]:
    return [scope.value for scope in Scope if scope in scopes]
