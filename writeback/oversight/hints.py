"""What an auditor might want to ask about. Pure.

Hints, not findings: every one of them has ordinary explanations (a late note, a cover for a
colleague, a bridge set up anew), and somebody who keeps below the thresholds leaves none.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from enum import StrEnum
from typing import Final, TypeVar

from vault import Role
from writeback.oversight.act import Kind, kind_of, opens_record

_PEOPLE: Final = frozenset({Role.CLINICIAN, Role.SUPERVISOR, Role.AUDITOR, Role.ADMIN})
_TITLES: Final = frozenset({"the", "doc", "doctor", "mrs", "miss", "prof", "therapist", "client"})


class HintKind(StrEnum):
    """What is unusual."""

    MANY_RECORDS = "many_records"
    NIGHT = "night"
    REFUSALS = "refusals"
    EXPORTS = "exports"
    AUDIT_EXPORT = "audit_export"
    OTHERS_CLIENTS = "others_clients"
    SUPERVISOR = "supervisor"
    NAMESAKE = "namesake"
    STRANGERS = "strangers"


@dataclass(frozen=True, slots=True)
class HintOptions:
    """Where usual ends."""

    many_records: int = 20
    """Different sessions that one person opens within an hour."""
    refusals: int = 5
    """Of one person within ten minutes."""
    exports: int = 10
    """Of one person within a day."""
    strangers: int = 20
    """Refused callers whom nobody knows, within ten minutes."""
    night_from: int = 22
    """Hour of the day."""
    night_to: int = 6
    zone: tzinfo = UTC
    """In which it is night."""


@dataclass(frozen=True, slots=True)
class Seen:
    """An audit entry with what is known of its session."""

    entry: int
    at: datetime
    subject: str
    role: str
    action: str
    session_id: str | None
    clinician_ref: str | None = None
    """Whose session it is."""
    client_ref: str | None = None
    """Compared with the subject's name and never shown."""


@dataclass(frozen=True, slots=True)
class Hint:
    """Something to ask about."""

    kind: HintKind
    subject: str
    role: str
    since: datetime
    until: datetime
    count: int
    """Of sessions, refusals or exports, as the kind says."""
    first: int
    last: int
    """The entries it was found in, and between."""
    about: str = ""
    """Whose sessions, where that is what is unusual."""


def hints(seen: Sequence[Seen], options: HintOptions) -> list[Hint]:
    """Newest first. `seen` is in order of time."""
    found: list[Hint] = []
    for (subject, role), own in _by(seen, lambda one: (one.subject, one.role)):
        if role == Role.SYSTEM:
            found += _strangers(own, options)
            continue
        found += _refusals(own, options)
        found += _exports(own, options)
        if role in _PEOPLE:
            opened = [one for one in own if opens_record(one.action) and one.session_id]
            found += _many(opened, options)
            found += _at_night(opened, options)
            found += _of_others(subject, role, own, opened)
            found += _namesakes(subject, opened)
    return sorted(found, key=lambda hint: (hint.until, hint.last), reverse=True)


def _many(opened: Sequence[Seen], options: HintOptions) -> Iterator[Hint]:
    for burst in _bursts(opened, timedelta(hours=1), _sessions, options.many_records):
        yield _hint(HintKind.MANY_RECORDS, burst, _sessions(burst))


def _refusals(own: Sequence[Seen], options: HintOptions) -> Iterator[Hint]:
    refused = [one for one in own if kind_of(one.action) is Kind.REFUSED]
    for burst in _bursts(refused, timedelta(minutes=10), len, options.refusals):
        yield _hint(HintKind.REFUSALS, burst, len(burst))


def _strangers(own: Sequence[Seen], options: HintOptions) -> Iterator[Hint]:
    refused = [one for one in own if kind_of(one.action) is Kind.REFUSED]
    for burst in _bursts(refused, timedelta(minutes=10), len, options.strangers):
        yield _hint(HintKind.STRANGERS, burst, len(burst))


