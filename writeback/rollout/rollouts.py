"""The policies as they rest."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Row, delete, insert, select

from ingest.consent import Scope
from ingest.errors import Forbidden
from ingest.session import Session
from vault import Principal, Role, Transaction, Vault, now
from vault.tables import rollouts
from writeback.rollout.policy import (
    Choice,
    Enrolment,
    Own,
    Policy,
    Stage,
    allows,
    stage_of,
)

_PRACTICE: Final = ""
"""Stands where a clinician's name would: the practice's own row."""
_READS_ALL: Final = frozenset({Role.ADMIN, Role.SUPERVISOR, Role.AUDITOR})


@dataclass(frozen=True, slots=True)
class Everybody:
    """A practice's policy and all that is kept for single clinicians."""

    policy: Policy
    clinicians: Mapping[str, Own]


@dataclass(frozen=True, slots=True)
class Rollouts:
    """Read at every step of a session, so that a switch is in force at once, here and in every
    other process. Every method blocks."""

    vault: Vault
    clock: Callable[[], datetime] = now

    def stage(self, tenant: str, clinician_ref: str | None) -> Stage:
        """What is in force for a clinician, or for sessions of nobody named."""
        names = {_PRACTICE, clinician_ref or _PRACTICE}
        wanted = select(rollouts).where(
            rollouts.c.tenant == tenant, rollouts.c.clinician_ref.in_(names)
        )
        found = _everybody(self.vault.rows(wanted))
        return stage_of(found.policy, found.clinicians.get(clinician_ref or _PRACTICE, Own()))

    def allows(self, session: Session, scope: Scope) -> bool:
        """Whether the session may be used so now."""
        return allows(self.stage(session.tenant, session.clinician_ref), session.source, scope)

    def drafts(self, session: Session) -> bool:
        """Whether a language model may have a part in its note."""
        return self.stage(session.tenant, session.clinician_ref).reaches(Stage.DRAFTS)

    def scores(self, session: Session) -> bool:
        """Whether scores are made from what was said."""
        return self.stage(session.tenant, session.clinician_ref).reaches(Stage.SCORES)

    def read(self, actor: Principal) -> Everybody:
        """Of the actor's practice: all of it for those who look after it, else their own."""
        if actor.role is Role.BRIDGE:
            raise Forbidden("The role bridge may not read the roll-out.")
        with self.vault.begin(actor) as tx:
            tx.audit("rollout.read")
        wanted = select(rollouts).where(rollouts.c.tenant == actor.tenant)
        if actor.role not in _READS_ALL:
            wanted = wanted.where(rollouts.c.clinician_ref.in_({_PRACTICE, actor.subject}))
        return _everybody(self.vault.rows(wanted.order_by(rollouts.c.clinician_ref)))

    def set_policy(self, actor: Principal, policy: Policy) -> None:
        """Raises `Forbidden` for all but an administrator."""
        if actor.role is not Role.ADMIN:
            raise Forbidden("Only an administrator changes the roll-out of the practice.")
        with self.vault.begin(actor) as tx:
            before = _everybody(tx.execute(_of(actor.tenant, _PRACTICE)).all()).policy
            values = {"stage": policy.stage.value, "enrolment": policy.enrolment.value}
            self._replace(tx, actor, _PRACTICE, values)
            tx.audit(
                "rollout.practice",
                reason=f"{before.stage} {before.enrolment} > {policy.stage} {policy.enrolment}",
            )

    def set_own(self, actor: Principal, clinician_ref: str, own: Own) -> None:
        """A clinician chooses for themselves; an administrator for anybody, and their stage too.

        Raises `Forbidden`.
        """
        with self.vault.begin(actor) as tx:
            found = _everybody(tx.execute(_of(actor.tenant, clinician_ref)).all())
            before = found.clinicians.get(clinician_ref, Own())
            _require_may(actor, clinician_ref, before, own)
            values = {
                "choice": None if own.choice is None else own.choice.value,
                "stage": None if own.stage is None else own.stage.value,
            }
            self._replace(tx, actor, clinician_ref, values)
            tx.audit(
                "rollout.clinician",
                object_id=clinician_ref,
                reason=f"{_told(before)} > {_told(own)}",
            )

    def _replace(
        self, tx: Transaction, actor: Principal, name: str, values: Mapping[str, str | None]
    ) -> None:
        tx.execute(
            delete(rollouts).where(
                rollouts.c.tenant == actor.tenant, rollouts.c.clinician_ref == name
            )
        )
        if any(value is not None for value in values.values()):
            tx.execute(
                insert(rollouts).values(
                    tenant=actor.tenant,
                    clinician_ref=name,
                    updated_at=self.clock(),
                    updated_by=actor.subject,
                    **values,
                )
            )


def _require_may(actor: Principal, clinician_ref: str, before: Own, own: Own) -> None:
    if actor.role is Role.ADMIN:
        return
    if actor.role is not Role.CLINICIAN or actor.subject != clinician_ref:
        raise Forbidden("A clinician chooses for themselves; only an administrator for others.")
    if own.stage is not before.stage:
        raise Forbidden("Only an administrator changes a clinician's stage.")


def _told(own: Own) -> str:
    return f"{own.choice or 'no choice'} {own.stage or 'as the practice'}"


def _of(tenant: str, name: str) -> Any:
    return select(rollouts).where(rollouts.c.tenant == tenant, rollouts.c.clinician_ref == name)


def _everybody(rows: Any) -> Everybody:
    policy, clinicians = Policy(), {}
    for row in rows:
        if row.clinician_ref == _PRACTICE:
            policy = Policy(Stage(row.stage), Enrolment(row.enrolment))
        else:
            clinicians[row.clinician_ref] = _own(row)
    return Everybody(policy, clinicians)


def _own(row: Row[Any]) -> Own:
    return Own(
        choice=None if row.choice is None else Choice(row.choice),
        stage=None if row.stage is None else Stage(row.stage),
    )
