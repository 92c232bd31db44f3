"""A clinician with a tablet: Chromium with a recorded microphone before `/record`."""

import base64
import io
import os
import signal
import socket
import subprocess
import sys
import wave
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import numpy as np
import soundfile
from numpy.typing import NDArray
from playwright.sync_api import Page, expect
from scipy.signal import correlate, fftconvolve, firwin, resample_poly

from vault import Issuer, Principal, Role, Tickets, Vault, VaultOptions

CLINICIAN = Principal(Role.CLINICIAN, "dr-rivera")
RATE = 16000
DEVICE_RATE = 44100
"""Of Chromium's fake microphone: a file at this rate reaches the page as it is."""
_BLOCK = RATE // 4

TAP = """
const Real = AudioWorkletNode;
window.AudioWorkletNode = class extends Real {
  constructor(...given) {
    super(...given);
    this.port.addEventListener("message", ({ data }) => {
      if (data.pcm) window.gave(btoa(String.fromCharCode(...new Uint8Array(data.pcm.buffer))));
    });
  }
};
"""
"""Tells the test what the audio thread gave to the page, block by block."""

LEFT = """
async () => {
  const base = await new Promise((done) => {
    const opening = indexedDB.open("inglenook-record");
    opening.onsuccess = () => done(opening.result);
  });
  const all = (store) => new Promise((done) => {
    const asked = base.transaction(store).objectStore(store).getAll();
    asked.onsuccess = () => done(asked.result);
  });
  const [recordings, pieces] = [await all("recordings"), await all("pieces")];
  base.close();
  return { recordings: recordings.length, pieces: pieces.length,
           extractable: recordings.map((one) => one.key.extractable),
           plain: pieces.map((one) => new Uint8Array(one.sealed).length - 2 * one.length) };
}
"""
"""What rests on the tablet."""


def noise(path: Path, seconds: int) -> Path:
    """A recording in which every moment is unlike any other: noise up to 6 kHz."""
    count = seconds * DEVICE_RATE
    white = np.random.default_rng(7).standard_normal(count)
    low = fftconvolve(white, firwin(511, 6000, fs=DEVICE_RATE), mode="same")
    soundfile.write(path, np.clip(0.2 * low / low.std(), -0.99, 0.99), DEVICE_RATE, "PCM_16")
    return path


class HouseProcess:
    """`record_server.py` on a port that stays the same."""

    def __init__(self, data: Path) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port: int = free.getsockname()[1]
        self.data = data
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Returns once it listens."""
        script = Path(__file__).with_name("record_server.py")
        self._process = subprocess.Popen(
            [sys.executable, str(script), str(self.data), str(self.port)],
            stdout=subprocess.PIPE,
            cwd=Path(__file__).parents[2],
            env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
        )
        assert self._process.stdout is not None
        assert self._process.stdout.readline() == b"listening\n"

    def kill(self) -> None:
        """As a power cut would."""
        if self._process is not None:
            self._process.send_signal(signal.SIGKILL)
            self._process.wait()
            assert self._process.stdout is not None
            self._process.stdout.close()
            self._process = None

    def sign_in_path(self) -> str:
        with opened(self.data) as vault:
            return f"/sign-in?ticket={Tickets(vault).issue(CLINICIAN, 'sign-in', 60)}&next=/record"

    def get(self, path: str) -> httpx.Response:
        token = Issuer(self.data).mint(CLINICIAN, 60)
        return httpx.get(
            f"http://127.0.0.1:{self.port}{path}",
            headers={"Authorization": f"Bearer {token}"},
            trust_env=False,
            timeout=30,
        )

    def sessions(self) -> list[str]:
        """Ids of all sessions, in the order in which they were opened."""
        with opened(self.data) as vault:
            entries = vault.audit_entries()
        return [e.record.object_id for e in entries if e.record.action == "session.open"]

    def held(self, session_id: str) -> NDArray[np.int16]:
        """The session's audio as the server gives it out."""
        answer = self.get(f"/v1/sessions/{session_id}/audio")
        assert answer.status_code == 200
        with wave.open(io.BytesIO(answer.content)) as wav:
            assert (wav.getframerate(), wav.getnchannels()) == (RATE, 1)
            return np.frombuffer(wav.readframes(wav.getnframes()), "<i2")


