"""Each part of the house, made as the settings say: the only place that names a backend."""

from pathlib import Path
from typing import Protocol

from gpu import Admission, GpuError, Priority, Worker
from gpu.capacity import cores, places
from gpu.inprocess import InProcessWorker, WorkerOptions
from gpu.languages import LANGUAGES
from gpu.speaker_pipeline import SpeakerPipeline
from gpu.weights import recognizer_weights
from ingest import Session
from ingest.limits import IngestLimits
from inglenook.ahead import Ahead, BeginAhead, SoFar, Together, sends_ahead
from inglenook.finishing import Finishing
from inglenook.oidc_signin import CALLBACK, Client, SignIn
from inglenook.reading_ahead import reads_ahead
from inglenook.settings import BadSettings, Settings
from inglenook.speakers.told_speakers import ToldSpeakers
from summarize.deid.deidentify import PresidioDeidentifier
from summarize.drafter import Drafter
from summarize.extractive.drafter import ExtractiveDrafter
from summarize.model.options import VllmOptions
from summarize.model.vllm import VllmDrafter
from transcribe.errors import VocabularyUnusable
from transcribe.options import TranscribeOptions
from transcribe.vocabulary import LONGEST_LIST, Vocabulary, read_vocabulary
from vault import Issuer, Vault, VaultOptions
from vault.anchors import Anchoring, AnchorStore, Timestamper
from vault.anchors.folder import FolderStore
from vault.oidc import OidcOptions, OidcVerifier, Provider
from vault.pace import Pace
from writeback.ageing import Ageing
from writeback.retention import RetentionPolicy


class Loadable(Worker, Protocol):
    """A worker whose models are loaded, or asked for, when it is told to."""

    async def load(self) -> None: ...


def make_worker(settings: Settings) -> Loadable:
    """Not loaded yet; call `load()` off the event loop. Raises `BadSettings` where its recognizer
    does not hear the language that is set."""
    require_language(settings)
    if settings.models_url is not None:
        from gpu.cluster.remote import RemoteOptions, RemoteWorker

        key = settings.models_key
        return RemoteWorker(
            RemoteOptions(
                url=settings.models_url,
                asr_model=settings.asr_model,
                key=None if key is None else key.get_secret_value(),
            )
        )
    return InProcessWorker(
        WorkerOptions(
            asr_model=settings.asr_model,
            device=settings.device,
            compute_type=settings.compute_type,
            cpu_threads=settings.cpu_threads,
            decode_threads=settings.decode_threads,
            cache_folder=settings.model_cache,
        )
    )


def make_admission(settings: Settings, worker: Worker) -> Admission:
    """Models elsewhere are shared: where they are behind, places here do not help."""
    found = settings.places or places(settings.asr_model, cores())
    if settings.models_url is None:
        return Admission(found)
    return Admission(
        found,
        wait_s=lambda: worker.queue_delay_s(Priority.FINAL),
        longest_wait_s=settings.models_wait_s,
    )


def heard_languages(settings: Settings) -> frozenset[str]:
    """What the recognizer hears; any, where its weights are not there yet."""
    try:
        return recognizer_weights(settings.asr_model, settings.model_cache).languages
    except GpuError:
        return LANGUAGES


def require_language(settings: Settings) -> None:
    """Raises `BadSettings` where the recognizer does not hear the language that is set."""
    if settings.language in (None, "en") or settings.language in heard_languages(settings):
        return
    raise BadSettings(
        f"The language is set to {settings.language!r}, but {settings.asr_model} hears English "
        "alone. Set INGLENOOK_ASR_MODEL=base, or a larger multilingual model."
    )


def make_told_speakers(settings: Settings) -> ToldSpeakers:
    """The pipeline that is set, not loaded yet; else the built-in way."""
    if settings.diarization is None:
        return ToldSpeakers()
    return ToldSpeakers(
        SpeakerPipeline(
            settings.diarization,
            settings.model_cache,
            device=settings.device,
            threads=settings.cpu_threads,
        )
    )


def make_drafter(settings: Settings) -> Drafter:
    """vLLM where an address and a model are set, else the extractive drafter."""
    extractive = ExtractiveDrafter()
    if settings.llm_url is None or settings.llm_model is None:
        return extractive
    options = VllmOptions(
        base_url=settings.llm_url,
        model=settings.llm_model,
        api_key=settings.llm_api_key.get_secret_value() if settings.llm_api_key else None,
        timeout_s=settings.llm_timeout_s,
        deadline_s=settings.llm_deadline_s,
        context_tokens=settings.llm_context_tokens,
    )
    return VllmDrafter(options, PresidioDeidentifier(), extractive)


def make_ahead(settings: Settings, drafter: Drafter, finishing: Finishing) -> BeginAhead:
    """A running session is read for danger, and sent to the language model where one drafts."""
    begins = [reads_ahead(finishing)]
    if isinstance(drafter, VllmDrafter) and settings.llm_ahead_s:
        begins.append(sends_ahead(drafter, finishing, settings.llm_ahead_s))

    def begin(session: Session, so_far: SoFar) -> Ahead:
        return Together(tuple(one(session, so_far) for one in begins))

    return begin


