"""Anchors in a bucket with object lock, through the real client against moto's server: a stand-in
that keeps locks as S3 does, in a process of its own."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import boto3
import pytest
from botocore.exceptions import ClientError

from vault import AuditBroken, Principal, Role, Vault, VaultOptions
from vault.anchors import Anchoring
from vault.anchors.object_lock import ObjectLockStore
from vault.errors import WitnessUnreachable

pytestmark = pytest.mark.e2e

ACTOR = Principal(Role.CLINICIAN, "dr-lee")


@pytest.fixture(scope="module")
def s3(tmp_path_factory: pytest.TempPathFactory) -> Iterator[object]:
    log = tmp_path_factory.mktemp("s3") / "log"
    environment = {**os.environ, "AWS_EC2_METADATA_DISABLED": "true"}
    with log.open("wb") as output, pytest.MonkeyPatch.context() as patch:
        server = subprocess.Popen(
            [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", "0"],
            stdout=output,
            stderr=output,
            env=environment,
        )
        try:
            url = _address(log, server)
            for name, value in (
                ("AWS_ENDPOINT_URL", url),
                ("AWS_ACCESS_KEY_ID", "key"),
                ("AWS_SECRET_ACCESS_KEY", "secret"),
                ("AWS_DEFAULT_REGION", "us-east-1"),
            ):
                patch.setenv(name, value)
            client = boto3.client("s3")
            client.create_bucket(Bucket="locked", ObjectLockEnabledForBucket=True)
            client.create_bucket(Bucket="open")
            yield client
        finally:
            server.terminate()
            server.wait(10)


def _address(log: Path, server: subprocess.Popen[bytes]) -> str:
    """Where it says that it runs."""
    deadline = time.monotonic() + 60
    marker = "Running on http://"
    while time.monotonic() < deadline and server.poll() is None:
        text = log.read_text(errors="replace")
        if marker in text:
            return "http://" + text.partition(marker)[2].split()[0]
        time.sleep(0.1)
    raise AssertionError(f"the S3 server did not start: {log.read_text(errors='replace')}")


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    held = Vault.open(VaultOptions(tmp_path / "vault"))
    yield held
    held.close()


def act(vault: Vault) -> None:
    with vault.begin(ACTOR) as tx:
        tx.audit("draft.read")


def test_an_anchor_cannot_be_taken_back_or_hidden(s3, vault: Vault) -> None:
    store = ObjectLockStore("locked", "one", keep_days=30)
    anchoring = Anchoring(vault, [store])
    anchor = anchoring.anchor(store)
    assert anchor is not None
    (version,) = s3.list_object_versions(Bucket="locked", Prefix="one/")["Versions"]
    with pytest.raises(ClientError, match="Access Denied"):
        s3.delete_object(Bucket="locked", Key=version["Key"], VersionId=version["VersionId"])
    kept = s3.head_object(Bucket="locked", Key=version["Key"])
    assert kept["ObjectLockMode"] == "COMPLIANCE"

    s3.delete_object(Bucket="locked", Key=version["Key"])
    assert "Contents" not in s3.list_objects_v2(Bucket="locked", Prefix="one/")
    held = anchoring.verify(store)
    assert (held.store, held.anchors, held.entries) == ("s3://locked/one", 1, 1)


def test_one_written_over_is_named_and_the_first_still_read(s3, vault: Vault) -> None:
    store = ObjectLockStore("locked", "two", keep_days=30)
    anchor = Anchoring(vault, [store]).anchor(store)
    assert anchor is not None
    key = f"two/{anchor.name}"
    s3.put_object(Bucket="locked", Key=key, Body=b"{}", ChecksumAlgorithm="SHA256")
    assert (anchor.name, anchor.to_json()) in list(store.documents())
    with pytest.raises(AuditBroken, match="was written over"):
        Anchoring(vault, [store]).verify(store)


def test_a_chain_begun_anew_is_found(s3, vault: Vault, tmp_path: Path) -> None:
    store = ObjectLockStore("locked", "three", keep_days=30)
    act(vault)
    Anchoring(vault, [store]).anchor(store)
    anew = Vault.open(VaultOptions(tmp_path / "anew"))
    try:
        with pytest.raises(AuditBroken, match="entry 2: missing, cut off at the end"):
            Anchoring(anew, [store]).verify(store)
        act(anew)
        with pytest.raises(AuditBroken, match="written anew"):
            Anchoring(anew, [store]).verify(store)
    finally:
        anew.close()


@pytest.mark.parametrize("bucket", ["open", "none-such"])
def test_a_bucket_that_locks_nothing_is_refused(s3, vault: Vault, bucket: str) -> None:
    store = ObjectLockStore(bucket, "", keep_days=1)
    with pytest.raises(WitnessUnreachable, match=f"s3://{bucket}"):
        Anchoring(vault, [store]).anchor(store)
    assert [e.record.action for e in vault.audit_entries()] == ["vault.create"]
