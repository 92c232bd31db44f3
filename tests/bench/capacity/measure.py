"""The tables: encoder, decoder and word times by batch, on the device at hand."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from itertools import product

from capacity.cost import Alignment, Costs, Decoding, Encoding
from capacity.device import Device, seconds
from capacity.geometry import Card, Geometry

_ENCODED_WINDOWS_S = (4, 10, 15, 20, 30)
_DECODED_WINDOWS_S = (10, 30)
"""The decoder feels the window only in its cross-attention; two places give the line."""
_BEAMS = (1, 5)


@dataclass(frozen=True, slots=True)
class Plan:
    """How much is measured."""

    batches: tuple[int, ...]
    tokens: tuple[int, int]
    """Two decode lengths: their difference gives the time of a step."""
    repeats: int
    """Calls of which the median counts."""
    live_s: float
    live_runs: int
    """Runs in real time, at most, with captions and again without."""
    most_streams: int
    """Where the search ends."""


GPU_PLAN = Plan((1, 2, 4, 8, 16, 32, 64), (16, 64), 3, 60.0, 3, 16_384)
CPU_PLAN = Plan((1, 2), (8, 24), 1, 15.0, 1, 512)


def measured(device: Device, plan: Plan, features_s: float, tell: Callable[[str], None]) -> Costs:
    """What a call takes while all of the device's workers make the same. A batch that does not
    fit into the device's memory is left out, and told. `features_s` goes into the costs as it is.
    """
    encodings, decodings, alignments = [], [], []

    def timed(work: Callable[[], object]) -> float | None:
        try:
            return seconds(work, plan.repeats, device.workers)
        except RuntimeError as error:
            if "memory" not in str(error):
                raise
            tell("  does not fit")
            return None

    for window, batch in product(_ENCODED_WINDOWS_S, plan.batches):
        tell(f"encoder, {window} s, batch {batch}")
        taken = timed(partial(device.encode, device.features(batch, window)))
        if taken is not None:
            encodings.append(Encoding(window, batch, taken))
    for window, batch in product(_DECODED_WINDOWS_S, plan.batches):
        tell(f"decoder, {window} s, batch {batch}")
        encoded = device.encode(device.features(batch, window))
        for beam, tokens in product(_BEAMS, plan.tokens):
            taken = timed(partial(device.decode, encoded, beam, tokens))
            if taken is not None:
                decodings.append(Decoding(window, batch, beam, tokens, taken))
        for tokens in plan.tokens:
            said = [list(range(1, tokens + 1))] * batch
            taken = timed(partial(device.align, encoded, said))
            if taken is not None:
                alignments.append(Alignment(window, batch, tokens, taken))
    return Costs(tuple(encodings), tuple(decodings), tuple(alignments), features_s)


def encoder_row(
    encoding: Encoding, geometry: Geometry, card: Card | None, workers: int
) -> dict[str, object]:
    """Of all workers together."""
    windows_per_s = workers * encoding.batch / encoding.seconds
    rate = windows_per_s * geometry.encoder_operations(encoding.window_s)
    return {
        "window_s": encoding.window_s,
        "batch": encoding.batch,
        "seconds": encoding.seconds,
        "audio_s_per_s": windows_per_s * encoding.window_s,
        "tflop_per_s": rate / 1e12,
        "matrix_rate_percent": 100 * rate / card.operations_per_s if card else None,
    }


def step_rows(
    costs: Costs,
    geometry: Geometry,
    card: Card | None,
    *,
    workers: int,
    weight_bytes: float,
    state_bytes: float,
) -> list[dict[str, object]]:
    """Time of one decoding step, from the two lengths measured, and what it read; rates are of all
    workers together."""
    lengths: dict[tuple[int, int, int], list[Decoding]] = {}
    for decoding in costs.decodings:
        kind = (decoding.window_s, decoding.batch, decoding.beam)
        lengths.setdefault(kind, []).append(decoding)
    rows: list[dict[str, object]] = []
    for (window, batch, beam), both in lengths.items():
        if len(both) < 2:
            continue
        short, long = both
        step_s = (long.seconds - short.seconds) / (long.tokens - short.tokens)
        read = geometry.step_bytes(
            batch,
            beam,
            window,
            (short.tokens + long.tokens) // 2,
            weight_bytes=weight_bytes,
            state_bytes=state_bytes,
        )
        known = step_s > 0
        rows.append(
            {
                "window_s": window,
                "batch": batch,
                "beam": beam,
                "step_ms": 1000 * step_s if known else None,
                "tokens_per_s": workers * batch / step_s if known else None,
                "gbyte_per_step": read / 1e9,
                "memory_rate_percent": (
                    100 * workers * read / step_s / card.bytes_per_s if card and known else None
                ),
            }
        )
    return rows
