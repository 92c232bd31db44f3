"""The JSON bodies of the REST routes."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, JsonValue

from gpu.languages import known_language
from ingest.session import Session, Source


def _aware(at: datetime) -> datetime:
    """A time without a zone is taken for UTC."""
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)


Moment = Annotated[datetime, AfterValidator(_aware)]
ShortText = Annotated[str, Field(min_length=1, max_length=64)]
Reference = Annotated[str, Field(min_length=1, max_length=256)]


class Body(BaseModel):
    """What came in is not repeated in errors."""

    model_config = ConfigDict(hide_input_in_errors=True)


class Method(StrEnum):
    """How somebody agreed."""

    VERBAL = "verbal"
    WRITTEN = "written"
    ELECTRONIC = "electronic"


class ContextBody(Body):
    """What is known before the session; kept encrypted, as it came."""

    prior_note: Annotated[str, Field(max_length=200_000)] | dict[str, JsonValue] | None = None
    """A text, or `{text, date}`."""
    goals: Annotated[list[JsonValue], Field(max_length=200)] | None = None
    assessments: Annotated[list[JsonValue], Field(max_length=200)] | None = None


class SessionBody(Body):
    """`POST /sessions`."""

    consent_id: Reference
    clinician_ref: Reference | None = None
    source: Source
    modality: ShortText | None = None
    language: Annotated[ShortText, AfterValidator(known_language)] | None = None
    template: ShortText | None = None
    """`soap`, `dap`, `birp`, `girp`, `pirp`, or a format of the practice's own."""
    context: ContextBody | None = None

    def context_json(self) -> bytes | None:
        if self.context is None:
            return None
        return self.context.model_dump_json(exclude_none=True).encode()


def session_json(
    session: Session, audio_s: float, notices: tuple[str, ...] = ()
) -> dict[str, object]:
    """`GET /sessions/{id}`; `duration` in seconds of audio held, `notices` what there is to say of
    an uploaded file (it ends early, it is damaged in places)."""

    def moment(at: datetime | None) -> str | None:
        return None if at is None else at.isoformat()

    return {
        "session_id": session.session_id,
        "consent_id": session.consent_id,
        "clinician_ref": session.clinician_ref,
        "source": session.source.value,
        "modality": session.modality,
        "language": session.language,
        "template": session.template,
        "state": session.state.value,
        "sample_rate": session.sample_rate,
        "channels": session.channels,
        "channel_roles": list(session.channel_roles),
        "duration": round(audio_s, 3),
        "notices": list(notices),
        "opened_at": moment(session.opened_at),
        "started_at": moment(session.started_at),
        "ended_at": moment(session.ended_at),
    }
