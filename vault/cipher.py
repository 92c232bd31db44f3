"""Authenticated encryption under one key."""

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from vault.errors import KeyDestroyed, Tampered

NONCE_BYTES = 12
TAG_BYTES = 16
OVERHEAD_BYTES = NONCE_BYTES + TAG_BYTES
"""Nonce before and tag after the ciphertext."""


class Cipher:
    """AES-256-GCM with a random nonce per message.

    Random nonces rather than counters: a log whose torn tail is cut off writes the same sequence
    numbers again, and a counter would then repeat a nonce. One session stays far below the 2**32
    messages that NIST SP 800-38D allows a key with random nonces. Safe to share between threads.
    """

    def __init__(self, key: bytes) -> None:
        self._aead: AESGCM | None = AESGCM(key)

    def seal(self, plaintext: bytes, context: bytes) -> bytes:
        """Nonce, ciphertext and tag; `context` must be given again to open. Raises KeyDestroyed."""
        nonce = os.urandom(NONCE_BYTES)
        return nonce + self._key().encrypt(nonce, plaintext, context)

    def open(self, sealed: bytes, context: bytes) -> bytes:
        """The plaintext. Raises Tampered, KeyDestroyed."""
        try:
            return self._key().decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], context)
        except (InvalidTag, ValueError):
            raise Tampered("stored bytes are not the ones that were written") from None

    def shut(self) -> None:
        """Forget the key; whoever still holds this cipher can use it no more."""
        self._aead = None

    def _key(self) -> AESGCM:
        if self._aead is None:
            raise KeyDestroyed("the session's key was destroyed")
        return self._aead
