"""What a batch costs: measured on a device, or estimated from a card's limits."""

from collections.abc import Sequence
from dataclasses import dataclass

from capacity.geometry import Card, Geometry
from capacity.load import Piece


@dataclass(frozen=True, slots=True)
class Encoding:
    """One measured batch through the encoder."""

    window_s: int
    batch: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Decoding:
    """One measured batch through the decoder, `tokens` for each window."""

    window_s: int
    batch: int
    beam: int
    tokens: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Alignment:
    """Word times of one measured batch, `tokens` for each window."""

    window_s: int
    batch: int
    tokens: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Costs:
    """Measured tables; what lies between two batches, encoder windows or token counts is
    interpolated, and decodes of a window that was not measured cost what the next larger does."""

    encodings: tuple[Encoding, ...]
    decodings: tuple[Decoding, ...]
    alignments: tuple[Alignment, ...]
    features_s: float = 0.0
    """Of the host, before the encoder, for each second of window."""

    def served_s(self, batch: Sequence[Piece]) -> float:
        """Seconds for a batch of pieces of one window and beam; it decodes as long as its
        longest piece. Word times are made for finals alone."""
        window, beam, size = batch[0].window_s, batch[0].beam, len(batch)
        tokens = max(piece.tokens for piece in batch)
        taken = self._encoder_s(window, size) + self._decoder_s(window, beam, size, tokens)
        taken += size * window * self.features_s
        if batch[0].final:
            taken += self._alignment_s(window, size, tokens)
        return taken

    def _encoder_s(self, window: int, size: int) -> float:
        by_window: dict[int, dict[int, float]] = {}
        for encoding in self.encodings:
            by_window.setdefault(encoding.window_s, {})[encoding.batch] = encoding.seconds
        return between({w: between(table, size) for w, table in by_window.items()}, window)

    def _decoder_s(self, window: int, beam: int, size: int, tokens: int) -> float:
        measured = [d for d in self.decodings if d.beam == beam]
        nearest = _next_larger(window, [d.window_s for d in measured])
        by_tokens: dict[int, dict[int, float]] = {}
        for decoding in measured:
            if decoding.window_s == nearest:
                by_tokens.setdefault(decoding.tokens, {})[decoding.batch] = decoding.seconds
        return between({t: between(table, size) for t, table in by_tokens.items()}, tokens)

    def _alignment_s(self, window: int, size: int, tokens: int) -> float:
        nearest = _next_larger(window, [a.window_s for a in self.alignments])
        table: dict[int, dict[int, float]] = {}
        for measured in self.alignments:
            if measured.window_s == nearest:
                table.setdefault(measured.tokens, {})[measured.batch] = measured.seconds
        return between({t: between(batches, size) for t, batches in table.items()}, tokens)


@dataclass(frozen=True, slots=True)
class Estimate:
    """What a card would take if it reached these shares of its limits. An assumption to compare
    a measurement with, never one itself."""

    geometry: Geometry
    card: Card
    matrix_share: float = 0.45
    """Of the matrix rate, reached by the encoder."""
    memory_share: float = 0.5
    """Of the memory rate, reached by a decoding step."""
    launch_s: float = 1.5e-3
    """Per decoding step: kernels to start, and the search on the host."""
    alignment_s: float = 1e-3
    """Per window: warping on the host."""

    workers: int = 1
    """Batches at once: what one does on the host hides behind the others, the device is shared."""

    def served_s(self, batch: Sequence[Piece]) -> float:
        """With all workers busy: no worker is faster than the device serves all of them."""
        tokens = max(piece.tokens for piece in batch)
        host_s = tokens * self.launch_s
        host_s += len(batch) * self.alignment_s if batch[0].final else 0.0
        device_s = self._device_s(batch, tokens)
        return max(host_s + device_s, self.workers * device_s)

    def _device_s(self, batch: Sequence[Piece], tokens: int) -> float:
        geometry, window, beam = self.geometry, batch[0].window_s, batch[0].beam
        rate = self.matrix_share * self.card.operations_per_s
        once = geometry.encoder_operations(window) + geometry.memory_operations(window)
        step = geometry.token_operations(window, tokens // 2) * len(batch) * beam
        read = geometry.step_bytes(len(batch), beam, window, tokens // 2)
        moved_s = read / (self.memory_share * self.card.bytes_per_s)
        return len(batch) * once / rate + tokens * max(step / rate, moved_s)


def operations(geometry: Geometry, batch: Sequence[Piece]) -> float:
    """Of a batch, by the geometry: each piece decodes as long as the longest."""
    window, beam = batch[0].window_s, batch[0].beam
    tokens = max(piece.tokens for piece in batch)
    decoder = beam * tokens * geometry.token_operations(window, tokens // 2)
    once = geometry.encoder_operations(window) + geometry.memory_operations(window)
    return len(batch) * (once + decoder)


def between(table: dict[int, float], at: int) -> float:
    """Linear between the measured places; beyond them the line of the last two goes on upwards,
    and below the first its value stands."""
    places = sorted(table)
    if at <= places[0] or len(places) == 1:
        return table[places[0]]
    upper = next((place for place in places if place >= at), places[-1])
    lower = places[places.index(upper) - 1]
    slope = (table[upper] - table[lower]) / (upper - lower)
    return max(table[lower] + slope * (at - lower), 0.0)


def _next_larger(window: int, measured: Sequence[int]) -> int:
    return min((m for m in measured if m >= window), default=max(measured))
