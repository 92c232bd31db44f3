"""Messages that no client should send, by the hundred thousand: to the doors' own readers, and
some thousands of them over real sockets.

A message is a right one that was bent (bytes, JSON values, order, length), or noise. A reader may
take it or raise `IngestError`; what it takes must follow the audio before it, sample for sample.
"""

import asyncio
import base64
import json
import random
import socket
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import numpy as np

from ingest.dialects.twilio import TwilioConversation
from ingest.dialects.twilio_message import TwilioStart, read_twilio
from ingest.errors import IngestError, Malformed
from ingest.limits import IngestLimits
from ingest.protocol import Audio, Conversation, Dialect, Signal, Started
from tests.faults import wire
from tests.faults.honest import Honest
from tests.faults.house import Server
from tests.faults.report import Outcome

Message: TypeAlias = str | bytes
LIMITS = IngestLimits(max_frame_bytes=1 << 16, max_session_s=600)
_AT_ONCE = 8
SLOW_S = 1.0
"""CPU-seconds that no single message may take."""
CODES = frozenset({1000, 1002, 1003, 1005, 1007, 1008, 1009, 4400, 4403, 4404, 4408, 4409, 4413})
"""A client that sends nonsense may be let go with one of these."""
_NO_PONG = 1011
"""Or with this, where its pongs were taken for the rest of a frame that it announced longer than it
was. An error of the server has the same code; that one stands in its log."""


@dataclass(frozen=True, slots=True)
class Door:
    """One dialect: how a conversation opens, and what a right one sounds like."""

    name: str
    opened: Callable[[list[Message]], Dialect]
    """From the first messages, which it takes from the list. Raises `IngestError`."""
    right: Callable[[random.Random], list[Message]]


def native(messages: list[Message]) -> Dialect:
    return Conversation(LIMITS)


def right_native(draw: random.Random) -> list[Message]:
    encoding = draw.choice(("pcm_s16le", "pcm_s16le", "mulaw", "opus", "webm-opus"))
    channels = draw.choice((1, 2))
    framing = draw.choice(("offset", "raw"))
    start: dict[str, object] = {
        "type": "start",
        "format": {
            "encoding": encoding,
            "sample_rate": draw.choice((8000, 16_000, 48_000)),
            "channels": channels,
        },
        "framing": framing,
    }
    if draw.random() < 0.3:
        start["channel_roles"] = ["clinician", "client"][:channels]
    messages: list[Message] = [json.dumps(start)]
    offset = 0
    for _ in range(draw.randrange(1, 8)):
        if draw.random() < 0.3:
            signal = draw.choice(("pause", "resume", "ping", "stop", "ping"))
            messages.append(json.dumps({"type": signal}))
        frames = draw.randrange(0, 400)
        audio = draw.randbytes(frames * channels * (1 if encoding == "mulaw" else 2))
        head = (offset + draw.choice((0, 0, 0, -5, 7))) % (1 << 64)
        messages.append(head.to_bytes(8) + audio if framing == "offset" else audio)
        offset += frames
    return messages


class _Places:
    """Of a Twilio stream, in memory; it may have been here before."""

    def __init__(self) -> None:
        self._last: tuple[str, int] | None = None

    def began(self, stream: str) -> int | None:
        return self._last[1] if self._last and self._last[0] == stream else None

    def remember(self, stream: str, at: int) -> None:
        self._last = (stream, at)

    def samples(self, start: int, count: int) -> Any:
        return np.zeros((min(count, 4000), 2), np.int16)


def twilio(messages: list[Message]) -> Dialect:
    while messages:
        first = messages.pop(0)
        if not isinstance(first, str):
            raise Malformed("Twilio's messages are text.")
        said = read_twilio(first)
        if isinstance(said, TwilioStart):
            return TwilioConversation(said.start, _Places(), LIMITS)
    raise Malformed("no start")