@contextmanager
def opened(folder: Path) -> Iterator[Vault]:
    vault = Vault.open(VaultOptions(folder))
    try:
        yield vault
    finally:
        vault.close()


@dataclass
class Tablet:
    """One page, driven as a clinician does."""

    page: Page
    url: str
    given: list[NDArray[np.int16]] = field(default_factory=list)
    """What the microphone gave, block by block."""

    def watch(self) -> None:
        self.page.expose_binding("gave", lambda _source, block: self._take(block))
        self.page.add_init_script(TAP)
        self.page.on("dialog", lambda dialog: dialog.accept())

    def _take(self, block: str) -> None:
        self.given.append(np.frombuffer(base64.b64decode(block), "<i2"))

    def agree(self, client: str = "c-17") -> None:
        """From the first step to the microphone; all agree aloud."""
        self.page.get_by_label("Client", exact=True).fill(client)
        self.page.get_by_role("button", name="Go on to consent").click()
        for who in ("Clinician dr-rivera", f"Client {client}"):
            self.page.get_by_role("button", name=f"{who}: agreed aloud").click()
        self.page.get_by_role("button", name="Go on to the microphone").click()

    def start(self) -> None:
        expect(self.page.locator("#check-told")).to_have_text("Good. You are heard well.")
        self.page.get_by_role("button", name="Start recording").click()
        expect(self.page.locator("#state")).to_have_text("Recording")

    def record_until(self, seconds: float) -> None:
        """Let it record until so much was heard since the begin."""
        self.page.wait_for_function(
            """(least) => {
              const parts = document.getElementById("heard").textContent.split(":").map(Number);
              return parts.reduce((sum, part) => 60 * sum + part, 0) >= least;
            }""",
            arg=seconds,
            timeout=60_000,
        )

    def end(self) -> None:
        self.page.get_by_role("button", name="End", exact=True).click()
        self.page.get_by_role("button", name="End recording").click()
        expect(self.page.locator("#done-title")).to_be_visible()

    def until_stored(self) -> None:
        expect(self.page.locator("#done-title")).to_have_text("All of it is safely stored")

    @property
    def heard(self) -> NDArray[np.int16]:
        return np.concatenate(self.given)


def alike(held: NDArray[np.int16], recording: Path) -> list[tuple[int, float]]:
    """Where each quarter second of `held` was played: sample of the recording less that of `held`
    (in samples of the device), and the error there as a share of the signal."""
    played, rate = soundfile.read(recording)
    assert rate == DEVICE_RATE
    coarse = resample_poly(played, 160, 441)
    found = []
    for begin in range(0, len(held) - _BLOCK + 1, _BLOCK):
        block = held[begin : begin + _BLOCK] / 32768
        at = int(correlate(coarse, block, mode="valid", method="fft").argmax())
        here = round(at * 441 / 160)
        fits = {near: _error(played, near, block) for near in range(here - 3, here + 4)}
        best = min(fits, key=lambda near: fits[near])
        found.append((best - round(begin * 441 / 160), fits[best]))
    return found


def _error(played: NDArray[np.float64], begin: int, block: NDArray[np.float64]) -> float:
    """Of what was played from `begin` on, brought to 16 kHz, against `block`."""
    lead = 441 if begin >= 441 else 0
    stretch = played[begin - lead : begin + len(block) * 441 // 160 + 441]
    wanted = resample_poly(stretch, 160, 441)[lead * 160 // 441 :][: len(block)]
    if len(wanted) < len(block):
        return 1.0
    inner = slice(40, -40)
    off = np.sqrt(np.mean((wanted - block)[inner] ** 2))
    return float(off / np.sqrt(np.mean(wanted[inner] ** 2)))
