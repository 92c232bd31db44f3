"""What clients send about drafts: shapes at the wire, turned into changes."""

from datetime import date, datetime, timedelta
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, JsonValue, model_validator

from diarize.turn import SpeakerRole
from summarize.context import Context, PriorAssessment, context_from_json
from summarize.errors import MalformedContext
from summarize.scores.plausible import require_plausible
from writeback.drafts.change import (
    Add,
    Adopt,
    Change,
    Confirm,
    Dismiss,
    Line,
    Remove,
    ReplaceSection,
    Rewrite,
)
from writeback.drafts.feedback import FeedbackKind
from writeback.drafts.relabel import Relabel
from writeback.errors import BadEdit
from writeback.told_fields import FIELDS, given_forms, told_text

Text = Annotated[str, Field(max_length=8000)]
Long = Annotated[str, Field(max_length=100_000)]
Name = Annotated[str, Field(max_length=256)]

_EASTERNMOST = timedelta(hours=14)
"""Where the day begins first."""
_FIRST_YEAR = 1970


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class OmissionRequest(_Strict):
    """An omission as the note lists it."""

    turn: Name
    quote: Text


class EditRequest(_Strict):
    """One edit, in one of these forms:

    - `{"statement": "s3", "text": "…"}` rewrites a statement;
    - `{"statement": "s3", "confirm": true}` vouches for it as it stands;
    - `{"statement": "s3", "delete": true}` takes it out;
    - `{"section": "plan", "text": "…", "after": "s7"}` adds a statement (`after` is optional);
    - `{"omission": {"turn": "t9", "quote": "…"}, "section": "plan", "text": "…"}` adds an omission
      to a section, in its own words or in yours;
    - `{"omission": {"turn": "t9", "quote": "…"}, "dismiss": true}` settles it without a statement.
    """

    statement: Name | None = None
    section: Name | None = None
    text: Text | None = None
    after: Name | None = None
    delete: bool = False
    confirm: bool = False
    omission: OmissionRequest | None = None
    dismiss: bool = False

    def change(self) -> Change:
        """Raises `BadEdit` where the fields make up none of the forms."""
        if self.omission is not None:
            return self._settling(self.omission)
        if self.statement is not None:
            return self._on_statement(self.statement)
        if self.section is not None and self.text is not None:
            return Add(self.section, self.text, after=self.after)
        raise BadEdit("edits: each names a statement, a section with text, or an omission")

    def _settling(self, omission: OmissionRequest) -> Change:
        if self.dismiss:
            return Dismiss(omission.turn, omission.quote)
        if self.section is None:
            raise BadEdit("edits: an omission needs a section, or dismiss")
        return Adopt(omission.turn, omission.quote, self.section, self.text)

    def _on_statement(self, statement: str) -> Change:
        if self.delete:
            return Remove(statement)
        if self.text is not None:
            return Rewrite(statement, self.text)
        if self.confirm:
            return Confirm(statement)
        raise BadEdit("edits: a statement needs text, confirm or delete")


class LineRequest(BaseModel):
    """A statement as `GET` gives it; only `id` and `text` are read."""

    id: Name | None = None
    text: Text


Lines = Text | Annotated[list[Text | LineRequest], Field(max_length=500)]


class NoteRequest(BaseModel):
    """A note as `GET` gives it; only its sections are read."""

    sections: dict[Name, Lines]


class PatchRequest(_Strict):
    """`edits`, or whole `sections` as they should read (also inside a `note`): a list of texts or
    of `{id, text}`; what a given section does not list is taken out of it."""

    edits: Annotated[list[EditRequest], Field(max_length=500)] = []
    sections: dict[Name, Lines] | None = None
    note: NoteRequest | None = None

    def changes(self) -> list[Change]:
        """Raises `BadEdit`."""
        sections = dict(self.note.sections) if self.note is not None else {}
        sections |= self.sections or {}
        replaced = [ReplaceSection(name, _lines(lines)) for name, lines in sections.items()]
        return [*(edit.change() for edit in self.edits), *replaced]


class RelabelRequest(_Strict):
    """`{"roles": {"S1": "client", "S2": "clinician"}}` for all that a speaker says,
    `{"turns": {"t4": "S2"}}` for single turns (`new` is a person not heard as one so far), or
    `{"texts": {"t4": "…"}}` for single turns as they should read."""

    roles: dict[Name, Literal["clinician", "client", "other"]] = {}
    turns: Annotated[dict[Name, Name], Field(max_length=10_000)] = {}
    texts: Annotated[dict[Name, Text], Field(max_length=1_000)] = {}

    def relabel(self) -> Relabel:
        roles = {speaker: SpeakerRole(role) for speaker, role in self.roles.items()}
        return Relabel(roles, dict(self.turns), dict(self.texts))