def right_twilio(draw: random.Random) -> list[Message]:
    sid = f"MZ{draw.getrandbits(64):x}"
    tracks = draw.choice((["inbound"], ["inbound", "outbound"]))
    media_format = {"encoding": "audio/x-mulaw", "sampleRate": "8000", "channels": 1}
    start = {"streamSid": sid, "tracks": tracks, "mediaFormat": media_format}
    start["customParameters"] = {"token": "x", "inbound_role": "client"}
    messages: list[Message] = [
        json.dumps({"event": "connected", "protocol": "Call", "version": "1.0.0"}),
        json.dumps({"event": "start", "streamSid": sid, "start": start}),
    ]
    for number in range(draw.randrange(1, 10)):
        if draw.random() < 0.1:
            messages.append(json.dumps({"event": "dtmf", "dtmf": {"digit": "1"}}))
        payload = base64.b64encode(draw.randbytes(draw.choice((160, 160, 0, 33)))).decode()
        media = {
            "track": draw.choice(tracks),
            "chunk": str(number + draw.choice((1, 1, 0, 3))),
            "timestamp": str(20 * number + draw.choice((0, 0, 5, 100_000))),
            "payload": payload,
        }
        messages.append(json.dumps({"event": "media", "streamSid": sid, "media": media}))
    messages.append(json.dumps({"event": "stop", "streamSid": sid}))
    return messages


DOORS = (Door("inglenook.v1", native, right_native), Door("Twilio", twilio, right_twilio))

_ODD: tuple[Any, ...] = (
    None, True, -1, 0, 1 << 63, 1 << 200, 1e308, float("inf"), "", "\u0000", "\ud800", "1", [], {},
    "pcm_s16le", [[]] * 3, {"type": "start"}, "a" * 300, -0.0, "８０００", "raw",
)  # fmt: skip


def bent(draw: random.Random, messages: list[Message]) -> list[Message]:
    """The conversation with some of it wrong."""
    bent_ones = list(messages)
    for _ in range(draw.choice((0, 1, 1, 2, 4))):
        place = draw.randrange(len(bent_ones))
        match draw.randrange(8):
            case 0:
                bent_ones[place] = _bytes_bent(draw, bent_ones[place])
            case 1 | 2 | 3:
                bent_ones[place] = _json_bent(draw, bent_ones[place])
            case 4:
                bent_ones.insert(draw.randrange(len(bent_ones) + 1), bent_ones[place])
            case 5:
                other = draw.randrange(len(bent_ones))
                bent_ones[place], bent_ones[other] = bent_ones[other], bent_ones[place]
            case 6:
                bent_ones.insert(place, _noise(draw))
            case _:
                bent_ones[place] = bent_ones[place][: draw.randrange(len(bent_ones[place]) + 1)]
    return bent_ones


def _noise(draw: random.Random) -> Message:
    kind = draw.randrange(6)
    if kind == 0:
        return draw.randbytes(draw.choice((0, 1, 7, 8, 9, 400, 70_000)))
    if kind == 1:
        return "[" * draw.choice((5, 100_000))
    if kind == 2:
        return '{"type":' * draw.choice((1, 5000))
    if kind == 3:
        return json.dumps(draw.choice(_ODD))
    if kind == 4:
        return (1 << 63).to_bytes(8) + draw.randbytes(10)
    return "".join(chr(draw.randrange(1, 0x2000)) for _ in range(draw.randrange(60)))


def _bytes_bent(draw: random.Random, message: Message) -> Message:
    raw = bytearray(message.encode(errors="replace") if isinstance(message, str) else message)
    for _ in range(draw.randrange(1, 6)):
        if raw:
            raw[draw.randrange(len(raw))] = draw.randrange(256)
    return raw.decode("utf-8", "replace") if isinstance(message, str) else bytes(raw)


