"""What every FHIR resource of a draft needs to know besides the note."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class FhirSubject:
    """Whose note it is."""

    draft_id: str
    client_ref: str
    """`Patient/…` becomes a literal reference, anything else an identifier."""
    clinician_ref: str | None
    session_at: datetime
    part2: bool
    signed: bool
