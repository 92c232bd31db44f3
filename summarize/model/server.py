"""Asking a language model over the OpenAI protocol; the one place that imports the openai client.

Requests are tried again where that can help, later each time and never all at the same moment; a
server that says it is busy is left alone by everybody for as long as it asks for. All requests of
one session carry the same `X-Session-ID`, so that a router can send them to the replica whose
prefix cache knows the session; a try after a failure carries it too and is the router's to place.
"""

import asyncio
import hashlib
import logging
import random
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Self, cast

from summarize.grounding.answer import Answer, parse_answer
from summarize.model.fault import Fault, ModelFault
from summarize.model.options import VllmOptions
from summarize.model.prompt import Message, Request

if TYPE_CHECKING:
    from openai import AsyncOpenAI
    from openai.types.chat import ChatCompletion, ChatCompletionMessageParam
    from openai.types.shared_params import ResponseFormatJSONSchema

_log = logging.getLogger(__name__)

AFFINITY_HEADER = "X-Session-ID"
"""What vllm-router's `consistent_hash` looks at first, and production-stack's session routing where
it is started with `--session-key X-Session-ID`."""

_LONGEST_PAUSE_S = 10.0
_ABOUT_S = 5.0
_BUSY = frozenset({429, 503})
_PASSING = frozenset({408, 409, 425})


@dataclass(eq=False, slots=True)
class Pressure:
    """Until when a server asked to be left alone; one for all sessions of a process."""

    _until: float = 0.0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def hold(self, pause_s: float) -> None:
        with self._lock:
            self._until = max(self._until, time.monotonic() + pause_s)

    @property
    def left_s(self) -> float:
        return max(0.0, self._until - time.monotonic())


@dataclass(frozen=True, slots=True)
class Served:
    """What the server tells of the model; None where it does not tell."""

    model: str | None = None
    context_tokens: int | None = None


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer that could be read."""

    answer: Answer
    model: str
    """As the server reports it."""


class ModelServer:
    """One session's connection. Use as an async context manager, on one event loop."""

    def __init__(self, options: VllmOptions, pressure: Pressure, session_id: str) -> None:
        self._options = options
        self._pressure = pressure
        self._session = hashlib.sha256(f"session {session_id}".encode()).hexdigest()[:32]
        self._client: AsyncOpenAI | None = None

    async def __aenter__(self) -> Self:
        """Raises `ModelFault` where the address is none."""
        from openai import AsyncOpenAI  # noqa: PLC0415 - only where a model is asked

        # At debug level the client writes whole requests, prompts and all.
        logging.getLogger("openai").setLevel(logging.WARNING)
        try:
            self._client = AsyncOpenAI(
                base_url=self._options.base_url,
                api_key=self._options.api_key or "none",
                default_headers={AFFINITY_HEADER: self._session},
                timeout=self._options.timeout_s,
                max_retries=0,
            )
        except Exception as error:
            _log.error("no address of a model", extra={"error": type(error).__name__})
            raise ModelFault(Fault.ABSENT) from None
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._open.close()

    @property
    def _open(self) -> "AsyncOpenAI":
        assert self._client is not None, "the connection is not open"
        return self._client

    async def about(self) -> Served:
        """What is served there. Raises `ModelFault` where nobody answers, `ABSENT`."""
        from openai import APIConnectionError  # noqa: PLC0415

        for attempt in range(1, self._options.attempts + 1):
            try:
                async with asyncio.timeout(min(_ABOUT_S, self._options.timeout_s)):
                    page = await self._open.models.list()
            except APIConnectionError:
                if attempt < self._options.attempts:
                    await asyncio.sleep(_pause_s(self._options.retry_delay_s, attempt))
            except Exception:  # another protocol's page, no page, a slow one: asking will tell
                return Served()
            else:
                return _served(self._options.model, page.data)
        raise ModelFault(Fault.ABSENT)

    async def ask(self, request: Request, answer_tokens: int) -> Answered:
        """Raises `ModelFault` once no further try can help."""
        failed = refused = 0
        waited_s = 0.0
        while True:
            if left_s := self._pressure.left_s:
                await asyncio.sleep(left_s)
            try:
                async with asyncio.timeout(self._options.timeout_s):
                    completion = await self._complete(request, answer_tokens, failed)
                answered = _answered(completion, request)
            except TimeoutError:
                raise self._told(request, Fault.SLOW) from None
            except Exception as error:  # the client's errors may quote the answer
                fault = fault_of(error)
                if fault is Fault.BUSY:
                    refused += 1
                    pause_s = self._asked_to_wait(error, refused)
                    waited_s += pause_s
                    if waited_s > self._options.busy_s:
                        raise self._told(request, fault) from None
                    self._pressure.hold(pause_s)
                    continue
                if fault not in (Fault.BROKEN, Fault.ABSENT):
                    raise self._told(request, fault) from None
            else:
                if answered is not None:
                    return answered
                if _ran_on(completion):  # and would again
                    raise self._told(request, Fault.BROKEN)
                fault = Fault.BROKEN
            failed += 1
            if failed >= self._options.attempts:
                raise self._told(request, fault)
            await asyncio.sleep(_pause_s(self._options.retry_delay_s, failed))

    async def warm(self, messages: tuple[Message, ...]) -> int:
        """Has the server read the beginning of a prompt; gives its length in tokens, 0 where the
        server does not tell. One try. Raises `ModelFault`; `BUSY` at once while the server asks to
        be left alone."""
        if self._pressure.left_s:
            raise ModelFault(Fault.BUSY)
        try:
            async with asyncio.timeout(self._options.timeout_s):
                completion = await self._open.chat.completions.create(
                    model=self._options.model,
                    messages=_params(messages),
                    max_tokens=1,
                    temperature=0.0,
                )
        except TimeoutError:
            raise ModelFault(Fault.SLOW) from None
        except Exception as error:
            fault = fault_of(error)
            if fault is Fault.BUSY:
                self._pressure.hold(self._asked_to_wait(error, 1))
            raise ModelFault(fault) from None
        return completion.usage.prompt_tokens if completion.usage else 0

    async def _complete(
        self, request: Request, answer_tokens: int, failed: int
    ) -> "ChatCompletion":
        shape = cast(
            "ResponseFormatJSONSchema",
            {
                "type": "json_schema",
                "json_schema": {"name": "section", "schema": dict(request.schema), "strict": True},
            },
        )
        return await self._open.chat.completions.create(
            model=self._options.model,
            messages=_params(request.messages),
            response_format=shape,
            max_tokens=answer_tokens,
            temperature=0.4 if failed else 0.0,
            seed=self._options.seed + failed,
        )

    def _asked_to_wait(self, error: Exception, times: int) -> float:
        """As long as the server asks for, or longer each time."""
        asked = retry_after_s(error)
        return _pause_s(self._options.retry_delay_s, times) if asked is None else asked

    def _told(self, request: Request, fault: Fault) -> ModelFault:
        _log.warning(
            "language model fault", extra={"section": request.section, "fault": str(fault)}
        )
        return ModelFault(fault)


