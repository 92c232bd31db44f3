"""Asking for all sections of a note, in one pass or, where the session is longer than the model's
window, in two: what each part adds to each section, then one section of what the parts added.

Nothing of a long session is lost on the way: what a part added is checked before it is merged; a
part of which the merged section shows nothing keeps what it added; and where merging fails, what
the parts added stands side by side.
"""

import asyncio
import logging
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from summarize.grounding.answer import Claim
from summarize.model.fault import Fault, ModelFault
from summarize.model.material import Material
from summarize.model.options import Room
from summarize.model.prompt import MOST_STATEMENTS, Place, Request, merging, request_for
from summarize.model.server import ModelServer
from summarize.templates import SectionPlan, Template

_log = logging.getLogger(__name__)

_LEVELS = 3
"""How often what was merged may be merged again."""

Holds = Callable[[Claim], bool]
"""Whether a claim stands on what was said."""


@dataclass(eq=False, slots=True)
class Passes:
    """What is asked for one note and what came back. What is there when time runs out counts."""

    server: ModelServer
    template: Template
    material: Material
    room: Room
    holds: Holds
    gate: asyncio.Semaphore
    _asked: dict[str, list[Request]] = field(default_factory=dict)
    _parts: dict[tuple[str, int], tuple[Claim, ...]] = field(default_factory=dict)
    _faults: dict[tuple[str, int], Fault] = field(default_factory=dict)
    _merged: dict[str, tuple[Claim, ...]] = field(default_factory=dict)
    _models: Counter[str] = field(default_factory=Counter)

    async def run(self, deadline_s: float) -> None:
        """Ends in time, whatever the server does."""
        try:
            async with asyncio.timeout(deadline_s), asyncio.TaskGroup() as tasks:
                parts = {
                    (section.name, at): tasks.create_task(
                        self._part(section, at), name=f"{section.name}-{at + 1}"
                    )
                    # All sections of one part together: they share what the server has read.
                    for at in range(self._count)
                    for section in self.template.sections
                }
                for section in self.template.sections:
                    mine = [parts[section.name, at] for at in range(self._count)]
                    tasks.create_task(self._section(section, mine), name=section.name)
        except TimeoutError:
            _log.warning("language model too slow", extra={"answered": len(self._parts)})

    @property
    def asked(self) -> tuple[Request, ...]:
        """In the order of the note: of each section its parts, then its mergings."""
        return tuple(
            request
            for section in self.template.sections
            for request in self._asked.get(section.name, ())
        )

    @property
    def model(self) -> str | None:
        """The one that gave most answers, as the server reports it."""
        return self._models.most_common(1)[0][0] if self._models else None

    def claims(self, section: str) -> tuple[Claim, ...]:
        """What the model claims of a section."""
        if section in self._merged:
            return self._merged[section]
        return tuple(claim for part in self._of(section) for claim in part)

    def fault(self, section: str) -> Fault | None:
        """Why a part of the section was not answered."""
        for at in range(self._count):
            if (section, at) not in self._parts:
                return self._faults.get((section, at), Fault.SLOW)
        return None

    def unanswered(self, section: str) -> frozenset[str]:
        """Ids of turns about which the section has no answer."""
        return frozenset(
            line.turn_id
            for at, window in enumerate(self.material.windows)
            if (section, at) not in self._parts
            for line in window
        )

    @property
    def _count(self) -> int:
        return len(self.material.windows)

    async def _part(self, section: SectionPlan, at: int) -> None:
        window = self.material.windows[at]
        place = Place(at + 1, self._count)
        request = request_for(section, self.template, window, self.material.background, place)
        claims = await self._ask(section, request, at)
        if claims is not None:
            self._parts[section.name, at] = claims

    async def _ask(
        self, section: SectionPlan, request: Request, at: int | None
    ) -> tuple[Claim, ...] | None:
        self._asked.setdefault(section.name, []).append(request)
        try:
            async with self.gate:
                answered = await self.server.ask(request, self.room.answer_tokens)
        except ModelFault as told:
            if at is not None:
                self._faults[section.name, at] = told.fault
            return None
        self._models[answered.model] += 1
        return answered.answer.claims

    async def _section(self, section: SectionPlan, parts: Sequence[asyncio.Task[None]]) -> None:
        await asyncio.gather(*parts)
        if self._count == 1:
            return
        held = [await self._held(part) for part in self._of(section.name)]
        claims = tuple(claim for part in held for claim in part)
        for _ in range(_LEVELS):
            if len(claims) <= MOST_STATEMENTS:
                break
            fewer = await self._fewer(section, claims)
            if len(fewer) >= len(claims):
                break
            claims = fewer
        self._merged[section.name] = (*claims, *_unshown(held, claims))

    async def _fewer(self, section: SectionPlan, claims: tuple[Claim, ...]) -> tuple[Claim, ...]:
        """Merged by as many requests as the window asks for; a group that fails stays as it is."""
        groups = list(_groups(claims, self.room.transcript_chars))
        requests = [merging(section, self.template, group) for group in groups]
        answers = await asyncio.gather(*(self._ask(section, request, None) for request in requests))
        merged: list[Claim] = []
        for group, answer in zip(groups, answers, strict=True):
            merged += await self._held(answer or ()) or group
        return tuple(merged)

    async def _held(self, claims: tuple[Claim, ...]) -> tuple[Claim, ...]:
        """In a thread: checking computes, while other answers come."""
        return await asyncio.to_thread(lambda: tuple(filter(self.holds, claims)))

    def _of(self, section: str) -> Iterator[tuple[Claim, ...]]:
        for at in range(self._count):
            if (section, at) in self._parts:
                yield self._parts[section, at]


def _groups(claims: Sequence[Claim], budget_chars: int) -> Iterator[tuple[Claim, ...]]:
    """Runs of claims that fit a request each."""
    group: list[Claim] = []
    used = 0
    for claim in claims:
        size = len(claim.text) + sum(len(cited.quote) + 16 for cited in claim.citations) + 8
        if group and used + size > budget_chars:
            yield tuple(group)
            group, used = [], 0
        group.append(claim)
        used += size
    if group:
        yield tuple(group)


def _unshown(held: Sequence[Sequence[Claim]], merged: Sequence[Claim]) -> Iterator[Claim]:
    """What those parts added of which the merged section cites no turn."""
    cited = {citation.turn_id for claim in merged for citation in claim.citations}
    for part in held:
        if not any(citation.turn_id in cited for claim in part for citation in claim.citations):
            yield from part
