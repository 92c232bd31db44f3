"""Files that are there after a power cut."""

import os
import secrets
from pathlib import Path

from vault.errors import VaultUnusable

PRIVATE_FILE = 0o600
PRIVATE_FOLDER = 0o700


def sync_folder(folder: Path) -> None:
    """Make the folder's entries (new, renamed, removed files) durable."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def make_folder(folder: Path) -> None:
    """Create `folder` and its parents, each private and durable. Raises VaultUnusable."""
    if folder.is_dir():
        return
    make_folder(folder.parent)
    try:
        folder.mkdir(mode=PRIVATE_FOLDER)
    except FileExistsError:
        if folder.is_dir():
            return
        raise VaultUnusable(f"{folder} is not a folder; name another with --data") from None
    except OSError as error:
        raise VaultUnusable(
            f"{folder} cannot be made: {error.strerror}; name another with --data"
        ) from None
    sync_folder(folder.parent)


def write_all(handle: int, data: bytes) -> None:
    """`os.write` until nothing is left; raises OSError."""
    view = memoryview(data)
    while view:
        view = view[os.write(handle, view) :]


def _write_beside(path: Path, data: bytes) -> Path:
    """A durable, private file next to `path`, for renaming or linking into place."""
    beside = path.with_name(f".{path.name[:64]}.{secrets.token_hex(8)}")
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE_FILE)
    try:
        write_all(handle, data)
        os.fsync(handle)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
    finally:
        os.close(handle)
    return beside


def replace_file(path: Path, data: bytes) -> None:
    """Put `data` at `path`: after a crash either the old file or the new one is whole."""
    beside = _write_beside(path, data)
    try:
        beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def create_file(path: Path, data: bytes) -> bool:
    """Put `data` at `path` unless a file is there already; False where one is."""
    beside = _write_beside(path, data)
    try:
        os.link(beside, path)
    except FileExistsError:
        return False
    finally:
        beside.unlink()
    sync_folder(path.parent)
    return True
