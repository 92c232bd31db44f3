"""The note as public JSON and back. Times are seconds there, milliseconds here."""

from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum

from summarize.errors import MalformedNote
from summarize.evidence import Evidence, carried_evidence
from summarize.note import (
    DrafterRecord,
    Note,
    Omission,
    Section,
    SessionMetrics,
    Statement,
    Support,
)
from summarize.risk import Risk, RiskFlag, RiskLevel
from summarize.score import Remark, Score, ScoreItem, ScoreMethod
from summarize.session_facts import UNTOLD, Account, SessionFacts


def note_to_json(note: Note) -> dict[str, object]:
    """The shape the contract gives; sections in the template's order."""
    return {
        "template": note.template,
        **_headings(note),
        **_session(note.session),
        "risk": {
            "level": str(note.risk.level),
            "flags": [
                {"type": str(flag.type), "text": flag.text, "evidence": _proofs(flag.evidence)}
                for flag in note.risk.flags
            ],
        },
        "sections": {
            section.name: [_statement(statement) for statement in section.statements]
            for section in note.sections
        },
        "scores": [_score(score) for score in note.scores],
        "metrics": _metrics(note.metrics),
        "omissions": [
            {"turn": missing.turn_id, "quote": missing.quote, "why": missing.why}
            for missing in note.omissions
        ],
        "drafter": _drafter(note.drafter),
    }


def note_from_json(document: object) -> Note:
    """Raises MalformedNote, naming the field and never its content."""
    whole = _Reader(document, "note")
    risk = whole.object("risk")
    drafter = whole.object("drafter")
    sections = whole.object("sections")
    headings = whole.object("headings") if whole.has("headings") else None
    titles = headings.object("sections") if headings is not None else None
    return Note(
        template=whole.text("template"),
        sections=tuple(
            Section(
                name,
                tuple(_read_statement(one) for one in sections.list(name)),
                "" if titles is None else titles.text(name),
            )
            for name in sections.names()
        ),
        scores=tuple(_read_score(one) for one in whole.list("scores")),
        risk=Risk(
            RiskLevel(risk.one_of("level", RiskLevel)),
            tuple(
                RiskFlag(
                    RiskLevel(flag.one_of("type", RiskLevel)), flag.text("text"), _read_proofs(flag)
                )
                for flag in risk.list("flags")
            ),
        ),
        metrics=_read_metrics(whole.object("metrics")),
        omissions=tuple(
            Omission(one.text("turn"), one.text("quote"), one.text("why"))
            for one in whole.list("omissions")
        ),
        drafter=_read_drafter(drafter),
        title="" if headings is None else headings.text("note"),
        session=_read_session(whole.object("session")) if whole.has("session") else UNTOLD,
    )


def _headings(note: Note) -> dict[str, object]:
    """Of a practice's own format. What is not known is left out, so that older notes keep their
    digest; so below."""
    if not note.title:
        return {}
    sections = {section.name: section.title for section in note.sections}
    return {"headings": {"note": note.title, "sections": sections}}


def _session(facts: SessionFacts) -> dict[str, object]:
    if not facts.are_known:
        return {}
    told: dict[str, object] = {"account": str(facts.account)}
    if facts.held_on is not None:
        told["date"] = facts.held_on.isoformat()
    if facts.duration_ms is not None:
        told["duration_minutes"] = round(facts.duration_ms / 60_000, 2)
    if facts.modality is not None:
        told["modality"] = facts.modality
    return {"session": told}


def _proofs(evidence: Iterable[Evidence]) -> list[dict[str, object]]:
    return [evidence_to_json(piece) for piece in evidence]


def evidence_to_json(piece: Evidence) -> dict[str, object]:
    """`{"turn", "quote", "start", "end"}`; of what was known before the session `turn`, `start` and
    `end` are null, and `kind` is `context` with its `field`."""
    if piece.field is not None:
        known: dict[str, object] = {"turn": None, "quote": piece.quote, "start": None, "end": None}
        return known | {"kind": "context", "field": piece.field}
    return {
        "turn": piece.turn_id,
        "quote": piece.quote,
        "start": piece.start_ms / 1000,
        "end": piece.end_ms / 1000,
    }


