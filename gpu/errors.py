"""What can go wrong with models.

GpuError
├── WeightsMissing   a model's files are not installed
├── WeightsAltered   a model's files are not the ones expected
├── PipelineUnusable a diarization pipeline cannot be fetched or loaded
├── WorkerFailed     a model raised
└── retryable
    ├── WorkerBusy   the worker's queue is full
    └── OverCapacity no room for another session
"""


class GpuError(Exception):
    """The root of this package's errors."""

    retryable = False


class WeightsMissing(GpuError):
    """A model's files are not where they should be; the message says how to get them."""


class WeightsAltered(GpuError):
    """A model file's SHA-256 is not the expected one."""


class PipelineUnusable(GpuError):
    """A diarization pipeline cannot be fetched or loaded; the message says the mend."""


class WorkerFailed(GpuError):
    """A model raised; the cause is left out because it may hold what was said."""


class WorkerBusy(GpuError):
    """The worker's bounded queue is full."""

    retryable = True


class OverCapacity(GpuError):
    """Every place is taken."""

    retryable = True

    def __init__(self, retry_after_s: int) -> None:
        super().__init__(f"All places are taken. Try again in {retry_after_s} seconds.")
        self.retry_after_s = retry_after_s
