"""Where an upload waits to be decoded."""

import io
import secrets
from pathlib import Path
from tempfile import TemporaryFile
from typing import Final

from cryptography.hazmat.primitives.ciphers import Cipher, CipherContext
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CTR

_BLOCK: Final = 16


class Spool(io.RawIOBase):
    """A nameless file, encrypted under a key that lives only in this object: what is left on the
    disk after the request, or after a crash, is noise.

    Written once from start to end, then read anywhere. AES-256 in counter mode, so that reading
    can begin at any byte; nobody else can reach the file, so it is not authenticated.
    """

    def __init__(self, folder: Path) -> None:
        self._file = TemporaryFile(dir=folder)  # noqa: SIM115 - closed by close()
        self._key = secrets.token_bytes(32)
        self._first_block = secrets.randbits(96) << 32
        self._sealer = self._cipher_at(0)
        self._size = 0
        self._position = 0

    def add(self, data: bytes) -> None:
        """Append."""
        self._file.seek(self._size)
        self._file.write(self._sealer.update(data))
        self._size += len(data)

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        wanted = min(len(buffer), max(0, self._size - self._position))
        if not wanted:
            return 0
        block, skipped = divmod(self._position, _BLOCK)
        self._file.seek(self._position)
        sealed = self._file.read(wanted)
        opener = self._cipher_at(block)
        opener.update(bytes(skipped))
        buffer[: len(sealed)] = opener.update(sealed)
        self._position += len(sealed)
        return len(sealed)

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._position, io.SEEK_END: self._size}[whence]
        self._position = max(0, base + offset)
        return self._position

    def tell(self) -> int:
        return self._position

    def seekable(self) -> bool:
        return True

    def readable(self) -> bool:
        return True

    def close(self) -> None:
        if not self.closed:
            self._file.close()
        super().close()

    def _cipher_at(self, block: int) -> CipherContext:
        counter = (self._first_block + block).to_bytes(_BLOCK)
        return Cipher(AES(self._key), CTR(counter)).encryptor()