def _json_bent(draw: random.Random, message: Message) -> Message:
    if not isinstance(message, str):
        return _bytes_bent(draw, message)
    try:
        told = json.loads(message)
    except (ValueError, RecursionError):
        return _noise(draw)
    target, parents = told, []
    while isinstance(target, dict) and target:
        key = draw.choice(sorted(target))
        parents.append((target, key))
        target = target[key]
        if draw.random() < 0.4:
            break
    if parents:
        holder, key = parents[-1]
        if draw.random() < 0.25:
            del holder[key]
        else:
            holder[key] = draw.choice(_ODD)
    return json.dumps(told)


@dataclass(slots=True)
class Reading:
    """What a door's reader did with what it was fed."""

    door: Door
    messages: int = 0
    refused: int = 0
    samples: int = 0
    slowest_ms: float = 0.0
    faults: Counter[str] = field(default_factory=Counter)

    def conversation(self, draw: random.Random) -> None:
        messages = bent(draw, self.door.right(draw))
        count = len(messages)
        try:
            dialect = self.door.opened(messages)
        except IngestError:
            self.refused += 1
            return
        except Exception as error:
            self.faults[f"opening: {type(error).__name__}: {str(error)[:100]}"] += 1
            return
        finally:
            self.messages += count - len(messages)
        self._converse(dialect, messages)

    def _converse(self, dialect: Dialect, messages: list[Message]) -> None:
        channels = 0
        opening = dialect.opening
        if opening is not None:
            channels = opening.format.channels
            dialect.begin(0)
        for message in messages:
            self.messages += 1
            before, began = dialect.end, time.process_time()
            try:
                event = (
                    dialect.text(message) if isinstance(message, str) else dialect.binary(message)
                )
            except IngestError as error:
                self._check_words(error)
                self.refused += 1
                return
            except Exception as error:
                self.faults[f"{type(error).__name__}: {str(error)[:100]}"] += 1
                return
            finally:
                took = time.process_time() - began
                self.slowest_ms = max(self.slowest_ms, 1000 * took)
                if took > SLOW_S:
                    self.faults[f"a message took {took:.1f} s"] += 1
            if isinstance(event, Started):
                channels = event.format.channels
                dialect.begin(0)
            elif isinstance(event, Audio):
                self._check_audio(event, before, dialect.end, channels)
            elif event is Signal.STOP:
                try:
                    audio = dialect.rest()
                except IngestError as error:  # a gap that showed only at the end
                    self._check_words(error)
                    self.refused += 1
                    return
                self._check_audio(audio, dialect.end, dialect.end, channels, rest=True)

    def _check_words(self, error: IngestError) -> None:
        if "\n" in str(error) or len(str(error)) > 400:
            self.faults[f"a refusal of {len(str(error))} characters"] += 1

    def _check_audio(
        self, audio: Audio, before: int, after: int, channels: int, *, rest: bool = False
    ) -> None:
        chunk = audio.chunk
        if chunk is None:
            if before != after:
                self.faults["the end moved without audio"] += 1
            return
        self.samples += len(chunk.samples)
        whole = chunk.samples.dtype == np.int16 and chunk.samples.shape[1:] == (channels,)
        if not whole or chunk.end != after or (not rest and chunk.start != before):
            self.faults["audio that does not follow"] += 1


def read_by_the_doors(messages: int, seed: int = 0, doors: tuple[Door, ...] = DOORS) -> Outcome:
    """At least `messages` in all, in equal parts."""
    readings = [Reading(door) for door in doors]
    for reading in readings:
        draw = random.Random(f"{reading.door.name} {seed}")
        while reading.messages < messages // len(doors):
            reading.conversation(draw)
    faults = [
        f"{reading.door.name}: {fault} ({count} times)"
        for reading in readings
        for fault, count in reading.faults.items()
    ]
    figures: dict[str, object] = {"seed": seed}
    for reading in readings:
        figures[reading.door.name] = {
            "messages": reading.messages,
            "refused conversations": reading.refused,
            "samples taken": reading.samples,
            "slowest ms": round(reading.slowest_ms, 1),
        }
    return Outcome("Fuzzed messages, read by the doors", faults, figures)


