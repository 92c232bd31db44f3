"""The forms in which a draft can be asked for, each with its watermark."""

import json
from enum import StrEnum

from writeback.drafts.document import draft_to_json
from writeback.drafts.draft import Filed
from writeback.drafts.shelf import Entry
from writeback.redisclosure import notice_of, with_notice
from writeback.renderings.markdown import to_markdown


class DraftFormat(StrEnum):
    """The value of `?format=` and the ending of a file's name."""

    JSON = "json"
    MD = "md"
    PDF = "pdf"
    FHIR = "fhir"


def rendered(filed: Filed, entry: Entry, form: DraftFormat) -> tuple[bytes, str]:
    """Bytes and media type. Under 42 CFR Part 2 each carries the notice of redisclosure."""
    notice = notice_of(part2=entry.part2)
    match form:
        case DraftFormat.JSON:
            document = with_notice(draft_to_json(filed), part2=entry.part2)
            return _json(document), "application/json"
        case DraftFormat.MD:
            return to_markdown(filed, notice).encode(), "text/markdown; charset=utf-8"
        case DraftFormat.PDF:
            from writeback.renderings.pdf import to_pdf  # noqa: PLC0415  (heavy, and seldom wanted)

            return to_pdf(filed, notice), "application/pdf"
        case DraftFormat.FHIR:
            from writeback.ehr.fhir import to_fhir  # noqa: PLC0415  (heavy, and seldom wanted)

            return _json(to_fhir(filed, entry)), "application/fhir+json"


def _json(document: dict[str, object]) -> bytes:
    return json.dumps(document, ensure_ascii=False).encode()
