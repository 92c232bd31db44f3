"""What was shown and signed on the tablet: the wording, and each person's agreement to it."""

from typing import Annotated, Final

from pydantic import Field

from ingest.body import Body, Method, Moment, ShortText
from ingest.consent import Scope
from vault import SessionId, Vault

FORM_BLOB: Final = "consent-form"

_Coordinate = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
_Stroke = Annotated[list[tuple[_Coordinate, _Coordinate]], Field(max_length=2000)]


class SignatureBody(Body):
    """One person's agreement, and their name or signature where they signed."""

    role: ShortText
    method: Method
    at: Moment
    name: Annotated[str, Field(max_length=256)] = ""
    strokes: Annotated[list[_Stroke], Field(default_factory=list, max_length=200)]
    """Lines drawn on the screen: points as shares of the pad's width and height."""


class FormBody(Body):
    """`PUT /sessions/{id}/consent-form`."""

    version: ShortText
    """Of the wording."""
    shown: Annotated[list[Annotated[str, Field(max_length=4000)]], Field(max_length=50)]
    """The wording as it was read."""
    scopes: list[Scope]
    signatures: Annotated[list[SignatureBody], Field(min_length=1, max_length=20)]


def put_form(vault: Vault, session_id: SessionId, form: FormBody) -> None:
    """Raises `KeyDestroyed`."""
    vault.blobs.put(session_id, FORM_BLOB, form.model_dump_json().encode())


def form_of(vault: Vault, session_id: SessionId) -> FormBody:
    """Raises `NotHeld` where nothing was signed on a tablet, `KeyDestroyed`."""
    return FormBody.model_validate_json(vault.blobs.get(session_id, FORM_BLOB))
