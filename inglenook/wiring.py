"""Puts the rooms together, starts them and ends them."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from gpu import GpuError
from ingest.consents import Consents
from ingest.door import Door
from ingest.recording import Recordings
from ingest.sessions import Sessions
from ingest.uploads.intake import Intake
from inglenook.alarms import Alarms, final_delays
from inglenook.ehr import draft_connectors, make_connectors
from inglenook.events import Events
from inglenook.finishing import Finishing
from inglenook.following import Following
from inglenook.gauges import make_gauges
from inglenook.house import House
from inglenook.live import LiveHouse
from inglenook.memory import keep_giving_back
from inglenook.note_formats import OpeningCheck, own_formats
from inglenook.oidc_signin import START
from inglenook.parts import (
    Loadable,
    ageing,
    limits,
    make_admission,
    make_ahead,
    make_anchoring,
    make_drafter,
    make_issuer,
    make_oidc,
    make_sign_in,
    make_told_speakers,
    make_worker,
    open_vault,
    retention_policy,
    transcribe_options,
)
from inglenook.settings import Settings
from inglenook.sweeper import Sweeper
from inglenook.transcriptions.hearing import Hearing
from inglenook.workflow import Workflow
from vault import Tickets, Vault
from vault.anchors import Anchoring
from writeback.desk import Desk
from writeback.drafts.drafts import Drafts
from writeback.drafts.speakers import Speakers
from writeback.ehr.outbox import Connector, deliver
from writeback.retention import Retention

log = logging.getLogger(__name__)

LINGER_S = 60.0
OUTBOX_INTERVAL_S = 2.0
RELOAD_S = 30.0


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
    retention = Retention(vault, retention_policy(settings))
    names = [connector.name for connector in connectors]
    drafts = Drafts(
        vault,
        sessions,
        connectors=names,
        drafts_to=draft_connectors(settings),
        retention=retention,
    )
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
    admission = make_admission(settings, worker)
    gauges = make_gauges(admission, sessions)
    gauges.register(Alarms(vault, recordings, admission, worker, ageing(settings)))
    oidc = make_oidc(settings)
    sign_in = make_sign_in(settings, oidc)
    issuer, tickets = make_issuer(settings, oidc), Tickets(vault)
    live = LiveHouse(
        finishing,
        admission,
        finishing.options,
        LINGER_S,
        workflow.start,
        live_speakers=settings.live_speakers,
        begin_ahead=make_ahead(settings, drafter, finishing),
        final_told=final_delays(gauges),
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
        sign_within_s=settings.sign_within_s,
        ageing=ageing(settings),
        sign_in_at=None if sign_in is None else START,
        secure_cookie=(settings.public_url or "").startswith("https://"),
    )
    house = House(
        vault=vault,
        door=door,
        desk=desk,
        live=live,
        finishing=finishing,
        hearing=Hearing(
            vault,
            worker,
            finishing.options,
            needs_consent=settings.transcriptions_need_consent,
        ),
        admission=admission,
        gauges=gauges,
        sign_in=sign_in,
    )
    sweeper = Sweeper(live, retention, door.streams, following, settings.abandon_after_s)
    try:
        async with live, asyncio.TaskGroup() as tasks:
            warming = tasks.create_task(_warm(house, worker, workflow, sweeper), name="warm-up")
            sweeping = tasks.create_task(sweeper.run(), name="sweeper")
            uploading = tasks.create_task(Intake.of(door).run(), name="uploads")
            delivering = tasks.create_task(_deliver(vault, connectors), name="outbox")
            anchoring = tasks.create_task(
                _anchor(make_anchoring(settings, vault), settings.audit_anchor_every_s),
                name="audit-anchors",
            )
            tidying = tasks.create_task(keep_giving_back(), name="give-back-memory")
            yield house
            for task in (warming, sweeping, uploading, delivering, anchoring, tidying):
                task.cancel()
    finally:
        await asyncio.to_thread(workflow.close)
        for connector in connectors:
            connector.close()
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


async def _anchor(anchoring: Anchoring, every_s: float) -> None:
    """Where a witness cannot be reached it is asked again; the house works on."""
    while anchoring.stores:
        for store in anchoring.stores:
            try:
                await asyncio.to_thread(anchoring.anchor, store)
            except Exception as error:
                log.error(
                    "the audit could not be anchored",
                    extra={"error": type(error).__name__, "store": store.name},
                )
        await asyncio.sleep(every_s)


async def _warm(house: House, worker: Loadable, workflow: Workflow, sweeper: Sweeper) -> None:
    await _load(worker)
    await asyncio.to_thread(workflow.launch)
    await sweeper.take_up()
    house.ready = True
    log.info("ready", extra={"places": house.admission.places})
    await house.finishing.told_speakers.load()


async def _load(worker: Loadable) -> None:
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
