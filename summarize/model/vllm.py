"""The drafter that asks a language model over the OpenAI protocol.

The one place that imports the openai client. The model is never trusted: what it claims gets its
names back and is checked against the transcript, and a section left without a verified statement is
the fallback's. A fault of the model or its server costs polish, never a draft.
"""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, cast

from diarize.transcript import Transcript
from summarize.context import Context
from summarize.deid.surrogates import Concealed, Deidentifier, Surrogates
from summarize.drafter import Drafted, Drafter
from summarize.grounding.answer import Claim, parse_answer
from summarize.grounding.grounded_section import grounded_section
from summarize.model.prompt import Line, Request, background_of, prompt_sha256, request_for, windows
from summarize.note import DrafterRecord
from summarize.templates import Template

if TYPE_CHECKING:
    from openai import AsyncOpenAI
    from openai.types.chat import ChatCompletionMessageParam
    from openai.types.shared_params import ResponseFormatJSONSchema

_log = logging.getLogger(__name__)

_CHARS_PER_TOKEN = 3.0
"""On the safe side: English speech has about 4 in the tokenizers of today's models."""
_OVERHEAD_TOKENS = 900
"""System text, section instruction, chat template."""


@dataclass(frozen=True, slots=True)
class VllmOptions:
    """Where the model is and how long it may take."""

    base_url: str
    """Of the OpenAI protocol, with `/v1`: `http://127.0.0.1:8000/v1`."""
    model: str
    """The name it is served under."""
    api_key: str | None = None
    timeout_s: float = 60.0
    """One request, from sending to the last byte."""
    deadline_s: float = 180.0
    """The whole draft; sections not there by then are the fallback's."""
    max_tokens: int = 1_200
    """Of one section's answer."""
    context_tokens: int = 16_384
    """The model's window; a longer transcript is asked about in parts."""
    concurrency: int = 8
    """Requests under way at once."""
    attempts: int = 2
    """Tries for one section where the server fails or the answer cannot be read."""
    retry_delay_s: float = 0.25
    """Before the second try; doubles with each further one."""
    seed: int = 1

    @property
    def answer_tokens(self) -> int:
        """`max_tokens`, but never more than a third of the window."""
        return min(self.max_tokens, self.context_tokens // 3)

    @property
    def transcript_chars(self) -> int:
        """Room for the transcript in one request."""
        tokens = self.context_tokens - self.answer_tokens - _OVERHEAD_TOKENS
        return max(1_500, int(tokens * _CHARS_PER_TOKEN))


@dataclass(frozen=True, slots=True)
class _Question:
    """What is asked, and the way back from surrogates."""

    requests: tuple[Request, ...]
    surrogates: Surrogates
    sha256: str


class VllmDrafter:
    """Drafts with a language model, section by section, over the fallback's draft."""

    def __init__(self, options: VllmOptions, deidentifier: Deidentifier, fallback: Drafter) -> None:
        self._options = options
        self._deidentifier = deidentifier
        self._fallback = fallback

    async def draft(self, transcript: Transcript, context: Context, template: Template) -> Drafted:
        """Raises only what the fallback raises."""
        safe = await self._fallback.draft(transcript, context, template)
        if not transcript.turns:
            return safe
        question = await self._question(transcript, context, template)
        if question is None:
            return safe
        claims = await self._claims(question)
        said: set[str] = set()
        sections = tuple(
            grounded_section(
                section, claims.get(section.name, ()), question.surrogates, transcript, said
            )
            for section in safe.sections
        )
        used = sum(new is not old for new, old in zip(sections, safe.sections, strict=True))
        _log.info(
            "drafted by the language model",
            extra={"sections_used": used, "sections": len(sections)},
        )
        if not used:
            return Drafted(safe.sections, replace(safe.record, prompt_sha256=question.sha256))
        return Drafted(sections, DrafterRecord("vllm", self._options.model, question.sha256))

    async def _question(
        self, transcript: Transcript, context: Context, template: Template
    ) -> _Question | None:
        """None where identifiers cannot be concealed: then nothing is sent anywhere."""
        background = background_of(context)
        texts = [turn.text for turn in transcript.turns] + list(background)
        try:
            concealed = await asyncio.to_thread(self._deidentifier.conceal, texts)
        except Exception as error:  # whatever presidio raises may quote the text
            _log.error("de-identification failed", extra={"error": type(error).__name__})
            return None
        return _asked(transcript, concealed, template, self._options.transcript_chars)

    async def _claims(self, question: _Question) -> Mapping[str, tuple[Claim, ...]]:
        """What the model claims, by section; sections that failed are not in it."""
        answers: dict[int, tuple[Claim, ...]] = {}
        gate = asyncio.Semaphore(self._options.concurrency)

        async def ask(client: "AsyncOpenAI", at: int, request: Request) -> None:
            async with gate:
                found = await self._ask(client, request)
            if found is not None:
                answers[at] = found

        try:
            async with (
                asyncio.timeout(self._options.deadline_s),
                _client(self._options) as client,
                asyncio.TaskGroup() as tasks,
            ):
                for at, request in enumerate(question.requests):
                    tasks.create_task(ask(client, at, request), name=f"section-{request.section}")
        except TimeoutError:
            _log.warning("language model too slow", extra={"answered": len(answers)})
        except Exception as error:  # an address that is none, a client that cannot be made
            _log.error("language model not asked", extra={"error": type(error).__name__})
        claims: dict[str, tuple[Claim, ...]] = {}
        for at, request in enumerate(question.requests):
            if at in answers:
                claims[request.section] = claims.get(request.section, ()) + answers[at]
        return claims

    async def _ask(self, client: "AsyncOpenAI", request: Request) -> tuple[Claim, ...] | None:
        for attempt in range(self._options.attempts):
            if attempt:
                await asyncio.sleep(self._options.retry_delay_s * 2 ** (attempt - 1))
            try:
                async with asyncio.timeout(self._options.timeout_s):
                    text, cut = await _complete(client, self._options, request, attempt)
            except TimeoutError:
                _fault(request, "timeout")
                return None
            except Exception as error:  # the client's errors may quote the answer
                _fault(request, type(error).__name__)
                if not _is_retryable(error):
                    return None
                continue
            answer = parse_answer(text)
            if answer is not None:
                if cut or not answer.whole:
                    _fault(request, "truncated" if cut else "malformed in part")
                return answer.claims
            _fault(request, "unreadable")
        return None


def _asked(
    transcript: Transcript, concealed: Concealed, template: Template, budget_chars: int
) -> _Question:
    turns = transcript.turns
    lines = [
        Line(turn.turn_id, str(transcript.role_of(turn.speaker_id)), text)
        for turn, text in zip(turns, concealed.texts[: len(turns)], strict=True)
    ]
    background = _shortened(concealed.texts[len(turns) :], budget_chars // 4)
    room = budget_chars - sum(map(len, background))
    requests = tuple(
        request_for(section, template, window, background)
        for window in windows(lines, room)
        for section in template.sections
    )
    return _Question(requests, concealed.surrogates, prompt_sha256(requests))


def _shortened(texts: Sequence[str], budget_chars: int) -> tuple[str, ...]:
    """Background gives way to the transcript: what does not fit is left out from the end."""
    kept: list[str] = []
    for text in texts:
        budget_chars -= len(text)
        if budget_chars < 0:
            break
        kept.append(text)
    return tuple(kept)


def _fault(request: Request, fault: str) -> None:
    _log.warning("language model fault", extra={"section": request.section, "fault": fault})


def _client(options: VllmOptions) -> "AsyncOpenAI":
    from openai import AsyncOpenAI  # noqa: PLC0415 - only where a model is asked

    # At debug level the client writes whole requests, prompts and all.
    logging.getLogger("openai").setLevel(logging.WARNING)
    return AsyncOpenAI(
        base_url=options.base_url,
        api_key=options.api_key or "none",
        timeout=options.timeout_s,
        max_retries=0,
    )


async def _complete(
    client: "AsyncOpenAI", options: VllmOptions, request: Request, attempt: int
) -> tuple[str, bool]:
    """The answer's text, and whether it was cut off by the token limit."""
    messages = cast(
        "list[ChatCompletionMessageParam]",
        [{"role": message.role, "content": message.content} for message in request.messages],
    )
    shape = cast(
        "ResponseFormatJSONSchema",
        {
            "type": "json_schema",
            "json_schema": {"name": "section", "schema": dict(request.schema), "strict": True},
        },
    )
    completion = await client.chat.completions.create(
        model=options.model,
        messages=messages,
        response_format=shape,
        max_tokens=options.answer_tokens,
        temperature=0.0 if attempt == 0 else 0.4,
        seed=options.seed + attempt,
    )
    choices = completion.choices
    if not choices:
        return "", False
    return choices[0].message.content or "", choices[0].finish_reason == "length"


def _is_retryable(error: Exception) -> bool:
    from openai import (  # noqa: PLC0415
        APIConnectionError,
        APIResponseValidationError,
        APIStatusError,
    )

    if isinstance(error, APIStatusError):
        return error.status_code in {408, 409, 429} or error.status_code >= 500
    return isinstance(error, APIConnectionError | APIResponseValidationError | ValueError)
