"""Whisper: windows of speech to words with times."""

import json
import re
import zlib
from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Any

import ctranslate2
import numpy as np
import torch
from faster_whisper import WhisperModel
from faster_whisper.tokenizer import Tokenizer
from faster_whisper.transcribe import get_suppressed_tokens
from faster_whisper.utils import download_model
from numpy.typing import NDArray
from torch import Tensor

from gpu.asking import STAMPS_PER_S, task_of
from gpu.audio import MODEL_RATE_HZ, Samples
from gpu.errors import WeightsMissing
from gpu.weights import RecognizerWeights
from gpu.whisper.alignment import begins_of_tokens
from gpu.whisper.checkpoint import read_checkpoint
from gpu.whisper.decoder import Decoder, Sound
from gpu.whisper.decoding import Task, Written, write
from gpu.whisper.rules import Alphabet
from gpu.window import FULL_WINDOW_S, window_s
from gpu.words import ENCODED_PER_S, new_words
from gpu.worker import Decoded, DecodedWord, DecodeRequest

_FRAMES_PER_S = 100
_DOUBTFUL_COMPRESSION = 2.2
_DOUBTFUL_LOG_PROBABILITY = -1.0
_COPIED_WORDS = 4


def chosen_device(asked: str) -> str:
    """`cpu` or `cuda`, also for `auto`: a GPU where CTranslate2 finds one."""
    if asked == "auto":
        return "cuda" if ctranslate2.get_cuda_device_count() else "cpu"
    return asked


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
        folder = weights.folder or Path(_fetch(weights, cache_folder))
        self._whisper = WhisperModel(
            str(folder),
            device=device,
            compute_type=compute_type,
            cpu_threads=cpu_threads,
            num_workers=workers,
        )
        self._decoder = Decoder(
            read_checkpoint(folder / "model.bin"),
            device=torch.device(device),
            kind=torch.float16 if device == "cuda" else torch.float32,
        )
        heads = json.loads((folder / "config.json").read_text())["alignment_heads"]
        self._heads = [(layer, head) for layer, head in heads]
        self._cpu_threads = cpu_threads
        self._tokenizers: dict[str, Tokenizer] = {}

    def decode(self, request: DecodeRequest) -> Decoded:
        """Raises `ValueError` for more than 30 s or an unknown language."""
        return self.decode_batch([request])[0]

    def decode_batch(self, requests: Sequence[DecodeRequest]) -> list[Decoded]:
        """Requests of one window length, beam and form, in one run of the model; each comes out as
        it would alone. Raises as `decode`."""
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
            guess="",
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
        torch.set_num_threads(self._cpu_threads)  # torch counts them for each calling thread
        encoded = self._encode([request.samples for request in requests], length_s)
        with torch.inference_mode():
            return self._written_down(requests, encoded)

    def _written_down(
        self, requests: Sequence[DecodeRequest], encoded: Any
    ) -> list[tuple[Decoded, bool]]:
        sound = self._decoder.listen(as_tensor(encoded))
        languages = [self._language(r.language, encoded, at) for at, r in enumerate(requests)]
        tokenizers = [self._tokenizer(language) for language, _ in languages]
        tasks = [
            task_of(tokenizer, request)
            for tokenizer, request in zip(tokenizers, requests, strict=True)
        ]
        written, first_scores = write(
            self._decoder,
            sound,
            tasks,
            self._alphabet,
            beam=requests[0].beam_size,
            stamped=requests[0].word_times,
        )
        silence = first_scores.softmax(-1)[:, tokenizers[0].no_speech].tolist()
        words = self._words(requests, tokenizers, tasks, written, sound)
        return [
            _judged(*one)
            for one in zip(tokenizers, requests, written, silence, languages, words, strict=True)
        ]

    def _words(
        self,
        requests: Sequence[DecodeRequest],
        tokenizers: Sequence[Tokenizer],
        tasks: Sequence[Task],
        written: Sequence[Written],
        sound: Sound,
    ) -> list[tuple[DecodedWord, ...]]:
        """The new words of each window with their times; the known ones are placed with them, or
        the new ones would be spread over their sound."""
        if not requests[0].word_times:
            return [()] * len(requests)
        end = tokenizers[0].eot
        known = [[token for token in task.known if token < end] for task in tasks]
        texts = [
            [*before, *(token for token in one.tokens if token < end), end]
            for before, one in zip(known, written, strict=True)
        ]
        begins = begins_of_tokens(
            self._decoder,
            sound,
            [[*t.sot_sequence, t.no_timestamps] for t in tokenizers],
            texts,
            [max(1, len(r.samples) * ENCODED_PER_S // MODEL_RATE_HZ) for r in requests],
            self._heads,
        )
        return [
            tuple(new_words(tokenizer, one, begin, len(before)))
            for tokenizer, one, begin, before in zip(
                tokenizers, written, begins, known, strict=True
            )
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

    @cached_property
    def _alphabet(self) -> Alphabet:
        """The same in every language."""
        tokenizer = self._tokenizer("en")
        special = range(tokenizer.eot + 1, tokenizer.timestamp_begin)
        signs = get_suppressed_tokens(tokenizer, [-1])
        return Alphabet(
            begin=tokenizer.sot,
            end=tokenizer.eot,
            first_stamp=tokenizer.timestamp_begin,
            never=tuple(sorted({*special, *signs})),
            blank=tuple(tokenizer.encode(" ")),
        )

    def _tokenizer(self, language: str) -> Tokenizer:
        if language not in self._tokenizers:
            self._tokenizers[language] = Tokenizer(
                self._whisper.hf_tokenizer,
                self._whisper.model.is_multilingual,
                task="transcribe",
                language=language,
            )
        return self._tokenizers[language]


def as_tensor(encoded: Any) -> Tensor:
    """What CTranslate2 encoded (a `StorageView`), where it lies."""
    if encoded.device == "cuda":
        return torch.as_tensor(encoded, device="cuda")
    return torch.from_numpy(np.asarray(encoded))


def _judged(
    tokenizer: Tokenizer,
    request: DecodeRequest,
    written: Written,
    no_speech_probability: float,
    language: tuple[str, float],
    words: tuple[DecodedWord, ...],
) -> tuple[Decoded, bool]:
    """What was decoded, and whether it is doubtful."""
    text = tokenizer.decode([token for token in written.tokens if token < tokenizer.eot]).strip()
    times = [token for token in written.tokens if token >= tokenizer.timestamp_begin]
    decoded = Decoded(
        text=text,
        words=words,
        language=language[0],
        mean_log_probability=written.score,
        no_speech_probability=no_speech_probability,
        compression_ratio=_compression(text),
        told_to_ms=(times[-1] - tokenizer.timestamp_begin) * 1000 // STAMPS_PER_S
        if times
        else None,
        language_probability=language[1],
    )
    doubtful = (
        not text
        or not written.over
        or decoded.compression_ratio > _DOUBTFUL_COMPRESSION
        or written.score < _DOUBTFUL_LOG_PROBABILITY
        or _copies(text, request.prompt)
    )
    return decoded, doubtful and request.word_times


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
