"""The forms in which a draft can be asked for, each with its watermark."""

import json
from enum import StrEnum

from writeback.document import draft_to_json
from writeback.draft import Filed
from writeback.rendering import to_markdown
from writeback.shelf import Entry


class DraftFormat(StrEnum):
    """The value of `?format=` and the ending of a file's name."""

    JSON = "json"
    MD = "md"
    PDF = "pdf"
    FHIR = "fhir"


def rendered(filed: Filed, entry: Entry, form: DraftFormat) -> tuple[bytes, str]:
    """Bytes and media type."""
    match form:
        case DraftFormat.JSON:
            return _json(draft_to_json(filed)), "application/json"
        case DraftFormat.MD:
            return to_markdown(filed).encode(), "text/markdown; charset=utf-8"
        case DraftFormat.PDF:
            from writeback.pdf import to_pdf  # noqa: PLC0415  (heavy, and seldom wanted)

            return to_pdf(filed), "application/pdf"
        case DraftFormat.FHIR:
            from writeback.fhir import to_fhir  # noqa: PLC0415  (heavy, and seldom wanted)

            return _json(to_fhir(filed, entry)), "application/fhir+json"


def _json(document: dict[str, object]) -> bytes:
    return json.dumps(document, ensure_ascii=False).encode()
