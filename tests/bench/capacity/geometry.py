"""What a Whisper model of a given shape must compute and read, counted from the shape alone.

A multiply and an add count as two operations. Norms, softmax, activations and the search over the
vocabulary are left out: they are under one per cent of the operations and none of the weights.
"""

from dataclasses import dataclass

FRAMES_PER_S = 100
"""Mel frames; the encoder's second convolution halves them."""
POSITIONS_PER_S = 50
_KERNEL = 3
_FEED_FORWARD = 4
"""Width of the inner layer, in model widths."""


@dataclass(frozen=True, slots=True)
class Geometry:
    """The shape of a Whisper model."""

    name: str
    encoder_layers: int
    decoder_layers: int
    width: int
    heads: int
    mel_bins: int
    vocabulary: int

    def encoder_operations(self, window_s: float) -> float:
        """Of one window: two convolutions, then per position and layer four projections and the
        two of the feed-forward (24 d^2), and per pair of positions the scores and their use (4 d).
        """
        d, positions = self.width, window_s * POSITIONS_PER_S
        convolutions = 2 * _KERNEL * d * (2 * positions * self.mel_bins + positions * d)
        matrices = (8 + 4 * _FEED_FORWARD) * d * d * positions
        attention = 4 * d * positions * positions
        return convolutions + self.encoder_layers * (matrices + attention)

    def memory_operations(self, window_s: float) -> float:
        """The decoder's keys and values of one window, made once before its first token."""
        return self.decoder_layers * 4 * self.width**2 * window_s * POSITIONS_PER_S

    def token_operations(self, window_s: float, position: int) -> float:
        """Of one token of one hypothesis, with `position` tokens before it."""
        d = self.width
        attention = 4 * d * (window_s * POSITIONS_PER_S + position + 1)
        return 2 * self._decoder_matrices + self.decoder_layers * attention

    def step_bytes(
        self,
        batch: int,
        beam: int,
        window_s: float,
        position: int,
        *,
        weight_bytes: float = 2.0,
        state_bytes: float = 2.0,
    ) -> float:
        """What one decoding step must read: every weight once, each window's keys and values
        once (its hypotheses share them), each hypothesis's own."""
        memory = 2 * self.width * window_s * POSITIONS_PER_S * batch
        own = 2 * self.width * position * batch * beam
        state = self.decoder_layers * (memory + own)
        return self._decoder_matrices * weight_bytes + state * state_bytes

    @property
    def parameters(self) -> int:
        """Weights of the matrices; norms and biases left out."""
        d = self.width
        encoder = self.encoder_layers * (4 + 2 * _FEED_FORWARD) * d * d
        convolutions = _KERNEL * d * (self.mel_bins + d)
        memory = self.decoder_layers * 2 * d * d
        return encoder + convolutions + memory + self._decoder_matrices

    @property
    def _decoder_matrices(self) -> int:
        """Used for every token: own attention (4 d^2), query and output of the other (2 d^2),
        feed-forward (8 d^2), and the vocabulary."""
        d = self.width
        return self.decoder_layers * (6 + 2 * _FEED_FORWARD) * d * d + self.vocabulary * d


TURBO = Geometry("large-v3-turbo", 32, 4, 1280, 20, 128, 51_866)
TINY = Geometry("tiny", 4, 4, 384, 6, 80, 51_865)
GEOMETRIES = {geometry.name: geometry for geometry in (TURBO, TINY)}


@dataclass(frozen=True, slots=True)
class Card:
    """A device's limits as its maker states them."""

    name: str
    operations_per_s: float
    """Dense matrix rate, 16-bit floats."""
    bytes_per_s: float
    source: str


H200 = Card("NVIDIA H200 SXM", 989e12, 4.8e12, "NVIDIA H200 datasheet: dense FP16, HBM3e")
H100 = Card("NVIDIA H100 SXM", 989e12, 3.35e12, "NVIDIA H100 datasheet: dense FP16, HBM3")
CARDS = {"h200": H200, "h100": H100}
