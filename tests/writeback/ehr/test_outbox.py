import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from scripted_connector import OPTIONS, RIVERA, Scripted
from sqlalchemy import select, update

from ingest.consents import Consents
from ingest.session import Session
from vault import Vault
from vault.tables import consents, outbox
from writeback.desk import Desk
from writeback.drafts.draft import Draft, SignedNote
from writeback.ehr.outbox import deliver
from writeback.ehr.watched_folder import WatchedFolder
from writeback.errors import DeliveryFailed, DeliveryRefused


@pytest.fixture
def signed(desk: Desk, draft: Draft) -> SignedNote:
    return desk.drafts.sign(RIVERA, draft.draft_id, attested=True)


def row(vault: Vault) -> tuple[str, int, str | None]:
    [found] = vault.rows(select(outbox.c.state, outbox.c.attempts, outbox.c.last_error))
    return tuple(found)


def test_nothing_waits_before_signing(vault: Vault, draft: Draft, clock) -> None:
    assert vault.rows(select(outbox)) == []
    assert deliver(vault, {"folder": Scripted()}, OPTIONS, now=clock) == 0


def test_a_signed_note_is_delivered_once(vault: Vault, signed: SignedNote, clock) -> None:
    connector = Scripted()
    assert deliver(vault, {"folder": connector}, OPTIONS, now=clock) == 1
    assert deliver(vault, {"folder": connector}, OPTIONS, now=clock) == 0
    [taken] = connector.taken
    assert taken.note == signed
    assert taken.entry.client_ref == "client-17"
    assert row(vault) == ("delivered", 1, None)


def test_a_failure_is_tried_again_later_each_time(vault: Vault, signed: SignedNote, clock) -> None:
    connector = Scripted([DeliveryFailed("the EHR is down"), DeliveryFailed("still down")])
    assert deliver(vault, {"folder": connector}, OPTIONS, now=clock) == 0
    assert row(vault) == ("waiting", 1, "the EHR is down")
    clock.forward(seconds=29)
    deliver(vault, {"folder": connector}, OPTIONS, now=clock)
    assert row(vault)[1] == 1
    clock.forward(seconds=1)
    deliver(vault, {"folder": connector}, OPTIONS, now=clock)
    assert row(vault)[1] == 2
    clock.forward(seconds=60)
    assert deliver(vault, {"folder": connector}, OPTIONS, now=clock) == 1
    assert len({delivery.idempotency_key for delivery in connector.taken}) == 1


def test_after_the_last_attempt_a_person_has_to_look(
    vault: Vault, signed: SignedNote, clock
) -> None:
    connector = Scripted([DeliveryFailed("down")] * 9)
    for _ in range(9):
        deliver(vault, {"folder": connector}, OPTIONS, now=clock)
        clock.forward(hours=1)
    assert row(vault) == ("dead", 4, "down")


def test_what_is_refused_is_not_tried_again(vault: Vault, signed: SignedNote, clock) -> None:
    deliver(vault, {"folder": Scripted([DeliveryRefused("unknown client")])}, OPTIONS, now=clock)
    assert row(vault) == ("dead", 1, "unknown client")


def test_a_connector_that_breaks_does_not_stop_the_rest(
    vault: Vault, signed: SignedNote, clock
) -> None:
    deliver(vault, {"folder": Scripted([RuntimeError("secret words")])}, OPTIONS, now=clock)
    assert row(vault) == ("waiting", 1, "the connector failed: RuntimeError")


def test_a_revoked_note_is_never_delivered(
    vault: Vault, signed: SignedNote, session: Session, clock
) -> None:
    Consents(vault).revoke(RIVERA, session.consent_id, "asked")
    connector = Scripted()
    assert deliver(vault, {"folder": connector}, OPTIONS, now=clock) == 0
    assert connector.taken == []
    assert row(vault)[0] == "dead"


def test_what_was_signed_in_time_is_delivered_though_the_consent_expired(
    vault: Vault, signed: SignedNote, clock
) -> None:
    with vault.begin(RIVERA) as tx:
        tx.execute(update(consents).values(expires_at=datetime.now(UTC)))
    assert deliver(vault, {"folder": Scripted()}, OPTIONS, now=clock) == 1


def test_a_missing_connector_is_waited_for(vault: Vault, signed: SignedNote, clock) -> None:
    deliver(vault, {}, OPTIONS, now=clock)
    assert row(vault)[0] == "waiting"


def test_an_addendum_is_delivered_as_a_new_version(
    vault: Vault, desk: Desk, signed: SignedNote, clock
) -> None:
    connector = Scripted()
    deliver(vault, {"folder": connector}, OPTIONS, now=clock)
    desk.drafts.add_addendum(RIVERA, signed.draft.draft_id, "Client called.")
    deliver(vault, {"folder": connector}, OPTIONS, now=clock)
    assert [len(taken.note.addenda) for taken in connector.taken] == [0, 1]
    assert len({taken.idempotency_key for taken in connector.taken}) == 2


def test_the_watched_folder_gets_pdf_and_json(
    vault: Vault, signed: SignedNote, clock, tmp_path: Path
) -> None:
    folder = tmp_path / "ehr"
    assert deliver(vault, {"folder": WatchedFolder(folder)}, OPTIONS, now=clock) == 1
    stem = f"{signed.draft.draft_id}.v{signed.draft.version}"
    assert sorted(path.name for path in folder.iterdir()) == [f"{stem}.json", f"{stem}.pdf"]
    document = json.loads((folder / f"{stem}.json").read_text())
    assert document["state"] == "signed"
    assert document["client_ref"] == "client-17"
    assert (folder / f"{stem}.pdf").read_bytes().startswith(b"%PDF")
    assert all(path.stat().st_mode & 0o077 == 0 for path in folder.iterdir())


def test_a_folder_that_cannot_be_written_is_tried_again(
    vault: Vault, signed: SignedNote, clock, tmp_path: Path
) -> None:
    (tmp_path / "ehr").write_text("a file in the way")
    deliver(vault, {"folder": WatchedFolder(tmp_path / "ehr")}, OPTIONS, now=clock)
    state, attempts, error = row(vault)
    assert (state, attempts) == ("waiting", 1)
    assert error is not None and error.startswith("the folder cannot be written")
