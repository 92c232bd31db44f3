"""`inglenook outbox`, on a vault that no server has open."""

import json
from pathlib import Path

import pytest
from joserfc.jwk import ECKey
from sqlalchemy import insert, select
from typer.testing import CliRunner

from ingest.consent import Party, Scope
from ingest.consents import Consents, NewConsent
from ingest.session import Source
from ingest.sessions import Sessions
from inglenook.commands.outbox import app
from vault import SYSTEM, Principal, Role, Vault, VaultOptions, now
from vault.tables import drafts, outbox

CLINICIAN = Principal(Role.CLINICIAN, "dr-lee")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """With one signed note that its EHR refused."""
    folder = tmp_path / "vault"
    vault = Vault.open(VaultOptions(folder=folder))
    consent = Consents(vault).record(
        CLINICIAN,
        NewConsent("c-1", (Party("client", "verbal", now()),), frozenset(Scope)),
    )
    session = Sessions(vault).open(
        CLINICIAN,
        consent_id=consent.consent_id,
        clinician_ref=None,
        source=Source.TABLET,
        modality=None,
        context=None,
    )
    row = {"draft_id": "d_1", "session_id": session.session_id, "tenant": "default"}
    with vault.begin(SYSTEM) as tx:
        tx.execute(
            insert(drafts).values(
                **row, state="signed", version=2, created_at=now(), updated_at=now()
            )
        )
        tx.execute(
            insert(outbox).values(
                outbox_id="o_1",
                draft_id="d_1",
                connector="fhir",
                state="dead",
                attempts=12,
                next_attempt_at=None,
                idempotency_key="d_1:2:fhir",
                last_error="422: no such patient",
            )
        )
    vault.close()
    return folder


def ran(*args: str) -> tuple[int, str]:
    done = CliRunner().invoke(app, list(args))
    return done.exit_code, done.output


def test_what_was_given_up_is_listed_and_sent_again(data: Path) -> None:
    code, told = ran("list", "--data", str(data))
    assert (code, told.split("\t")[0]) == (0, "o_1")
    assert "422: no such patient" in told
    assert ran("list", "--data", str(data), "--tenant", "elsewhere") == (0, "")
    assert ran("resend", "o_1", "--data", str(data)) == (0, "o_1: waiting\n")
    code, told = ran("resend", "o_1", "--data", str(data))
    assert code != 0
    vault = Vault.open(VaultOptions(folder=data))
    [held] = vault.rows(select(outbox))
    assert (held.state, held.attempts, held.idempotency_key) == ("waiting", 0, "d_1:2:fhir")
    vault.close()


def test_the_public_half_of_a_key_is_printed(tmp_path: Path) -> None:
    key = tmp_path / "key.pem"
    key.write_bytes(ECKey.generate_key("P-384").as_pem(private=True))
    code, told = ran("jwks", str(key))
    assert code == 0
    [shown] = json.loads(told)["keys"]
    assert shown["crv"] == "P-384" and "d" not in shown
    assert ran("jwks", str(tmp_path / "none.pem"))[0] != 0
