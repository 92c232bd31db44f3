"""Everything that rests: records, encrypted blobs and logs, keys, audit, identity.

In: ids, bytes and a Principal who acts. Out: `Vault` and what hangs on it. Errors: VaultError.
The record tables are `vault.tables`.
"""

from vault.audit import AuditEntry, AuditHead, AuditRecord
from vault.audit_query import AuditQuery
from vault.blobs import Blobs
from vault.cipher import Cipher
from vault.errors import (
    AuditBroken,
    IssuerUnreachable,
    KeyDestroyed,
    NotAuthenticated,
    NotHeld,
    Tampered,
    TooManyRequests,
    VaultBusy,
    VaultError,
    VaultUnusable,
)
from vault.identity import Issuer, Tickets
from vault.ids import ConsentId, DraftId, SessionId, VoiceprintId
from vault.instant import now
from vault.keys import DestroyedKey, Keys
from vault.lineage import Lineage, lineage_of
from vault.log import Log, LogEntry
from vault.principal import SYSTEM, Principal, Role
from vault.transaction import Transaction
from vault.vault import PurgeReport, Vault, VaultOptions

__all__ = [
    "SYSTEM",
    "AuditBroken",
    "AuditEntry",
    "AuditHead",
    "AuditQuery",
    "AuditRecord",
    "Blobs",
    "Cipher",
    "ConsentId",
    "DestroyedKey",
    "DraftId",
    "Issuer",
    "IssuerUnreachable",
    "KeyDestroyed",
    "Keys",
    "Lineage",
    "Log",
    "LogEntry",
    "NotAuthenticated",
    "NotHeld",
    "Principal",
    "PurgeReport",
    "Role",
    "SessionId",
    "Tampered",
    "Tickets",
    "TooManyRequests",
    "Transaction",
    "Vault",
    "VaultBusy",
    "VaultError",
    "VaultOptions",
    "VaultUnusable",
    "VoiceprintId",
    "lineage_of",
    "now",
]