def bent_frames(draw: random.Random, messages: list[Message]) -> Iterator[bytes]:
    """WebSocket frames of them, some of which are none."""
    for message in messages:
        raw = message.encode("utf-8", "replace") if isinstance(message, str) else message
        opcode = wire.TEXT if isinstance(message, str) else wire.BINARY
        match draw.randrange(24):
            case 0:
                yield wire.frame(draw.randrange(16), raw)
            case 1:
                yield wire.frame(opcode, raw, masked=False)
            case 2:
                yield wire.frame(opcode, raw, reserved=draw.randrange(1, 8))
            case 3:
                yield wire.frame(opcode, raw[:50], length=draw.choice((1 << 40, 1 << 63, 70_000)))
            case 4:
                yield wire.frame(wire.TEXT, draw.randbytes(20))
            case 5:
                half = len(raw) // 2
                yield wire.frame(opcode, raw[:half], fin=False)
                yield wire.frame(wire.PING, b"?")
                yield wire.frame(wire.CONTINUATION, raw[half:])
            case 6:
                yield wire.frame(wire.CLOSE, draw.choice((b"", b"\x03", b"\x03\xe8", b"\x00\x01x")))
            case 7:
                yield draw.randbytes(draw.randrange(1, 60))
            case _:
                yield wire.frame(opcode, raw)


@dataclass(slots=True)
class _Talking:
    """One conversation after the other over sockets."""

    server: Server
    draw: random.Random
    sent: int = 0
    closes: Counter[str] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)

    async def run(self, messages: int) -> None:
        session_id = await self.server.session()
        while self.sent < messages:
            if self.closes.total() % 12 == 11:
                session_id = await self.server.session()
            path = f"/v1/sessions/{session_id}/audio"
            line = await wire.Wire.to(self.server.port, path, self.server.token())
            try:
                async with asyncio.timeout(45):
                    code = await self._converse(line)
                self.closes[str(code)] += 1
                if code is not None and code not in CODES | {_NO_PONG}:
                    self.faults[f"closed with {code}"] += 1
            except TimeoutError:
                self.faults["a connection hung"] += 1
            finally:
                line.close()

    async def _converse(self, line: wire.Wire) -> int | None:
        """The code it was closed with; None where it was cut off."""
        async with asyncio.TaskGroup() as tasks:
            listening = tasks.create_task(line.farewell())
            with suppress(OSError):
                for data in bent_frames(self.draw, bent(self.draw, right_native(self.draw))):
                    self.sent += 1
                    await line.send(data)
                if self.draw.random() < 0.97:
                    line.handle.shutdown(socket.SHUT_WR)
        return listening.result()


async def sent_over_sockets(
    server: Server, messages: int, seed: int = 0, honest_s: float = 6.0
) -> Outcome:
    """The native door of a running server, with an honest client beside."""
    honest = await Honest.of(server, honest_s)
    streaming = asyncio.create_task(honest.run())
    talking = [_Talking(server, random.Random(f"sockets {seed} {n}")) for n in range(_AT_ONCE)]
    async with asyncio.TaskGroup() as tasks:
        for one in talking:
            tasks.create_task(one.run(messages // _AT_ONCE))
    await streaming
    closes = sum((one.closes for one in talking), Counter[str]())
    faults = sum((one.faults for one in talking), Counter[str]())
    told = [f"{fault} ({count} times)" for fault, count in faults.items()]
    told += await honest.faults(server)
    told += sorted({line[40:] for line in server.log.splitlines() if '"level": "ERROR"' in line})
    figures = {
        "seed": seed,
        "frames": sum(one.sent for one in talking),
        "conversations": closes.total(),
        "closed with": dict(sorted(closes.items())),
        "honest client beside": honest.figures(),
    }
    return Outcome("Fuzzed frames over real sockets", told, figures)
