"""What an EHR's answer to a transaction means: taken, to be tried again, or refused.

Only HTTP statuses and codes of FHIR's own list are told on: diagnostics may repeat the note.
"""

from collections.abc import Iterator
from typing import Final

import httpx

from writeback.errors import DeliveryFailed, DeliveryRefused

_PASSING_STATUS: Final = frozenset({401, 408, 409, 412, 423, 425, 429})
_PASSING_CODES: Final = frozenset(
    {"transient", "lock-error", "no-store", "exception", "timeout", "incomplete", "throttled"}
)
_OTHER_CODES: Final = frozenset(
    {
        "invalid", "structure", "required", "value", "invariant", "security", "login", "unknown",
        "expired", "forbidden", "suppressed", "processing", "not-supported", "duplicate",
        "multiple-matches", "not-found", "deleted", "too-long", "code-invalid", "extension",
        "too-costly", "business-rule", "conflict", "informational",
    }
)  # fmt: skip
_LONGEST_WAIT_S: Final = 24 * 3600.0


def check_answer(answer: httpx.Response, sent: int) -> None:
    """Returns where all of the `sent` entries were taken.

    Raises `DeliveryFailed` for what time may mend and `DeliveryRefused` for what it will not; where
    a server took part of a transaction, the refused part decides.
    """
    check_status(answer)
    entries = _entries(_body(answer))
    if len(entries) != sent:
        raise DeliveryFailed(f"the answer tells of {len(entries)} of {sent} entries")
    failures = [failure for entry in entries if (failure := _entry_failure(entry)) is not None]
    for failure in failures:
        if isinstance(failure, DeliveryRefused):
            raise failure
    for failure in failures:
        raise failure


def check_status(answer: httpx.Response) -> None:
    """The same by the status of the whole alone."""
    if not answer.is_success:
        raise _failure(answer.status_code, _codes(_body(answer)), answer.headers.get("Retry-After"))


def _entry_failure(entry: object) -> DeliveryFailed | None:
    response = entry.get("response") if isinstance(entry, dict) else None
    told = response.get("status") if isinstance(response, dict) else None
    digits = str(told)[:3]
    if not digits.isdecimal():
        return DeliveryFailed("an entry of the answer has no status")
    status = int(digits)
    if 200 <= status < 300:
        return None
    assert isinstance(response, dict)
    return _failure(status, _codes(response.get("outcome")), None, "part of the transaction: ")


def _failure(
    status: int, codes: frozenset[str], retry_after: str | None, what: str = ""
) -> DeliveryFailed:
    told = f"{what}{status}" + (f" ({', '.join(sorted(codes))})" if codes else "")
    passing = status in _PASSING_STATUS or (status >= 500 and status != 501)
    if "multiple-matches" in codes:
        return DeliveryRefused(f"{told}: the EHR holds it more than once")
    if passing or codes & _PASSING_CODES:
        return DeliveryFailed(f"it cannot be taken now: {told}", wait_s=_wait_s(retry_after))
    return DeliveryRefused(f"it is refused: {told}")


def _wait_s(retry_after: str | None) -> float | None:
    if retry_after is None or not retry_after.isdecimal():
        return None
    return min(float(retry_after), _LONGEST_WAIT_S)


def _body(answer: httpx.Response) -> object:
    try:
        return answer.json()
    except ValueError:
        return None


def _entries(body: object) -> list[object]:
    entries = body.get("entry") if isinstance(body, dict) else None
    return entries if isinstance(entries, list) else []


def _codes(outcome: object) -> frozenset[str]:
    return frozenset(_told_codes(outcome)) & (_PASSING_CODES | _OTHER_CODES)


def _told_codes(outcome: object) -> Iterator[str]:
    issues = outcome.get("issue") if isinstance(outcome, dict) else None
    for issue in issues if isinstance(issues, list) else []:
        code = issue.get("code") if isinstance(issue, dict) else None
        if isinstance(code, str):
            yield code
