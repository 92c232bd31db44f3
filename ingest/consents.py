"""Consents as they rest in the vault."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final, NotRequired, TypedDict
from uuid import uuid4

from sqlalchemy import Row, insert, select, update

from ingest import access
from ingest.consent import Consent, Party, Scope
from ingest.consent_withdrawal import Under, Withdrawal, sessions_under, without
from ingest.errors import Malformed, NoConsent, NoSuchConsent
from ingest.purge import Cause, Order, PurgeRecord, carry_out, new_purge_id, purges_of
from vault import (
    ConsentId,
    KeyDestroyed,
    NotHeld,
    Principal,
    SessionId,
    Transaction,
    Vault,
)
from vault.tables import consents

_REASON: Final = "reason"


@dataclass(frozen=True, slots=True)
class NewConsent:
    """What was agreed to, before it has an id."""

    client_ref: str
    parties: tuple[Party, ...]
    scopes: frozenset[Scope]
    jurisdiction: str | None = None
    part2: bool = False
    expires_at: datetime | None = None
    wording_version: str | None = None


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
            wording_version=new.wording_version,
            recorded_by=actor.subject,
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
        """Withdraw all of it; gives the ids of the sessions under it, also when it was revoked
        before. Raises `Forbidden`, `NoSuchConsent`."""
        return list(self.withdraw(actor, consent_id, reason=reason).ended)

    def withdraw(
        self,
        actor: Principal,
        consent_id: ConsentId,
        *,
        scopes: Collection[Scope] | None = None,
        reason: str = "",
        party: str | None = None,
    ) -> Withdrawal:
        """Take back all of it, or some purposes, and destroy what came of them.

        Mark, keys, report and audit rows commit together. A repeat changes nothing. Whoever takes
        back `record` takes back everything: all the rest was made of the recording. `party` is the
        role of the person whose word it is. The reason rests encrypted.

        Raises `Forbidden`, `NoSuchConsent`, `Malformed` (no such party).
        """
        access.may_revoke_any(actor)
        with self.vault.begin(actor) as tx:
            consent = consent_in(tx, consent_id)
            access.may_revoke(actor, consent)
            if party is not None and party not in {one.role for one in consent.parties}:
                raise Malformed("party must be the role of one of the consent's parties.")
            held = consent.scopes - consent.withdrawn.keys()
            asked = held if scopes is None else held & frozenset(scopes)
            whole = scopes is None or Scope.RECORD in scopes or not held - asked
            under = [Under.of(row) for row in tx.execute(sessions_under(consent_id))]
            ended = tuple(one.session_id for one in under) if whole else ()
            if consent.revoked_at is not None or not (whole or asked):
                return Withdrawal(consent, ended, None)
            changed = without(consent, asked, whole=whole)
            tx.execute(
                update(consents)
                .filter_by(consent_id=consent_id)
                .values(revoked_at=changed.revoked_at, withdrawn=_withdrawn_row(changed))
            )
            taken = held if whole else asked
            told = "" if whole else " ".join(sorted(taken))
            action = "consent.revoke" if whole else "consent.withdraw"
            tx.audit(action, object_id=consent_id, reason=told)
            order = Order(consent_id, Cause.WITHDRAWN, taken, party)
            parts = [part for one in under if (part := one.part(None if whole else asked))]
            purge_id = new_purge_id()
            self._keep_reason(tx, purge_id, reason)
            return Withdrawal(changed, ended, carry_out(self.vault, tx, order, parts, purge_id))

    def read(self, actor: Principal, consent_id: ConsentId) -> Consent:
        """For somebody to see who agreed to what; audited. Raises `Forbidden`, `NoSuchConsent`."""
        consent = self._admit(actor, consent_id, access.may_read_consent)
        with self.vault.begin(actor) as tx:
            tx.audit("consent.read", object_id=consent_id)
        return consent

    def purges(self, actor: Principal, consent_id: ConsentId) -> list[PurgeRecord]:
        """What was destroyed of what came under it, oldest first; audited. Raises `Forbidden`,
        `NoSuchConsent`."""
        self._admit(actor, consent_id, access.may_read_purges)
        with self.vault.begin(actor) as tx:
            tx.audit("consent.purge.read", object_id=consent_id)
        return self.purges_under(consent_id)

    def purges_under(self, consent_id: ConsentId) -> list[PurgeRecord]:
        """The same, for who was let in already."""
        return purges_of(self.vault, consent_id)

    def reason_of(self, record: PurgeRecord) -> str:
        """What was said when it was withdrawn; empty where nothing was."""
        try:
            return self.vault.blobs.get(SessionId(record.purge_id), _REASON).decode()
        except (NotHeld, KeyDestroyed):
            return ""

    def _keep_reason(self, tx: Transaction, purge_id: str, reason: str) -> None:
        if reason.strip():
            self.vault.keys.create(tx, SessionId(purge_id))
            self.vault.blobs.put(SessionId(purge_id), _REASON, reason.encode())

    def _admit(self, actor: Principal, consent_id: ConsentId, rule: access.ConsentRule) -> Consent:
        rows = self.vault.rows(select(consents).filter_by(consent_id=consent_id))
        under = self.vault.rows(sessions_under(consent_id))
        refs = frozenset(row.clinician_ref for row in under if row.clinician_ref is not None)
        openers = frozenset(row.opened_by for row in under)
        return rule(actor, _from_row(rows[0]) if rows else None, refs, openers)


def consent_in(tx: Transaction, consent_id: ConsentId) -> Consent:
    """Raises `NoSuchConsent`."""
    return _only(tx.execute(select(consents).filter_by(consent_id=consent_id)).all())


def require_scope(consent: Consent, scope: Scope) -> None:
    """Raise `NoConsent` unless `scope` is covered now; says why."""
    now = datetime.now(UTC)
    why = consent.refusal(scope, now)
    if why is not None:
        raise NoConsent(f"No consent in force: {why}.")


def _to_row(consent: Consent) -> Mapping[str, object]:
    return {
        "consent_id": consent.consent_id,
        "tenant": consent.tenant,
        "client_ref": consent.client_ref,
        "parties": [_party_row(party) for party in consent.parties],
        "scopes": sorted(scope.value for scope in consent.scopes),
        "jurisdiction": consent.jurisdiction,
        "part2": consent.part2,
        "expires_at": consent.expires_at,
        "recorded_at": consent.recorded_at,
        "revoked_at": consent.revoked_at,
        "wording_version": consent.wording_version,
        "recorded_by": consent.recorded_by,
        "withdrawn": _withdrawn_row(consent),
    }


def _withdrawn_row(consent: Consent) -> dict[str, str]:
    return {scope.value: at.isoformat() for scope, at in consent.withdrawn.items()}


def _party_row(party: Party) -> dict[str, object]:
    row: dict[str, object] = {
        "role": party.role,
        "method": party.method,
        "at": party.at.isoformat(),
    }
    if party.scopes is not None:
        row["scopes"] = sorted(scope.value for scope in party.scopes)
    if party.wording_version is not None:
        row["wording_version"] = party.wording_version
    return row


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
        wording_version=row["wording_version"],
        recorded_by=row["recorded_by"],
        withdrawn={
            Scope(scope): datetime.fromisoformat(at)
            for scope, at in (row["withdrawn"] or {}).items()
        },
    )


class _StoredParty(TypedDict):
    role: str
    method: str
    at: str
    scopes: NotRequired[list[str]]
    wording_version: NotRequired[str]


def _party(stored: _StoredParty) -> Party:
    scopes = stored.get("scopes")
    return Party(
        stored["role"],
        stored["method"],
        datetime.fromisoformat(stored["at"]),
        None if scopes is None else frozenset(Scope(scope) for scope in scopes),
        stored.get("wording_version"),
    )
