"""The vault that a command works on."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vault import Vault


@contextmanager
def opened(data: Path | None) -> "Iterator[Vault]":
    """Raises `WrongUse` where the folder holds none: a command does not make one."""
    from inglenook.commands.failure import WrongUse
    from inglenook.parts import open_vault
    from inglenook.settings import load_settings

    settings = load_settings(data=data)
    if not (settings.data / "master.key").is_file():
        raise WrongUse(f"{settings.data} holds no vault; name its folder with --data.")
    vault = open_vault(settings)
    try:
        yield vault
    finally:
        vault.close()