def _statement(statement: Statement) -> dict[str, object]:
    written: dict[str, object] = {
        "id": statement.statement_id,
        "text": statement.text,
        "support": str(statement.support),
        "evidence": _proofs(statement.evidence),
    }
    return written | {"doubts": list(statement.doubts)} if statement.doubts else written


def _score(score: Score) -> dict[str, object]:
    return {
        "instrument": score.instrument,
        "items": [
            {
                "item": item.item,
                "score": item.score,
                "evidence": _proofs(item.evidence),
                **({} if item.remark is None else {"remark": str(item.remark)}),
            }
            for item in score.items
        ],
        "total": score.total,
        "complete": score.complete,
        "severity": score.severity,
        "method": str(score.method),
    }


def _drafter(record: DrafterRecord) -> dict[str, object]:
    """What is not known is left out, so that older notes keep their digest."""
    document: dict[str, object] = {
        "kind": record.kind,
        "model": record.model,
        "prompt_sha256": record.prompt_sha256,
    }
    if record.prompt_version is not None:
        document["prompt_version"] = record.prompt_version
    if record.fallbacks:
        document["fallbacks"] = dict(record.fallbacks)
    return document


def _metrics(metrics: SessionMetrics) -> dict[str, object]:
    """What was not counted is left out, so that older notes keep their digest."""
    talked = metrics.clinician_talk_ms + metrics.client_talk_ms + metrics.other_talk_ms
    document: dict[str, object] = {
        "duration": metrics.duration_ms / 1000,
        "turns": metrics.turns,
        "clinician_talk": metrics.clinician_talk_ms / 1000,
        "client_talk": metrics.client_talk_ms / 1000,
        "other_talk": metrics.other_talk_ms / 1000,
        "clinician_talk_share": round(metrics.clinician_talk_ms / talked, 3) if talked else 0.0,
        "client_talk_share": round(metrics.client_talk_ms / talked, 3) if talked else 0.0,
        "overlap": metrics.overlap_ms / 1000,
        "silence": metrics.silence_ms / 1000,
        "longest_silence": metrics.longest_silence_ms / 1000,
        "questions_by_clinician": metrics.questions_by_clinician,
        "words": metrics.words,
    }
    for name, length in (
        ("longest_clinician_monologue", metrics.longest_clinician_ms),
        ("longest_client_monologue", metrics.longest_client_ms),
    ):
        if length is not None:
            document[name] = length / 1000
    for name, count in (
        ("open_questions", metrics.open_questions),
        ("closed_questions", metrics.closed_questions),
        ("reflections", metrics.reflections),
    ):
        if count is not None:
            document[name] = count
    return document


class _Reader:
    """One JSON object, read field by field with errors that name the place."""

    def __init__(self, value: object, where: str) -> None:
        if not isinstance(value, Mapping):
            raise MalformedNote(f"{where}: an object is expected")
        self._value = value
        self._where = where

    def names(self) -> list[str]:
        return [str(name) for name in self._value]

    def has(self, field: str) -> bool:
        return field in self._value

    def text(self, field: str) -> str:
        value = self._value.get(field)
        if not isinstance(value, str):
            raise MalformedNote(f"{self._where}.{field}: a text is expected")
        return value

    def text_or_none(self, field: str) -> str | None:
        return None if self._value.get(field) is None else self.text(field)

    def texts(self, field: str) -> tuple[str, ...]:
        """None at all where the field is absent."""
        held = self._value.get(field, [])
        if not isinstance(held, list) or not all(isinstance(one, str) for one in held):
            raise MalformedNote(f"{self._where}.{field}: a list of texts is expected")
        return tuple(held)

    def one_of(self, field: str, known: type[StrEnum]) -> str:
        value = self.text(field)
        if value not in [str(member) for member in known]:
            raise MalformedNote(f"{self._where}.{field}: not a value it can have")
        return value

    def number(self, field: str) -> float:
        value = self._value.get(field)
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise MalformedNote(f"{self._where}.{field}: a number is expected")
        return float(value)

    def whole(self, field: str) -> int:
        return round(self.number(field))

    def whole_or_none(self, field: str) -> int | None:
        return None if self._value.get(field) is None else self.whole(field)

    def ms(self, field: str) -> int:
        return round(self.number(field) * 1000)

    def ms_or_none(self, field: str) -> int | None:
        return None if self._value.get(field) is None else self.ms(field)

    def object(self, field: str) -> "_Reader":
        return _Reader(self._value.get(field), f"{self._where}.{field}")

    def list(self, field: str) -> "list[_Reader]":
        value = self._value.get(field)
        if not isinstance(value, list):
            raise MalformedNote(f"{self._where}.{field}: a list is expected")
        return [_Reader(one, f"{self._where}.{field}[{at}]") for at, one in enumerate(value)]


