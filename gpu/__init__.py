"""Models: weights and their checksums, the worker that runs them, admission.

In: windows of 16 kHz audio. Out: words, speech and speaker activity, voice embeddings,
and a `Lease` on the machine's capacity. Errors: `GpuError` and its kinds.
The backends (`gpu.inprocess`) are named only by the composition root.
"""

from gpu.admission import Admission, Lease
from gpu.audio import MODEL_RATE_HZ, Samples
from gpu.errors import (
    GpuError,
    OverCapacity,
    PipelineUnusable,
    WeightsAltered,
    WeightsMissing,
    WorkerBusy,
    WorkerFailed,
)
from gpu.worker import (
    Decoded,
    DecodedWord,
    DecodeRequest,
    Known,
    Priority,
    SpeechState,
    Worker,
)

__all__ = [
    "MODEL_RATE_HZ",
    "Admission",
    "DecodeRequest",
    "Decoded",
    "DecodedWord",
    "GpuError",
    "Known",
    "Lease",
    "OverCapacity",
    "PipelineUnusable",
    "Priority",
    "Samples",
    "SpeechState",
    "WeightsAltered",
    "WeightsMissing",
    "Worker",
    "WorkerBusy",
    "WorkerFailed",
]
