"""The one secret everything else hangs on."""

import base64
import binascii
import os
import stat
from pathlib import Path

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from vault.cipher import Cipher
from vault.durable import create_file
from vault.errors import VaultUnusable

KEY_BYTES = 32


def load_secret(path: Path, *, may_create: bool) -> bytes:
    """32 secret bytes from `path` (one base64 line, 0600), made on first use.

    Raises VaultUnusable where the file is missing and must not be made, is readable by others,
    or holds something else.
    """
    if may_create and not path.exists():
        create_file(path, base64.b64encode(os.urandom(KEY_BYTES)) + b"\n")
    try:
        mode = path.stat().st_mode
        content = path.read_bytes()
    except FileNotFoundError:
        raise VaultUnusable(f"{path} is missing; restore it from its backup") from None
    except OSError as error:
        raise VaultUnusable(f"{path} cannot be read: {error.strerror}") from None
    if stat.S_IMODE(mode) & 0o077:
        raise VaultUnusable(f"{path} can be read by others; run: chmod 600 {path}")
    try:
        secret = base64.b64decode(content.strip(), validate=True)
    except binascii.Error:
        secret = b""
    if len(secret) != KEY_BYTES:
        raise VaultUnusable(f"{path} holds no key; restore it from its backup")
    return secret


class MasterKey:
    """Wraps data keys and yields the keys for other uses; never encrypts content itself."""

    def __init__(self, secret: bytes) -> None:
        self._secret = secret
        self._wrapping = Cipher(self.derive("wrap data keys"))
        self.key_id = self.derive("key id")[:8].hex()
        """Tells keys apart without saying anything about them."""

    def derive(self, use: str) -> bytes:
        """32 bytes for one use (HKDF-SHA256, RFC 5869)."""
        derivation = HKDF(SHA256(), KEY_BYTES, salt=None, info=b"inglenook " + use.encode())
        return derivation.derive(self._secret)

    def wrap(self, data_key: bytes, owner: str) -> bytes:
        """`data_key` locked for `owner`: it opens for no other."""
        return self._wrapping.seal(data_key, owner.encode())

    def unwrap(self, wrapped: bytes, owner: str) -> bytes:
        """Raises Tampered where the bytes, the owner or the master key is another."""
        return self._wrapping.open(wrapped, owner.encode())
