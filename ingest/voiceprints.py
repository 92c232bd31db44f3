"""Clinicians' enrolled voices as they rest in the vault.

Within a tenant a clinician has one voice-print or none. It is never looked up across tenants, and
its vector is never shown: who may ask is told that there is one, since when and by which model.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Final
from uuid import uuid4

from sqlalchemy import Row, delete, insert, select

from ingest import access
from ingest.errors import Forbidden, NoSuchVoiceprint
from ingest.session import Session
from vault import SYSTEM, Principal, SessionId, Transaction, Vault, VoiceprintId
from vault.tables import consents, voiceprints

VOICEPRINT_BLOB: Final = "voiceprint"


@dataclass(frozen=True, slots=True)
class SpeakerConsent:
    """The clinician's agreement to have their own voice kept."""

    method: str
    """`verbal`, `written` or `electronic`."""
    at: datetime


@dataclass(frozen=True, slots=True)
class EnrolledVoice:
    """That there is a voice-print; the voice itself rests in its blob."""

    voiceprint_id: VoiceprintId
    tenant: str
    clinician_ref: str
    model: str
    """By which it was made, and by which alone it can be compared."""
    speech_ms: int
    consent: SpeakerConsent
    enrolled_at: datetime
    enrolled_by: str


@dataclass(frozen=True, slots=True)
class Voiceprints:
    """Enrols, shows and deletes. Every method blocks."""

    vault: Vault

    def enrol(
        self,
        actor: Principal,
        clinician_ref: str,
        voice: bytes,
        *,
        model: str,
        speech_ms: int,
        consent: SpeakerConsent,
    ) -> EnrolledVoice:
        """Keep a voice under a key of its own; an earlier one's key is destroyed with it.

        Raises `Forbidden`, also where the reference is a client's: those are never enrolled.
        """
        access.may_keep_voiceprint(actor, clinician_ref)
        enrolled = EnrolledVoice(
            voiceprint_id=VoiceprintId(SessionId(f"vpr-{uuid4().hex}")),
            tenant=actor.tenant,
            clinician_ref=clinician_ref,
            model=model,
            speech_ms=speech_ms,
            consent=consent,
            enrolled_at=datetime.now(UTC),
            enrolled_by=actor.subject,
        )
        with self.vault.begin(actor) as tx:
            self._refuse_client(tx, clinician_ref)
            earlier = _only(tx.execute(_of(actor.tenant, clinician_ref)).all())
            if earlier is not None:
                self._destroy(tx, earlier, "enrolled anew")
            tx.execute(insert(voiceprints).values(**_to_row(enrolled)))
            self.vault.keys.create(tx, enrolled.voiceprint_id)
            self.vault.blobs.put(enrolled.voiceprint_id, VOICEPRINT_BLOB, voice)
            tx.audit("voiceprint.enrol", object_id=clinician_ref, reason=consent.method)
        return enrolled

    def refuse_stranger(self, actor: Principal, clinician_ref: str) -> None:
        """Raise `Forbidden` before anything is heard that could not be enrolled."""
        access.may_keep_voiceprint(actor, clinician_ref)
        with self.vault.begin(actor) as tx:
            self._refuse_client(tx, clinician_ref)

    def read(self, actor: Principal, clinician_ref: str) -> EnrolledVoice:
        """Raises `Forbidden`, `NoSuchVoiceprint`."""
        access.may_keep_voiceprint(actor, clinician_ref)
        with self.vault.begin(actor) as tx:
            enrolled = _required(tx.execute(_of(actor.tenant, clinician_ref)).all())
            tx.audit("voiceprint.read", object_id=clinician_ref)
        return enrolled

    def delete(self, actor: Principal, clinician_ref: str) -> None:
        """Destroy its key, and with it the voice. Raises `Forbidden`, `NoSuchVoiceprint`."""
        access.may_keep_voiceprint(actor, clinician_ref)
        with self.vault.begin(actor) as tx:
            enrolled = _required(tx.execute(_of(actor.tenant, clinician_ref)).all())
            self._destroy(tx, enrolled, "")

    def of_session(self, session: Session) -> EnrolledVoice | None:
        """Of the clinician whose session it is, in the tenant that it belongs to."""
        if session.clinician_ref is None:
            return None
        return _only(self.vault.rows(_of(session.tenant, session.clinician_ref)))

    def voice(self, enrolled: EnrolledVoice, session: Session) -> bytes:
        """To compare with the voices of one session; audited as use of it. Raises `KeyDestroyed`
        where it was deleted meanwhile."""
        with self.vault.begin(replace(SYSTEM, tenant=session.tenant)) as tx:
            tx.audit(
                "voiceprint.use",
                object_id=enrolled.clinician_ref,
                session_id=session.session_id,
            )
            return self.vault.blobs.get(enrolled.voiceprint_id, VOICEPRINT_BLOB)

    def models(self) -> list[str]:
        """By which model each of all voice-prints was made, for checks on the house."""
        return [row.model for row in self.vault.rows(select(voiceprints.c.model))]

    def _refuse_client(self, tx: Transaction, clinician_ref: str) -> None:
        query = select(consents.c.consent_id).filter_by(
            tenant=tx.actor.tenant, client_ref=clinician_ref
        )
        if tx.execute(query.limit(1)).first() is not None:
            raise Forbidden("This reference is a client's; a client's voice is never enrolled.")

    def _destroy(self, tx: Transaction, enrolled: EnrolledVoice, reason: str) -> None:
        tx.execute(delete(voiceprints).filter_by(voiceprint_id=enrolled.voiceprint_id))
        self.vault.erase(tx, enrolled.voiceprint_id)
        tx.audit("voiceprint.delete", object_id=enrolled.clinician_ref, reason=reason)


def _of(tenant: str, clinician_ref: str) -> Any:
    return select(voiceprints).filter_by(tenant=tenant, clinician_ref=clinician_ref)


def _to_row(enrolled: EnrolledVoice) -> dict[str, object]:
    return {
        "voiceprint_id": enrolled.voiceprint_id,
        "tenant": enrolled.tenant,
        "clinician_ref": enrolled.clinician_ref,
        "model": enrolled.model,
        "speech_ms": enrolled.speech_ms,
        "consent_method": enrolled.consent.method,
        "consent_at": enrolled.consent.at,
        "enrolled_at": enrolled.enrolled_at,
        "enrolled_by": enrolled.enrolled_by,
    }


def _required(rows: Sequence[Row[Any]]) -> EnrolledVoice:
    enrolled = _only(rows)
    if enrolled is None:
        raise NoSuchVoiceprint
    return enrolled


def _only(rows: Sequence[Row[Any]]) -> EnrolledVoice | None:
    if not rows:
        return None
    row = rows[0]
    return EnrolledVoice(
        voiceprint_id=VoiceprintId(SessionId(row.voiceprint_id)),
        tenant=row.tenant,
        clinician_ref=row.clinician_ref,
        model=row.model,
        speech_ms=row.speech_ms,
        consent=SpeakerConsent(row.consent_method, row.consent_at),
        enrolled_at=row.enrolled_at,
        enrolled_by=row.enrolled_by,
    )
