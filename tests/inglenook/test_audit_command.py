"""`inglenook audit` over the files of a vault that somebody has put a hand on."""

import csv
import io
import json
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from fhir.resources.R4B.auditevent import AuditEvent

from inglenook.cli import main
from vault import Principal, Role, SessionId, Vault, VaultOptions
from vault.audit import START, AuditChain
from vault.master_key import MasterKey, load_secret

Call = Callable[..., tuple[int, str, str]]
DOCTOR = Principal(Role.CLINICIAN, "dr-lee", "north")
FORMULA = Principal(Role.BRIDGE, "=HYPERLINK(1)", "north")


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Seven entries."""
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "data"
    vault = Vault.open(VaultOptions(folder))
    for number in range(4):
        with vault.begin(DOCTOR) as tx:
            tx.audit("draft.read", object_id=f"d-{number}", session_id=SessionId("ses-1"))
    for actor, action in ((FORMULA, "session.refused"), (DOCTOR, "draft.export.pdf")):
        with vault.begin(actor) as tx:
            tx.audit(action, object_id="d-9", session_id=SessionId("ses-2"), reason="said why")
    vault.close()
    yield folder


@pytest.fixture
def call(data: Path, capsys: pytest.CaptureFixture[str]) -> Call:
    def called(*words: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as ended:
            main([*words, "--data", str(data)])
        told = capsys.readouterr()
        return int(ended.value.code or 0), told.out, told.err

    return called


@pytest.fixture
def anchored(data: Path, call: Call, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setenv("INGLENOOK_AUDIT_ANCHORS", str(tmp_path / "elsewhere"))
    code, said, _ = call("audit", "anchor")
    assert code == 0 and ": 7 entries, " in said
    return tmp_path / "elsewhere"


def tamper(data: Path, *statements: str) -> None:
    with sqlite3.connect(data / "inglenook.db") as db:
        for statement in statements:
            db.execute(statement)
    db.close()


def rewrite(data: Path, keep: int) -> None:
    """The first entries with good digests and seals, as only the master key makes them."""
    secret = load_secret(data / "master.key", may_create=False)
    chain = AuditChain(MasterKey(secret).derive("audit"))
    vault = Vault.open(VaultOptions(data))
    _, head = chain.extend(START, [entry.record for entry in vault.audit_entries(limit=keep)])
    vault.close()
    with sqlite3.connect(data / "inglenook.db") as db:
        db.execute("DELETE FROM audit WHERE id > ?", (keep,))
        db.execute(
            "UPDATE audit_head SET entries = ?, digest = ?, seal = ?",
            (head.count, head.digest, chain.seal_head(head)),
        )
    db.close()


def test_a_chain_that_nobody_touched_holds(call: Call) -> None:
    code, said, _ = call("audit", "verify")
    assert code == 0
    assert said.startswith("The audit chain holds: 7 entries.\nIt was not held to anchors")


@pytest.mark.parametrize(
    ("statement", "named"),
    [
        ("UPDATE audit SET subject = 'dr-other' WHERE id = 3", "entry 3: changed"),
        ("UPDATE audit SET at = '2020' || substr(at, 5) WHERE id = 2", "entry 2: changed"),
        ("UPDATE audit SET session_id = NULL WHERE id = 4", "entry 4: changed"),
        ("DELETE FROM audit WHERE id = 4", "entry 4: missing"),
        ("DELETE FROM audit WHERE id > 5", "entry 6: missing, cut off at the end"),
        ("UPDATE audit SET id = CASE id WHEN 2 THEN -3 ELSE id END", "entry -3"),
        (
            "INSERT INTO audit SELECT 8, at, tenant, role, subject, action, object_id, "
            "session_id, reason, digest, digest, seal FROM audit WHERE id = 7",
            "entry 8: changed",
        ),
    ],
)
def test_what_was_done_to_a_row_is_found_and_the_row_named(
    call: Call, data: Path, statement: str, named: str
) -> None:
    tamper(data, statement)
    code, said, error = call("audit", "verify")
    assert (code, said) == (1, "")
    assert error.startswith(f"inglenook: {named}")


def test_rows_that_changed_places_are_found(call: Call, data: Path) -> None:
    tamper(
        data,
        "UPDATE audit SET id = 99 WHERE id = 3",
        "UPDATE audit SET id = 3 WHERE id = 4",
        "UPDATE audit SET id = 4 WHERE id = 99",
    )
    assert call("audit", "verify")[2].startswith("inglenook: entry 3: ")


def test_a_table_written_anew_is_found_by_its_anchor(
    call: Call, data: Path, anchored: Path
) -> None:
    code, said, _ = call("audit", "verify")
    assert code == 0 and f"as anchored in {anchored}: 1 anchors, the last over 7 entries" in said
    assert call("audit", "anchor")[1] == f"{anchored}: nothing new\n"
    rewrite(data, keep=5)
    assert call("audit", "verify", "--without-anchors")[0] == 0, "the chain alone cannot tell"
    code, _, error = call("audit", "verify")
    assert code == 1
    assert error.startswith("inglenook: entry 6: missing, cut off at the end (7 were anchored in ")


def test_where_no_anchor_can_be_kept_is_said(
    call: Call, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    code, _, error = call("audit", "anchor")
    assert code == 2 and "INGLENOOK_AUDIT_ANCHORS" in error
    monkeypatch.setenv("INGLENOOK_AUDIT_ANCHORS", "ftp://there/anchors")
    assert "must be a folder, or s3://" in call("audit", "anchor")[2]
    monkeypatch.setenv("INGLENOOK_AUDIT_ANCHORS", str(tmp_path))
    monkeypatch.setenv("INGLENOOK_AUDIT_TIMESTAMP_URL", "http://127.0.0.1:9")
    assert "INGLENOOK_AUDIT_TIMESTAMP_ROOTS" in call("audit", "anchor")[2]


def test_entries_are_exported_and_that_is_an_entry(call: Call, data: Path) -> None:
    lines = [json.loads(line) for line in call("audit", "export")[1].splitlines()]
    assert [line["id"] for line in lines] == [*range(1, 9)]
    assert lines[-1]["action"] == "audit.export.ndjson"
    assert lines[4]["previous"] == lines[3]["digest"]
    assert "seal" not in lines[0]

    rows = list(csv.DictReader(io.StringIO(call("audit", "export", "--format", "csv")[1])))
    assert [row["id"] for row in rows] == [str(n) for n in range(1, 10)]
    assert rows[5]["subject"] == "'=HYPERLINK(1)", "no spreadsheet takes it for a formula"

    refused = call("audit", "export", "--format", "fhir", "--action", "session.refused")[1]
    (event,) = [AuditEvent.model_validate_json(line) for line in refused.splitlines()]
    assert event.outcome == "4"


@pytest.mark.parametrize(
    ("words", "ids"),
    [
        (("--who", "dr-lee"), [2, 3, 4, 5, 7]),
        (("--who", "dr-lee", "--session", "ses-2"), [7]),
        (("--action", "draft"), [2, 3, 4, 5, 7]),
        (("--action", "draft.export"), [7]),
        (("--role", "bridge"), [6]),
        (("--tenant", "north"), [2, 3, 4, 5, 6, 7, 8]),
        (("--until", "2020-01-01"), []),
        (("--since", "2020-01-01T00:00+02:00", "--role", "system"), [1]),
    ],
)
def test_an_export_is_of_what_was_asked(call: Call, words: tuple[str, ...], ids: list[int]) -> None:
    said = call("audit", "export", *words)[1]
    assert [json.loads(line)["id"] for line in said.splitlines()] == ids


def test_an_export_is_private_and_wrong_use_is_named(call: Call, tmp_path: Path) -> None:
    path = tmp_path / "audit.csv"
    assert call("audit", "export", "--format", "csv", "-o", str(path))[0] == 0
    assert path.read_text().startswith("id,at,tenant,role,subject,action,")
    assert path.stat().st_mode & 0o077 == 0
    code, _, error = call("audit", "export", "--since", "yesterday")
    assert code == 2 and "--since must be" in error
