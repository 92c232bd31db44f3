"""The transcript sent ahead while the session runs, so that the server's prefix cache has read it
when the note is asked for.

Only the beginning of the prompts is sent, and one token asked for, which is thrown away. What is
sent is concealed like any prompt. Where earlier text changes (a speaker's role is settled, a name
is recognised late) the beginning is sent anew.
"""

import time
from dataclasses import dataclass
from typing import Self

from diarize.transcript import Transcript
from summarize.context import Context
from summarize.deid.surrogates import Deidentifier
from summarize.model.material import material_of
from summarize.model.options import Room, VllmOptions
from summarize.model.prompt import beginning
from summarize.model.server import ModelServer, Pressure


@dataclass(frozen=True, slots=True)
class Sent:
    """What one sending came to."""

    tokens: int = 0
    """Of the beginnings that the server read, from its cache or not."""
    concealing_s: float = 0.0


class ReadAhead:
    """One session's. Use as an async context manager, on one event loop; one call at a time."""

    def __init__(
        self,
        options: VllmOptions,
        deidentifier: Deidentifier,
        pressure: Pressure,
        session_id: str,
    ) -> None:
        self._options = options
        self._deidentifier = deidentifier
        self._server = ModelServer(options, pressure, session_id)
        self._room: Room | None = None
        self._sent: dict[int, str] = {}
        """By window the text that the server has read last."""

    async def __aenter__(self) -> Self:
        """Raises `ModelFault` where the address is none."""
        await self._server.__aenter__()
        return self

    async def __aexit__(self, *_: object) -> None:
        self._sent.clear()
        await self._server.__aexit__()

    async def send(self, transcript: Transcript, context: Context) -> Sent:
        """Sends what grew enough to be worth a request; `transcript` holds only turns that will
        hardly change.

        Raises `ModelFault` where the server does not take it: it gives way to drafts and does not
        try again by itself.
        """
        if not transcript.turns:
            return Sent()
        if self._room is None:
            self._room = self._options.room((await self._server.about()).context_tokens)
        began = time.monotonic()
        material = await material_of(self._deidentifier, transcript, context, self._room)
        concealing_s = time.monotonic() - began
        tokens = 0
        for at, window in enumerate(material.windows):
            messages = beginning(window, material.background)
            text = messages[-1].content
            if self._is_worth(at, text, closed=at + 1 < len(material.windows)):
                tokens += await self._server.warm(messages)
                self._sent[at] = text
        return Sent(tokens, concealing_s)

    def _is_worth(self, at: int, text: str, *, closed: bool) -> bool:
        sent = self._sent.get(at, "")
        if text == sent:
            return False
        grows = text.startswith(sent) if sent else True
        return closed or not grows or len(text) - len(sent) >= self._options.ahead_chars
