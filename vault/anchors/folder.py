"""Anchors as files of a folder: a mount that this machine may only add to, or one that is copied
away."""

from collections.abc import Iterator
from pathlib import Path

from vault.durable import sync_folder
from vault.errors import WitnessUnreachable


class FolderStore:
    """Makes files, and never writes over one."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @property
    def name(self) -> str:
        return str(self._folder)

    def put(self, name: str, document: bytes) -> None:
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with (self._folder / name).open("xb") as file:
                file.write(document)
            sync_folder(self._folder)
        except FileExistsError:
            return
        except OSError as error:
            raise WitnessUnreachable(
                f"{self._folder} cannot be written: {error.strerror}"
            ) from None

    def documents(self) -> Iterator[tuple[str, bytes]]:
        try:
            for path in sorted(self._folder.glob("*.json")):
                yield path.name, path.read_bytes()
        except OSError as error:
            raise WitnessUnreachable(f"{self._folder} cannot be read: {error.strerror}") from None
