"""What a request asks for. Pure."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from gpu.languages import known_language
from ingest.errors import Malformed, NotSpoken
from inglenook.expected import session_terms
from summarize.context import NO_CONTEXT
from transcribe.options import TranscribeOptions
from transcribe.sound import sound_of
from transcribe.vocabulary import LONGEST_TERM, Term
from vault import ConsentId

FIELDS: Final = frozenset(
    {
        "consent_id",
        "language",
        "model",
        "prompt",
        "response_format",
        "stream",
        "timestamp_granularities",
        "timestamp_granularities[]",
    }
)
"""Others (`temperature`, `include`, `chunking_strategy`) change nothing here."""

_LISTED: Final = re.compile(r"[,;\n]")
_MOST_WORDS: Final = 3
"""Of an item in a list of terms; what is longer is prose."""


class AnswerFormat(StrEnum):
    """How the words come back."""

    JSON = "json"
    TEXT = "text"
    SRT = "srt"
    VTT = "vtt"
    VERBOSE_JSON = "verbose_json"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A request without its file."""

    format: AnswerFormat
    language: str | None
    prompt: str
    words: bool
    segments: bool
    stream: bool
    consent_id: ConsentId | None

    def under(self, consent_id: ConsentId | None) -> "Wanted":
        """As it is, under a consent that a header names; a field of the request goes before."""
        return replace(self, consent_id=self.consent_id or consent_id)

    def options(self, options: TranscribeOptions) -> TranscribeOptions:
        """As the practice has set them, in the language and with the terms of the request."""
        terms = tuple(_terms(self.prompt))
        return replace(
            options,
            language=self.language or options.language,
            vocabulary=options.vocabulary.with_terms(terms) if terms else options.vocabulary,
        )


def wanted_of(fields: Mapping[str, tuple[str, ...]], languages: frozenset[str]) -> Wanted:
    """`languages`: what the recognizer hears. Raises `Malformed`, `NotSpoken`."""

    def one(name: str, default: str = "") -> str:
        return fields.get(name, (default,))[-1].strip()

    try:
        answer = AnswerFormat(one("response_format") or AnswerFormat.JSON)
    except ValueError:
        raise Malformed(f"response_format must be of {', '.join(AnswerFormat)}.") from None
    stream = one("stream").lower() in ("true", "1")
    if stream and answer not in (AnswerFormat.JSON, AnswerFormat.TEXT):
        raise Malformed("A stream has the response_format json or text.")
    granularities = set(
        fields.get("timestamp_granularities[]", fields.get("timestamp_granularities", ()))
    )
    if not granularities <= {"word", "segment"}:
        raise Malformed("timestamp_granularities must be of word, segment.")
    if granularities and answer is not AnswerFormat.VERBOSE_JSON:
        raise Malformed("timestamp_granularities need the response_format verbose_json.")
    return Wanted(
        format=answer,
        language=_language(one("language"), languages),
        prompt=one("prompt"),
        words="word" in granularities,
        segments="segment" in granularities or not granularities,
        stream=stream,
        consent_id=ConsentId(one("consent_id")) if one("consent_id") else None,
    )


def _language(code: str, languages: frozenset[str]) -> str | None:
    if not code:
        return None
    try:
        language = known_language(code)
    except ValueError:
        raise Malformed("language must be an ISO 639-1 code such as en, es or de.") from None
    if language not in languages:
        raise NotSpoken(
            f"The recognizer of this server does not hear {language!r}, only "
            f"{', '.join(sorted(languages))}; a multilingual one does "
            "(INGLENOOK_ASR_MODEL=base, or a larger one)."
        )
    return language


def _terms(prompt: str) -> Iterator[Term]:
    """The items of a list; of prose the medicines and people with a title that it names. Terms are
    only ever matched to what was heard: a prompt can put no words into anybody's mouth."""
    for item in (item.strip() for item in _LISTED.split(prompt)):
        if not item:
            continue
        if len(item.split()) <= _MOST_WORDS and len(item) <= LONGEST_TERM and sound_of(item):
            yield Term(item.rstrip("."))
        else:
            yield from session_terms(replace(NO_CONTEXT, prior_note=item))
