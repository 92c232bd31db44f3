"""What a clinician's sessions may be used for. Pure.

| stage | a session is |
| --- | --- |
| `off` | recorded, played back; notes are typed, or dictated by the clinician alone |
| `transcript` | also heard: captions, transcript, speakers |
| `drafts` | also drafted, with risk; without scores made from what was said |
| `scores` | everything |

A dictation is the clinician's own words: it is heard and laid out at every stage, by rules alone
where drafts are not switched on.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from ingest.consent import Scope
from ingest.session import Source


class Stage(StrEnum):
    """How far; each holds what the one before it does."""

    OFF = "off"
    TRANSCRIPT = "transcript"
    DRAFTS = "drafts"
    SCORES = "scores"

    def reaches(self, other: "Stage") -> bool:
        return _ORDER.index(self) >= _ORDER.index(other)


_ORDER: Final = (Stage.OFF, Stage.TRANSCRIPT, Stage.DRAFTS, Stage.SCORES)
_NEEDS: Final = {Scope.TRANSCRIBE: Stage.TRANSCRIPT, Scope.DRAFT: Stage.DRAFTS}


class Enrolment(StrEnum):
    """Who takes part."""

    EVERYONE = "everyone"
    """All but those who opted out."""
    VOLUNTEERS = "volunteers"
    """Nobody but those who opted in."""


class Choice(StrEnum):
    """A clinician's own."""

    IN = "in"
    OUT = "out"


@dataclass(frozen=True, slots=True)
class Policy:
    """A practice's."""

    stage: Stage = Stage.SCORES
    enrolment: Enrolment = Enrolment.EVERYONE


@dataclass(frozen=True, slots=True)
class Own:
    """What is kept for one clinician."""

    choice: Choice | None = None
    stage: Stage | None = None
    """Ahead of the others or behind them; None is the practice's."""


def stage_of(policy: Policy, own: Own) -> Stage:
    """What is in force. `off` for the practice is off for everybody, and nobody is made to take
    part who opted out."""
    takes_part = own.choice is not Choice.OUT and (
        policy.enrolment is Enrolment.EVERYONE or own.choice is Choice.IN
    )
    if policy.stage is Stage.OFF or not takes_part:
        return Stage.OFF
    return own.stage or policy.stage


def allows(stage: Stage, source: Source, scope: Scope) -> bool:
    """Whether a session of that kind may be used so; recording and keeping are the consent's."""
    needed = _NEEDS.get(scope)
    return needed is None or source is Source.DICTATION or stage.reaches(needed)
