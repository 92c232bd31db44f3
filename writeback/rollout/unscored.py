"""A note without what the machine scored from the talk. Pure."""

import re
from dataclasses import replace
from typing import Final

from summarize.note import Note, Section
from summarize.score import Score, ScoreMethod

_ADDED_UP: Final = re.compile(r"^[\w-]+(?: [\w-]+)? \(verbal\): ")
"""How `summarize.extractive.measures` words what was added up."""


def heard_scores_out(scores: tuple[Score, ...]) -> tuple[Score, ...]:
    """Without those from the talk; what came on forms or from before stays."""
    return tuple(score for score in scores if score.method is not ScoreMethod.VERBAL)


def unscored(note: Note) -> Note:
    """Risk stays, whatever it was found in."""
    sections = tuple(
        Section(
            section.name,
            tuple(one for one in section.statements if not _ADDED_UP.match(one.text)),
        )
        for section in note.sections
    )
    return replace(note, sections=sections, scores=heard_scores_out(note.scores))
