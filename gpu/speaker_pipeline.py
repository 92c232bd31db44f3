"""A diarization pipeline of pyannote's: who speaks when, over a whole recording.

It comes from the model hub or lies in a folder. The hub's token is huggingface_hub's affair
(`HF_TOKEN`, or `hf auth login`): it is neither held nor passed on here.
"""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gpu.audio import MODEL_RATE_HZ, Samples
from gpu.errors import GpuError, PipelineUnusable, WorkerFailed

log = logging.getLogger(__name__)

DESCRIPTION = "config.yaml"
_LOCAL_KINDS = (
    "pyannote.audio.pipelines.SpeakerDiarization",
    "pyannote.audio.pipelines.speaker_diarization.SpeakerDiarization",
)
"""Others of pyannote's send the recording to a service, or do not tell speakers apart."""


@dataclass(frozen=True, slots=True)
class SpeakerSpan:
    """One person talking. Times are milliseconds from the recording's start."""

    start_ms: int
    end_ms: int
    speaker: str
    """As the pipeline calls them."""


class SpeakerPipeline:
    """Loads on first use; several threads may share it, recordings go through one by one."""

    def __init__(
        self, name: str, cache_folder: Path, *, device: str = "auto", threads: int = 1
    ) -> None:
        """`name` is a hub name or a folder with a `config.yaml`; `cache_folder` keeps what is
        fetched; `device` is `cpu`, `cuda` or `auto`; `threads` of one call on a CPU."""
        self._name = name
        self._cache_folder = cache_folder
        self._device = device
        self._threads = threads
        self._pipeline: Callable[..., Any] | None = None
        self._one_by_one = threading.Lock()

    @property
    def title(self) -> str:
        """As written into transcripts."""
        folder = _folder(self._name)
        return self._name if folder is None else folder.name

    def load(self) -> None:
        """Raises `PipelineUnusable`, saying the mend."""
        with self._one_by_one:
            self._loaded()

    def __call__(self, samples: Samples, speakers: int | None = None) -> list[SpeakerSpan]:
        """In order of start; `speakers` is the number of people where it is known.

        Raises `PipelineUnusable`, or `WorkerFailed` where the pipeline raises.
        """
        if not len(samples):
            return []
        with self._one_by_one:
            pipeline = self._loaded()
            try:
                return self._run(pipeline, samples, speakers)
            except Exception as error:  # its text may hold what was said
                raise WorkerFailed(f"{self.title} raised {type(error).__name__}.") from None

    def _run(
        self, pipeline: Callable[..., Any], samples: Samples, speakers: int | None
    ) -> list[SpeakerSpan]:
        import torch  # noqa: PLC0415

        from gpu.quiet_pyannote import quiet_pyannote  # noqa: PLC0415

        torch.set_num_threads(self._threads)  # torch counts them for each calling thread
        recording = {"waveform": torch.from_numpy(samples)[None], "sample_rate": MODEL_RATE_HZ}
        with quiet_pyannote():
            told = pipeline(recording, **({"num_speakers": speakers} if speakers else {}))
        annotation = getattr(told, "speaker_diarization", told)
        spans = [
            SpeakerSpan(round(span.start * 1000), round(span.end * 1000), str(speaker))
            for span, _, speaker in annotation.itertracks(yield_label=True)
        ]
        return sorted(spans, key=lambda span: (span.start_ms, span.end_ms))

    def _loaded(self) -> Callable[..., Any]:
        if self._pipeline is None:
            began = time.monotonic()
            find_description(self._name, self._cache_folder)
            try:
                self._pipeline = self._load()
            except Exception as error:
                raise _told(error, self._name) from None
            took_ms = round((time.monotonic() - began) * 1000)
            log.info("model loaded", extra={"model": self.title, "took_ms": took_ms})
        return self._pipeline

    def _load(self) -> Callable[..., Any]:
        import torch  # noqa: PLC0415

        from gpu.quiet_pyannote import quiet_pyannote  # noqa: PLC0415

        with quiet_pyannote():
            from pyannote.audio import Pipeline  # noqa: PLC0415

            pipeline: Any = Pipeline.from_pretrained(
                _folder(self._name) or self._name, cache_dir=_hub_cache(self._cache_folder)
            )
            if self._device == "cuda" or (self._device == "auto" and torch.cuda.is_available()):
                pipeline.to(torch.device("cuda"))
        loaded: Callable[..., Any] = pipeline
        return loaded


