"""A vault of its own for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from vault import Principal, Role, SessionId, Vault, VaultOptions


@pytest.fixture
def actor() -> Principal:
    return Principal(Role.CLINICIAN, "dr-lee", "north")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "vault"


@pytest.fixture
def vault(folder: Path) -> Iterator[Vault]:
    opened = Vault.open(VaultOptions(folder))
    yield opened
    opened.close()


@pytest.fixture
def session_id(vault: Vault, actor: Principal) -> SessionId:
    """A session that has its key."""
    name = SessionId("s-1")
    with vault.begin(actor) as tx:
        vault.keys.create(tx, name)
        tx.audit("session.open", object_id=name, session_id=name)
    return name
