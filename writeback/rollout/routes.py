"""`/v1/rollout`: how far the machine goes in the practice, and who takes part."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict

from ingest.caller import caller_of
from vault import Principal, Role
from writeback.desk import Desk
from writeback.rollout.policy import Choice, Enrolment, Own, Policy, Stage, stage_of
from writeback.rollout.rollouts import Everybody, Rollouts

ClinicianRef = Annotated[str, Path(min_length=1, max_length=256, pattern=r"^[^\x00-\x1f]*$")]


class PolicyRequest(BaseModel):
    """The practice's."""

    model_config = ConfigDict(extra="forbid")

    stage: Stage
    enrolment: Enrolment = Enrolment.EVERYONE


class OwnRequest(BaseModel):
    """One clinician's; null takes back what was said before."""

    model_config = ConfigDict(extra="forbid")

    choice: Choice | None = None
    stage: Stage | None = None


def rollout_router(desk: Desk) -> APIRouter:
    """All under `/v1`."""
    router = APIRouter(prefix="/v1/rollout", tags=["roll-out"])
    caller = caller_of(desk.issuer)
    rollouts = Rollouts(desk.vault)

    @router.get("")
    def read(actor: Annotated[Principal, Depends(caller)]) -> Response:
        """The practice's policy, what is in force for the caller, and for those who look after
        the practice what each clinician chose."""
        return _shown(actor, rollouts.read(actor))

    @router.put("")
    def change(actor: Annotated[Principal, Depends(caller)], body: PolicyRequest) -> Response:
        """In force at once: also sessions that run now are heard or drafted no further."""
        rollouts.set_policy(actor, Policy(body.stage, body.enrolment))
        return _shown(actor, rollouts.read(actor))

    @router.put("/clinicians/{clinician_ref}")
    def choose(
        clinician_ref: ClinicianRef,
        actor: Annotated[Principal, Depends(caller)],
        body: OwnRequest,
    ) -> Response:
        """A clinician opts in or out; an administrator also sets how far they are taken."""
        rollouts.set_own(actor, clinician_ref, Own(body.choice, body.stage))
        return _shown(actor, rollouts.read(actor))

    return router


def _shown(actor: Principal, found: Everybody) -> Response:
    policy = found.policy
    document: dict[str, object] = {
        "practice": {"stage": policy.stage, "enrolment": policy.enrolment},
        "clinicians": [
            {
                "clinician_ref": name,
                "choice": own.choice,
                "stage": own.stage,
                "in_force": stage_of(policy, own),
            }
            for name, own in found.clinicians.items()
        ],
    }
    if actor.role is Role.CLINICIAN:
        document["in_force"] = stage_of(policy, found.clinicians.get(actor.subject, Own()))
    return JSONResponse(document, headers={"Cache-Control": "no-store"})
