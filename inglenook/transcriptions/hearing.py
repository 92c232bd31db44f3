"""Hears files of which nothing is kept, a few at once, beside the sessions."""

import asyncio
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial

from anyio import CapacityLimiter, to_thread

from gpu import OverCapacity, Worker
from ingest import access
from ingest.consent import Scope
from ingest.consents import Consents, consent_in, require_scope
from ingest.errors import Forbidden, NoConsent
from ingest.ffmpeg import FileObject
from inglenook.drafting import while_allowed
from inglenook.recorded import FileAudio, hear_words
from inglenook.transcriptions.answer import Heard
from inglenook.transcriptions.wanted import Wanted
from transcribe import Utterance
from transcribe.options import TranscribeOptions
from vault import ConsentId, Principal, Role, Vault
from writeback.rollout import Rollouts, Stage

AT_ONCE = 2
MOST_WAITING = 16
"""Requests inside, heard or waiting; more are told to come again."""
RETRY_S = 20

OnFinal = Callable[[Utterance], None]


class Hearing:
    """Used on one event loop; the work is done on loops of its own threads."""

    def __init__(
        self, vault: Vault, worker: Worker, options: TranscribeOptions, *, needs_consent: bool
    ) -> None:
        self._vault = vault
        self._worker = worker
        self._options = options
        self._needs_consent = needs_consent
        self._limiter = CapacityLimiter(AT_ONCE)
        self._inside = 0

    def refuse_stranger(self, actor: Principal) -> None:
        """Raise `Forbidden`, before anything is taken, for roles that have nothing heard."""
        access.may_record_consent(actor)

    def permit(self, actor: Principal, consent_id: ConsentId | None) -> None:
        """That `actor` may have a recording heard, audited. Where a consent is named it must be in
        force and cover transcription; where none is, the caller answers for it, unless the
        practice wants one named. Blocks.

        Raises `Forbidden`, `NoConsent`, `NoSuchConsent`.
        """
        access.may_record_consent(actor)
        if consent_id is None and self._needs_consent:
            raise NoConsent(
                "This server hears a recording only under a consent: name its consent_id in the "
                "header Inglenook-Consent or the field consent_id."
            )
        clinician = actor.subject if actor.role is Role.CLINICIAN else None
        if not Rollouts(self._vault).stage(actor.tenant, clinician).reaches(Stage.TRANSCRIPT):
            raise Forbidden("Transcription is switched off here by the practice's roll-out.")
        with self._vault.begin(actor) as tx:
            if consent_id is not None:
                consent = consent_in(tx, consent_id)
                access.may_use_consent(actor, consent)
                require_scope(consent, Scope.TRANSCRIBE)
            tx.audit(
                "transcription.make",
                object_id=consent_id or "",
                reason="" if consent_id else "the caller answers for the consent",
            )

    async def look(self, file: FileObject, *, max_s: float) -> FileAudio:
        """Decode it once. Raises `Undecodable`, `TooLarge`, `OverCapacity`."""
        if self._inside >= MOST_WAITING:
            raise OverCapacity(RETRY_S)
        look = partial(FileAudio.of, file, max_s=max_s)
        return await to_thread.run_sync(look, limiter=self._limiter)

    async def hear(
        self,
        audio: FileAudio,
        wanted: Wanted,
        gone: threading.Event,
        on_final: OnFinal | None = None,
    ) -> Heard:
        """`gone`: set where nobody waits for it any more. `on_final` is called from another thread.

        Raises `GpuError`, `NoConsent` (it ended meanwhile, or the client is gone).
        """
        self._inside += 1
        try:
            work = partial(self._run, audio, wanted, gone, on_final)
            return await to_thread.run_sync(work, limiter=self._limiter)
        finally:
            self._inside -= 1

    def _run(
        self, audio: FileAudio, wanted: Wanted, gone: threading.Event, on_final: OnFinal | None
    ) -> Heard:
        def allowed() -> bool:
            return not gone.is_set() and self._in_force(wanted.consent_id)

        async def heard() -> Heard:
            words = hear_words(
                audio, self._worker, wanted.options(self._options), on_final=on_final
            )
            utterances = await while_allowed(words, allowed)
            language = next((said.language for said in utterances), wanted.language or "en")
            return Heard(tuple(utterances), audio.seconds, language, audio.notices)

        try:
            return asyncio.run(heard())
        except NoConsent:
            raise NoConsent("The consent ended while the recording was being heard.") from None

    def _in_force(self, consent_id: ConsentId | None) -> bool:
        if consent_id is None:
            return True
        return Consents(self._vault).get(consent_id).in_force(Scope.TRANSCRIBE, datetime.now(UTC))
