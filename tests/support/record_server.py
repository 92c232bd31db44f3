"""The tablet page over a real vault and socket, without models; `record_server.py DATA PORT`.

Runs until it is killed. It prints one line once it listens.
"""

import socket
import sys
from pathlib import Path

import uvicorn
from fastapi import FastAPI

from ingest.door import Door
from ingest.limits import IngestLimits
from ingest.problem import add_problem_handlers
from ingest.recording import Recordings
from ingest.routes import router as ingest_router
from ingest.scripted import ScriptedLive
from ingest.sessions import Sessions
from ingest.socket import audio_socket_router
from ingest.tablet.routes import tablet_router
from vault import Issuer, Tickets, Vault, VaultOptions
from writeback.desk import Desk
from writeback.drafts.drafts import Drafts
from writeback.drafts.speakers import Speakers
from writeback.review.pages import page_router

_CAPTIONS = (
    {"type": "final", "utterance_id": "u1", "text": "How was your week?"},
    {"type": "partial", "utterance_id": "u2", "text": "I slept a little"},
)


def app_over(vault: Vault) -> FastAPI:
    """What a tablet needs of the house."""
    sessions = Sessions(vault)
    issuer, tickets = Issuer(vault.folder), Tickets(vault)
    door = Door.of(
        vault,
        issuer=issuer,
        tickets=tickets,
        live=ScriptedLive(_CAPTIONS),
        recordings=Recordings(vault),
        limits=IngestLimits(handover_s=0.3, stale_after_s=1.0),
    )
    desk = Desk(
        vault=vault,
        sessions=sessions,
        issuer=issuer,
        tickets=tickets,
        drafts=Drafts(vault, sessions),
        speakers=Speakers(vault, sessions),
    )
    app = FastAPI()
    formats = {"soap": "SOAP", "dap": "DAP"}
    for routes in (
        ingest_router(door),
        audio_socket_router(door),
        tablet_router(door, formats),
        page_router(desk),
    ):
        app.include_router(routes)
    add_problem_handlers(app)
    return app


def serve(data: Path, port: int) -> None:
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", port))
        listener.listen()
        app = app_over(Vault.open(VaultOptions(data)))
        print("listening", flush=True)
        config = uvicorn.Config(app, log_level="warning", ws="websockets-sansio")
        uvicorn.Server(config).run(sockets=[listener])


if __name__ == "__main__":
    serve(Path(sys.argv[1]), int(sys.argv[2]))