Told = Long | list[JsonValue] | dict[str, JsonValue]
"""Words of a field: a text, a list of them, or an object of named values."""


class SessionCompleteRequest(BaseModel):
    """An EHR's session-complete message: the session is one opened here, under its consent; fields
    not named here are passed over, and what is not given is not written."""

    session_id: Name
    client_id: Name | None = None
    clinician_id: Name | None = None
    session_date: Name | None = None
    """The day it was held, as `YYYY-MM-DD`, or a moment in ISO 8601."""
    duration_minutes: Annotated[float, Field(gt=0, le=24 * 60, allow_inf_nan=False)] | None = None
    modality: Name | None = None
    template: Name | None = None
    summary: Told | None = None
    subjective: Told | None = None
    data: Told | None = None
    problem: Told | None = None
    behavior: Told | None = None
    medications: Told | None = None
    objective: Told | None = None
    vitals: Told | None = None
    mental_status: Told | None = None
    interventions: Told | None = None
    response: Told | None = None
    assessment: Told | None = None
    diagnosis: Told | None = None
    risk: Told | None = None
    goals: Told | None = None
    plan: Told | None = None
    homework: Told | None = None
    next_appointment: Told | None = None
    scores: dict[Name, JsonValue] | list[dict[str, JsonValue]] | None = None
    """`{"phq9": 14}`, `{"phq9": {"items": [...], "total": 14}}`, or a list of such with
    `instrument`. Forms filled in for this session."""
    context: dict[str, JsonValue] | None = None

    def texts(self) -> dict[str, str]:
        """What was told, by field; what is empty is left out."""
        told = {name: told_text(getattr(self, name)) for name in FIELDS}
        return {name: text for name, text in told.items() if text.strip()}

    def held_on(self, now: datetime) -> date | None:
        """Raises `BadEdit` where it is no day, or one that cannot be."""
        if self.session_date is None:
            return None
        try:
            day = datetime.fromisoformat(self.session_date.strip()).date()
        except ValueError:
            raise BadEdit("session_date: a day is expected, as in 2026-03-02") from None
        if day > (now + _EASTERNMOST).date():
            raise BadEdit("session_date: it lies in the future; send it once the session was held")
        if day.year < _FIRST_YEAR:
            raise BadEdit(f"session_date: no day before {_FIRST_YEAR} is taken")
        return day

    def forms(self) -> tuple[PriorAssessment, ...]:
        """The scores. Raises `MalformedContext`, with the place among them."""
        found = []
        for where, form in given_forms(self.scores or {}):
            try:
                [entry] = context_from_json({"assessments": [form]}).assessments
                require_plausible([entry])
            except MalformedContext as error:
                at = str(error).removeprefix("context.assessments[0]")
                raise MalformedContext(f"{where}{at}") from None
            found.append(entry)
        return tuple(found)

    def known_before(self, opened_with: Context) -> Context:
        """The message's context; what it does not name is as the session was opened with.

        Raises `MalformedContext`.
        """
        told = context_from_json(self.context)
        require_plausible(told.assessments)
        return Context(
            told.prior_note or opened_with.prior_note,
            told.goals or opened_with.goals,
            told.assessments or opened_with.assessments,
            told.prior_date if told.prior_note else opened_with.prior_date,
        )


class SignRequest(_Strict):
    """`content_sha256` is the digest that came with what was shown; another one is refused."""

    attestation: bool = False
    content_sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")] | None = None


class RejectRequest(_Strict):
    reason: Text


class AddendumRequest(_Strict):
    text: Text


class FeedbackRequest(_Strict):
    kind: FeedbackKind
    statement: Name | None = None
    comment: Text | None = None


class RegenerateRequest(_Strict):
    """One section, or the whole note; of a section one may ask something."""

    section: Name | None = None
    instruction: Annotated[str, Field(max_length=500)] | None = None

    @model_validator(mode="after")
    def _of_a_section(self) -> Self:
        if self.instruction and self.section is None:
            raise ValueError("an instruction is for one section: name it")
        return self


def _lines(lines: Lines) -> tuple[Line, ...]:
    if isinstance(lines, str):
        return tuple(Line(line) for line in lines.splitlines() if line.strip())
    return tuple(
        Line(line) if isinstance(line, str) else Line(line.text, line.id) for line in lines
    )


class RestoreRequest(_Strict):
    """`{"version": 3}`: what stood then becomes the newest version."""

    version: Annotated[int, Field(ge=1, le=10**9)]
