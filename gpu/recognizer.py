"""Whisper on CTranslate2: one stretch of speech to words with times."""

import re
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
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
from gpu.worker import Decoded, DecodedWord, DecodeRequest

FULL_WINDOW_S = 30
"""What Whisper was trained on."""
SHORT_WINDOW_S = 10
"""Below this the decoder lacks the silence it was trained to stop in, and repeats itself."""
_TAIL_S = 1.0
"""Silence after the speech in every window, for the same reason."""
_FRAMES_PER_S = 100
_TOKENS_PER_S = 10
_SPARE_TOKENS = 20
_DOUBTFUL_COMPRESSION = 2.2
_DOUBTFUL_LOG_PROBABILITY = -1.0
_PROMPT_TOKENS = 60
_PROMPT_STEPS = 12
"""Of 20 ms for each token of the prompt: about as long as it took to say."""
_LAST_TIMESTAMP = 1_400
_COPIED_WORDS = 4
_OPENING_MARKS = "\"'“¿([{-"
_CLOSING_MARKS = "\"'.。,，!！?？:：”)]}、"


class Recognizer:
    """Owns one Whisper model; as many threads as it has `workers` may call it at once.

    The encoder hears a window cut to the speech, at least 10 s. Where the outcome is doubtful
    (it compresses like a loop, runs to the length limit, is improbable, or copies the prompt) it
    is decoded again without the prompt, then with the full 30 s window.
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
        if device == "auto":
            device = "cuda" if ctranslate2.get_cuda_device_count() else "cpu"
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
        length_s = len(request.samples) / MODEL_RATE_HZ
        if length_s > FULL_WINDOW_S:
            raise ValueError("A decode window is at most 30 s.")
        window_s = min(max(SHORT_WINDOW_S, round(length_s + _TAIL_S + 0.5)), FULL_WINDOW_S)
        unprompted = replace(request, prompt="")
        attempts = [(request, window_s), (unprompted, window_s), (unprompted, FULL_WINDOW_S)]
        heard: list[Decoded] = []
        tried: set[tuple[str, int]] = set()
        for attempt, seconds in attempts:
            if (attempt.prompt, seconds) in tried:
                continue
            tried.add((attempt.prompt, seconds))
            decoded, doubtful = self._decode(attempt, seconds)
            if not doubtful:
                return decoded
            heard.append(decoded)
        return max(heard, key=lambda decoded: decoded.mean_log_probability)

    def _decode(self, request: DecodeRequest, window_s: int) -> tuple[Decoded, bool]:
        encoded = self._encode(request.samples, window_s)
        language = self._language(request.language, encoded)
        tokenizer = self._tokenizer(language)
        prompt = _prompt(tokenizer, request)
        length_s = len(request.samples) / MODEL_RATE_HZ
        room = min(int(_SPARE_TOKENS + _TOKENS_PER_S * length_s), 224)
        outcome = self._whisper.model.generate(
            encoded,
            [prompt],
            beam_size=request.beam_size,
            max_length=len(prompt) + room,
            return_scores=True,
            return_no_speech_prob=True,
            suppress_blank=True,
            suppress_tokens=get_suppressed_tokens(tokenizer, [-1]),
        )[0]
        written = outcome.sequences_ids[0]
        tokens = [token for token in written if token < tokenizer.eot]
        text = tokenizer.decode(tokens).strip()
        mean = outcome.scores[0] * len(written) / (len(written) + 1)
        compression = _compression(text)
        words: tuple[DecodedWord, ...] = ()
        if request.word_times and tokens:
            words = tuple(self._align(tokenizer, tokens, encoded, length_s))
        doubtful = (
            len(written) >= room
            or compression > _DOUBTFUL_COMPRESSION
            or mean < _DOUBTFUL_LOG_PROBABILITY
            or _copies(text, request.prompt)
        )
        decoded = Decoded(
            text, words, language, float(mean), float(outcome.no_speech_prob), compression
        )
        return decoded, doubtful

    def _encode(self, samples: Samples, window_s: int) -> Any:
        padded = np.zeros(window_s * MODEL_RATE_HZ, np.float32)
        padded[: len(samples)] = samples
        features: NDArray[np.float32] = self._whisper.feature_extractor(padded)
        return self._whisper.encode(features[:, : window_s * _FRAMES_PER_S])

    def _language(self, asked: str | None, encoded: Any) -> str:
        if not self._whisper.model.is_multilingual:
            return "en"
        if asked is not None:
            return asked
        token, _ = self._whisper.model.detect_language(encoded)[0][0]
        return str(token).strip("<|>")

    def _tokenizer(self, language: str) -> Tokenizer:
        if language not in self._tokenizers:
            self._tokenizers[language] = Tokenizer(
                self._whisper.hf_tokenizer,
                self._whisper.model.is_multilingual,
                task="transcribe",
                language=language,
            )
        return self._tokenizers[language]

    def _align(
        self, tokenizer: Tokenizer, tokens: list[int], encoded: Any, length_s: float
    ) -> Iterator[DecodedWord]:
        frames = max(2, round(length_s * _FRAMES_PER_S))
        aligned: Sequence[dict[str, Any]] = self._whisper.find_alignment(
            tokenizer, [tokens], encoded, frames
        )[0]
        merge_punctuations(aligned, _OPENING_MARKS, _CLOSING_MARKS)
        for word in aligned:
            text = word["word"].strip()
            if text:
                yield DecodedWord(
                    text,
                    round(float(word["start"]) * 1000),
                    round(float(word["end"]) * 1000),
                    float(word["probability"]),
                )


def _prompt(tokenizer: Tokenizer, request: DecodeRequest) -> list[int]:
    """With word times the decoder also writes its own phrase times: it then skips far fewer
    phrases where two people speak in one window (deletions halved on room recordings). What was
    said before is written the same way, or the decoder would follow it and leave them out."""
    start = list(tokenizer.sot_sequence)
    if not request.word_times:
        start.append(tokenizer.no_timestamps)
    if not request.prompt:
        return start
    said = tokenizer.encode(" " + request.prompt.strip())[-_PROMPT_TOKENS:]
    if request.word_times:
        first = tokenizer.timestamp_begin
        said = [first, *said, first + min(_PROMPT_STEPS * len(said), _LAST_TIMESTAMP)]
    return [tokenizer.sot_prev, *said, *start]


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
