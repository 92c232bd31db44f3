"""The note as public JSON and back. Times are seconds there, milliseconds here."""

from collections.abc import Iterable, Mapping

from summarize.errors import MalformedNote
from summarize.evidence import Evidence
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
from summarize.score import Score, ScoreItem, ScoreMethod


def note_to_json(note: Note) -> dict[str, object]:
    """The shape the contract gives; sections in the template's order."""
    return {
        "template": note.template,
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
        "drafter": {
            "kind": note.drafter.kind,
            "model": note.drafter.model,
            "prompt_sha256": note.drafter.prompt_sha256,
        },
    }


def note_from_json(document: object) -> Note:
    """Raises MalformedNote, naming the field and never its content."""
    whole = _Reader(document, "note")
    risk = whole.object("risk")
    drafter = whole.object("drafter")
    sections = whole.object("sections")
    return Note(
        template=whole.text("template"),
        sections=tuple(
            Section(name, tuple(_read_statement(one) for one in sections.list(name)))
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
        drafter=DrafterRecord(
            drafter.text("kind"), drafter.text("model"), drafter.text_or_none("prompt_sha256")
        ),
    )


def _proofs(evidence: Iterable[Evidence]) -> list[dict[str, object]]:
    return [
        {
            "turn": piece.turn_id,
            "quote": piece.quote,
            "start": piece.start_ms / 1000,
            "end": piece.end_ms / 1000,
        }
        for piece in evidence
    ]


def _statement(statement: Statement) -> dict[str, object]:
    return {
        "id": statement.statement_id,
        "text": statement.text,
        "support": str(statement.support),
        "evidence": _proofs(statement.evidence),
    }


def _score(score: Score) -> dict[str, object]:
    return {
        "instrument": score.instrument,
        "items": [
            {"item": item.item, "score": item.score, "evidence": _proofs(item.evidence)}
            for item in score.items
        ],
        "total": score.total,
        "complete": score.complete,
        "severity": score.severity,
        "method": str(score.method),
    }


def _metrics(metrics: SessionMetrics) -> dict[str, object]:
    talked = metrics.clinician_talk_ms + metrics.client_talk_ms + metrics.other_talk_ms
    return {
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


class _Reader:
    """One JSON object, read field by field with errors that name the place."""

    def __init__(self, value: object, where: str) -> None:
        if not isinstance(value, Mapping):
            raise MalformedNote(f"{where}: an object is expected")
        self._value = value
        self._where = where

    def names(self) -> list[str]:
        return [str(name) for name in self._value]

    def text(self, field: str) -> str:
        value = self._value.get(field)
        if not isinstance(value, str):
            raise MalformedNote(f"{self._where}.{field}: a text is expected")
        return value

    def text_or_none(self, field: str) -> str | None:
        return None if self._value.get(field) is None else self.text(field)

    def one_of(self, field: str, known: type[RiskLevel] | type[Support] | type[ScoreMethod]) -> str:
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

    def object(self, field: str) -> "_Reader":
        return _Reader(self._value.get(field), f"{self._where}.{field}")

    def list(self, field: str) -> "list[_Reader]":
        value = self._value.get(field)
        if not isinstance(value, list):
            raise MalformedNote(f"{self._where}.{field}: a list is expected")
        return [_Reader(one, f"{self._where}.{field}[{at}]") for at, one in enumerate(value)]


def _read_proofs(holder: _Reader) -> tuple[Evidence, ...]:
    return tuple(
        Evidence(one.text("turn"), one.text("quote"), one.ms("start"), one.ms("end"))
        for one in holder.list("evidence")
    )


def _read_statement(one: _Reader) -> Statement:
    support = Support(one.one_of("support", Support))
    return Statement(one.text("id"), one.text("text"), support, _read_proofs(one))


def _read_score(one: _Reader) -> Score:
    items = tuple(
        ScoreItem(item.whole("item"), item.whole_or_none("score"), _read_proofs(item))
        for item in one.list("items")
    )
    total = one.whole_or_none("total")
    return Score(
        instrument=one.text("instrument"),
        items=items,
        total=total,
        complete=total is not None,
        severity=one.text_or_none("severity"),
        method=ScoreMethod(one.one_of("method", ScoreMethod)),
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
    )
