"""What can go wrong with what rests.

VaultError
├── NotHeld           no such row, blob or log
├── KeyDestroyed      the session's key is gone, and with it all that it locked
├── Tampered          stored bytes are not the ones that were written
├── AuditBroken       the audit chain does not hold; names the first broken entry
├── VaultUnusable     folder, master key or database cannot be used; says why and the mend
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


class VaultUnusable(VaultError):
    """The vault cannot be opened."""


class NotAuthenticated(VaultError):
    """Nobody the house knows."""