def fault_of(error: Exception) -> Fault:
    """What an error of the client means."""
    from openai import APIConnectionError, APIStatusError, APITimeoutError  # noqa: PLC0415

    if isinstance(error, APITimeoutError):
        return Fault.SLOW
    if isinstance(error, APIConnectionError):
        return Fault.ABSENT
    if not isinstance(error, APIStatusError):
        return Fault.BROKEN
    if error.status_code in _BUSY:
        return Fault.BUSY
    passing = error.status_code in _PASSING or error.status_code >= 500
    return Fault.BROKEN if passing else Fault.REFUSED


def retry_after_s(error: Exception) -> float | None:
    """The seconds of a `Retry-After`; None where there is none, or a date."""
    headers: Mapping[str, str] = getattr(getattr(error, "response", None), "headers", {})
    try:
        return max(0.0, float(headers.get("retry-after", "")))
    except ValueError:
        return None


def _pause_s(first_s: float, times: int) -> float:
    """Doubles each time; by chance down to half, so that many who failed together do not come back
    together."""
    longest = min(_LONGEST_PAUSE_S, first_s * 2.0 ** (times - 1))
    return float(longest * random.uniform(0.5, 1.0))


def _params(messages: tuple[Message, ...]) -> "list[ChatCompletionMessageParam]":
    return cast(
        "list[ChatCompletionMessageParam]",
        [{"role": message.role, "content": message.content} for message in messages],
    )


def _answered(completion: "ChatCompletion", request: Request) -> Answered | None:
    """None where nothing of an answer is in it."""
    choices = completion.choices
    answer = parse_answer(choices[0].message.content or "") if choices else None
    if answer is None:
        return None
    if not answer.whole or choices[0].finish_reason == "length":
        _log.warning("answer taken in part", extra={"section": request.section})
    return Answered(answer, str(completion.model or ""))


def _ran_on(completion: "ChatCompletion") -> bool:
    """Whether the answer was cut off by the token limit."""
    return bool(completion.choices) and completion.choices[0].finish_reason == "length"


def _served(model: str, listed: object) -> Served:
    """vLLM reports the window as `max_model_len`; others may not."""
    for entry in listed if isinstance(listed, list) else []:
        if getattr(entry, "id", None) == model:
            window = getattr(entry, "max_model_len", None)
            known = isinstance(window, int) and not isinstance(window, bool) and window > 0
            return Served(model, window if known else None)
    return Served()
