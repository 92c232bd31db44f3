"""CTranslate2's file of a converted Whisper model: its variables by name.

The format: https://github.com/OpenNMT/CTranslate2, `python/ctranslate2/specs/model_spec.py`.
"""

import struct
from pathlib import Path

import numpy as np
import torch

from gpu.errors import WeightsAltered

_SPECIFICATION = "WhisperSpec"
_KINDS = {0: np.float32, 1: np.int8, 2: np.int16, 3: np.int32, 4: np.float16}


def read_checkpoint(path: Path) -> dict[str, torch.Tensor]:
    """Each variable as float32 where it holds floats, else as it is stored; aliases too.

    Raises `WeightsAltered` where the file is not a Whisper model in float32 or float16.
    """
    try:
        variables = _read(memoryview(path.read_bytes()))
        if not variables["decoder/embeddings/weight"].is_floating_point():
            raise ValueError("weights in eight bits")
        return variables
    except (struct.error, KeyError, ValueError) as error:
        raise WeightsAltered(
            f"{path} is not a Whisper model in CTranslate2's form (float16 or float32). "
            "Convert one with ct2-transformers-converter --quantization float16."
        ) from error


class _Reader:
    def __init__(self, data: memoryview) -> None:
        self._data = data
        self._at = 0

    def number(self, kind: str) -> int:
        (number,) = struct.unpack_from(f"<{kind}", self._data, self._at)
        self._at += struct.calcsize(kind)
        return int(number)

    def name(self) -> str:
        return bytes(self.take(self.number("H"))).rstrip(b"\0").decode()

    def take(self, length: int) -> memoryview:
        self._at += length
        return self._data[self._at - length : self._at]


def _read(data: memoryview) -> dict[str, torch.Tensor]:
    reader = _Reader(data)
    reader.number("I")
    if reader.name() != _SPECIFICATION:
        raise ValueError("not a Whisper model")
    reader.number("I")
    variables = dict(_variable(reader) for _ in range(reader.number("I")))
    for _ in range(reader.number("I")):
        alias = reader.name()
        variables[alias] = variables[reader.name()]
    return variables


def _variable(reader: _Reader) -> tuple[str, torch.Tensor]:
    name = reader.name()
    shape = [reader.number("I") for _ in range(reader.number("B"))]
    kind = _KINDS[reader.number("B")]
    values = np.frombuffer(reader.take(reader.number("I")), kind).reshape(shape)
    if kind is np.float16 or kind is np.float32:
        values = values.astype(np.float32)
    return name, torch.from_numpy(values.copy())
