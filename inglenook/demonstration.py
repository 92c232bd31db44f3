"""The demo: everything a practice's installation does, once, with a bundled session."""

import asyncio
import shutil
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

import httpx
from rich.console import Console
from rich.live import Live
from rich.markdown import Markdown
from rich.text import Text

from inglenook.client import StreamClient, Track, read_track
from inglenook.commands.failure import CommandFailed
from inglenook.embedded import EmbeddedServer
from inglenook.settings import load_settings
from inglenook.signin import sign_in_link
from vault import Issuer, Principal, Role

CLINICIAN = Principal(Role.CLINICIAN, "dr-demo")
DRAFT_TIMEOUT_S = 600.0
SPEAKER_STYLES = {"S1": "cyan", "S2": "magenta", "S3": "yellow", "S4": "green"}


class Screen:
    """Finals by speaker as they come, and one line that says how far everything is."""

    def __init__(self, console: Console, track: Track) -> None:
        self._console = console
        self._track = track
        self._stored_s = 0.0
        self._heard_s = 0.0
        self._caption = ""
        self._said_s = 0.0
        self._live = Live(self._line(), console=console, refresh_per_second=8, transient=True)

    def __enter__(self) -> "Screen":
        if self._console.is_terminal:
            self._live.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._console.is_terminal:
            self._live.stop()

    def show(self, event: Mapping[str, Any]) -> None:
        match event["type"]:
            case "ack":
                self._stored_s = event["next_offset"] / self._track.sample_rate
            case "partial":
                self._caption = event["text"]
            case "final":
                self._caption = ""
                self._heard_s = max(self._heard_s, event["end"])
                speaker = event["speaker"] or "S?"
                line = Text(f"{clock(event['start'])} ", style="dim")
                line.append(f"{speaker} ", style=SPEAKER_STYLES.get(speaker, "white"))
                line.append(event["text"])
                self._console.print(line)
            case "status" if event["state"] == "finishing":
                self._console.print("All audio is stored; the last words follow.", style="dim")
            case "status" if event["state"] == "degraded":
                self._console.print(event["detail"], style="yellow")
        self._refresh()

    def _refresh(self) -> None:
        if self._console.is_terminal:
            self._live.update(self._line())
        elif self._heard_s - self._said_s >= 60:
            self._said_s = self._heard_s
            self._console.print(self._line())

    def _line(self) -> Text:
        whole = clock(self._track.seconds)
        line = Text(
            f"safely stored {clock(self._stored_s)} · heard {clock(self._heard_s)} of {whole}",
            style="bold",
            overflow="ellipsis",
            no_wrap=True,
        )
        if self._caption:
            line.append(f"  … {self._caption[-60:]}", style="italic dim")
        return line


