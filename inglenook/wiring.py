"""The only place that names a backend and puts the rooms together."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from gpu import Admission, GpuError
from gpu.capacity import cores, places
from gpu.inprocess import InProcessWorker, WorkerOptions
from gpu.languages import LANGUAGES
from gpu.speaker_pipeline import SpeakerPipeline
from gpu.weights import recognizer_weights
from ingest.consents import Consents
from ingest.door import Door
from ingest.limits import IngestLimits
from ingest.recording import Recordings
from ingest.sessions import Sessions
from inglenook.ahead import BeginAhead, sends_ahead
from inglenook.events import Events
from inglenook.finishing import Finishing
from inglenook.following import Following
from inglenook.gauges import make_gauges
from inglenook.house import House
from inglenook.live import LiveHouse
from inglenook.memory import keep_giving_back
from inglenook.note_formats import OpeningCheck, own_formats
from inglenook.settings import BadSettings, Settings
from inglenook.speakers.told_speakers import ToldSpeakers
from inglenook.sweeper import Sweeper
from inglenook.workflow import Workflow
from summarize.deid.deidentify import PresidioDeidentifier
from summarize.drafter import Drafter
from summarize.extractive.drafter import ExtractiveDrafter
from summarize.model.options import VllmOptions
from summarize.model.vllm import VllmDrafter
from transcribe.errors import VocabularyUnusable
from transcribe.options import TranscribeOptions
from transcribe.vocabulary import LONGEST_LIST, Vocabulary, read_vocabulary
from vault import Issuer, Tickets, Vault, VaultOptions
from writeback.desk import Desk
from writeback.drafts import Drafts
from writeback.outbox import Connector, deliver
from writeback.retention import Retention
from writeback.speakers import Speakers
from writeback.watched_folder import WatchedFolder

log = logging.getLogger(__name__)

LINGER_S = 60.0
OUTBOX_INTERVAL_S = 2.0
RELOAD_S = 30.0


def make_worker(settings: Settings) -> InProcessWorker:
    """Not loaded yet; call `load()` off the event loop. Raises `BadSettings` where its recognizer
    does not hear the language that is set."""
    require_language(settings)
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


def make_ahead(settings: Settings, drafter: Drafter, finishing: Finishing) -> BeginAhead | None:
    """None where no language model drafts, or nothing is to be sent ahead to it."""
    if not isinstance(drafter, VllmDrafter) or not settings.llm_ahead_s:
        return None
    return sends_ahead(drafter, finishing, settings.llm_ahead_s)


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


def make_connectors(settings: Settings) -> list[Connector]:
    """Where signed notes go."""
    return [WatchedFolder(settings.export_folder)] if settings.export_folder else []


def open_vault(settings: Settings) -> Vault:
    return Vault.open(VaultOptions(folder=settings.data, database_url=settings.database_url))


@asynccontextmanager
async def open_house(settings: Settings) -> AsyncIterator[House]:
    """Everything started, and ended in the opposite order. Models load while it already answers;
    `House.ready` tells when sessions are accepted."""
    vault = await asyncio.to_thread(open_vault, settings)
    worker = make_worker(settings)
    events = Events()
    sessions, recordings = Sessions(vault), Recordings(vault)
    formats = own_formats(settings)
    connectors = make_connectors(settings)
    drafts = Drafts(vault, sessions, connectors=[connector.name for connector in connectors])
    drafter = make_drafter(settings)
    finishing = Finishing(
        vault=vault,
        consents=Consents(vault),
        sessions=sessions,
        recordings=recordings,
        drafts=drafts,
        worker=worker,
        drafter=drafter,
        options=transcribe_options(settings),
        events=events,
        told_speakers=make_told_speakers(settings),
        formats=formats,
    )
    workflow = Workflow(settings.data, finishing, events)
    speakers = Speakers(vault, sessions)
    following = Following(speakers, workflow.follow)
    admission = Admission(settings.places or places(settings.asr_model, cores()))
    issuer, tickets = Issuer(settings.data), Tickets(vault)
    live = LiveHouse(
        finishing,
        admission,
        finishing.options,
        LINGER_S,
        workflow.start,
        live_speakers=settings.live_speakers,
        begin_ahead=make_ahead(settings, drafter, finishing),
    )
    door = Door.of(
        vault,
        issuer=issuer,
        tickets=tickets,
        live=live,
        limits=limits(settings),
        recordings=recordings,
        check=OpeningCheck(formats),
    )
    desk = Desk(
        vault=vault,
        sessions=sessions,
        issuer=issuer,
        tickets=tickets,
        drafts=drafts,
        speakers=speakers,
        regenerate=finishing.redraft,
        follow=following.begin,
        formats=formats,
        sign_in_ttl_s=settings.sign_in_ttl_s,
        secure_cookie=(settings.public_url or "").startswith("https://"),
    )
    house = House(
        vault=vault,
        door=door,
        desk=desk,
        live=live,
        finishing=finishing,
        admission=admission,
        gauges=make_gauges(admission, sessions),
    )
    sweeper = Sweeper(live, Retention(vault), door.streams, following, settings.abandon_after_s)
    try:
        async with live, asyncio.TaskGroup() as tasks:
            warming = tasks.create_task(_warm(house, worker, workflow, sweeper), name="warm-up")
            sweeping = tasks.create_task(sweeper.run(), name="sweeper")
            delivering = tasks.create_task(_deliver(vault, connectors), name="outbox")
            tidying = tasks.create_task(keep_giving_back(), name="give-back-memory")
            yield house
            for task in (warming, sweeping, delivering, tidying):
                task.cancel()
    finally:
        await asyncio.to_thread(workflow.close)
        worker.close()
        vault.close()


async def _deliver(vault: Vault, connectors: list[Connector]) -> None:
    """Hands signed notes to their connectors, again and again until they have them."""
    by_name = {connector.name: connector for connector in connectors}
    while by_name:
        try:
            await asyncio.to_thread(deliver, vault, by_name)
        except Exception as error:
            log.error("outbox failed", extra={"error": type(error).__name__})
        await asyncio.sleep(OUTBOX_INTERVAL_S)


async def _warm(
    house: House, worker: InProcessWorker, workflow: Workflow, sweeper: Sweeper
) -> None:
    await _load(worker)
    await asyncio.to_thread(workflow.launch)
    await sweeper.take_up()
    house.ready = True
    log.info("ready", extra={"places": house.admission.places})
    await house.finishing.told_speakers.load()


async def _load(worker: InProcessWorker) -> None:
    """Again and again: without models the server still records."""
    while True:
        try:
            return await worker.load()
        except GpuError as error:
            log.error(
                "models cannot be loaded; inglenook doctor says what is missing",
                extra={"error": type(error).__name__, "detail": str(error)},
            )
        await asyncio.sleep(RELOAD_S)


def limits(settings: Settings) -> IngestLimits:
    return IngestLimits(
        max_frame_bytes=settings.max_frame_bytes,
        max_upload_bytes=settings.max_upload_bytes,
        idle_timeout_s=settings.idle_timeout_s,
        ack_interval_ms=settings.ack_interval_ms,
        languages=heard_languages(settings),
    )
