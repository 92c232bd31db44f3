"""Nothing leaves the machine when the speaker models load and run: pyannote reports home unless it
is told not to before it is imported."""

import subprocess
import sys

import pytest

pytestmark = pytest.mark.models

PROGRAM = """
import os, socket, time
os.environ["PYANNOTE_METRICS_ENABLED"] = "1"  # as a host might have it
asked = []
def refuse(*args, **kwargs):
    asked.append(args[1:] if args and isinstance(args[0], socket.socket) else args)
    raise OSError("no network here")
socket.getaddrinfo = refuse
socket.socket.connect = refuse
socket.socket.connect_ex = refuse
socket.socket.sendto = refuse
import numpy as np
from gpu.embedding import Embedder
from gpu.segmentation import Segmenter
from gpu.weights import EMBEDDING, SEGMENTATION
sound = np.random.default_rng(1).normal(size=160_000).astype(np.float32) / 10
Segmenter(SEGMENTATION.path())(sound)
Embedder(EMBEDDING.path())(sound)
from opentelemetry import trace
from pyannote.audio.telemetry import metrics
metrics.provider.force_flush()
assert not metrics.is_metrics_enabled()
assert asked == [], asked
"""


def test_nothing_leaves_where_pyannote_would_report() -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], check=False, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
