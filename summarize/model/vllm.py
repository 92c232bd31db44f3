"""The drafter that asks a language model.

The model is never trusted: what it claims gets its names back and is checked against the
transcript, and a section left without a verified statement is the fallback's. A fault of the model
or its server costs polish, never a draft; the record tells which sections it cost, and why.
"""

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import replace

from diarize.transcript import Transcript
from summarize.context import Context
from summarize.deid.surrogates import Deidentifier, Surrogates
from summarize.drafter import Drafted, Drafter
from summarize.grounding.answer import Claim
from summarize.grounding.check import ground
from summarize.grounding.grounded_section import grounded_section
from summarize.grounding.verdict import Verdict
from summarize.model.ahead import ReadAhead
from summarize.model.fault import Fault, ModelFault
from summarize.model.material import material_of
from summarize.model.options import VllmOptions
from summarize.model.passes import Passes
from summarize.model.prompt import PROMPT_VERSION, prompt_sha256
from summarize.model.server import ModelServer, Pressure
from summarize.note import Section, Statement
from summarize.templates import Template

__all__ = ["VllmDrafter", "VllmOptions"]

_log = logging.getLogger(__name__)


class VllmDrafter:
    """Drafts with a language model, section by section, over the fallback's draft."""

    def __init__(self, options: VllmOptions, deidentifier: Deidentifier, fallback: Drafter) -> None:
        self._options = options
        self._deidentifier = deidentifier
        self._fallback = fallback
        self._pressure = Pressure()

    def read_ahead(self, session_id: str) -> ReadAhead:
        """For one session that still runs."""
        return ReadAhead(self._options, self._deidentifier, self._pressure, session_id)

    async def draft(self, transcript: Transcript, context: Context, template: Template) -> Drafted:
        """Raises only what the fallback raises. Cancelling it ends its requests."""
        if not transcript.turns:
            return await self._fallback.draft(transcript, context, template)
        try:
            async with ModelServer(self._options, self._pressure, transcript.session_id) as server:
                passes = await self._prepared(server, transcript, context, template)
                asking = asyncio.create_task(passes.run(self._options.deadline_s), name="model")
                try:
                    safe = await self._safe(transcript, context, template)
                    await asyncio.wait([asking])
                finally:
                    asking.cancel()
                    (failure,) = await asyncio.gather(asking, return_exceptions=True)
        except ModelFault as told:
            safe = await self._safe(transcript, context, template)
            return _without_model(safe, template, told.fault)
        if isinstance(failure, Exception):
            _log.error("language model not asked", extra={"error": type(failure).__name__})
        return self._woven(safe, passes, transcript)

    async def _safe(self, transcript: Transcript, context: Context, template: Template) -> Drafted:
        """In a thread: while it chooses sentences, requests and answers must come and go."""

        def drafted() -> Drafted:
            return asyncio.run(self._fallback.draft(transcript, context, template))

        return await asyncio.to_thread(drafted)

    async def _prepared(
        self, server: ModelServer, transcript: Transcript, context: Context, template: Template
    ) -> Passes:
        """Raises `ModelFault` where nothing can be asked at all."""
        room = self._options.room((await server.about()).context_tokens)
        material = await material_of(self._deidentifier, transcript, context, room, template)

        def holds(claim: Claim) -> bool:
            revealed = _revealed(claim, material.surrogates)
            judged = ground(revealed.text, revealed.citations, transcript)
            return judged.verdict is not Verdict.DROPPED

        gate = asyncio.Semaphore(self._options.concurrency)
        return Passes(server, material.granting(template), material, room, holds, gate)

    def _woven(self, safe: Drafted, passes: Passes, transcript: Transcript) -> Drafted:
        """The model's sections where they hold, the fallback's elsewhere."""
        said: set[str] = set()
        sections: list[Section] = []
        fallbacks: dict[str, str] = {}
        used = 0
        wanted = {section.name for section in passes.template.sections}
        for section in safe.sections:
            if section.name not in wanted:
                sections.append(section)
                continue
            claims = passes.claims(section.name)
            new = grounded_section(section, claims, passes.material.surrogates, transcript, said)
            fault = passes.fault(section.name)
            if new is not section:
                used += 1
                told = {statement.text for statement in new.statements}
                unanswered = _about(section.statements, passes.unanswered(section.name))
                rest = tuple(held for held in unanswered if held.text not in told)
                new = replace(new, statements=(*new.statements, *rest))
            elif fault is None and (claims or section.statements):
                fault = Fault.UNPROVEN if claims else Fault.EMPTY
            if fault is not None:
                fallbacks[section.name] = str(fault)
            sections.append(new)
        _log.info(
            "drafted by the language model",
            extra={"sections_used": used, "sections": len(sections), "requests": len(passes.asked)},
        )
        record = replace(
            safe.record,
            prompt_sha256=prompt_sha256(passes.asked),
            prompt_version=PROMPT_VERSION,
            fallbacks=fallbacks,
        )
        if used:
            model = passes.model or self._options.model
            record = replace(record, kind="vllm", model=model)
        return Drafted(tuple(sections), record)


def _without_model(safe: Drafted, template: Template, fault: Fault) -> Drafted:
    """As the fallback wrote it, with the reason for every section that was wanted."""
    fallbacks: Mapping[str, str] = {section.name: str(fault) for section in template.wanted}
    return Drafted(safe.sections, replace(safe.record, fallbacks=fallbacks))


def _about(statements: tuple[Statement, ...], turn_ids: frozenset[str]) -> tuple[Statement, ...]:
    """The fallback's statements about turns that the model gave no answer about."""
    return tuple(
        statement
        for statement in statements
        if any(proof.turn_id in turn_ids for proof in statement.evidence)
    )


def _revealed(claim: Claim, surrogates: Surrogates) -> Claim:
    return Claim(
        surrogates.reveal(claim.text),
        tuple(replace(cited, quote=surrogates.reveal(cited.quote)) for cited in claim.citations),
    )