@dataclass(slots=True)
class Demonstration:
    """One run. `keep` leaves server and data where they are and says how to end them."""

    audio: Path | None
    real_time: bool
    keep: bool

    async def run(self) -> None:
        console = Console(highlight=False)
        track = self._track()
        data = Path(tempfile.mkdtemp(prefix="inglenook-demo-"))
        server = EmbeddedServer(data)
        done = False
        try:
            console.print("Starting the server and loading its models …")
            await asyncio.to_thread(server.start)
            await self._show(console, server, track)
            done = True
        finally:
            if not (done and self.keep):
                await asyncio.to_thread(server.stop)
                shutil.rmtree(data, ignore_errors=True)

    def _track(self) -> Track:
        if self.audio is not None:
            return read_track(self.audio, split_channels=False)
        bundled = files("inglenook.demo_session") / "session.opus"
        with as_file(bundled) as path:
            return read_track(path, split_channels=False)

    async def _show(self, console: Console, server: EmbeddedServer, track: Track) -> None:
        token = Issuer(server.data).mint(CLINICIAN, 3600)
        headers = {"Authorization": f"Bearer {token}"}
        began_s = time.monotonic()
        async with httpx.AsyncClient(base_url=server.url, headers=headers, timeout=30) as rest:
            consent_id = await record_consent(rest)
            console.print(f"Consent recorded ({consent_id}): clinician and client, verbal.")
            session = await post(
                rest, "/v1/sessions", {"consent_id": consent_id, "source": "tablet"}
            )
            session_id = session["session_id"]
            console.print(
                f"Session {session_id} opened; streaming {clock(track.seconds)} of audio.\n"
            )
            url = f"{server.url.replace('http', 'ws', 1)}/v1/sessions/{session_id}/audio"
            with Screen(console, track) as screen:
                client = StreamClient(url, token, track, screen.show, self.real_time)
                await client.run()
            with console.status("Writing the draft …"):
                draft = await wait_for_draft(rest, session_id)
            text = await rest.get(f"/v1/drafts/{draft['draft_id']}", params={"format": "md"})
        console.print()
        console.print(Markdown(text.text) if console.is_terminal else text.text)
        took_s = time.monotonic() - began_s
        console.print(
            f"\n{clock(track.seconds)} of session heard and drafted in {took_s:.0f} s "
            f"by {draft['note']['drafter']['kind']} drafting; nothing left this machine."
        )
        self._say_where(console, server, draft["draft_id"])

    def _say_where(self, console: Console, server: EmbeddedServer, draft_id: str) -> None:
        settings = load_settings(data=server.data)
        link = sign_in_link(settings, CLINICIAN, server.url, f"/review/{draft_id}")
        console.print("\nReview page (signs you in once, within ten minutes):")
        console.print(link, soft_wrap=True)
        if self.keep:
            console.print(f"\nThe server stays up. End it with: kill {server.pid}")
            console.print(f"Its data: {server.data}", soft_wrap=True)
        else:
            console.print(
                "\nThis demo's server ends now and its data is removed. To open the page, keep "
                "it up: make demo KEEP=1 (or inglenook demo --keep)."
            )


async def post(rest: httpx.AsyncClient, path: str, body: Mapping[str, object]) -> dict[str, Any]:
    """The answer's JSON. Raises `CommandFailed` with the server's own words."""
    answer = await rest.post(path, json=body)
    if answer.is_error:
        raise CommandFailed(f"{path} answered {answer.status_code}: {answer.text[:300]}")
    made: dict[str, Any] = answer.json()
    return made


async def record_consent(
    rest: httpx.AsyncClient,
    scopes: Sequence[str] = ("record", "transcribe", "draft", "retain_audio"),
) -> str:
    """The id of a verbal consent of both."""
    now = datetime.now(UTC).isoformat()
    consent = await post(
        rest,
        "/v1/consents",
        {
            "client_ref": "demo-client",
            "parties": [
                {"role": "clinician", "method": "verbal", "at": now},
                {"role": "client", "method": "verbal", "at": now},
            ],
            "scopes": list(scopes),
        },
    )
    return str(consent["consent_id"])


async def wait_for_draft(rest: httpx.AsyncClient, session_id: str) -> dict[str, Any]:
    """Raises `CommandFailed` where the draft failed or does not come."""
    deadline = time.monotonic() + DRAFT_TIMEOUT_S
    while time.monotonic() < deadline:
        answer = await rest.get(f"/v1/sessions/{session_id}/draft")
        if answer.status_code == httpx.codes.OK:
            draft: dict[str, Any] = answer.json()
            return draft
        session = (await rest.get(f"/v1/sessions/{session_id}")).json()
        if session.get("state") == "failed":
            raise CommandFailed("The draft could not be made; the server's log says why.")
        await asyncio.sleep(0.25)
    raise CommandFailed(f"No draft came within {DRAFT_TIMEOUT_S:.0f} s.")


def clock(seconds: float) -> str:
    return f"{int(seconds) // 60}:{int(seconds) % 60:02d}"
