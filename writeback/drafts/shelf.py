"""Where drafts rest: one row each, and one encrypted document per version.

A new version's document is written in the transaction that audits the change, after the row was
won and before it commits: whoever comes second is refused before writing a byte, and a crash at any
instant leaves the row at a version that can be read.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Row, Select, insert, select, update

from diarize.correction import Correction
from ingest.consent import Scope
from ingest.consents import Consents
from ingest.errors import NoConsent
from vault import KeyDestroyed, NotHeld, Transaction, Vault
from vault.ids import ConsentId, DraftId, SessionId
from vault.tables import consents, drafts, sessions
from writeback.drafts.document import draft_from_json, draft_to_json
from writeback.drafts.draft import (
    Draft,
    DraftState,
    Filed,
    SignedNote,
    content_sha256,
    draft_of,
    state_of,
)
from writeback.drafts.version import Act, Made, made_from_json, made_to_json
from writeback.errors import (
    DraftRevoked,
    MalformedDraft,
    NoSuchDraft,
    NoSuchVersion,
    VersionConflict,
)

_MADE = "made"
"""Who made the version, beside what the public JSON has."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What is known of a draft without opening it."""

    draft_id: DraftId
    session_id: SessionId
    tenant: str
    client_ref: str
    clinician_ref: str | None
    modality: str | None
    consent_id: ConsentId
    part2: bool
    """The consent covers records under 42 CFR Part 2."""
    state: DraftState
    version: int
    created_at: datetime
    updated_at: datetime
    session_at: datetime


