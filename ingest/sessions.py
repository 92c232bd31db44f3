"""Sessions as they rest in the vault."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final
from uuid import uuid4

from sqlalchemy import Row, func, insert, select, update

from ingest import access
from ingest.audio import AudioFormat
from ingest.consent import Scope
from ingest.consents import Consents, consent_in, require_scope
from ingest.errors import ConsentRevoked, Forbidden, Malformed, NoSuchSession, SessionOver
from ingest.session import Session, SessionState, Source
from vault import SYSTEM, ConsentId, Lineage, Principal, SessionId, Transaction, Vault
from vault.tables import sessions

CONTEXT_BLOB: Final = "context"
"""What the clinician's system gave along with the session: JSON, encrypted."""

_TAKES_AUDIO: Final = (SessionState.OPEN, SessionState.STREAMING)


@dataclass(frozen=True, slots=True)
class Sessions:
    """Opens sessions and keeps how far each has come. Every method blocks."""

    vault: Vault

    def open(
        self,
        actor: Principal,
        *,
        consent_id: ConsentId,
        clinician_ref: str | None,
        source: Source,
        modality: str | None = None,
        language: str | None = None,
        template: str = "soap",
        context: bytes | None = None,
    ) -> Session:
        """Open a session with its own data key.

        Raises `NoSuchConsent`, `NoConsent` (recording is not covered now), `Forbidden`.
        """
        session = Session(
            session_id=SessionId(f"ses-{uuid4().hex}"),
            consent_id=consent_id,
            tenant=actor.tenant,
            clinician_ref=access.may_open(actor, clinician_ref),
            opened_by=actor.subject,
            source=source,
            modality=modality,
            language=language,
            template=template,
            state=SessionState.OPEN,
            sample_rate=None,
            channels=None,
            channel_roles=(),
            opened_at=datetime.now(UTC),
            started_at=None,
            ended_at=None,
        )
        with self.vault.begin(actor) as tx:
            consent = consent_in(tx, consent_id)
            access.may_use_consent(actor, consent)
            require_scope(consent, Scope.RECORD)
            tx.execute(insert(sessions).values(**_to_row(session)))
            self.vault.keys.create(tx, session.session_id, Lineage)
            if context is not None:
                self.vault.blobs.put(session.session_id, CONTEXT_BLOB, context)
            tx.audit("session.open", object_id=session.session_id, session_id=session.session_id)
        return session

    def get(self, session_id: SessionId) -> Session:
        """Raises `NoSuchSession`. For the house's own decisions; what is shown to somebody is
        read through `read`."""
        return _only(self.vault.rows(select(sessions).filter_by(session_id=session_id)))

    def admit(
        self,
        actor: Principal,
        session_id: SessionId | None,
        rule: access.Rule,
        *,
        refusal: str = "session.refused",
    ) -> Session:
        """The session, where `actor` may do with it what `rule` says; None is none that there is.

        A refusal is audited as `refusal`, on the record of the tenant whose session it is.
        Raises `NoSuchSession`, `Forbidden`.
        """
        found = self.vault.rows(select(sessions).filter_by(session_id=session_id))
        session = _from_row(found[0]) if found else None
        try:
            return rule(actor, session)
        except (Forbidden, NoSuchSession):
            if session is not None:
                with self.vault.begin(actor) as tx:
                    tx.audit(refusal, object_id=session.session_id, session_id=session.session_id)
            raise

    def read(
        self,
        actor: Principal,
        session_id: SessionId,
        action: str,
        scope: Scope | None = None,
    ) -> Session:
        """The session, for somebody to see it, or what came of it under `scope`; audited as
        `action`. What is known without opening anything asks for no scope.

        Raises `NoSuchSession`, `Forbidden`, `NoConsent`, `ConsentRevoked`.
        """
        session = self.admit(actor, session_id, access.may_read)
        with self.vault.begin(actor) as tx:
            if scope is not None:
                _require_use(tx, session, scope)
            tx.audit(action, object_id=session_id, session_id=session_id)
        return session

    def feedable(self, actor: Principal, session_id: SessionId) -> Session:
        """The session, if `actor` may feed it with audio now.

        Raises `NoSuchSession`, `Forbidden`, `NoConsent`.
        """
        session = self.admit(actor, session_id, access.may_write_audio)
        Consents(self.vault).require(session.consent_id, Scope.RECORD)
        return session

    def start(
        self,
        actor: Principal,
        session_id: SessionId,
        declared: AudioFormat,
        channel_roles: tuple[str, ...] = (),
    ) -> Session:
        """Take up audio, for the first time or again after a break.

        Raises `Malformed` where rate, channels or roles are not those of the first start,
        `SessionOver`, `NoSuchSession`, `NoConsent`.
        """
        with self.vault.begin(actor) as tx:
            session = _session_in(tx, session_id)
            require_scope(consent_in(tx, session.consent_id), Scope.RECORD)
            if session.state not in _TAKES_AUDIO:
                raise SessionOver("The session has ended and takes no more audio.")
            first = session.sample_rate is None
            if first:
                _update(
                    tx,
                    session_id,
                    state=SessionState.STREAMING.value,
                    sample_rate=declared.sample_rate,
                    channels=declared.channels,
                    channel_roles=list(channel_roles),
                    started_at=datetime.now(UTC),
                )
            else:
                _refuse_change(session, declared, channel_roles)
            action = "session.start" if first else "session.resume"
            tx.audit(action, object_id=session_id, session_id=session_id)
            return _session_in(tx, session_id)

    def move(
        self, session_id: SessionId, state: SessionState, *, actor: Principal = SYSTEM
    ) -> Session:
        """Note how far it has come; a repeat changes nothing, and who is past FINISHING does not
        go back to it. Raises `ConsentRevoked` where the session was destroyed, `NoSuchSession`."""
        with self.vault.begin(actor) as tx:
            session = _session_in(tx, session_id)
            if session.state is state:
                return session
            if session.state in (SessionState.REVOKED, SessionState.PURGED):
                raise ConsentRevoked
            if state is SessionState.FINISHING and session.state not in _TAKES_AUDIO:
                return session
            _update(tx, session_id, state=state.value)
            if state is SessionState.FINISHING and session.ended_at is None:
                _update(tx, session_id, ended_at=datetime.now(UTC))
            tx.audit(
                "session.move", object_id=session_id, session_id=session_id, reason=state.value
            )
            return _session_in(tx, session_id)

    def list_by_state(self, *states: SessionState) -> list[Session]:
        """All tenants' sessions in these states, oldest first; for the house itself."""
        wanted = sessions.c.state.in_([state.value for state in states])
        found = select(sessions).where(wanted).order_by(sessions.c.opened_at)
        return [_from_row(row) for row in self.vault.rows(found)]

    def count(self, state: SessionState) -> int:
        """How many sessions of all tenants are in that state."""
        found = select(func.count()).select_from(sessions).filter_by(state=state.value)
        return int(self.vault.rows(found)[0][0])


