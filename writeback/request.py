"""What clients send about drafts: shapes at the wire, turned into changes."""

from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, JsonValue, model_validator

from diarize.turn import SpeakerRole
from summarize.context import context_from_json
from writeback.change import (
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
from writeback.errors import BadEdit
from writeback.feedback import FeedbackKind
from writeback.intake import SessionData, form_scores
from writeback.relabel import Relabel

Text = Annotated[str, Field(max_length=8000)]
Long = Annotated[str, Field(max_length=100_000)]
Name = Annotated[str, Field(max_length=256)]

_FIELDS = ("summary", "subjective", "objective", "assessment", "plan")


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
    """`{"roles": {"S1": "client", "S2": "clinician"}}` for all that a speaker says, or
    `{"turns": {"t4": "S2"}}` for single turns; `new` is a person not heard as one so far."""

    roles: dict[Name, Literal["clinician", "client", "other"]] = {}
    turns: Annotated[dict[Name, Name], Field(max_length=10_000)] = {}

    def relabel(self) -> Relabel:
        roles = {speaker: SpeakerRole(role) for speaker, role in self.roles.items()}
        return Relabel(roles, dict(self.turns))


class SessionCompleteRequest(BaseModel):
    """An EHR's session-complete message: the session is one opened here, under its consent; fields
    not named here are passed over."""

    session_id: Name
    client_id: Name | None = None
    clinician_id: Name | None = None
    session_date: Name | None = None
    duration_minutes: Annotated[float, Field(ge=0, le=24 * 60)] | None = None
    modality: Name | None = None
    template: Name | None = None
    summary: Long | None = None
    subjective: Long | None = None
    objective: Long | None = None
    assessment: Long | None = None
    plan: Long | None = None
    scores: dict[Name, JsonValue] | list[dict[str, JsonValue]] | None = None
    """`{"phq9": 14}`, `{"phq9": {"items": [...], "total": 14}}`, or a list of such with
    `instrument`."""
    context: dict[str, JsonValue] | None = None

    def data(self, template: str) -> SessionData:
        """`template` is the session's, taken where none is named. Raises `MalformedContext`."""
        given = self.scores or {}
        forms = (
            form_scores(given)
            if isinstance(given, dict)
            else [{**form, "method": "form"} for form in given]
        )
        context = dict(self.context or {})
        earlier = context.get("assessments")
        context["assessments"] = [*forms, *(earlier if isinstance(earlier, list) else [])]
        fields = {name: getattr(self, name) for name in _FIELDS}
        return SessionData(
            session_id=self.session_id,
            template=self.template or template,
            duration_ms=round((self.duration_minutes or 0) * 60_000),
            fields={name: text for name, text in fields.items() if text and text.strip()},
            context=context_from_json(context),
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
