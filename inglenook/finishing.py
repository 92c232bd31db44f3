"""From a whole recording to a filed draft, in steps that may each be repeated."""

import asyncio
import json
import logging
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from diarize import Transcript
from diarize.correction import corrected
from diarize.document import transcript_from_json, transcript_to_json
from diarize.settle import settle_channels, settle_microphone
from diarize.voice import Voices
from gpu import Worker
from ingest import AudioChunk, Scope, Session, SessionState, Source
from ingest.consents import Consents, consent_in, require_scope
from ingest.errors import NoConsent
from ingest.recording import Recordings
from ingest.sessions import Sessions
from inglenook import __version__
from inglenook.drafting import while_allowed
from inglenook.events import Events
from inglenook.expected import expecting, known_before
from inglenook.listening import Listener, listen, without_captions
from inglenook.speakers.recognition import Recognition
from inglenook.speakers.told_speakers import ToldSpeakers
from inglenook.speakers.voices import follow_voices
from inglenook.utterances import UtteranceLog
from summarize.context import NO_CONTEXT, Context
from summarize.drafter import Drafter
from summarize.errors import MalformedContext, UnknownTemplate
from summarize.extractive.drafter import ExtractiveDrafter
from summarize.session_facts import Account, SessionFacts
from summarize.summary import summarize
from summarize.templates import Template, template_named
from transcribe import Utterance
from transcribe.options import TranscribeOptions
from vault import SYSTEM, NotHeld, SessionId, Vault
from writeback.desk import Regenerated
from writeback.drafts.drafts import Drafts
from writeback.drafts.shelf import Shelf
from writeback.drafts.speakers import Speakers
from writeback.errors import NoSuchDraft, SwitchedOff
from writeback.retention import VOICES
from writeback.rollout import Rollouts
from writeback.rollout.unscored import unscored

log = logging.getLogger(__name__)

TRANSCRIPT = "transcript"


