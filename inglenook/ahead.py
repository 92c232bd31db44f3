"""The transcript of a running session, sent ahead to the language model.

Beside the words, never in their way: a model that is slow, busy or gone costs nothing but the time
it would have saved. What is built and concealed is at most a twentieth of the session's time.
"""

import asyncio
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol, TypeAlias

from diarize import Transcript
from diarize.settle import settle_channels, settle_microphone
from diarize.voiceprint import Voiceprint, speakers_voices, with_known_voice
from ingest import Scope, Session
from inglenook.expected import known_before
from inglenook.finishing import Finishing
from inglenook.speakers.voices import LiveVoices
from inglenook.utterances import UtteranceLog
from summarize.context import Context
from summarize.errors import SummarizeError
from summarize.model.ahead import ReadAhead
from summarize.model.fault import ModelFault
from summarize.model.vllm import VllmDrafter

log = logging.getLogger(__name__)

OPEN_MS = 15_000
"""Turns that end within this time of what was heard last may still grow or change their speaker."""
_SHARE = 20
_SLOWEST_S = 300.0


@dataclass(frozen=True, slots=True)
class SoFar:
    """A running session's transcript as it would be settled now; calling it computes."""

    session: Session
    heard: UtteranceLog
    voices: LiveVoices | None
    """None where each speaker has a channel."""
    voiceprint: Voiceprint | None

    def __call__(self) -> Transcript:
        utterances = self.heard.utterances
        heard_ms = max((utterance.end_ms for utterance in utterances), default=0)
        session_id = self.session.session_id
        if self.voices is None:
            roles = self.session.channel_roles
            return settle_channels(session_id, utterances, roles, heard_ms, {})
        voices = self.voices.voices_so_far
        told_ms = max((segment.end_ms for segment in voices.segments), default=0)
        settled = settle_microphone(session_id, utterances, voices, min(heard_ms, told_ms), {})
        if self.voiceprint is None:
            return settled
        return with_known_voice(settled, speakers_voices(settled.turns, voices), self.voiceprint)


@dataclass(frozen=True, slots=True)
class SentAhead:
    """One session's. All callables block."""

    session_id: str
    read_ahead: ReadAhead
    so_far: Callable[[], Transcript]
    """The transcript as it would be settled now."""
    context: Callable[[], Context]
    allowed: Callable[[], bool]
    """Whether a consent to drafting is in force."""
    pace_s: float
    """From one sending to the next, at least."""

    async def run(self) -> None:
        """Until it is cancelled, or the consent ends. Raises nothing else."""
        try:
            async with self.read_ahead:
                context = await asyncio.to_thread(self.context)
                await self._follow(context)
        except (ModelFault, SummarizeError) as error:
            self._told(error)

    async def _follow(self, context: Context) -> None:
        pause_s, failures = self.pace_s, 0
        while True:
            await asyncio.sleep(pause_s)
            if not await asyncio.to_thread(self.allowed):
                return
            try:
                pause_s = max(self.pace_s, _SHARE * await self._send(context))
                failures = 0
            except Exception as error:  # a session must not end for what only saves time
                self._told(error)
                failures += 1
                pause_s = min(self.pace_s * 2**failures, _SLOWEST_S)

    async def _send(self, context: Context) -> float:
        """Seconds of computing it took."""
        began = time.monotonic()
        transcript = settled(await asyncio.to_thread(self.so_far))
        built_s = time.monotonic() - began
        sent = await self.read_ahead.send(transcript, context)
        if sent.tokens:
            log.debug(
                "transcript sent ahead",
                extra={"session_id": self.session_id, "tokens": sent.tokens},
            )
        return built_s + sent.concealing_s

    def _told(self, error: Exception) -> None:
        log.info(
            "transcript not sent ahead",
            extra={"session_id": self.session_id, "error": type(error).__name__},
        )


def settled(transcript: Transcript) -> Transcript:
    """Without the turns at its end that may still change."""
    until_ms = transcript.duration_ms - OPEN_MS
    turns = list(transcript.turns)
    while turns and turns[-1].end_ms > until_ms:
        turns.pop()
    return replace(transcript, turns=tuple(turns))


class Ahead(Protocol):
    """Work on a running session's transcript that will be wanted once it is over."""

    async def run(self) -> None:
        """Until it is cancelled, or nothing is left to do. Raises nothing else."""
        ...


BeginAhead: TypeAlias = Callable[[Session, SoFar], Ahead]


@dataclass(frozen=True, slots=True)
class Together:
    """Several at once."""

    parts: tuple[Ahead, ...]

    async def run(self) -> None:
        await asyncio.gather(*(part.run() for part in self.parts))


def sends_ahead(drafter: VllmDrafter, finishing: Finishing, pace_s: float) -> BeginAhead:
    """For every live session, to the model that will draft."""

    def begin(session: Session, so_far: SoFar) -> SentAhead:
        return SentAhead(
            session.session_id,
            drafter.read_ahead(session.session_id),
            so_far,
            context=lambda: known_before(finishing.vault, session.session_id),
            allowed=lambda: finishing.covers(session, Scope.DRAFT),
            pace_s=pace_s,
        )

    return begin
