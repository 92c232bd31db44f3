"""Tokens and tickets: only what was issued is taken, and a ticket once."""

import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from joserfc import jwt
from joserfc.jwk import OctKey
from sqlalchemy import select

from vault import SYSTEM, Issuer, NotAuthenticated, Principal, Role, Tickets, Vault
from vault.master_key import load_secret
from vault.tables import tickets


class Clock:
    """Stands still until moved."""

    def __init__(self) -> None:
        self.at = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at

    def move(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)


def test_a_token_names_who_it_was_minted_for(tmp_path: Path, actor: Principal) -> None:
    token = Issuer(tmp_path).mint(actor, 60)
    assert Issuer(tmp_path).verify(token) == actor
    assert (tmp_path / "issuer.key").stat().st_mode & 0o077 == 0


def test_a_token_expires(tmp_path: Path, actor: Principal) -> None:
    clock = Clock()
    issuer = Issuer(tmp_path, clock)
    token = issuer.mint(actor, 60)
    clock.move(59)
    assert issuer.verify(token) == actor
    clock.move(1)
    with pytest.raises(NotAuthenticated, match="expired"):
        issuer.verify(token)


def test_a_token_of_another_issuer_is_refused(tmp_path: Path, actor: Principal) -> None:
    token = Issuer(tmp_path / "other").mint(actor, 60)
    with pytest.raises(NotAuthenticated):
        Issuer(tmp_path / "own").verify(token)


def test_altered_and_unsigned_tokens_are_refused(tmp_path: Path, actor: Principal) -> None:
    issuer = Issuer(tmp_path)
    head, body, signature = issuer.mint(actor, 60).split(".")
    unsigned = "eyJhbGciOiJub25lIn0"
    wrong = ["", "x", "a.b.c", f"{head}.{body}", f"{head}.{body}.", f"{unsigned}.{body}."]
    wrong += [f"{head}.{body}A.{signature}", f"{unsigned}.{body}.{signature}", "ä.ö.ü"]
    for token in wrong:
        with pytest.raises(NotAuthenticated):
            issuer.verify(token)


@pytest.mark.parametrize(
    "change",
    [
        {"role": "system"},
        {"role": "root"},
        {"role": ["admin"]},
        {"sub": 7},
        {"tenant": None},
        {"iss": "elsewhere"},
        {"aud": "elsewhere"},
        {"aud": None},
        {"nbf": 2**39},
        {"exp": "never"},
        {"exp": None},
        {"exp": True},
    ],
)
def test_claims_that_name_nobody_are_refused(tmp_path: Path, change: dict[str, object]) -> None:
    issuer = Issuer(tmp_path, Clock())
    key = OctKey.import_key(load_secret(tmp_path / "issuer.key", may_create=False))
    claims: dict[str, object] = {"iss": "inglenook", "aud": "inglenook", "exp": 2**40}
    claims |= {"sub": "a", "role": "admin", "tenant": "t"}
    assert issuer.verify(jwt.encode({"alg": "HS256"}, claims, key)).subject == "a"
    with pytest.raises(NotAuthenticated):
        issuer.verify(jwt.encode({"alg": "HS256"}, claims | change, key))


def test_the_house_itself_gets_neither_token_nor_ticket(vault: Vault) -> None:
    with pytest.raises(ValueError, match="house itself"):
        Issuer(vault.folder).mint(SYSTEM, 60)
    with pytest.raises(ValueError, match="house itself"):
        Tickets(vault).issue(SYSTEM, "sign-in", 60)


def test_a_ticket_opens_its_purpose_once(vault: Vault, actor: Principal) -> None:
    held = Tickets(vault)
    ticket = held.issue(actor, "audio:s-1", 60)
    for wrong in ((ticket, "audio:s-2"), ("x" * 43, "audio:s-1"), ("", "")):
        with pytest.raises(NotAuthenticated):
            held.redeem(*wrong)
    assert held.redeem(ticket, "audio:s-1") == actor
    with pytest.raises(NotAuthenticated):
        held.redeem(ticket, "audio:s-1")
    actions = [entry.record.action for entry in vault.audit_entries()]
    assert actions == ["vault.create", "ticket.issue", "ticket.redeem"]


def test_a_ticket_expires_and_is_cleared_away(vault: Vault, actor: Principal) -> None:
    clock = Clock()
    held = Tickets(vault, clock)
    ticket = held.issue(actor, "sign-in", 60)
    clock.move(60)
    with pytest.raises(NotAuthenticated):
        held.redeem(ticket, "sign-in")
    held.issue(Principal(Role.ADMIN, "a"), "sign-in", 60)
    assert [row.subject for row in vault.rows(select(tickets))] == ["a"]


def test_the_ticket_itself_is_not_kept(vault: Vault, actor: Principal) -> None:
    ticket = Tickets(vault).issue(actor, "sign-in", 60)
    stored = [path.read_bytes() for path in vault.folder.glob("inglenook.db*")]
    assert not any(ticket.encode() in content for content in stored)


def test_of_many_at_once_one_is_let_in(vault: Vault, actor: Principal) -> None:
    held = Tickets(vault)
    ticket = held.issue(actor, "sign-in", 60)
    outcomes: list[str] = []

    def work() -> None:
        try:
            held.redeem(ticket, "sign-in")
            outcomes.append("in")
        except NotAuthenticated:
            outcomes.append("out")

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["in"] + ["out"] * 5
