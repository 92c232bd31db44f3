"""What can go wrong with what rests.

VaultError
├── NotHeld           no such row, blob or log
├── KeyDestroyed      the session's key is gone, and with it all that it locked
├── Tampered          stored bytes are not the ones that were written
├── AuditBroken       the audit chain does not hold; names the first broken entry
├── VaultUnusable     folder, master key or database cannot be used; says why and the mend
│   └── VaultBusy     another writer holds it just now; the same call may succeed later
└── NotAuthenticated  a token or ticket is missing, wrong, spent or expired
"""


class VaultError(Exception):
    """The root of this package's errors."""

    retryable = False


class NotHeld(VaultError):
    """The vault holds nothing under that name."""


class KeyDestroyed(VaultError):
    """The data key was destroyed (revocation or retention); nothing can be read any more."""


class Tampered(VaultError):
    """Authenticated decryption failed."""


class AuditBroken(VaultError):
    """The audit chain does not hold."""

    def __init__(self, message: str, entry: int | None = None) -> None:
        super().__init__(message)
        self.entry = entry
        """Number of the first broken entry; None where the sealed head itself is at fault."""


class VaultUnusable(VaultError):
    """The vault cannot be opened, or its disk or database refuses."""


class VaultBusy(VaultUnusable):
    """Another process or handle is writing."""

    retryable = True


class NotAuthenticated(VaultError):
    """Nobody the house knows."""
