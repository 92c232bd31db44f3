"""Live events of a session, from wherever they arise to whoever listens, across threads."""

import asyncio
import threading
from collections import deque
from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

Message: TypeAlias = Mapping[str, object]
"""One JSON-ready message as CONTRACT names them: partial, final, speaker, status, ended."""

WAITING_LIMIT = 4096
"""Messages that may wait for one listener. When full, the oldest caption goes first; a listener
that lets this many finals pile up is cut off and may reconnect for the transcript."""


@dataclass(eq=False, slots=True)
class Subscription:
    """One listener's view of a session; close it when done."""

    channel: "Events"
    session_id: str
    loop: asyncio.AbstractEventLoop
    _waiting: deque[Message] = field(default_factory=deque)
    _wake: asyncio.Event = field(default_factory=asyncio.Event)
    _closed: bool = False

    def offer(self, message: Message) -> None:
        """Called from any thread."""
        self.loop.call_soon_threadsafe(self._put, message)

    def _put(self, message: Message) -> None:
        if self._closed:
            return
        if len(self._waiting) >= WAITING_LIMIT and not self._forget_a_caption():
            self._closed = True
        else:
            self._waiting.append(message)
        self._wake.set()

    def _forget_a_caption(self) -> bool:
        for place, waiting in enumerate(self._waiting):
            if waiting["type"] == "partial":
                del self._waiting[place]
                return True
        return False

    async def messages(self) -> AsyncGenerator[Message, None]:
        """Ends after `ended`, or when the listener was too slow or the session was revoked."""
        while True:
            while self._waiting:
                message = self._waiting.popleft()
                yield message
                if message["type"] == "ended":
                    return
            if self._closed:
                return
            self._wake.clear()
            await self._wake.wait()

    def end(self) -> None:
        """No more messages, nor those that wait; from any thread."""
        self.loop.call_soon_threadsafe(self._end)

    def _end(self) -> None:
        self._closed = True
        self._waiting.clear()
        self._wake.set()

    def close(self) -> None:
        self.channel.forget(self)


class Events:
    """Publish and subscribe by session, within the process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._listeners: dict[str, set[Subscription]] = {}

    def publish(self, session_id: str, message: Message) -> None:
        with self._lock:
            listeners = list(self._listeners.get(session_id, ()))
        for listener in listeners:
            if not listener.loop.is_closed():
                listener.offer(message)

    def subscribe(self, session_id: str) -> Subscription:
        """From within an event loop; hears what is published from now on."""
        subscription = Subscription(self, session_id, asyncio.get_running_loop())
        with self._lock:
            self._listeners.setdefault(session_id, set()).add(subscription)
        return subscription

    def end(self, session_id: str) -> None:
        """Cut every listener of a session off (revocation)."""
        with self._lock:
            listeners = list(self._listeners.get(session_id, ()))
        for listener in listeners:
            if not listener.loop.is_closed():
                listener.end()

    def forget(self, subscription: Subscription) -> None:
        with self._lock:
            listeners = self._listeners.get(subscription.session_id, set())
            listeners.discard(subscription)
            if not listeners:
                self._listeners.pop(subscription.session_id, None)
