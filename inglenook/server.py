"""The app under uvicorn."""

import json
import logging
import socket
import sys
from contextlib import suppress
from datetime import UTC, datetime
from types import FrameType

import uvicorn

from inglenook.connections import HttpConnection, SocketConnection
from inglenook.settings import Settings

SWITCH_INTERVAL_S = 0.0005
"""How long a thread that computes (a draft, features of a window) may keep the interpreter from
the event loop. With Python's 5 ms and three such threads, acknowledgements of 20 streams came
within 1.9 s (95th percentile); with this, within 0.3 s."""

LOG_FIELDS = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


class JsonLines(logging.Formatter):
    """One JSON object a line: time, level, logger, the static message, its fields.

    Of a message only the first line is kept: below it libraries (asyncio for one) write out
    errors, whose texts may hold what was said.
    """

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage().partition("\n")[0],
        }
        line |= {name: value for name, value in vars(record).items() if name not in LOG_FIELDS}
        if record.exc_info and record.exc_info[0] is not None:
            line["error"] = record.exc_info[0].__name__
        return json.dumps(line, default=str)


ROOMS = (
    "gpu",
    "vault",
    "ingest",
    "transcribe",
    "diarize",
    "summarize",
    "writeback",
    "inglenook",
)


def set_up_logging(level: str) -> None:
    """To stderr. Tracebacks are left out: an exception's text may hold what was said."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    set_log_level(level)


def set_log_level(level: str) -> None:
    """Of our own rooms. Libraries are held to warnings: below that some write what they are given,
    such as frames, prompts and addresses with tickets in them."""
    for room in ROOMS:
        logging.getLogger(room).setLevel(level.upper())


def listen_on(host: str, port: int) -> socket.socket:
    """Raises `OSError` where the address is taken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError:
        listener.close()
        raise
    return listener


class Server(uvicorn.Server):
    """Tells the streams that it goes (1012: connect again) before it closes its doors."""

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        house = getattr(self.config.app.state, "house", None)  # type: ignore[union-attr]
        if house is not None:
            house.door.streams.restart()
        super().handle_exit(sig, frame)


def run_server(settings: Settings) -> None:
    """Serve until SIGINT or SIGTERM; prints the address once it listens."""
    from inglenook.app import make_app
    from inglenook.commands.failure import CommandFailed
    from inglenook.parts import require_language

    require_language(settings)
    set_up_logging(settings.log_level)
    sys.setswitchinterval(SWITCH_INTERVAL_S)
    try:
        listener = listen_on(settings.host, settings.port)
    except OSError as error:
        raise CommandFailed(
            f"Cannot listen on {settings.host}:{settings.port}: {error.strerror}. "
            "Choose another with --port (0 takes a free one)."
        ) from None
    port = listener.getsockname()[1]
    settings = settings.model_copy(update={"port": port})
    print(f"inglenook listens on http://{settings.host}:{port}", flush=True)
    app = make_app(settings)
    server = Server(
        uvicorn.Config(
            app,
            log_config=None,
            lifespan="on",
            loop="asyncio",  # also where uvloop came with something else
            access_log=False,
            http=HttpConnection,
            ws=SocketConnection,
            ws_max_size=max(32 << 20, 2 * settings.max_frame_bytes),  # ours refuses first: 4413
            ws_ping_interval=5,
            ws_ping_timeout=10,
            ws_per_message_deflate=False,
            timeout_graceful_shutdown=5,
        )
    )
    with suppress(SystemExit):  # uvicorn's way out of a failed start
        server.run(sockets=[listener])
    if not server.started:
        failure = getattr(app.state, "failure", None)
        raise CommandFailed(f"The server could not start: {failure or 'the log above says why.'}")