def practice_vocabulary(settings: Settings) -> Vocabulary:
    """Raises `BadSettings` where the list that is set cannot be read."""
    if settings.vocabulary is None:
        return Vocabulary()
    try:
        with settings.vocabulary.expanduser().open(encoding="utf-8") as file:
            return read_vocabulary(file.read(LONGEST_LIST + 1))
    except (OSError, UnicodeDecodeError, VocabularyUnusable) as error:
        told = error if isinstance(error, VocabularyUnusable) else "It must be a UTF-8 text file."
        raise BadSettings(f"The vocabulary {settings.vocabulary} cannot be read: {told}") from None


def transcribe_options(settings: Settings) -> TranscribeOptions:
    """Raises `BadSettings` where the vocabulary that is set cannot be read."""
    return TranscribeOptions(
        captions=True,
        caption_interval_ms=settings.caption_interval_ms,
        language=settings.language,
        vocabulary=practice_vocabulary(settings),
    )


def retention_policy(settings: Settings) -> RetentionPolicy:
    """How long what is kept."""
    return RetentionPolicy(
        expired=settings.keep_expired_days,
        unstarted=settings.keep_unstarted_days,
        failed=settings.keep_failed_days,
        unsigned=settings.keep_unsigned_days,
        signed=settings.keep_signed_audio_days,
        rejected=settings.keep_rejected_audio_days,
        undrafted=settings.keep_undrafted_audio_days,
    )


def ageing(settings: Settings) -> Ageing:
    """When a draft that waits reminds, and whom."""
    return Ageing(
        settings.remind_unsigned_hours,
        settings.escalate_unsigned_hours,
        settings.keep_unsigned_days,
    )


def oidc_options(settings: Settings) -> OidcOptions | None:
    """None where the house alone says who is who. Raises `BadSettings`."""
    if settings.oidc_issuer is None:
        return None
    try:
        return OidcOptions(
            issuer=settings.oidc_issuer,
            audience=settings.oidc_audience,
            role_claim=settings.oidc_role_claim,
            subject_claim=settings.oidc_subject_claim,
            tenant_claim=settings.oidc_tenant_claim,
            leeway_s=settings.oidc_leeway_s,
        )
    except ValueError as error:
        raise BadSettings(f"INGLENOOK_OIDC_ISSUER: {error}.") from None


def make_oidc(settings: Settings) -> OidcVerifier | None:
    """Does not ask the issuer yet."""
    options = oidc_options(settings)
    if options is None:
        return None
    return OidcVerifier(options, Provider(options), settings.data)


def make_issuer(settings: Settings, outside: OidcVerifier | None = None) -> Issuer:
    return Issuer(settings.data, outside=outside, pace=Pace(settings.requests_per_minute))


def make_sign_in(settings: Settings, oidc: OidcVerifier | None) -> SignIn | None:
    """None where there is no outside issuer, or it does not know us."""
    if oidc is None or settings.oidc_client_id is None:
        return None
    secret = settings.oidc_client_secret
    at = settings.public_url or f"http://{settings.host}:{settings.port}"
    client = Client(
        client_id=settings.oidc_client_id,
        secret=None if secret is None else secret.get_secret_value(),
        scopes=settings.oidc_scopes,
        redirect_uri=at.rstrip("/") + CALLBACK,
    )
    return SignIn(client, Provider(oidc.options), oidc)


def make_anchoring(settings: Settings, vault: Vault) -> Anchoring:
    """Without a store where none is set. Raises `BadSettings`, VaultUnusable."""
    stores = [] if settings.audit_anchors is None else [_anchor_store(settings)]
    timestamper: Timestamper | None = None
    if settings.audit_timestamp_url is not None:
        from vault.anchors.timestamp import Rfc3161

        if settings.audit_timestamp_roots is None:
            raise BadSettings(
                "INGLENOOK_AUDIT_TIMESTAMP_URL is set, but not whom to trust there: set "
                "INGLENOOK_AUDIT_TIMESTAMP_ROOTS to a file of its root certificates (PEM)."
            )
        timestamper = Rfc3161(settings.audit_timestamp_url, settings.audit_timestamp_roots)
    return Anchoring(vault, stores, timestamper)


def _anchor_store(settings: Settings) -> AnchorStore:
    where = settings.audit_anchors or ""
    scheme, _, rest = where.rpartition("://")
    if scheme == "s3":
        try:
            from vault.anchors.object_lock import ObjectLockStore
        except ImportError:
            raise BadSettings(
                "INGLENOOK_AUDIT_ANCHORS names a bucket, and boto3 is not installed. Install it: "
                "pip install 'inglenook[cluster]'."
            ) from None

        bucket, _, prefix = rest.partition("/")
        return ObjectLockStore(bucket, prefix, keep_days=settings.audit_anchor_keep_days)
    if scheme:
        raise BadSettings("INGLENOOK_AUDIT_ANCHORS must be a folder, or s3://bucket/prefix.")
    return FolderStore(Path(where).expanduser())


def open_vault(settings: Settings) -> Vault:
    return Vault.open(VaultOptions(folder=settings.data, database_url=settings.database_url))


def limits(settings: Settings) -> IngestLimits:
    return IngestLimits(
        max_frame_bytes=settings.max_frame_bytes,
        max_upload_bytes=settings.max_upload_bytes,
        idle_timeout_s=settings.idle_timeout_s,
        ack_interval_ms=settings.ack_interval_ms,
        languages=heard_languages(settings),
    )