def _require_use(tx: Transaction, session: Session, scope: Scope) -> None:
    """Of a session that is no more, its end is told and not the consent's. Where nothing was
    recorded, the words are those that were sent for the draft."""
    if session.state is SessionState.REVOKED:
        raise ConsentRevoked
    if scope is Scope.TRANSCRIBE and session.sample_rate is None:
        scope = Scope.DRAFT
    if session.state is not SessionState.PURGED:
        require_scope(consent_in(tx, session.consent_id), scope)


def _refuse_change(session: Session, declared: AudioFormat, roles: tuple[str, ...]) -> None:
    if (session.sample_rate, session.channels) != (declared.sample_rate, declared.channels):
        raise Malformed(
            f"The session was started at {session.sample_rate} Hz with {session.channels} "
            "channel(s); that cannot change."
        )
    if roles and roles != session.channel_roles:
        raise Malformed("channel_roles cannot change once the session has started.")


def _session_in(tx: Transaction, session_id: SessionId) -> Session:
    return _only(tx.execute(select(sessions).filter_by(session_id=session_id)).all())


def _only(rows: Sequence[Row[Any]]) -> Session:
    if not rows:
        raise NoSuchSession
    return _from_row(rows[0])


def _update(tx: Transaction, session_id: SessionId, **values: object) -> None:
    tx.execute(update(sessions).filter_by(session_id=session_id).values(**values))


def _to_row(session: Session) -> Mapping[str, object]:
    return {
        "session_id": session.session_id,
        "consent_id": session.consent_id,
        "tenant": session.tenant,
        "clinician_ref": session.clinician_ref,
        "opened_by": session.opened_by,
        "source": session.source.value,
        "modality": session.modality,
        "language": session.language,
        "template": session.template,
        "state": session.state.value,
        "sample_rate": session.sample_rate,
        "channels": session.channels,
        "channel_roles": list(session.channel_roles),
        "opened_at": session.opened_at,
        "started_at": session.started_at,
        "ended_at": session.ended_at,
    }


def _from_row(found: Row[Any]) -> Session:
    row = found._mapping
    return Session(
        session_id=SessionId(row["session_id"]),
        consent_id=ConsentId(row["consent_id"]),
        tenant=row["tenant"],
        clinician_ref=row["clinician_ref"],
        opened_by=row["opened_by"],
        source=Source(row["source"]),
        modality=row["modality"],
        language=row["language"],
        template=row["template"],
        state=SessionState(row["state"]),
        sample_rate=row["sample_rate"],
        channels=row["channels"],
        channel_roles=tuple(row["channel_roles"]),
        opened_at=row["opened_at"],
        started_at=row["started_at"],
        ended_at=row["ended_at"],
    )
