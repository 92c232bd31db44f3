"""A network between a client and the server: slow, lossy, cut, or dead without a word."""

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

_SEGMENT = 1400
_IN_FLIGHT = 64 << 10
"""Bytes under way in one direction: a sender that has more waits."""


@dataclass(frozen=True, slots=True)
class Weather:
    """One direction of a link."""

    delay_s: float = 0.0
    jitter_s: float = 0.0
    """Added, drawn for each segment; none overtakes another, as TCP has it."""
    bytes_per_s: float = float("inf")
    loss: float = 0.0
    """Share of segments that are lost: what follows waits for the retransmission."""
    retransmit_s: float = 0.4


CLEAR = Weather()
THIRD_GENERATION_UP = Weather(0.15, 0.08, 384_000 / 8, 0.02)
THIRD_GENERATION_DOWN = Weather(0.15, 0.08, 780_000 / 8, 0.02)
"""As browsers' developer tools call "slow 3G" to "3G", with one segment of fifty lost."""


@dataclass(slots=True)
class Link:
    """Listens on `port` and leads to the server's; obtain through `link_to`."""

    server_port: int
    up: Weather = CLEAR
    down: Weather = CLEAR
    seed: int = 0
    port: int = 0
    lost: int = 0
    """Segments lost so far."""
    _frozen: bool = False
    _draw: random.Random = field(default_factory=random.Random)
    _writers: set[asyncio.StreamWriter] = field(default_factory=set)
    _lines: set[asyncio.Task[None]] = field(default_factory=set)

    def freeze(self) -> None:
        """Half open: nothing comes through any more on the connections there are now, and
        neither end is told."""
        self._frozen = True

    def thaw(self) -> None:
        """For connections made from now on; those that were frozen are torn."""
        self._frozen = False
        self.cut()

    def cut(self) -> None:
        """Reset every connection."""
        for writer in self._writers:
            writer.transport.abort()

    async def accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        line = asyncio.current_task()
        assert line is not None
        self._lines.add(line)
        line.add_done_callback(self._lines.discard)
        try:
            there, onwards = await asyncio.open_connection("127.0.0.1", self.server_port)
        except OSError:
            writer.transport.abort()
            return
        self._writers |= {writer, onwards}
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._carry(reader, onwards, self.up))
                tasks.create_task(self._carry(there, writer, self.down))
        except* (OSError, asyncio.IncompleteReadError):
            pass
        finally:
            self._writers -= {writer, onwards}
            for side in (writer, onwards):
                side.transport.abort()

    async def _carry(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, weather: Weather
    ) -> None:
        under_way: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue(_IN_FLIGHT // _SEGMENT)
        delivering = asyncio.create_task(self._deliver(under_way, writer))
        loop = asyncio.get_running_loop()
        free_at = due = loop.time()
        try:
            while data := await reader.read(_SEGMENT):
                free_at = max(free_at, loop.time()) + len(data) / weather.bytes_per_s
                arrives = free_at + weather.delay_s + self._draw.uniform(0, weather.jitter_s)
                if self._draw.random() < weather.loss:
                    self.lost += 1
                    arrives += weather.retransmit_s
                due = max(due, arrives)
                await under_way.put((due, data))
            await under_way.put((due, b""))
            await delivering
        finally:
            delivering.cancel()
            with suppress(asyncio.CancelledError, OSError):
                await delivering

    async def _deliver(
        self, under_way: asyncio.Queue[tuple[float, bytes]], writer: asyncio.StreamWriter
    ) -> None:
        loop = asyncio.get_running_loop()
        while True:
            due, data = await under_way.get()
            await asyncio.sleep(max(0.0, due - loop.time()))
            while self._frozen:
                await asyncio.sleep(0.05)
            if not data:
                if writer.can_write_eof():
                    writer.write_eof()
                return
            writer.write(data)
            await writer.drain()


@asynccontextmanager
async def link_to(
    server_port: int, up: Weather = CLEAR, down: Weather = CLEAR, seed: int = 0
) -> AsyncIterator[Link]:
    link = Link(server_port, up, down, seed)
    link._draw.seed(seed)
    listening = await asyncio.start_server(link.accept, "127.0.0.1", 0)
    link.port = listening.sockets[0].getsockname()[1]
    try:
        yield link
    finally:
        listening.close()
        link.thaw()
        if link._lines:
            await asyncio.wait(link._lines, timeout=5)
