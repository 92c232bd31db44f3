"""Audit entries as files: CSV, NDJSON, FHIR `AuditEvent`."""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from typing import Final

from vault import AuditEntry, AuditQuery, Vault
from writeback.oversight.audit_event import audit_event

_PAGE: Final = 1000
_COLUMNS: Final = (
    "id",
    "at",
    "tenant",
    "role",
    "subject",
    "action",
    "object_id",
    "session_id",
    "reason",
    "previous",
    "digest",
)
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


class AuditFormat(StrEnum):
    """The value of `?format=` and of `--format`."""

    JSON = "json"
    NDJSON = "ndjson"
    CSV = "csv"
    FHIR = "fhir"


MEDIA_TYPES: Final = {
    AuditFormat.JSON: "application/json",
    AuditFormat.NDJSON: "application/x-ndjson",
    AuditFormat.CSV: "text/csv; charset=utf-8",
    AuditFormat.FHIR: "application/fhir+json",
}


def all_entries(
    vault: Vault, wanted: AuditQuery, *, after: int = 0, up_to: int | None = None
) -> Iterator[AuditEntry]:
    """Page by page, in order; up to an entry that there was when somebody began to read."""
    while page := vault.find_audit(
        wanted, after=after, before=None if up_to is None else up_to + 1, limit=_PAGE
    ):
        yield from page
        after = page[-1].id


def row_of(entry: AuditEntry) -> dict[str, object]:
    """All but the seal, with which nobody but this vault can do anything."""
    return {**entry.to_json(), "previous": entry.previous}


def to_csv(entries: Iterable[AuditEntry], *, head: bool = True) -> Iterator[str]:
    """Rows after a line of column names. A cell that a spreadsheet would take for a formula begins
    with an apostrophe."""
    if head:
        yield _line(_COLUMNS)
    for entry in entries:
        row = row_of(entry)
        yield _line([_cell(row[column]) for column in _COLUMNS])


def to_ndjson(entries: Iterable[AuditEntry]) -> Iterator[str]:
    for entry in entries:
        yield json.dumps(row_of(entry), ensure_ascii=False) + "\n"


def to_audit_events(entries: Iterable[AuditEntry]) -> Iterator[str]:
    """One resource a line, as FHIR bulk data has it."""
    for entry in entries:
        yield json.dumps(audit_event(entry), ensure_ascii=False) + "\n"


def _line(cells: Sequence[str]) -> str:
    text = io.StringIO()
    csv.writer(text).writerow(cells)
    return text.getvalue()


def _cell(value: object) -> str:
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text
