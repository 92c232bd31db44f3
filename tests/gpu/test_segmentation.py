import os
import subprocess
import sys

import numpy as np
import pytest

from gpu.weights import SEGMENTATION

pytestmark = pytest.mark.models


@pytest.fixture(scope="module")
def segmenter() -> object:
    from gpu.segmentation import Segmenter

    return Segmenter(SEGMENTATION.path())


def test_silence_has_no_speaker(segmenter) -> None:  # type: ignore[no-untyped-def]
    activity = segmenter(np.zeros(160_000, dtype=np.float32))
    assert activity.shape == (589, 3)
    assert activity.dtype == np.float32
    assert activity.max() < 0.5


def test_a_short_window_is_padded(segmenter) -> None:  # type: ignore[no-untyped-def]
    activity = segmenter(np.zeros(1_000, dtype=np.float32))
    assert activity.shape == (589, 3)
    assert 0.0 <= activity.min() <= activity.max() <= 1.0


def test_telemetry_is_off_before_pyannote_is_imported() -> None:
    script = (
        "import sys, os; import gpu.segmentation as s; "
        "assert not any(m.startswith('pyannote') for m in sys.modules); "
        "from gpu.weights import SEGMENTATION; s.Segmenter(SEGMENTATION.path()); "
        "assert 'pyannote.audio' in sys.modules; "
        "from pyannote.audio.telemetry import metrics; "
        "assert not metrics.is_metrics_enabled()"
    )
    environment = {**os.environ, "PYANNOTE_METRICS_ENABLED": "1"}
    subprocess.run([sys.executable, "-c", script], check=True, env=environment, timeout=120)
