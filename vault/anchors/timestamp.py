"""Timestamps of an authority outside (RFC 3161), over HTTP."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import httpx
from cryptography import x509
from rfc3161_client import (
    HashAlgorithm,
    TimestampRequestBuilder,
    VerificationError,
    VerifierBuilder,
    decode_timestamp_response,
)

from vault.errors import BadTimestamp, VaultUnusable, WitnessUnreachable

_TIMEOUT_S: Final = 20.0
_LONGEST_ANSWER: Final = 64 << 10


class Rfc3161:
    """Asks the authority at a URL; trusts the certificates of a PEM file and no others."""

    def __init__(self, url: str, roots: Path) -> None:
        """Raises VaultUnusable where the file holds no certificate."""
        self._url = url
        try:
            self._roots = x509.load_pem_x509_certificates(roots.read_bytes())
        except (OSError, ValueError):
            raise VaultUnusable(f"{roots} holds no certificates (PEM) of the authority") from None

    def stamp(self, message: bytes) -> bytes:
        request = (
            TimestampRequestBuilder().data(message).hash_algorithm(HashAlgorithm.SHA256).build()
        )
        try:
            answer = httpx.post(
                self._url,
                content=request.as_bytes(),
                headers={"Content-Type": "application/timestamp-query"},
                timeout=_TIMEOUT_S,
            )
        except httpx.HTTPError as error:
            raise WitnessUnreachable(f"{self._url}: {type(error).__name__}") from None
        if answer.status_code != httpx.codes.OK or len(answer.content) > _LONGEST_ANSWER:
            raise WitnessUnreachable(f"{self._url} answered {answer.status_code}")
        try:
            self._verify(message, answer.content, request.nonce)
        except BadTimestamp as fault:
            raise WitnessUnreachable(f"{self._url} gave no good timestamp: {fault}") from None
        return answer.content

    def stamped_at(self, message: bytes, token: bytes) -> datetime:
        return self._verify(message, token)

    def _verify(self, message: bytes, token: bytes, nonce: int | None = None) -> datetime:
        builder = VerifierBuilder(roots=list(self._roots), nonce=nonce)
        try:
            response = decode_timestamp_response(token)
            builder.build().verify_message(response, message)
            stamped: datetime = response.tst_info.gen_time
        except (ValueError, VerificationError) as error:
            raise BadTimestamp(str(error)) from None
        return stamped if stamped.tzinfo else stamped.replace(tzinfo=UTC)