def find_description(name: str, cache_folder: Path) -> Path:
    """The checked `config.yaml` of the pipeline called `name`, fetched where it lies on the hub.

    Raises `PipelineUnusable`, saying the mend, also for a pipeline that does not run on this
    machine.
    """
    folder = _folder(name)
    if folder is None:
        try:
            from huggingface_hub import hf_hub_download  # noqa: PLC0415

            found = Path(hf_hub_download(name, DESCRIPTION, cache_dir=_hub_cache(cache_folder)))
        except Exception as error:
            raise _told(error, name) from None
    else:
        found = folder / DESCRIPTION
    if not found.is_file():
        raise PipelineUnusable(f"{name} holds no {DESCRIPTION}, so it is no pyannote pipeline.")
    kind = _kind(found)
    if kind not in _LOCAL_KINDS:
        raise PipelineUnusable(
            f"{name} is of the kind {kind}, which is not one that tells speakers apart on this "
            "machine. Choose another, such as pyannote/speaker-diarization-community-1."
        )
    return found


def _folder(name: str) -> Path | None:
    """None for a hub name."""
    folder = Path(name).expanduser()
    local = folder.is_dir() or folder.is_absolute() or name.startswith((".", "~"))
    return folder if local else None


def _hub_cache(cache_folder: Path) -> str:
    return str(cache_folder / "hub")


def _kind(description: Path) -> str | None:
    import yaml  # noqa: PLC0415

    try:
        return str(yaml.safe_load(description.read_text(encoding="utf-8"))["pipeline"]["name"])
    except (OSError, ValueError, TypeError, KeyError, yaml.YAMLError):
        return None


def _told(error: Exception, name: str) -> GpuError:
    """What went wrong and the mend, in our own words: the hub's may repeat what was sent to it."""
    from huggingface_hub import errors, get_token  # noqa: PLC0415

    repository = getattr(error, "repo_id", None) or name
    status = getattr(getattr(error, "response", None), "status_code", None)
    page = f"https://huggingface.co/{repository}"
    if isinstance(error, errors.GatedRepoError) and get_token() is None:
        said = (
            f"{repository} is not given without a token: accept its terms at {page}, make a token "
            "at https://huggingface.co/settings/tokens and set HF_TOKEN to it."
        )
    elif isinstance(error, errors.GatedRepoError):
        said = (
            f"The account of HF_TOKEN has not accepted the terms of {repository}: do so at {page}."
        )
    elif status in (401, 403) and not isinstance(error, errors.RepositoryNotFoundError):
        said = (
            f"The hub refuses the token for {repository}: set HF_TOKEN to a valid one that may "
            "read public gated repositories (https://huggingface.co/settings/tokens)."
        )
    elif isinstance(error, errors.RepositoryNotFoundError | errors.HFValidationError):
        said = (
            f"There is no pipeline {repository} on the hub, or it is private. Look at "
            "INGLENOOK_DIARIZATION, and at HF_TOKEN."
        )
    elif isinstance(error, errors.RemoteEntryNotFoundError):
        said = f"{repository} is no pyannote pipeline: a file of one is missing there."
    elif isinstance(error, errors.LocalEntryNotFoundError | ConnectionError) or status is not None:
        said = (
            f"{repository} cannot be fetched ({type(error).__name__}): the hub cannot be reached. "
            "Connect this machine to it once, or name a folder that holds the pipeline."
        )
    else:
        said = (
            f"{repository} cannot be loaded ({type(error).__name__}). It must be a whole pipeline "
            "for pyannote.audio 4; fetch it anew, or choose another."
        )
    return PipelineUnusable(said)
