"""Anchors in an S3 bucket whose objects are locked: not even its own key can take one back."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from vault.errors import WitnessUnreachable

_CONTENT_TYPE: Final = "application/json"


class ObjectLockStore:
    """One object an anchor, under a prefix, in compliance mode.

    Credentials and region come from where the AWS libraries look for them. The key needs
    `s3:PutObject`, `s3:PutObjectRetention`, `s3:ListBucketVersions`, `s3:GetObjectVersion` and
    `s3:GetBucketObjectLockConfiguration`, and should have nothing else.
    """

    def __init__(
        self, bucket: str, prefix: str, *, keep_days: int, endpoint: str | None = None
    ) -> None:
        self._bucket = bucket
        self._prefix = prefix.strip("/")
        self._keep = timedelta(days=keep_days)
        self._endpoint = endpoint

    @property
    def name(self) -> str:
        return f"s3://{self._bucket}/{self._prefix}".rstrip("/")

    def put(self, name: str, document: bytes) -> None:
        """Refuses a bucket that would let it be deleted."""
        client = self._client()
        try:
            self._require_lock(client)
            client.put_object(
                Bucket=self._bucket,
                Key=self._key(name),
                Body=document,
                ContentType=_CONTENT_TYPE,
                ChecksumAlgorithm="SHA256",
                ObjectLockMode="COMPLIANCE",
                ObjectLockRetainUntilDate=datetime.now(UTC) + self._keep,
            )
        except (BotoCoreError, ClientError) as error:
            raise WitnessUnreachable(f"{self.name}: {_told(error)}") from None

    def documents(self) -> Iterator[tuple[str, bytes]]:
        """Every version, also those behind a delete marker or a later version of that name."""
        client = self._client()
        try:
            pages = client.get_paginator("list_object_versions").paginate(
                Bucket=self._bucket, Prefix=self._key("")
            )
            for page in pages:
                for version in page.get("Versions", ()):
                    held = client.get_object(
                        Bucket=self._bucket, Key=version["Key"], VersionId=version["VersionId"]
                    )
                    yield version["Key"].rpartition("/")[2], held["Body"].read()
        except (BotoCoreError, ClientError) as error:
            raise WitnessUnreachable(f"{self.name}: {_told(error)}") from None

    def _require_lock(self, client: Any) -> None:
        held = client.get_object_lock_configuration(Bucket=self._bucket)
        if held.get("ObjectLockConfiguration", {}).get("ObjectLockEnabled") != "Enabled":
            raise WitnessUnreachable(f"{self.name}: the bucket has no object lock")

    def _key(self, name: str) -> str:
        return f"{self._prefix}/{name}" if self._prefix else name

    def _client(self) -> Any:
        return boto3.client("s3", endpoint_url=self._endpoint)


def _told(error: BotoCoreError | ClientError) -> str:
    if isinstance(error, ClientError):
        return str(error.response.get("Error", {}).get("Code", "refused"))
    return type(error).__name__
