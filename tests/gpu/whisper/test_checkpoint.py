import struct

import numpy as np
import pytest

from gpu.errors import WeightsAltered
from gpu.whisper.checkpoint import read_checkpoint


def named(text):
    return struct.pack("<H", len(text) + 1) + text.encode() + b"\0"


def model(weights, kind=4, specification="WhisperSpec"):
    """A file as CTranslate2 writes it, with one variable and an alias."""
    data = struct.pack("<I", 6) + named(specification) + struct.pack("<II", 3, 1)
    data += named("decoder/embeddings/weight") + struct.pack("<B", weights.ndim)
    data += struct.pack(f"<{weights.ndim}I", *weights.shape)
    data += struct.pack("<BI", kind, weights.nbytes) + weights.tobytes()
    data += struct.pack("<I", 1) + named("decoder/projection/weight")
    return data + named("decoder/embeddings/weight")


def test_variables_and_aliases_come_by_name(tmp_path):
    weights = np.arange(6, dtype=np.float16).reshape(2, 3)
    (tmp_path / "model.bin").write_bytes(model(weights))
    read = read_checkpoint(tmp_path / "model.bin")
    assert read["decoder/projection/weight"].tolist() == weights.tolist()
    assert read["decoder/projection/weight"] is read["decoder/embeddings/weight"]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"not a model at all",
        model(np.zeros((2, 2), np.float16), specification="TransformerSpec"),
        model(np.zeros((2, 2), np.int8), kind=1),
        model(np.zeros((2, 2), np.float16))[:-60],
    ],
)
def test_another_file_is_refused_with_the_mend(tmp_path, data):
    (tmp_path / "model.bin").write_bytes(data)
    with pytest.raises(WeightsAltered, match="ct2-transformers-converter"):
        read_checkpoint(tmp_path / "model.bin")