def _read_session(one: _Reader) -> SessionFacts:
    day = one.text_or_none("date")
    try:
        held_on = None if day is None else date.fromisoformat(day)
    except ValueError:
        raise MalformedNote("note.session.date: a day is expected") from None
    minutes = one.number("duration_minutes") if one.has("duration_minutes") else None
    return SessionFacts(
        account=Account(one.one_of("account", Account)),
        held_on=held_on,
        duration_ms=None if minutes is None else round(minutes * 60_000),
        modality=one.text_or_none("modality"),
    )


def _read_proofs(holder: _Reader) -> tuple[Evidence, ...]:
    return tuple(
        carried_evidence(one.text("field"), one.text("quote"))
        if one.has("field")
        else Evidence(one.text("turn"), one.text("quote"), one.ms("start"), one.ms("end"))
        for one in holder.list("evidence")
    )


def _read_statement(one: _Reader) -> Statement:
    support = Support(one.one_of("support", Support))
    return Statement(
        one.text("id"), one.text("text"), support, _read_proofs(one), one.texts("doubts")
    )


def _read_score(one: _Reader) -> Score:
    items = tuple(
        ScoreItem(
            item.whole("item"),
            item.whole_or_none("score"),
            _read_proofs(item),
            Remark(item.one_of("remark", Remark)) if item.has("remark") else None,
        )
        for item in one.list("items")
    )
    total = one.whole_or_none("total")
    return Score(
        instrument=one.text("instrument"),
        items=items,
        total=total,
        complete=total is not None or (bool(items) and all(i.score is not None for i in items)),
        severity=one.text_or_none("severity"),
        method=ScoreMethod(one.one_of("method", ScoreMethod)),
    )


def _read_drafter(one: _Reader) -> DrafterRecord:
    fallbacks = one.object("fallbacks") if one.has("fallbacks") else None
    return DrafterRecord(
        kind=one.text("kind"),
        model=one.text("model"),
        prompt_sha256=one.text_or_none("prompt_sha256"),
        prompt_version=one.text_or_none("prompt_version"),
        fallbacks={} if fallbacks is None else {n: fallbacks.text(n) for n in fallbacks.names()},
    )


def _read_metrics(one: _Reader) -> SessionMetrics:
    return SessionMetrics(
        duration_ms=one.ms("duration"),
        turns=one.whole("turns"),
        clinician_talk_ms=one.ms("clinician_talk"),
        client_talk_ms=one.ms("client_talk"),
        other_talk_ms=one.ms("other_talk"),
        overlap_ms=one.ms("overlap"),
        silence_ms=one.ms("silence"),
        longest_silence_ms=one.ms("longest_silence"),
        questions_by_clinician=one.whole("questions_by_clinician"),
        words=one.whole("words"),
        longest_clinician_ms=one.ms_or_none("longest_clinician_monologue"),
        longest_client_ms=one.ms_or_none("longest_client_monologue"),
        open_questions=one.whole_or_none("open_questions"),
        closed_questions=one.whole_or_none("closed_questions"),
        reflections=one.whole_or_none("reflections"),
    )
