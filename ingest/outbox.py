"""What waits for a client that reads slower than the server speaks.

At most `limit` messages wait. Acks take one place in all: a newer one replaces the older and goes
out first. A partial is replaced by the next of its utterance, dropped once its final is there,
and, where the outbox is full, the oldest partial is dropped for whatever comes. Everything else
is kept: where `limit` of those wait, `put` refuses (`Idle`), and `put_patiently` waits for the
client to read and then refuses. A client let go like this finds its words in the transcript.
"""

import asyncio
from typing import Final

from ingest.errors import Idle
from ingest.message import Ack, JsonMessage

_UNREAD: Final = "Too many messages wait to be read. Connect again and read faster."


class Outbox:
    """Filled and emptied on one event loop."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._messages: dict[object, JsonMessage] = {}
        self._count = 0
        self._ack: Ack | None = None
        self._finished = False
        self._changed = asyncio.Event()
        self._taken = asyncio.Event()

    def put(self, message: JsonMessage) -> None:
        """Never waits. Raises `Idle` where the outbox is full and nothing can be dropped."""
        utterance = message.get("utterance_id")
        partial = message.get("type") == "partial"
        if partial or message.get("type") == "final":
            self._messages.pop(("partial", utterance), None)
        if len(self._messages) >= self._limit and not self._drop_partial():
            raise Idle(_UNREAD)
        self._count += 1
        self._messages[("partial", utterance) if partial else self._count] = message
        self._changed.set()

    async def put_patiently(self, message: JsonMessage, patience_s: float) -> None:
        """As `put`, but `Idle` only where nothing was read for `patience_s`."""
        while True:
            self._taken.clear()
            try:
                self.put(message)
                return
            except Idle:
                try:
                    async with asyncio.timeout(patience_s):
                        await self._taken.wait()
                except TimeoutError:
                    raise Idle(_UNREAD) from None

    def put_ack(self, ack: Ack) -> None:
        self._ack = ack
        self._changed.set()

    def finish(self) -> None:
        """Nothing more will be put; `take` gives None once all is taken."""
        self._finished = True
        self._changed.set()

    async def take(self) -> JsonMessage | None:
        """The next message to send; waits for one."""
        while True:
            if self._ack is not None:
                ack, self._ack = self._ack, None
                return ack.json()
            if self._messages:
                self._taken.set()
                return self._messages.pop(next(iter(self._messages)))
            if self._finished:
                return None
            self._changed.clear()
            await self._changed.wait()

    def _drop_partial(self) -> bool:
        for key in self._messages:
            if isinstance(key, tuple):
                del self._messages[key]
                return True
        return False
