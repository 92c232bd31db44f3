"""What can go wrong with what rests.

VaultError
├── NotHeld           no such row, blob or log
├── KeyDestroyed      the session's key is gone, and with it all that it locked
├── Tampered          stored bytes are not the ones that were written
├── AuditBroken       the audit chain does not hold; names the first broken entry
├── VaultUnusable     folder, master key or database cannot be used; says why and the mend
│   └── VaultBusy     another writer holds it just now; the same call may succeed later
├── TooManyRequests   one principal asks too often; says when to ask again (retryable)
├── IssuerUnreachable the outside issuer of tokens cannot be asked now (retryable)
├── WitnessUnreachable where anchors of the audit are kept cannot be asked now (retryable)
├── BadTimestamp      a timestamp is none of what it should attest
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


class TooManyRequests(VaultError):
    """One principal asks more often than it may."""

    retryable = True

    def __init__(self, retry_after_s: int) -> None:
        super().__init__(f"Too many requests. Ask again in {retry_after_s} s.")
        self.retry_after_s = retry_after_s


class IssuerUnreachable(VaultError):
    """An outside issuer cannot be asked, or answers nonsense; says which."""

    retryable = True


class WitnessUnreachable(VaultError):
    """A store of anchors or a timestamp authority cannot be asked, or refuses; says which."""

    retryable = True


class BadTimestamp(VaultError):
    """Of something else, or by an authority that is not trusted."""


class NotAuthenticated(VaultError):
    """Nobody the house knows."""
