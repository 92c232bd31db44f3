"""Doubles of model servers: the OpenAI protocol over real HTTP on the loopback, as scripted."""

import contextlib
import json
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Reply:
    """What a double sends: a status, headers and a body; or nothing, for as long as the test runs
    or by closing the connection."""

    body: object
    status: int = 200
    hangs: bool = False
    dies: bool = False
    headers: Mapping[str, str] = field(default_factory=dict)


def said(*statements: object, finish: str = "stop") -> Reply:
    return content(json.dumps({"statements": list(statements)}), finish)


def content(text: str | None, finish: str = "stop") -> Reply:
    message = {"role": "assistant", "content": text}
    return Reply(
        {
            "id": "c1",
            "object": "chat.completion",
            "created": 1,
            "model": "double",
            "choices": [{"index": 0, "message": message, "finish_reason": finish}],
        }
    )


def statement(text: str, *evidence: tuple[str, str]) -> dict[str, object]:
    return {"text": text, "evidence": [{"turn": turn, "quote": quote} for turn, quote in evidence]}


@dataclass
class Double:
    """Serves chat completions; keeps what it was asked."""

    answer: Callable[[str, int], Reply] = lambda section, nth: said()
    """By section title and the count of requests for it before."""
    reads: Callable[[dict[str, object]], Reply] | None = None
    """By the whole request, where that is wanted instead."""
    models: object = None
    """The page of models; None where there is none."""
    asked: list[dict[str, object]] = field(default_factory=list)
    """Requests for sections, in the order they came."""
    warmed: list[dict[str, object]] = field(default_factory=list)
    """Requests for one token, which only have a prompt read."""
    headers: list[Mapping[str, str]] = field(default_factory=list)
    """Of all requests, names in small letters."""
    ended: threading.Event = field(default_factory=threading.Event)
    under_way: threading.Event = field(default_factory=threading.Event)
    """Set by a request that hangs."""
    gone: threading.Event = field(default_factory=threading.Event)
    """Set when the client of a request that hangs closed its connection."""
    url: str = ""

    def reply(self, request: dict[str, object]) -> Reply:
        if request.get("max_tokens") == 1:
            self.warmed.append(request)
            return content("x", "length") if self.reads is None else self.reads(request)
        section = section_of(request)
        nth = sum(section_of(earlier) == section for earlier in self.asked)
        self.asked.append(request)
        return self.answer(section, nth) if self.reads is None else self.reads(request)

    @property
    def prompts(self) -> str:
        return json.dumps([request["messages"] for request in (*self.asked, *self.warmed)])

    def page(self) -> Reply:
        return Reply({}, status=404) if self.models is None else Reply(self.models)


def section_of(request: Mapping[str, object]) -> str:
    return user_text(request).rsplit('Write the section "', 1)[1].split('"', 1)[0]


def user_text(request: Mapping[str, object]) -> str:
    messages = request["messages"]
    assert isinstance(messages, list)
    return str(messages[-1]["content"])


@contextlib.contextmanager
def serving(double: Double) -> Iterator[Double]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            assert self.path == "/v1/models"
            self._send(double.page())

        def do_POST(self) -> None:
            assert self.path == "/v1/chat/completions"
            double.headers.append({name.lower(): value for name, value in self.headers.items()})
            request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            reply = double.reply(request)
            if reply.hangs:
                self._hang()
            elif reply.dies:
                self.close_connection = True
            else:
                self._send(reply)

        def _hang(self) -> None:
            self.connection.settimeout(0.05)
            double.under_way.set()
            while not double.ended.is_set():
                with contextlib.suppress(TimeoutError):
                    if not self.connection.recv(1):
                        double.gone.set()
                        break
            self.close_connection = True

        def _send(self, reply: Reply) -> None:
            body = reply.body if isinstance(reply.body, bytes) else json.dumps(reply.body).encode()
            self.send_response(reply.status)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            with contextlib.suppress(ConnectionError):
                self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Quiet."""

    with _listening(Handler) as port:
        double.url = f"http://127.0.0.1:{port}/v1"
        yield double
        double.ended.set()


@contextlib.contextmanager
def routing(replicas: Sequence[Double]) -> Iterator[str]:
    """A router before replicas: the same `X-Session-ID` goes to the same one for as long as that
    answers, the next one is asked for it from then on. Gives its address."""
    dead: set[str] = set()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._pass(b"")

        def do_POST(self) -> None:
            self._pass(self.rfile.read(int(self.headers["Content-Length"])))

        def _pass(self, body: bytes) -> None:
            alive = [replica for replica in replicas if replica.url not in dead]
            session = self.headers.get("X-Session-ID", "")
            replica = alive[sum(session.encode()) % len(alive)]
            host = replica.url.removeprefix("http://").removesuffix("/v1")
            upstream = HTTPConnection(host, timeout=10)
            try:
                upstream.request(self.command, self.path, body, dict(self.headers.items()))
                answer = upstream.getresponse()
                status, sent = answer.status, answer.read()
            except (HTTPException, OSError):
                dead.add(replica.url)
                status, sent = 502, b"{}"
            finally:
                upstream.close()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(sent)))
            self.end_headers()
            self.wfile.write(sent)

        def log_message(self, format: str, *args: object) -> None:
            """Quiet."""

    with _listening(Handler) as port:
        yield f"http://127.0.0.1:{port}/v1"


@contextlib.contextmanager
def _listening(handler: type[BaseHTTPRequestHandler]) -> Iterator[int]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
