"""Consents as they rest in the vault."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypedDict
from uuid import uuid4

from sqlalchemy import Row, insert, select, update

from ingest import access
from ingest.consent import Consent, Party, Scope
from ingest.errors import NoConsent, NoSuchConsent
from ingest.session import SessionState
from vault import ConsentId, Principal, SessionId, Transaction, Vault
from vault.tables import consents, drafts, sessions


@dataclass(frozen=True, slots=True)
class NewConsent:
    """What was agreed to, before it has an id."""

    client_ref: str
    parties: tuple[Party, ...]
    scopes: frozenset[Scope]
    jurisdiction: str | None = None
    part2: bool = False
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Consents:
    """Records, reads and revokes. Every method is one transaction and blocks."""

    vault: Vault

    def record(self, actor: Principal, new: NewConsent) -> Consent:
        """Raises `Forbidden`."""
        access.may_record_consent(actor)
        consent = Consent(
            consent_id=ConsentId(f"con-{uuid4().hex}"),
            tenant=actor.tenant,
            client_ref=new.client_ref,
            parties=new.parties,
            scopes=new.scopes,
            jurisdiction=new.jurisdiction,
            part2=new.part2,
            expires_at=new.expires_at,
            recorded_at=datetime.now(UTC),
            revoked_at=None,
        )
        with self.vault.begin(actor) as tx:
            tx.execute(insert(consents).values(**_to_row(consent)))
            tx.audit("consent.record", object_id=consent.consent_id)
        return consent

    def get(self, consent_id: ConsentId) -> Consent:
        """Raises `NoSuchConsent`. Tells who agreed to what, for the house's own decisions; it is
        shown to nobody and so not audited."""
        return _only(self.vault.rows(select(consents).filter_by(consent_id=consent_id)))

    def look(self, consent_ids: Sequence[ConsentId]) -> list[Consent | Exception]:
        """Each of them as it is now, or `NoSuchConsent`; one read for all."""
        found = self.vault.rows(select(consents).where(consents.c.consent_id.in_(set(consent_ids))))
        held = {row.consent_id: _from_row(row) for row in found}
        return [held.get(consent_id) or NoSuchConsent() for consent_id in consent_ids]

    def require(self, consent_id: ConsentId, scope: Scope) -> None:
        """Raise `NoConsent` unless `scope` is covered now."""
        require_scope(self.get(consent_id), scope)

    def revoke(self, actor: Principal, consent_id: ConsentId, reason: str) -> list[SessionId]:
        """Destroy every session under it; gives their ids, also when it was revoked before.

        Mark, keys and audit rows commit together. Raises `Forbidden`, `NoSuchConsent`.
        """
        with self.vault.begin(actor) as tx:
            consent = consent_in(tx, consent_id)
            access.may_revoke(actor, consent)
            found = tx.execute(select(sessions.c.session_id).filter_by(consent_id=consent_id))
            session_ids = [SessionId(row.session_id) for row in found]
            if consent.revoked_at is not None:
                return session_ids
            tx.execute(
                update(consents)
                .filter_by(consent_id=consent_id)
                .values(revoked_at=datetime.now(UTC), revoked_reason=reason)
            )
            tx.audit("consent.revoke", object_id=consent_id, reason=reason)
            for session_id in session_ids:
                self._destroy(tx, session_id)
        return session_ids

    def _destroy(self, tx: Transaction, session_id: SessionId) -> None:
        tx.execute(
            update(sessions)
            .filter_by(session_id=session_id)
            .values(state=SessionState.REVOKED.value)
        )
        tx.execute(update(drafts).filter_by(session_id=session_id).values(state="revoked"))
        self.vault.purge(tx, session_id)


def consent_in(tx: Transaction, consent_id: ConsentId) -> Consent:
    """Raises `NoSuchConsent`."""
    return _only(tx.execute(select(consents).filter_by(consent_id=consent_id)).all())


def require_scope(consent: Consent, scope: Scope) -> None:
    """Raise `NoConsent` unless `scope` is covered now; says why."""
    now = datetime.now(UTC)
    if consent.in_force(scope, now):
        return
    if consent.revoked_at is not None:
        why = "the consent was revoked"
    elif scope not in consent.scopes:
        why = f"the consent does not cover {scope.value}"
    else:
        why = "the consent has expired"
    raise NoConsent(f"No consent in force: {why}.")


def _to_row(consent: Consent) -> Mapping[str, object]:
    return {
        "consent_id": consent.consent_id,
        "tenant": consent.tenant,
        "client_ref": consent.client_ref,
        "parties": [
            {"role": party.role, "method": party.method, "at": party.at.isoformat()}
            for party in consent.parties
        ],
        "scopes": sorted(scope.value for scope in consent.scopes),
        "jurisdiction": consent.jurisdiction,
        "part2": consent.part2,
        "expires_at": consent.expires_at,
        "recorded_at": consent.recorded_at,
        "revoked_at": consent.revoked_at,
    }


def _only(rows: Sequence[Row[Any]]) -> Consent:
    if not rows:
        raise NoSuchConsent
    return _from_row(rows[0])


def _from_row(found: Row[Any]) -> Consent:
    row = found._mapping
    return Consent(
        consent_id=ConsentId(row["consent_id"]),
        tenant=row["tenant"],
        client_ref=row["client_ref"],
        parties=tuple(_party(party) for party in row["parties"]),
        scopes=frozenset(Scope(scope) for scope in row["scopes"]),
        jurisdiction=row["jurisdiction"],
        part2=row["part2"],
        expires_at=row["expires_at"],
        recorded_at=row["recorded_at"],
        revoked_at=row["revoked_at"],
    )


class _StoredParty(TypedDict):
    role: str
    method: str
    at: str


def _party(stored: _StoredParty) -> Party:
    return Party(stored["role"], stored["method"], datetime.fromisoformat(stored["at"]))
