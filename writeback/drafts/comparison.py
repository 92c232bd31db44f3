"""Two versions of a note side by side. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from summarize.document import note_to_json
from summarize.note import Note, Section, Statement


class Line(StrEnum):
    """How a statement of the later version stands to the earlier one."""

    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"
    REWRITTEN = "rewritten"
    MOVED = "moved"
    """In another place of its section; its words may differ too."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A statement in two versions."""

    line: Line
    before: Statement | None
    after: Statement | None

    @property
    def statement_id(self) -> str:
        held = self.after or self.before
        return "" if held is None else held.statement_id


def paired(before: Section | None, after: Section | None) -> Iterator[Pair]:
    """In the order of the later version, with what was taken out where it stood."""
    old = () if before is None else before.statements
    new = () if after is None else after.statements
    was = {statement.statement_id: statement for statement in old}
    kept = {statement.statement_id for statement in new}
    matcher = SequenceMatcher(
        None, [s.statement_id for s in old], [s.statement_id for s in new], autojunk=False
    )
    for _, from_old, to_old, from_new, to_new in matcher.get_opcodes():
        if to_old - from_old == to_new - from_new and _ids(old[from_old:to_old]) == _ids(
            new[from_new:to_new]
        ):
            yield from map(_in_place, old[from_old:to_old], new[from_new:to_new])
            continue
        for gone in old[from_old:to_old]:
            if gone.statement_id not in kept:
                yield Pair(Line.REMOVED, gone, None)
        for come in new[from_new:to_new]:
            there = was.get(come.statement_id)
            yield Pair(Line.ADDED if there is None else Line.MOVED, there, come)


def words_between(before: str, after: str) -> list[tuple[str, str]]:
    """Runs of words with `=` (both), `-` (earlier alone) or `+` (later alone)."""
    old, new = before.split(), after.split()
    runs: list[tuple[str, str]] = []
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for kind, from_old, to_old, from_new, to_new in matcher.get_opcodes():
        if kind == "equal":
            runs.append(("=", " ".join(old[from_old:to_old])))
            continue
        if to_old > from_old:
            runs.append(("-", " ".join(old[from_old:to_old])))
        if to_new > from_new:
            runs.append(("+", " ".join(new[from_new:to_new])))
    return runs


def compared(before: Note, after: Note) -> dict[str, list[Pair]]:
    """Section by section, in the later version's order."""
    return {
        name: list(paired(_section(before, name), _section(after, name)))
        for name in _names(before, after)
    }


def comparison_to_json(before: Note, after: Note) -> dict[str, object]:
    """Sections line by line; scores, risk and omissions as they were and are, where they differ.

    Each statement as the public note has it; `words` where its text differs.
    """
    old, new = note_to_json(before), note_to_json(after)
    return {
        "sections": {
            name: [_pair_to_json(pair) for pair in pairs]
            for name, pairs in compared(before, after).items()
        },
        **{
            part: {"before": old[part], "after": new[part]}
            for part in ("scores", "risk", "omissions")
            if old[part] != new[part]
        },
    }


def _pair_to_json(pair: Pair) -> dict[str, object]:
    told: dict[str, object] = {"statement": pair.statement_id, "change": str(pair.line)}
    for name, statement in (("before", pair.before), ("after", pair.after)):
        told[name] = (
            None
            if statement is None
            else {"text": statement.text, "support": str(statement.support)}
        )
    before, after = pair.before, pair.after
    if before is not None and after is not None and before.text != after.text:
        told["words"] = [list(run) for run in words_between(before.text, after.text)]
    return told


def _in_place(before: Statement, after: Statement) -> Pair:
    return Pair(Line.SAME if before == after else Line.REWRITTEN, before, after)


def _ids(statements: Sequence[Statement]) -> list[str]:
    return [statement.statement_id for statement in statements]


def _names(before: Note, after: Note) -> list[str]:
    return list(
        dict.fromkeys(section.name for note in (after, before) for section in note.sections)
    )


def _section(note: Note, name: str) -> Section | None:
    return next((section for section in note.sections if section.name == name), None)