@dataclass(frozen=True, slots=True)
class Finishing:
    """Each step takes a session's id, reads what the step before left in the vault, and leaves
    its own result there; a step whose result is there already does nothing."""

    vault: Vault
    consents: Consents
    sessions: Sessions
    recordings: Recordings
    drafts: Drafts
    worker: Worker
    drafter: Drafter
    options: TranscribeOptions
    events: Events
    told_speakers: ToldSpeakers = field(default_factory=ToldSpeakers)
    formats: Mapping[str, Template] = field(default_factory=dict)
    """The practice's own note formats, by name."""

    @property
    def _people(self) -> Speakers:
        return Speakers(self.vault, self.sessions)

    @property
    def rollouts(self) -> Rollouts:
        return Rollouts(self.vault)

    def agreed(self, session: Session, scope: Scope) -> bool:
        """Whether the consent covers it now."""
        consent = self.consents.get(session.consent_id)
        return consent.in_force(scope, datetime.now(UTC))

    def covers(self, session: Session, scope: Scope) -> bool:
        """Whether the consent covers it now, and the practice lets the machine go so far."""
        return self.agreed(session, scope) and self.rollouts.allows(session, scope)

    async def words(self, session_id: SessionId) -> None:
        """Hear what was not heard live."""
        session = self.sessions.get(session_id)
        if not self.covers(session, Scope.TRANSCRIBE) or session.sample_rate is None:
            return
        heard = UtteranceLog(self.vault, session_id)
        try:
            if not heard.complete:
                hearing = self._hear_the_rest(session, heard)
                await while_allowed(hearing, lambda: self.covers(session, Scope.TRANSCRIBE))
        except NoConsent:
            log.info("the consent ended while it was heard", extra={"session_id": session_id})
        finally:
            heard.close()

    async def _hear_the_rest(self, session: Session, heard: UtteranceLog) -> None:
        assert session.sample_rate is not None and session.channels is not None
        resume_ms = heard.resume_ms(session.channels)
        first = resume_ms * session.sample_rate // 1000
        listener = Listener(
            self.worker,
            expecting(without_captions(self.options), self.vault, session.session_id),
            sample_rate=session.sample_rate,
            channels=session.channels,
            start_ms=resume_ms,
            session=session.session_id,
            language=heard.language(session.language or self.options.language),
        )
        finals = await listen(self._audio(session, first), listener)
        for final in finals:
            if heard.is_new(final):
                heard.append(final)
        heard.finish()
        log.info(
            "heard the recording",
            extra={"session_id": session.session_id, "from_ms": resume_ms, "finals": len(finals)},
        )

    def _audio(self, session: Session, first: int) -> Iterator[AudioChunk]:
        return self.recordings.of(session).read(first)

    async def speakers(self, session_id: SessionId) -> None:
        """Settle who said what and store the transcript; tell listeners whose label changed."""
        session = self.sessions.get(session_id)
        if not self.covers(session, Scope.TRANSCRIBE):
            return
        if not self.vault.blobs.has(session_id, TRANSCRIPT):
            settling = self._settle(session)
            try:
                transcript = await while_allowed(
                    settling, lambda: self.covers(session, Scope.TRANSCRIBE)
                )
            except NoConsent:
                return
            document = json.dumps(transcript_to_json(transcript)).encode()
            with self.vault.begin(SYSTEM) as tx:
                require_scope(consent_in(tx, session.consent_id), Scope.TRANSCRIBE)
                tx.audit("transcript.write", object_id=session_id, session_id=session_id)
                self.vault.blobs.put(session_id, TRANSCRIPT, document)
        else:
            transcript = self.transcript(session_id)
        for message in self._labels(session_id, transcript):
            self.events.publish(session_id, message)

    async def _settle(self, session: Session) -> Transcript:
        heard = UtteranceLog(self.vault, session.session_id)
        utterances = heard.utterances
        heard.close()
        recording = self.recordings.of(session)
        duration_ms = recording.durable_end * 1000 // recording.sample_rate
        models = self.worker.models()
        recognition = Recognition(self.vault, self.worker)
        if session.channels == 1:
            voices = await self._voices(session)
            activity = await self.told_speakers.activity(
                self._audio(session, 0), recording.sample_rate, session.session_id
            )
            settled = settle_microphone(
                session.session_id,
                utterances,
                voices,
                duration_ms,
                self.told_speakers.models(models, activity),
                activity=activity,
            )
            return recognition.with_roles(session, settled, voices)
        settled = settle_channels(
            session.session_id, utterances, session.channel_roles, duration_ms, models
        )
        return await recognition.with_channel_roles(session, settled, recording)

    async def _voices(self, session: Session) -> Voices:
        """The voices followed live, or followed now where they were not, or not to the end."""
        if self.vault.blobs.has(session.session_id, VOICES):
            return Voices.from_bytes(self.vault.blobs.get(session.session_id, VOICES))
        assert session.sample_rate is not None
        voices = await follow_voices(self._audio(session, 0), self.worker, session.sample_rate)
        self.vault.blobs.put(session.session_id, VOICES, voices.to_bytes())
        return voices

    def transcript(self, session_id: SessionId) -> Transcript:
        """As corrected. Raises `NotHeld` before the speakers are settled."""
        return corrected(self._settled(session_id), Shelf(self.vault).corrections(session_id))

    def _settled(self, session_id: SessionId) -> Transcript:
        try:
            held = self.vault.blobs.get(session_id, TRANSCRIPT)
        except NotHeld:
            raise NotHeld("The session has no transcript yet.") from None
        return transcript_from_json(json.loads(held))

    def corrected_labels(self, session_id: SessionId) -> list[dict[str, object]]:
        """The `speaker` messages of finals that people labelled otherwise than the machine did."""
        if not Shelf(self.vault).corrections(session_id):
            return []
        before = self._labels(session_id, self._settled(session_id))
        after = self._labels(session_id, self.transcript(session_id))
        return [new for old, new in zip(before, after, strict=True) if new != old]

    def _labels(self, session_id: SessionId, transcript: Transcript) -> Iterator[dict[str, object]]:
        settled = self._settled(session_id)
        heard = UtteranceLog(self.vault, session_id)
        utterances = heard.utterances
        heard.close()
        for utterance in utterances:
            speaker_id = settled_speaker(utterance, settled, transcript)
            if speaker_id is not None:
                yield {
                    "type": "speaker",
                    "utterance_id": utterance.utterance_id,
                    "speaker": speaker_id,
                    "role": transcript.role_of(speaker_id).value,
                }

    async def draft(self, session_id: SessionId) -> None:
        """Write the note and file it as a pending draft."""
        session = self.sessions.get(session_id)
        if not self.covers(session, Scope.DRAFT) or not self.vault.blobs.has(
            session_id, TRANSCRIPT
        ):
            self.sessions.move(session_id, SessionState.RECORDED)
            return
        if not self._filed(session_id):
            try:
                written = await self._write(session)
            except NoConsent:
                if not self.agreed(session, Scope.DRAFT):
                    raise
                log.info("switched off while it was drafted", extra={"session_id": session_id})
                self.sessions.move(session_id, SessionState.RECORDED)
                return
            self.drafts.file(SYSTEM, session_id, written.note, written.models)
        self.sessions.move(session_id, SessionState.DRAFTED)

    async def rewrite(self, session_id: SessionId) -> None:
        """Write the note anew where it does not take account of all corrections; where drafts were
        switched off since, by rules alone: it could not be signed otherwise."""
        session = self.sessions.get(session_id)
        if self.agreed(session, Scope.DRAFT) and self._people.wait(session_id):
            written = await self._write(session, allowed=self.agreed)
            self._people.renew(session_id, written.note, written.models, written.written_from)

    def _filed(self, session_id: SessionId) -> bool:
        try:
            self.drafts.find(SYSTEM, session_id)
        except NoSuchDraft:
            return False
        return True

    async def redraft(
        self, session_id: SessionId, section: str | None = None, wish: str = ""
    ) -> Regenerated:
        """Write the note anew from the stored transcript, or one section of it with what a
        clinician asked of it, on a loop of its own: drafting computes for a while, and the one that
        serves the streams must not wait for it. Raises `NoConsent`, `SwitchedOff`.
        """
        return await asyncio.to_thread(asyncio.run, self._redraft(session_id, section, wish))

    async def _redraft(self, session_id: SessionId, section: str | None, wish: str) -> Regenerated:
        session = self.sessions.get(session_id)
        self.consents.require(session.consent_id, Scope.DRAFT)
        if not self.rollouts.allows(session, Scope.DRAFT):
            raise SwitchedOff
        return await self._write(session, section, wish)

    async def _write(
        self,
        session: Session,
        section: str | None = None,
        wish: str = "",
        *,
        allowed: Callable[[Session, Scope], bool] | None = None,
    ) -> Regenerated:
        """Raises `NoConsent` where it is not allowed any more: a model is then asked no more."""
        permitted = allowed or self.covers
        transcript = self.transcript(session.session_id)
        writing = summarize(
            transcript,
            self._context(session),
            self._format(session),
            self.drafter if self.rollouts.drafts(session) else ExtractiveDrafter(),
            facts=_facts(session),
            section=section,
            wish=wish,
        )
        note = await while_allowed(writing, lambda: permitted(session, Scope.DRAFT))
        if not self.rollouts.scores(session):
            note = unscored(note)
        made_by = {**self.worker.models(), "inglenook": __version__}
        return Regenerated(note, made_by, transcript.version)

    def _context(self, session: Session) -> Context:
        """None of it where it cannot be read: the draft comes all the same."""
        try:
            return known_before(self.vault, session.session_id)
        except MalformedContext as error:
            log.error(
                "drafting without the session's context",
                extra={"session_id": session.session_id, "detail": str(error)},
            )
            return NO_CONTEXT

    def _format(self, session: Session) -> Template:
        """SOAP where the practice's own was taken away since the session was opened."""
        try:
            return template_named(session.template, self.formats)
        except UnknownTemplate:
            log.error(
                "the session's note format is not there any more, drafting SOAP",
                extra={"session_id": session.session_id},
            )
            return template_named("soap")


