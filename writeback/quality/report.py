"""The numbers added up, for whoever may see them."""

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Final, TypeVar

from sqlalchemy import Row, func, select

from ingest.errors import Forbidden
from vault import Principal, Role, Vault
from vault.tables import feedback_marks, section_edits

FEWEST: Final = 3
"""Clinicians that a number of the whole practice must be made of: of fewer it would be told whose
it is."""


class Period(StrEnum):
    """What the numbers of a stretch of days are added up to."""

    WEEK = "week"
    MONTH = "month"

    def of(self, day: str) -> str:
        """`2026-W09` (ISO 8601) or `2026-03`."""
        if self is Period.MONTH:
            return day[:7]
        year, week, _ = date.fromisoformat(day).isocalendar()
        return f"{year}-W{week:02d}"


@dataclass(frozen=True, slots=True)
class Edited:
    """One section over one period."""

    period: str
    section: str
    drafter: str
    notes: int
    drafted_words: int
    signed_words: int
    changed_words: int

    @property
    def share_changed(self) -> float | None:
        """Of the longer of draft and note; None where both are empty. 0: signed as drafted."""
        longest = max(self.drafted_words, self.signed_words)
        return round(self.changed_words / longest, 4) if longest else None


@dataclass(frozen=True, slots=True)
class Said:
    """Feedback of one kind over one period; an empty section is the whole draft."""

    period: str
    section: str
    kind: str
    drafter: str
    count: int


@dataclass(frozen=True, slots=True)
class Figures:
    """Of one clinician, or of the practice."""

    edited: tuple[Edited, ...]
    said: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """What one person may see."""

    own: Figures | None
    """Of a clinician, for that clinician."""
    clinicians: dict[str, Figures] | None
    """Of each, for a supervisor."""
    practice: Figures
    """Of all together, without what fewer than `FEWEST` clinicians had a part in."""


@dataclass(frozen=True, slots=True)
class Quality:
    """Reads what was kept. Every method blocks."""

    vault: Vault

    def report(
        self, actor: Principal, period: Period, since: date | None, until: date | None
    ) -> Report:
        """From `since` up to and with `until`. Raises `Forbidden`."""
        if actor.role is Role.BRIDGE:
            raise Forbidden("The role bridge may not read what becomes of drafts.")
        with self.vault.begin(actor) as tx:
            tx.audit("quality.read", reason=f"{period} {since or ''} {until or ''}".strip())
        edits = self._rows(section_edits, actor.tenant, since, until)
        marks = self._rows(feedback_marks, actor.tenant, since, until)

        def of(name: str) -> Figures:
            return _figures(_by(edits, name), _by(marks, name), period, fewest=1)

        names = sorted({row.clinician_ref for row in (*edits, *marks)})
        return Report(
            own=of(actor.subject) if actor.role is Role.CLINICIAN else None,
            clinicians=(
                {name: of(name) for name in names} if actor.role is Role.SUPERVISOR else None
            ),
            practice=_figures(edits, marks, period, fewest=FEWEST),
        )

    def totals(self) -> list[tuple[str, str, int, int, int]]:
        """Section, drafter, words drafted, signed and changed since the beginning, all practices'
        together; for metrics."""
        columns = section_edits.c
        wanted = select(
            columns.section,
            columns.drafter,
            func.sum(columns.drafted_words).label("drafted"),
            func.sum(columns.signed_words).label("signed"),
            func.sum(columns.changed_words).label("changed"),
        )
        found = self.vault.rows(wanted.group_by(columns.section, columns.drafter))
        return [
            (row.section, row.drafter, int(row.drafted), int(row.signed), int(row.changed))
            for row in found
        ]

    def marks(self) -> list[tuple[str, str, int]]:
        """Kind, drafter, how often; as `totals`."""
        columns = feedback_marks.c
        wanted = select(columns.kind, columns.drafter, func.count().label("times"))
        found = self.vault.rows(wanted.group_by(columns.kind, columns.drafter))
        return [(row.kind, row.drafter, int(row.times)) for row in found]

    def _rows(
        self, table: Any, tenant: str, since: date | None, until: date | None
    ) -> Sequence[Row[Any]]:
        wanted = select(table).where(table.c.tenant == tenant)
        if since is not None:
            wanted = wanted.where(table.c.day >= since.isoformat())
        if until is not None:
            wanted = wanted.where(table.c.day <= until.isoformat())
        return self.vault.rows(wanted)


def _by(rows: Iterable[Row[Any]], name: str) -> list[Row[Any]]:
    return [row for row in rows if row.clinician_ref == name]


def _figures(
    edits: Iterable[Row[Any]], marks: Iterable[Row[Any]], period: Period, *, fewest: int
) -> Figures:
    edited = _grouped(
        edits, lambda row: (period.of(row.day), row.section, row.drafter), fewest=fewest
    )
    said = _grouped(
        marks, lambda row: (period.of(row.day), row.section, row.kind, row.drafter), fewest=fewest
    )
    return Figures(
        tuple(
            Edited(
                *key,
                notes=len(rows),
                drafted_words=sum(row.drafted_words for row in rows),
                signed_words=sum(row.signed_words for row in rows),
                changed_words=sum(row.changed_words for row in rows),
            )
            for key, rows in edited
        ),
        tuple(Said(*key, count=len(rows)) for key, rows in said),
    )


_Key = TypeVar("_Key", bound=Hashable)


def _grouped(
    rows: Iterable[Row[Any]], key: Callable[[Row[Any]], _Key], *, fewest: int
) -> list[tuple[_Key, list[Row[Any]]]]:
    """In order; groups that fewer than `fewest` clinicians are in are left out."""
    groups: dict[_Key, list[Row[Any]]] = {}
    for row in rows:
        groups.setdefault(key(row), []).append(row)
    kept = [
        (name, group)
        for name, group in groups.items()
        if len({row.clinician_ref for row in group}) >= fewest
    ]
    return sorted(kept, key=lambda one: str(one[0]))
