"""Whisper on CTranslate2: windows of speech to words with times."""

import re
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import ctranslate2
import numpy as np
from faster_whisper import WhisperModel
from faster_whisper.tokenizer import Tokenizer
from faster_whisper.transcribe import get_suppressed_tokens, merge_punctuations
from faster_whisper.utils import download_model
from numpy.typing import NDArray

from gpu.audio import MODEL_RATE_HZ, Samples
from gpu.errors import WeightsMissing
from gpu.weights import RecognizerWeights
from gpu.window import FULL_WINDOW_S, window_s
from gpu.worker import Decoded, DecodedWord, DecodeRequest

_FRAMES_PER_S = 100
_TIMESTAMPS_PER_S = 50
_TOKENS_PER_S = 10
_SPARE_TOKENS = 20
_CONTEXT_TOKENS = 448
_DOUBTFUL_COMPRESSION = 2.2
_DOUBTFUL_LOG_PROBABILITY = -1.0
_PROMPT_TOKENS = 112
_PROMPT_STEP = 16
"""Prompts have so many tokens or a multiple: those of one length go together."""
_PROMPT_STEPS = 12
"""Of 20 ms for each token of the prompt: about as long as it took to say."""
_LAST_TIMESTAMP = 1_400
_COPIED_WORDS = 4
_OPENING_MARKS = "\"'“¿([{-"
_INNER_MARKS = ("-", "'", "’")
_CLOSING_MARKS = "\"'.。,，!！?？:：”)]}、"


def chosen_device(asked: str) -> str:
    """`cpu` or `cuda`, also for `auto`: a GPU where CTranslate2 finds one."""
    if asked == "auto":
        return "cuda" if ctranslate2.get_cuda_device_count() else "cpu"
    return asked


@dataclass(frozen=True, slots=True)
class _Start:
    """What the decoder is given to begin with, in tokens."""

    prompt: list[int]
    """Earlier text and the task;"""
    known: list[int]
    """the settled words of this window, with their phrase times."""
    known_words: list[int]
    """The same without times."""


