"""The seam between a transcript and whatever writes the sections of a note."""

from dataclasses import dataclass
from typing import Protocol

from diarize.transcript import Transcript
from summarize.context import Context
from summarize.note import DrafterRecord, Section
from summarize.templates import Template


@dataclass(frozen=True, slots=True)
class Drafted:
    """What a drafter hands back: every section of the template, in its order, empty ones too."""

    sections: tuple[Section, ...]
    record: DrafterRecord


class Drafter(Protocol):
    """Writes the sections. Scores, risk, metrics and omissions are never its work."""

    async def draft(
        self, transcript: Transcript, context: Context, template: Template
    ) -> Drafted: ...


class ScriptedDrafter:
    """Gives prepared sections, or raises the prepared error: the twin for tests."""

    def __init__(self, result: Drafted | Exception) -> None:
        self._result = result

    async def draft(self, transcript: Transcript, context: Context, template: Template) -> Drafted:
        if isinstance(self._result, Exception):
            raise self._result
        return self._result
