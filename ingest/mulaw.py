"""G.711 mu-law to 16-bit PCM."""

from typing import Final

import numpy as np
from numpy.typing import NDArray


def _table() -> NDArray[np.int16]:
    """The 256 values of ITU-T G.711 at 16-bit scale (14-bit values times 4)."""
    code = ~np.arange(256, dtype=np.uint8)
    exponent = (code >> 4) & 0x07
    mantissa = (code & 0x0F).astype(np.int32)
    magnitude = (((mantissa << 3) + 0x84) << exponent) - 0x84
    return np.where(code & 0x80, -magnitude, magnitude).astype(np.int16)


_LINEAR: Final = _table()


def decode_mulaw(data: bytes) -> NDArray[np.int16]:
    """One sample per byte."""
    return _LINEAR[np.frombuffer(data, dtype=np.uint8)]
