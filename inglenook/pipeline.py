"""One session's words while it streams: a cursor over its recording, and what it says of it."""

import asyncio
from contextlib import aclosing
from dataclasses import dataclass

from gpu import Worker
from ingest import Session
from ingest.recording import Recording
from inglenook.events import Events, Message
from inglenook.listening import Listener
from inglenook.utterances import UtteranceLog
from transcribe import Caption, Utterance
from transcribe.options import TranscribeOptions
from vault import Vault
from writeback.retention import VOICES


@dataclass(eq=False, slots=True)
class Pipeline:
    """One session's captions and finals."""

    vault: Vault
    events: Events
    worker: Worker
    options: TranscribeOptions
    session: Session
    recording: Recording
    complete: bool = False
    """The whole recording was heard and its finals are stored."""

    async def run(self) -> None:
        """Ends when the recording is sealed and heard to its end."""
        assert self.session.sample_rate is not None and self.session.channels is not None
        heard = await asyncio.to_thread(UtteranceLog, self.vault, self.session.session_id)
        try:
            if heard.complete:
                self.complete = True
                return
            resume_ms = heard.resume_ms(self.session.channels)
            listener = Listener(
                self.worker,
                self.options,
                sample_rate=self.session.sample_rate,
                channels=self.session.channels,
                start_ms=resume_ms,
            )
            try:
                async with asyncio.TaskGroup() as tasks:
                    tasks.create_task(self._publish(listener, heard), name="publish")
                    await self._hear(listener, resume_ms)
                await self._store(listener, heard, whole=resume_ms == 0)
            finally:
                await listener.aclose()
        finally:
            await asyncio.to_thread(heard.close)

    async def _hear(self, listener: Listener, resume_ms: int) -> None:
        assert self.session.sample_rate is not None
        first = resume_ms * self.session.sample_rate // 1000
        async with aclosing(self.recording.follow(first)) as chunks:
            async for chunk in chunks:
                await listener.push(chunk)
        await listener.flush()

    async def _publish(self, listener: Listener, heard: UtteranceLog) -> None:
        async with aclosing(listener.events()) as events:
            async for event in events:
                if isinstance(event, Caption):
                    self._tell(self._partial(event))
                elif heard.is_new(event):
                    for speaker, part in await listener.parts(event):
                        await asyncio.to_thread(heard.append, part)
                        self._tell(self._final(part, speaker))

    async def _store(self, listener: Listener, heard: UtteranceLog, *, whole: bool) -> None:
        voices = await listener.voices()
        if voices is not None and whole:
            await asyncio.to_thread(
                self.vault.blobs.put, self.session.session_id, VOICES, voices.to_bytes()
            )
        await asyncio.to_thread(heard.finish)
        self.complete = True

    def _tell(self, message: Message) -> None:
        self.events.publish(self.session.session_id, message)

    def _role(self, channel: int) -> str:
        roles = self.session.channel_roles
        return roles[channel] if channel < len(roles) else "unknown"

    def _partial(self, caption: Caption) -> Message:
        alone = self.session.channels == 2
        return {
            "type": "partial",
            "utterance_id": caption.utterance_id,
            "channel": caption.channel,
            "speaker": f"S{caption.channel + 1}" if alone else None,
            "start": caption.start_ms / 1000,
            "end": caption.end_ms / 1000,
            "text": caption.text,
        }

    def _final(self, utterance: Utterance, speaker: str) -> Message:
        return {
            "type": "final",
            "utterance_id": utterance.utterance_id,
            "channel": utterance.channel,
            "speaker": speaker,
            "role": self._role(utterance.channel),
            "start": utterance.start_ms / 1000,
            "end": utterance.end_ms / 1000,
            "text": utterance.text,
            "words": [
                {
                    "text": word.text,
                    "start": word.start_ms / 1000,
                    "end": word.end_ms / 1000,
                    "confidence": round(word.confidence, 3),
                }
                for word in utterance.words
            ],
        }
