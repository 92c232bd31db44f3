"""What the decoder wrote, as words with their times."""

import math
from typing import Any

import numpy as np
from faster_whisper.tokenizer import Tokenizer
from faster_whisper.transcribe import merge_punctuations
from numpy.typing import NDArray

from gpu.whisper.decoding import Written
from gpu.worker import DecodedWord

ENCODED_PER_S = 50
"""Frames of the encoder."""
_OPENING_MARKS = "\"'“¿([{-"
_INNER_MARKS = ("-", "'", "’")
_CLOSING_MARKS = "\"'.。,，!！?？:：”)]}、"


def new_words(
    tokenizer: Tokenizer, written: Written, begins: NDArray[np.int64], known_tokens: int
) -> list[DecodedWord]:
    """Words of one window from the first that is not known. `begins`: of each token of its text,
    known ones included, and of the end."""
    end = tokenizer.eot
    texts, tokens = tokenizer.split_to_word_tokens([t for t in written.tokens if t < end])
    chances = [
        math.exp(log_probability)
        for token, log_probability in zip(written.tokens, written.log_probabilities, strict=False)
        if token < end
    ]
    passed = 0
    pieces: list[dict[str, Any]] = []
    for text, parts in zip(texts, tokens, strict=True):
        following = passed + len(parts)
        pieces.append(
            {
                "word": text,
                "tokens": parts,
                "start": begins[known_tokens + passed] / ENCODED_PER_S,
                "end": begins[known_tokens + following] / ENCODED_PER_S,
                "probability": sum(chances[passed:following]) / len(parts),
            }
        )
        passed = following
    return whole_words(pieces)


def whole_words(pieces: list[dict[str, Any]]) -> list[DecodedWord]:
    """`pieces` as faster-whisper names them: marks and parts of a word become one with it."""
    merge_punctuations(pieces, _OPENING_MARKS, _CLOSING_MARKS)
    words: list[DecodedWord] = []
    for piece in pieces:
        text = piece["word"].strip()
        if not text:
            continue
        placed = DecodedWord(
            text,
            round(float(piece["start"]) * 1000),
            round(float(piece["end"]) * 1000),
            float(piece["probability"]),
        )
        if words and piece["word"].startswith(_INNER_MARKS):
            words[-1] = _one_word(words[-1], placed)
        else:
            words.append(placed)
    return words


def _one_word(first: DecodedWord, rest: DecodedWord) -> DecodedWord:
    """`Mm` and `-hmm`, `o` and `'clock`: the aligner cuts words at their marks."""
    confidence = min(first.confidence, rest.confidence)
    return DecodedWord(first.text + rest.text, first.start_ms, rest.end_ms, confidence)