class Recognizer:
    """Owns one Whisper model; as many threads as it has `workers` may call it at once.

    Where a final is doubtful (it is empty, compresses like a loop, runs to the length limit, is
    improbable, or copies its prompt), what is new in it is decoded again by itself, then in a full
    window of 30 s, and the most probable is taken.
    """

    def __init__(
        self,
        weights: RecognizerWeights,
        *,
        device: str = "auto",
        compute_type: str = "auto",
        cpu_threads: int = 1,
        workers: int = 1,
        cache_folder: Path,
    ) -> None:
        device = chosen_device(device)
        if compute_type == "auto":
            compute_type = "float16" if device == "cuda" else "int8"
        self._whisper = WhisperModel(
            str(weights.folder or _fetch(weights, cache_folder)),
            device=device,
            compute_type=compute_type,
            cpu_threads=cpu_threads,
            num_workers=workers,
        )
        self._tokenizers: dict[str, Tokenizer] = {}

    def decode(self, request: DecodeRequest) -> Decoded:
        """Raises `ValueError` for more than 30 s or an unknown language."""
        return self.decode_batch([request])[0]

    def decode_batch(self, requests: Sequence[DecodeRequest]) -> list[Decoded]:
        """Requests of one window length, beam, form and prompt, in one run of the model; each
        comes out as it would alone. Raises as `decode`."""
        first = self._decode_together(requests, window_s(requests[0]))
        return [
            decoded if not doubtful else self._reconsidered(request, decoded)
            for request, (decoded, doubtful) in zip(requests, first, strict=True)
        ]

    def _reconsidered(self, request: DecodeRequest, doubted: Decoded) -> Decoded:
        """Only what is new, without what was said before it."""
        begin_ms = request.known[-1].end_ms if request.known else 0
        new = replace(
            request,
            samples=request.samples[begin_ms * MODEL_RATE_HZ // 1000 :],
            known=(),
            prompt="",
        )
        heard = [doubted]
        lengths_s = [FULL_WINDOW_S]
        if request.known or request.prompt:
            lengths_s.insert(0, window_s(new))
        for length_s in lengths_s:
            decoded, doubtful = self._decode_together([new], length_s)[0]
            heard.append(_later(decoded, begin_ms))
            if not doubtful:
                return heard[-1]
        return max(heard, key=lambda decoded: decoded.mean_log_probability)

    def _decode_together(
        self, requests: Sequence[DecodeRequest], length_s: int
    ) -> list[tuple[Decoded, bool]]:
        """Each with whether it is doubtful."""
        encoded = self._encode([request.samples for request in requests], length_s)
        languages = [self._language(r.language, encoded, at) for at, r in enumerate(requests)]
        tokenizer = self._tokenizer(languages[0][0])
        starts = [_start(tokenizer, request) for request in requests]
        if len({language for language, _ in languages} | {len(s.prompt) for s in starts}) > 2:
            # The model takes windows of one language, their task at one place, at once.
            return [self._decode_together([request], length_s)[0] for request in requests]
        rooms = [_room(request) for request in requests]
        outcomes = self._whisper.model.generate(
            encoded,
            [start.prompt + start.known for start in starts],
            beam_size=requests[0].beam_size,
            max_length=_max_length(starts, rooms),
            return_scores=True,
            return_no_speech_prob=True,
            suppress_blank=True,
            suppress_tokens=get_suppressed_tokens(tokenizer, [-1]),
        )
        written = [
            outcome.sequences_ids[0][len(start.known) :][:room]
            for outcome, start, room in zip(outcomes, starts, rooms, strict=True)
        ]
        words = self._words(requests, tokenizer, starts, written, encoded)
        return [
            _judged(tokenizer, *one)
            for one in zip(requests, written, starts, outcomes, languages, words, strict=True)
        ]

    def _words(
        self,
        requests: Sequence[DecodeRequest],
        tokenizer: Tokenizer,
        starts: Sequence[_Start],
        written: Sequence[Sequence[int]],
        encoded: Any,
    ) -> list[tuple[DecodedWord, ...]]:
        """The new words of each window with their times; the known ones are placed with them, or
        the new ones would be spread over their sound."""
        if not requests[0].word_times:
            return [()] * len(requests)
        texts = [
            [*start.known_words, *(token for token in tokens if token < tokenizer.eot)]
            for start, tokens in zip(starts, written, strict=True)
        ]
        frames = [
            max(2, round(len(request.samples) / MODEL_RATE_HZ * _FRAMES_PER_S))
            for request in requests
        ]
        aligned = self._whisper.find_alignment(tokenizer, texts, encoded, frames)
        return [
            tuple(_new_words(one, len(start.known_words)))
            for one, start in zip(aligned, starts, strict=True)
        ]

    def _encode(self, samples: Sequence[Samples], length_s: int) -> Any:
        frames = length_s * _FRAMES_PER_S
        features: list[NDArray[np.float32]] = []
        for one in samples:
            padded = np.zeros(length_s * MODEL_RATE_HZ, np.float32)
            padded[: len(one)] = one
            features.append(self._whisper.feature_extractor(padded)[:, :frames])
        return self._whisper.encode(np.stack(features))

    def _language(self, asked: str | None, encoded: Any, at: int) -> tuple[str, float]:
        """The language and the probability of its detection."""
        if not self._whisper.model.is_multilingual:
            return "en", 1.0
        if asked is not None:
            return asked, 1.0
        token, probability = self._whisper.model.detect_language(encoded)[at][0]
        return str(token).strip("<|>"), float(probability)

    def _tokenizer(self, language: str) -> Tokenizer:
        if language not in self._tokenizers:
            self._tokenizers[language] = Tokenizer(
                self._whisper.hf_tokenizer,
                self._whisper.model.is_multilingual,
                task="transcribe",
                language=language,
            )
        return self._tokenizers[language]


def _start(tokenizer: Tokenizer, request: DecodeRequest) -> _Start:
    """With word times the decoder also writes its own phrase times: it then skips far fewer
    phrases where two people speak in one window (deletions halved on room recordings). What was
    said before is written the same way, or the decoder would follow it and leave them out."""
    first = tokenizer.timestamp_begin
    task = list(tokenizer.sot_sequence)
    if not request.word_times:
        task.append(tokenizer.no_timestamps)
    known: list[int] = []
    words: list[int] = []
    goes_on = False
    for part in request.known:
        if not goes_on:
            known.append(first + part.start_ms * _TIMESTAMPS_PER_S // 1000)
        said = tokenizer.encode(" " + part.text.strip())
        known += said
        words += said
        goes_on = part.open
        if not goes_on:
            known.append(first + part.end_ms * _TIMESTAMPS_PER_S // 1000)
    if not request.prompt:
        return _Start(task, known, words)
    before = tokenizer.encode(" " + request.prompt.strip())[-_PROMPT_TOKENS:]
    before = before[len(before) % _PROMPT_STEP if len(before) > _PROMPT_STEP else 0 :]
    if request.word_times:
        before = [first, *before, first + min(_PROMPT_STEPS * len(before), _LAST_TIMESTAMP)]
    return _Start([tokenizer.sot_prev, *before, *task], known, words)


def _room(request: DecodeRequest) -> int:
    """Tokens that the new part may have at most."""
    known_ms = request.known[-1].end_ms if request.known else 0
    new_s = len(request.samples) / MODEL_RATE_HZ - known_ms / 1000
    return int(_SPARE_TOKENS + _TOKENS_PER_S * max(new_s, 0.0))


def _max_length(starts: Sequence[_Start], rooms: Sequence[int]) -> int:
    """CTranslate2 lets the text, known words included, grow to half of this, and to what the
    prompt leaves of it."""
    needed = max(len(start.known) + room for start, room in zip(starts, rooms, strict=True))
    prompt = max(len(start.prompt) for start in starts)
    return min(max(2 * needed, needed + prompt), _CONTEXT_TOKENS)


def _judged(
    tokenizer: Tokenizer,
    request: DecodeRequest,
    written: Sequence[int],
    start: _Start,
    outcome: Any,
    language: tuple[str, float],
    words: tuple[DecodedWord, ...],
) -> tuple[Decoded, bool]:
    """What was decoded, and whether it is doubtful."""
    text = tokenizer.decode([token for token in written if token < tokenizer.eot]).strip()
    # What is known counts as certain; the mean is over what is new, and the end.
    mean = float(outcome.scores[0]) * (len(start.known) + len(written)) / (len(written) + 1)
    times = [token for token in written if token >= tokenizer.timestamp_begin]
    decoded = Decoded(
        text=text,
        words=words,
        language=language[0],
        mean_log_probability=mean,
        no_speech_probability=float(outcome.no_speech_prob),
        compression_ratio=_compression(text),
        told_to_ms=(times[-1] - tokenizer.timestamp_begin) * 1000 // _TIMESTAMPS_PER_S
        if times
        else None,
        language_probability=language[1],
    )
    doubtful = (
        not text
        or len(written) >= _room(request)
        or decoded.compression_ratio > _DOUBTFUL_COMPRESSION
        or mean < _DOUBTFUL_LOG_PROBABILITY
        or _copies(text, request.prompt)
    )
    return decoded, doubtful and request.word_times


def _new_words(aligned: Sequence[dict[str, Any]], known_tokens: int) -> list[DecodedWord]:
    """Words of one window from the first that is not known."""
    passed = 0
    new: list[dict[str, Any]] = []
    for word in aligned:
        if passed >= known_tokens:
            new.append(word)
        passed += len(word["tokens"])
    merge_punctuations(new, _OPENING_MARKS, _CLOSING_MARKS)
    words: list[DecodedWord] = []
    for word in new:
        text = word["word"].strip()
        if not text:
            continue
        placed = DecodedWord(
            text,
            round(float(word["start"]) * 1000),
            round(float(word["end"]) * 1000),
            float(word["probability"]),
        )
        if words and word["word"].startswith(_INNER_MARKS):
            words[-1] = _one_word(words[-1], placed)
        else:
            words.append(placed)
    return words


def _one_word(first: DecodedWord, rest: DecodedWord) -> DecodedWord:
    """`Mm` and `-hmm`, `o` and `'clock`: the aligner cuts words at their marks."""
    confidence = min(first.confidence, rest.confidence)
    return DecodedWord(first.text + rest.text, first.start_ms, rest.end_ms, confidence)


def _later(decoded: Decoded, by_ms: int) -> Decoded:
    """The same on a clock that began earlier."""
    words = tuple(
        replace(word, start_ms=word.start_ms + by_ms, end_ms=word.end_ms + by_ms)
        for word in decoded.words
    )
    told_to_ms = None if decoded.told_to_ms is None else decoded.told_to_ms + by_ms
    return replace(decoded, words=words, told_to_ms=told_to_ms)


def _fetch(weights: RecognizerWeights, cache_folder: Path) -> str:
    """A model from the hub. Raises `WeightsMissing` where the hub cannot be reached."""
    try:
        return str(download_model(weights.hub_name, cache_dir=str(cache_folder / "hub")))
    except Exception as error:
        raise WeightsMissing(
            f"The model hub gave no {weights.hub_name!r} ({type(error).__name__}). Where it "
            "cannot be reached, use tiny.en or base (packaged) or a local folder."
        ) from None


def _copies(text: str, prompt: str) -> bool:
    """Whether the text repeats some words of the prompt in a row: said again, or only copied."""
    return not _sequences(text).isdisjoint(_sequences(prompt))


def _sequences(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"[\w']+", text.casefold())
    return set(zip(*(words[at:] for at in range(_COPIED_WORDS)), strict=False))


def _compression(text: str) -> float:
    """How many times shorter zlib makes the text; a loop compresses well."""
    raw = text.encode()
    return len(raw) / len(zlib.compress(raw)) if raw else 0.0
