"""The one form in which audio reaches a model."""

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

MODEL_RATE_HZ = 16_000
"""Every model of the house hears mono audio at this rate."""

Samples: TypeAlias = NDArray[np.float32]
"""Shape (n,), mono, 16 kHz, values in [-1, 1]."""
