"""One session's words and voices while it streams: cursors over its recording, and what they
say of it."""

import asyncio
from collections.abc import Callable
from contextlib import aclosing
from dataclasses import dataclass

from diarize import SpeakerRole
from gpu import Worker
from ingest import Session, Source
from ingest.recording import Recording
from inglenook.ahead import BeginAhead, SoFar
from inglenook.events import Events, Message
from inglenook.expected import expecting
from inglenook.listening import Listener
from inglenook.speakers.live_roles import Labelled, LiveRoles
from inglenook.speakers.recognition import Recognition
from inglenook.speakers.voices import LiveVoices
from inglenook.utterances import UtteranceLog
from transcribe import Caption, Utterance
from transcribe.options import TranscribeOptions
from vault import Vault
from writeback.retention import VOICES

LAST_VOICES_S = 10.0
"""After the last word the following of the voices may take so much longer; what it has not
finished by then is followed anew after the session."""


@dataclass(eq=False, slots=True)
class Pipeline:
    """One session's captions and finals, and at one microphone who speaks."""

    vault: Vault
    events: Events
    worker: Worker
    options: TranscribeOptions
    session: Session
    recording: Recording
    live_speakers: bool = True
    """Follow the voices of one microphone now, not after the session."""
    begin_ahead: BeginAhead | None = None
    """Sends the transcript ahead to a language model, where there is one."""
    final_told: Callable[[float], None] = lambda _: None
    """Told of each final how many seconds of audio came since its end."""
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
            options = await asyncio.to_thread(
                expecting, self.options, self.vault, self.session.session_id
            )
            listener = Listener(
                self.worker,
                options,
                sample_rate=self.session.sample_rate,
                channels=self.session.channels,
                start_ms=resume_ms,
                session=self.session.session_id,
                language=heard.language(self.session.language or self.options.language),
            )
            voices = self._live_voices(resume_ms)
            roles = await self._live_roles()
            try:
                async with asyncio.TaskGroup() as tasks:
                    publishing = tasks.create_task(
                        self._publish(listener, voices, heard, roles), name="publish"
                    )
                    sending = tasks.create_task(
                        self._send_ahead(heard, voices, roles), name="ahead"
                    )
                    if voices is not None:
                        following = tasks.create_task(voices.follow(), name="voices")
                    await self._hear(listener, resume_ms)
                    await publishing
                    sending.cancel()
                    if voices is not None:
                        await asyncio.wait([following], timeout=LAST_VOICES_S)
                        following.cancel()
                await self._store(voices, heard)
            finally:
                await listener.aclose()
        finally:
            await asyncio.to_thread(heard.close)

    async def _send_ahead(
        self, heard: UtteranceLog, voices: LiveVoices | None, roles: LiveRoles | None
    ) -> None:
        if self.begin_ahead is not None and (voices is not None or self.session.channels == 2):
            voiceprint = None if roles is None else roles.voiceprint
            so_far = SoFar(self.session, heard, voices, voiceprint)
            await self.begin_ahead(self.session, so_far).run()

    def _live_voices(self, resume_ms: int) -> LiveVoices | None:
        """None where each speaker has a channel, or they are told apart after the session."""
        if self.session.channels != 1 or not self.live_speakers:
            return None
        return LiveVoices(self.worker, self.recording, resume_ms)

    async def _hear(self, listener: Listener, resume_ms: int) -> None:
        assert self.session.sample_rate is not None
        first = resume_ms * self.session.sample_rate // 1000
        async with aclosing(self.recording.follow(first)) as chunks:
            async for chunk in chunks:
                await listener.push(chunk)
        await listener.flush()

    async def _live_roles(self) -> LiveRoles | None:
        """None where it was declared who speaks."""
        if self._declared:
            return None
        voiceprint = None
        if self.session.channels == 1 and self.live_speakers:
            recognition = Recognition(self.vault, self.worker)
            voiceprint = await asyncio.to_thread(recognition.voiceprint, self.session)
        return LiveRoles(voiceprint)

    async def _publish(
        self,
        listener: Listener,
        voices: LiveVoices | None,
        heard: UtteranceLog,
        roles: LiveRoles | None,
    ) -> None:
        listened_hz = self.recording.sample_rate
        async with aclosing(listener.events()) as events:
            async for event in events:
                if isinstance(event, Caption):
                    self._tell(self._partial(event))
                elif heard.is_new(event):
                    self.final_told(self.recording.end / listened_hz - event.end_ms / 1000)
                    for label in self._relabelled(voices, roles):
                        self._tell(_label(label))
                    for speaker, part in await self._parts(voices, event):
                        await asyncio.to_thread(heard.append, part)
                        relabelled = _learned(roles, voices, speaker, part)
                        self._tell(self._final(part, speaker, self._role(part, speaker, roles)))
                        for label in relabelled:
                            self._tell(_label(label))

    def _relabelled(self, voices: LiveVoices | None, roles: LiveRoles | None) -> list[Labelled]:
        """Earlier finals that turn out to be another speaker's, and what follows for roles."""
        moved = {} if voices is None else dict(voices.relabelled())
        if roles is not None:
            return roles.move(moved) if moved else []
        role = SpeakerRole(self._declared[0])
        return [Labelled(utterance, speaker, role) for utterance, speaker in moved.items()]

    async def _parts(
        self, voices: LiveVoices | None, utterance: Utterance
    ) -> list[tuple[str | None, Utterance]]:
        if voices is not None:
            return await voices.parts(utterance)
        return [(self._channels_speaker(utterance.channel), utterance)]

    async def _store(self, voices: LiveVoices | None, heard: UtteranceLog) -> None:
        if voices is not None and voices.voices is not None:
            await asyncio.to_thread(
                self.vault.blobs.put, self.session.session_id, VOICES, voices.voices.to_bytes()
            )
        await asyncio.to_thread(heard.finish)
        self.complete = True

    def _tell(self, message: Message) -> None:
        self.events.publish(self.session.session_id, message)

    def _role(self, utterance: Utterance, speaker: str | None, roles: LiveRoles | None) -> str:
        """As declared, or as known so far."""
        if roles is not None:
            return roles.role(speaker).value
        here = utterance.channel
        return self._declared[here] if here < len(self._declared) else "unknown"

    @property
    def _declared(self) -> tuple[str, ...]:
        """A role for each channel, or none; who dictates is the clinician."""
        if self.session.source is Source.DICTATION and not self.session.channel_roles:
            return ("clinician",)
        return self.session.channel_roles

    def _channels_speaker(self, channel: int) -> str | None:
        """None at a microphone that several share."""
        return f"S{channel + 1}" if self.session.channels == 2 else None

    def _partial(self, caption: Caption) -> Message:
        return {
            "type": "partial",
            "utterance_id": caption.utterance_id,
            "channel": caption.channel,
            "speaker": self._channels_speaker(caption.channel),
            "start": caption.start_ms / 1000,
            "end": caption.end_ms / 1000,
            "text": caption.text,
        }

    def _final(self, utterance: Utterance, speaker: str | None, role: str) -> Message:
        return {
            "type": "final",
            "utterance_id": utterance.utterance_id,
            "channel": utterance.channel,
            "speaker": speaker,
            "role": role,
            "start": utterance.start_ms / 1000,
            "end": utterance.end_ms / 1000,
            "text": utterance.text,
            "language": utterance.language,
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


def _learned(
    roles: LiveRoles | None, voices: LiveVoices | None, speaker: str | None, part: Utterance
) -> list[Labelled]:
    """Earlier finals whose role is another, now that this one was heard."""
    if roles is None or speaker is None:
        return []
    so_far = voices.speakers_voices if voices is not None else {}
    return roles.hear(part.utterance_id, speaker, part.text, so_far)


def _label(label: Labelled) -> Message:
    return {
        "type": "speaker",
        "utterance_id": label.utterance_id,
        "speaker": label.speaker,
        "role": label.role.value,
    }