def _exports(own: Sequence[Seen], options: HintOptions) -> Iterator[Hint]:
    taken = [one for one in own if kind_of(one.action) is Kind.EXPORT]
    for _, group in _by(taken, lambda one: f"{one.at.astimezone(options.zone):%Y-%m-%d}"):
        audit = [one for one in group if one.action.startswith("audit.export")]
        if audit:
            yield _hint(HintKind.AUDIT_EXPORT, audit, len(audit))
        if len(group) - len(audit) >= options.exports:
            yield _hint(HintKind.EXPORTS, group, len(group) - len(audit))


def _at_night(opened: Sequence[Seen], options: HintOptions) -> Iterator[Hint]:
    def night(one: Seen) -> str | None:
        """The day it began on."""
        at = one.at.astimezone(options.zone)
        if at.hour >= options.night_from:
            return f"{at:%Y-%m-%d}"
        return f"{at - timedelta(days=1):%Y-%m-%d}" if at.hour < options.night_to else None

    for begun, group in _by(opened, night):
        if begun is not None:
            yield _hint(HintKind.NIGHT, group, _sessions(group))


def _of_others(
    subject: str, role: str, own: Sequence[Seen], opened: Sequence[Seen]
) -> Iterator[Hint]:
    """A supervisor may read them, a clinician may not; both are told by whose they are."""
    if role == Role.SUPERVISOR:
        tried, kind = opened, HintKind.SUPERVISOR
    else:
        tried = [one for one in own if one.session_id and kind_of(one.action) is Kind.REFUSED]
        kind = HintKind.OTHERS_CLIENTS
    others = [one for one in tried if one.clinician_ref not in (None, subject)]
    for (_, whose), group in _by(others, lambda one: (f"{one.at:%Y-%m-%d}", one.clinician_ref)):
        yield _hint(kind, group, _sessions(group), about=whose or "")


def _namesakes(subject: str, opened: Sequence[Seen]) -> Iterator[Hint]:
    """Part of their name stands in the client's reference: a relation may bear it. Where
    references are numbers nothing can be found this way."""
    names = _names(subject)
    alike = [one for one in opened if names & _names(one.client_ref or "")]
    for _, group in _by(alike, lambda one: one.session_id or ""):
        yield _hint(HintKind.NAMESAKE, group, 1)


def _names(text: str) -> frozenset[str]:
    words = "".join(letter if letter.isalpha() else " " for letter in text.casefold()).split()
    return frozenset(word for word in words if len(word) > 2) - _TITLES


def _bursts(
    seen: Sequence[Seen], within: timedelta, size: Callable[[Sequence[Seen]], int], enough: int
) -> Iterator[Sequence[Seen]]:
    """Stretches in which any window of that length holds enough; each entry in one at most."""
    start = 0
    burst: list[Seen] = []
    for end, one in enumerate(seen):
        while one.at - seen[start].at > within:
            start += 1
        window = seen[start : end + 1]
        if size(window) >= enough:
            known = {held.entry for held in burst}
            burst += [held for held in window if held.entry not in known]
        elif burst and one.at - burst[-1].at > within:
            yield burst
            burst = []
    if burst:
        yield burst


def _sessions(seen: Iterable[Seen]) -> int:
    return len({one.session_id for one in seen})


_Key = TypeVar("_Key")


def _by(seen: Sequence[Seen], key: Callable[[Seen], _Key]) -> Iterator[tuple[_Key, list[Seen]]]:
    """Groups, each in order of time."""
    groups: dict[_Key, list[Seen]] = {}
    for one in seen:
        groups.setdefault(key(one), []).append(one)
    yield from groups.items()


def _hint(kind: HintKind, seen: Sequence[Seen], count: int, about: str = "") -> Hint:
    numbers = [one.entry for one in seen]
    return Hint(
        kind,
        seen[0].subject,
        seen[0].role,
        min(one.at for one in seen),
        max(one.at for one in seen),
        count,
        min(numbers),
        max(numbers),
        about,
    )
