"""Whether a purge report is true: looked up in the vault and in every byte of its folder."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from sqlalchemy import select

from ingest.purge import REPORTED, PurgeRecord
from vault import Lineage, SessionId, Vault
from vault.lineage import owner_of
from vault.tables import audit, session_keys

_PIECE: Final = 1 << 20


def faults(vault: Vault, records: list[PurgeRecord]) -> list[str]:
    """What is not as these reports say; nothing where they are true.

    Of each: the report is the one whose digest stands in the audit; each key is gone from the
    records, and its mark is found in no file under the vault's folder, free pages and write-ahead
    log of the database among them; no file is left of what was destroyed. Checks the whole audit
    chain too. Raises `AuditBroken`.
    """
    vault.verify_audit()
    found = [fault for record in records for fault in _faults(vault, record)]
    marks = [key["mark"] for record in records for part in _parts(record) for key in part["keys"]]
    for path in files_holding(vault.folder, [bytes.fromhex(mark) for mark in marks]):
        found.append(f"{path.relative_to(vault.folder)} still holds a destroyed key")
    return found


def _faults(vault: Vault, record: PurgeRecord) -> Iterator[str]:
    name = record.purge_id
    if not record.holds:
        yield f"{name}: the report was changed"
        return
    entries = vault.rows(select(audit.c.reason).filter_by(action=REPORTED, object_id=name))
    if [entry.reason for entry in entries] != [record.digest]:
        yield f"{name}: its digest does not stand in the audit"
    for part in _parts(record):
        session_id = SessionId(part["session_id"])
        for key in part["keys"]:
            if not _gone(vault, SessionId(key["id"])):
                yield f"{name}: the key {key['id']} is there"
        lineages = None if part["whole"] else [Lineage(one) for one in part["lineages"]]
        for path in vault.files(session_id, lineages):
            yield f"{name}: {path.relative_to(vault.folder)} is there"


def _gone(vault: Vault, key: SessionId) -> bool:
    rows = vault.rows(select(session_keys.c.wrapped_key).filter_by(session_id=key))
    kept = any(row.wrapped_key is not None for row in rows)
    return not kept and not vault.keys.opens(*owner_of(key))


def _parts(record: PurgeRecord) -> list[dict[str, Any]]:
    parts: list[dict[str, Any]] = record.document["sessions"]
    return parts


def files_holding(folder: Path, needles: list[bytes]) -> list[Path]:
    """Files below `folder` in whose bytes one of `needles` stands, sorted."""
    if not needles:
        return []
    wanted = re.compile(b"|".join(re.escape(needle) for needle in needles))
    overlap = max(map(len, needles)) - 1
    return [
        path
        for path in sorted(folder.rglob("*"))
        if path.is_file() and any(wanted.search(piece) for piece in _pieces(path, overlap))
    ]


def _pieces(path: Path, overlap: int) -> Iterator[bytes]:
    """A file's bytes, each piece beginning with the end of the one before."""
    before = b""
    try:
        with path.open("rb") as file:
            while piece := file.read(_PIECE):
                yield before + piece
                before = piece[-overlap:] if overlap else b""
    except FileNotFoundError:  # removed meanwhile
        return