def _facts(session: Session) -> SessionFacts:
    """Without a day: a dictation may come later, and where the session was held is not known, so
    the hour it began at may be another day there."""
    dictated = session.source is Source.DICTATION
    account = Account.DICTATION if dictated else Account.RECORDING
    return SessionFacts(account=account, modality=session.modality)


def settled_speaker(
    utterance: Utterance, settled: Transcript, transcript: Transcript
) -> str | None:
    """The speaker to whom most of the time of the utterance's words belongs, of all of it where it
    has none; None where no turn meets it.

    `transcript` is `settled` with its corrections. A speaker whom the machine heard on a channel
    of its own said nothing on another.
    """
    elsewhere = {
        speaker.speaker_id
        for speaker in settled.speakers
        if speaker.channel not in (None, utterance.channel)
    }
    spans = [(word.start_ms, word.end_ms) for word in utterance.words]
    spans = spans or [(utterance.start_ms, utterance.end_ms)]
    shares: dict[str, int] = {}
    for heard, turn in zip(settled.turns, transcript.turns, strict=True):
        if heard.speaker_id in elsewhere:
            continue
        shared = sum(
            max(min(turn.end_ms, end) - max(turn.start_ms, start), 0) for start, end in spans
        )
        if shared > 0:
            shares[turn.speaker_id] = shares.get(turn.speaker_id, 0) + shared
    return max(shares, key=lambda speaker_id: shares[speaker_id]) if shares else None
