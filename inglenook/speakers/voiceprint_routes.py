"""`/v1/clinicians/{ref}/voiceprint`: enrol, look, delete."""

import asyncio
from datetime import UTC, datetime
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Path, Request, Response

from gpu import Worker
from ingest import Malformed
from ingest.body import Method
from ingest.caller import caller_of
from ingest.uploads.form import Form, read_form
from ingest.uploads.spool import Spool
from ingest.voiceprints import EnrolledVoice, SpeakerConsent, Voiceprints
from inglenook.speakers.enrolment import Enrolment
from vault import Issuer, Principal, Vault

MAX_BYTES: Final = 32 << 20
"""A minute of stereo at 48 kHz and 32 bit is 22 MiB."""

_FIELDS: Final = frozenset({"consent", "consent_at"})
_BODY: Final = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "properties": {
                        "consent": {
                            "type": "string",
                            "enum": [method.value for method in Method],
                            "description": "How the clinician agreed that their voice is kept.",
                        },
                        "consent_at": {"type": "string", "format": "date-time"},
                        "file": {"type": "string", "format": "binary"},
                    },
                    "required": ["consent", "file"],
                }
            }
        },
    }
}

ClinicianRef = Annotated[str, Path(min_length=1, max_length=256)]


def voiceprint_router(issuer: Issuer, vault: Vault, worker: Worker) -> APIRouter:
    """For the clinician, and for an administrator of the same tenant."""
    routes = APIRouter(prefix="/v1/clinicians/{clinician_ref}", tags=["voice-prints"])
    caller = Depends(caller_of(issuer))
    voiceprints = Voiceprints(vault)
    enrolment = Enrolment(voiceprints, worker)

    @routes.post("/voiceprint", status_code=201, openapi_extra=_BODY)
    async def enrol(
        clinician_ref: ClinicianRef, request: Request, actor: Annotated[Principal, caller]
    ) -> dict[str, object]:
        """10 to 60 seconds of the clinician talking alone; replaces an earlier voice-print. Only
        the voice is kept, not the recording."""
        await asyncio.to_thread(voiceprints.refuse_stranger, actor, clinician_ref)
        with Spool(vault.folder) as spool:
            form = await read_form(request, spool, max_bytes=MAX_BYTES, fields=_FIELDS)
            enrolled = await enrolment.enrol(actor, clinician_ref, spool, _consent(form))
        return _shown(enrolled, enrolment.model)

    @routes.get("/voiceprint")
    def look(clinician_ref: ClinicianRef, actor: Annotated[Principal, caller]) -> dict[str, object]:
        """That there is one (404 where not), since when, and whether it can be used; not itself."""
        return _shown(voiceprints.read(actor, clinician_ref), enrolment.model)

    @routes.delete("/voiceprint", status_code=204)
    def delete(clinician_ref: ClinicianRef, actor: Annotated[Principal, caller]) -> Response:
        """Its key is destroyed; transcripts that it helped to settle stay as they are."""
        voiceprints.delete(actor, clinician_ref)
        return Response(status_code=204)

    return routes


def _consent(form: Form) -> SpeakerConsent:
    """Raises `Malformed`."""
    method, given_at = form.one("consent"), form.one("consent_at")
    if method not in set(Method):
        raise Malformed(
            "A voice is kept only with its owner's consent: the field consent must say how it was "
            f"given ({', '.join(Method)})."
        )
    try:
        at = datetime.fromisoformat(given_at) if given_at else datetime.now(UTC)
    except ValueError:
        raise Malformed("consent_at must be a date and time.") from None
    return SpeakerConsent(method, at if at.tzinfo else at.replace(tzinfo=UTC))


def _shown(enrolled: EnrolledVoice, model: str) -> dict[str, object]:
    return {
        "clinician_ref": enrolled.clinician_ref,
        "enrolled_at": enrolled.enrolled_at.isoformat(),
        "enrolled_by": enrolled.enrolled_by,
        "consent": {
            "method": enrolled.consent.method,
            "at": enrolled.consent.at.isoformat(),
        },
        "speech_s": round(enrolled.speech_ms / 1000, 1),
        "model": enrolled.model,
        "usable": enrolled.model == model,
    }