class Shelf:
    """Rows and documents of drafts; neither access nor audit is decided here."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def known(self, draft_id: DraftId) -> Entry:
        """As committed, without a transaction. Raises `NoSuchDraft`."""
        rows = self._vault.rows(_entries().where(drafts.c.draft_id == draft_id))
        if not rows:
            raise NoSuchDraft
        return _entry(rows[0])

    def known_of_session(self, session_id: SessionId) -> Entry:
        """The same by its session."""
        rows = self._vault.rows(_entries().where(drafts.c.session_id == session_id))
        if not rows:
            raise NoSuchDraft
        return _entry(rows[0])

    def corrections(self, session_id: SessionId) -> tuple[Correction, ...]:
        """Those in force for the session's transcript; none before it has a draft, nor where that
        went with the agreement to it: a correction rests in the draft."""
        try:
            return draft_of(self.load(self.known_of_session(session_id))).corrections
        except (NoSuchDraft, DraftRevoked, NoConsent):
            return ()

    def changed(self) -> Iterator[Entry]:
        """Pending drafts that somebody has put a hand on."""
        query = _entries().where(
            drafts.c.state == str(DraftState.PENDING),
            drafts.c.version > 1,
            consents.c.revoked_at.is_(None),
        )
        yield from (_entry(row) for row in self._vault.rows(query))

    def entry(self, tx: Transaction, draft_id: DraftId) -> Entry:
        """Held against other writers until the transaction ends. Raises `NoSuchDraft`."""
        query = _entries().where(drafts.c.draft_id == draft_id).with_for_update(of=drafts)
        row = tx.execute(query).first()
        if row is None:
            raise NoSuchDraft
        return _entry(row)

    def entry_of_session(self, tx: Transaction, session_id: SessionId) -> Entry | None:
        row = tx.execute(_entries().where(drafts.c.session_id == session_id)).first()
        return None if row is None else _entry(row)

    def entries(self, tx: Transaction, tenant: str, state: DraftState | None) -> Iterator[Entry]:
        """Oldest first."""
        query = _entries().where(drafts.c.tenant == tenant).order_by(drafts.c.created_at)
        if state is not None and state is not DraftState.REVOKED:
            query = query.where(drafts.c.state == str(state))
        for row in tx.execute(query):
            entry = _entry(row)
            if state is None or entry.state is state:
                yield entry

    def load(self, entry: Entry) -> Filed:
        """Raises `DraftRevoked` where the key is gone, `MalformedDraft` where the document is,
        `NoConsent` where the consent to draft is no longer in force.

        A note that was signed while it was is the clinician's and asks for no consent any more;
        a withdrawal takes its key.
        """
        if entry.state is DraftState.REVOKED:
            raise DraftRevoked
        if entry.state is not DraftState.SIGNED:
            Consents(self._vault).require(entry.consent_id, Scope.DRAFT)
        return self._read(entry, entry.version)[0]

    def version(self, entry: Entry, number: int) -> Filed:
        """As it was at that version; raises as `load` does, and `NoSuchVersion`. What was no
        signed note then asks for the consent."""
        if entry.state is DraftState.REVOKED:
            raise DraftRevoked
        if not 1 <= number <= entry.version:
            raise NoSuchVersion(entry.version)
        filed = self._read(entry, number)[0]
        if not isinstance(filed, SignedNote):
            Consents(self._vault).require(entry.consent_id, Scope.DRAFT)
        return filed

    def versions(self, entry: Entry) -> Iterator[tuple[Filed, Made | None]]:
        """All of them in order, and by whom each was made where that is known. Neither consent nor
        access is asked for: show no words of them."""
        for number in range(1, entry.version + 1):
            yield self._read(entry, number)

    def first(self, entry: Entry) -> Filed:
        """The draft as it was filed, for numbers alone; raises as `load`, but asks for no
        consent."""
        return self._read(entry, 1)[0]

    def _read(self, entry: Entry, version: int) -> tuple[Filed, Made | None]:
        try:
            held = self._vault.blobs.get(entry.session_id, _blob(version))
        except KeyDestroyed:
            raise DraftRevoked from None
        except NotHeld:
            raise MalformedDraft("draft: its document is missing from the vault") from None
        document = json.loads(held)
        return draft_from_json(document), made_from_json(document.get(_MADE))

    def add(self, tx: Transaction, draft: Draft, now: datetime) -> None:
        """The first version. Tenant and clinician are the session's."""
        owner = tx.execute(
            select(sessions.c.tenant, sessions.c.clinician_ref).where(
                sessions.c.session_id == draft.session_id
            )
        ).one()
        tx.execute(
            insert(drafts).values(
                draft_id=draft.draft_id,
                session_id=draft.session_id,
                tenant=owner.tenant,
                clinician_ref=owner.clinician_ref,
                state=str(DraftState.PENDING),
                version=draft.version,
                created_at=now,
                updated_at=now,
            )
        )
        self._write(draft, Made(Act.FILED, tx.actor.subject, now))

    def replace(self, tx: Transaction, filed: Filed, act: Act, *, was: int, now: datetime) -> None:
        """The next version, made by the transaction's actor.

        Raises `VersionConflict` where the row is no longer at version `was`.
        """
        draft = draft_of(filed)
        values: dict[str, object] = {
            "state": str(state_of(filed)),
            "version": draft.version,
            "updated_at": now,
        }
        if isinstance(filed, SignedNote):
            values["signed_at"] = filed.signature.at
            values["signed_by"] = filed.signature.by
            values["content_sha256"] = content_sha256(draft)
        changed = tx.execute(
            update(drafts)
            .where(drafts.c.draft_id == draft.draft_id, drafts.c.version == was)
            .values(**values)
        )
        if changed.rowcount != 1:
            raise VersionConflict(self.entry(tx, draft.draft_id).version)
        self._write(filed, Made(act, tx.actor.subject, now))

    def _write(self, filed: Filed, made: Made) -> None:
        draft = draft_of(filed)
        document = draft_to_json(filed) | {_MADE: made_to_json(made)}
        text = json.dumps(document, ensure_ascii=False)
        self._vault.blobs.put(draft.session_id, _blob(draft.version), text.encode())


def _blob(version: int) -> str:
    return f"draft.v{version}"


def _entries() -> Select[tuple[object, ...]]:
    return (
        select(
            drafts.c.draft_id,
            drafts.c.session_id,
            drafts.c.tenant,
            drafts.c.state,
            drafts.c.version,
            drafts.c.created_at,
            drafts.c.updated_at,
            sessions.c.clinician_ref,
            sessions.c.modality,
            sessions.c.opened_at,
            sessions.c.started_at,
            consents.c.client_ref,
            consents.c.part2,
            consents.c.revoked_at,
            consents.c.consent_id,
        )
        .join(sessions, sessions.c.session_id == drafts.c.session_id)
        .join(consents, consents.c.consent_id == sessions.c.consent_id)
    )


def _entry(row: Row[tuple[object, ...]]) -> Entry:
    revoked = row.revoked_at is not None
    return Entry(
        draft_id=DraftId(row.draft_id),
        session_id=SessionId(row.session_id),
        tenant=row.tenant,
        client_ref=row.client_ref,
        clinician_ref=row.clinician_ref,
        modality=row.modality,
        consent_id=ConsentId(row.consent_id),
        part2=bool(row.part2),
        state=DraftState.REVOKED if revoked else DraftState(row.state),
        version=row.version,
        created_at=row.created_at,
        updated_at=row.updated_at,
        session_at=row.started_at or row.opened_at,
    )
