"""Reads talk of danger by its meaning, where no cue says it outright.

all-MiniLM-L6-v2 with an adapter that `tests/bench/fit_danger.py` fitted on talk invented for it.
"""

from collections import OrderedDict
from collections.abc import Sequence
from hashlib import blake2b
from threading import Lock

import torch
from safetensors.torch import load_file
from torch.nn import functional

from gpu.weights import PackagedFile
from summarize.meaning.adapter import adapted
from summarize.meaning.encoder import Weights, meaning, pieces_of
from summarize.meaning.language import Language, load_language
from summarize.risk import RiskLevel
from summarize.risk.meant import Reading

KINDS = (
    RiskLevel.PASSIVE_IDEATION,
    RiskLevel.ACTIVE_IDEATION,
    RiskLevel.PLAN_OR_INTENT,
    RiskLevel.HARM_TO_OTHERS,
    RiskLevel.ABUSE_DISCLOSURE,
)
DANGER_WEIGHT, DANGER_BIAS = "danger.weight", "danger.bias"
"""Rows: danger, whether it is one of now, then KINDS."""
ADAPTER = PackagedFile(
    title="sense of danger",
    package="summarize",
    member="risk/danger.safetensors",
    sha256="78b8a7bb1e2597d925bd702290212bc6744329cb83dc4da796395c69ea9af42d",
    licence="Apache-2.0, fitted by tests/bench/fit_danger.py",
    install="take the file from the release again",
)
_BATCH = 16
_REMEMBERED = 20_000


class DangerReader:
    """Remembers what it read, so that what was read during a session costs nothing after it.

    Kept are hashes and numbers, no words. May be called from several threads.
    """

    def __init__(self, language: Language, adapter: Weights) -> None:
        self._tokenizer = language.tokenizer
        self._weights = adapted(language.weights, adapter)
        self._head = adapter[DANGER_WEIGHT], adapter[DANGER_BIAS]
        self._read: OrderedDict[bytes, Reading] = OrderedDict()
        self._lock = Lock()

    def read(self, texts: Sequence[str], before: Sequence[str]) -> list[Reading]:
        keys = [_key(text, led) for text, led in zip(texts, before, strict=True)]
        with self._lock:
            known = {key: self._read[key] for key in keys if key in self._read}
        new = {key: at for at, key in enumerate(keys) if key not in known}
        order = sorted(new.values(), key=lambda at: len(texts[at]) + len(before[at]))
        for start in range(0, len(order), _BATCH):
            chosen = order[start : start + _BATCH]
            read = self._batch([texts[at] for at in chosen], [before[at] for at in chosen])
            known.update(zip((keys[at] for at in chosen), read, strict=True))
        self._remember({key: known[key] for key in new})
        return [known[key] for key in keys]

    @torch.inference_mode()
    def _batch(self, texts: list[str], before: list[str]) -> list[Reading]:
        means = meaning(pieces_of(texts, before, self._tokenizer), self._weights)
        seen = functional.linear(means, *self._head)
        return [
            Reading(danger, current, KINDS[kind])
            for (danger, current), kind in zip(
                seen[:, :2].sigmoid().tolist(), seen[:, 2:].argmax(1).tolist(), strict=True
            )
        ]

    def _remember(self, read: dict[bytes, Reading]) -> None:
        with self._lock:
            self._read.update(read)
            while len(self._read) > _REMEMBERED:
                self._read.popitem(last=False)


def _key(text: str, before: str) -> bytes:
    return blake2b(f"{before}\0{text}".encode(), digest_size=16).digest()


def load_reader() -> DangerReader:
    """Takes a second. Raises `WeightsMissing` or `WeightsAltered`."""
    adapter = {name: part.float() for name, part in load_file(ADAPTER.path()).items()}
    return DangerReader(load_language(), adapter)
