"""Importing pyannote.audio so that it works on this machine and reports nothing from it."""

import os
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

from gpu.torchaudio_shim import install_torchaudio_shim


@contextmanager
def quiet_pyannote() -> Iterator[None]:
    """Import pyannote.audio and load its models inside."""
    os.environ["PYANNOTE_METRICS_ENABLED"] = "0"  # it reports home unless told not to
    install_torchaudio_shim()
    with warnings.catch_warnings():
        # torchcodec cannot load without CUDA; audio is handed over in memory.
        warnings.simplefilter("ignore")
        yield
