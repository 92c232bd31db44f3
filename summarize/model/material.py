"""A session as a language model may see it: without names, cut to the model's window."""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace

from diarize.transcript import Transcript
from summarize.context import Context
from summarize.deid.surrogates import Deidentifier, Surrogates
from summarize.model.fault import Fault, ModelFault
from summarize.model.options import Room
from summarize.model.prompt import Line, background_of, windows
from summarize.templates import Template

_log = logging.getLogger(__name__)

_BACKGROUND_SHARE = 4
"""Background has at most so small a part of the window."""


@dataclass(frozen=True, slots=True)
class Material:
    """What goes into the prompts, and the way back from surrogates."""

    windows: tuple[tuple[Line, ...], ...]
    background: tuple[str, ...]
    surrogates: Surrogates
    wishes: tuple[str, ...] = ()
    """Of the template's wanted sections, in their order."""

    def granting(self, template: Template) -> Template:
        """The template's wanted sections, with the clinician's wishes as a model may read them."""
        sections = zip(template.wanted, self.wishes, strict=True)
        return replace(
            template, sections=tuple(replace(section, wish=wish) for section, wish in sections)
        )


async def material_of(
    deidentifier: Deidentifier,
    transcript: Transcript,
    context: Context,
    room: Room,
    template: Template | None = None,
) -> Material:
    """`template`: whose wishes are concealed too. Raises `ModelFault` where identifiers cannot be
    concealed: then nothing may be sent anywhere."""
    background = background_of(context)
    said = [turn.text for turn in transcript.turns]
    wishes = [section.wish for section in template.wanted] if template else []
    # What was known before comes first: it numbers its names first, and they keep their numbers
    # while the transcript grows.
    texts = [*background, *said, *wishes]
    try:
        concealed = await asyncio.to_thread(deidentifier.conceal, texts)
    except Exception as error:  # whatever presidio raises may quote the text
        _log.error("de-identification failed", extra={"error": type(error).__name__})
        raise ModelFault(Fault.WITHHELD) from None
    first, last = len(background), len(background) + len(said)
    lines = [
        Line(turn.turn_id, str(transcript.role_of(turn.speaker_id)), text)
        for turn, text in zip(transcript.turns, concealed.texts[first:last], strict=True)
    ]
    known = _shortened(concealed.texts[:first], room.part_chars // _BACKGROUND_SHARE)
    taken = sum(map(len, known))
    parts = windows(lines, room.transcript_chars - taken)
    if len(parts) > 1:
        parts = windows(lines, room.part_chars - taken)
    return Material(parts, known, concealed.surrogates, concealed.texts[last:])


def _shortened(texts: Sequence[str], budget_chars: int) -> tuple[str, ...]:
    """Background gives way to the transcript: what does not fit is left out from the end."""
    kept: list[str] = []
    for text in texts:
        budget_chars -= len(text)
        if budget_chars < 0:
            break
        kept.append(text)
    return tuple(kept)
