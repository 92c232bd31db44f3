"""What `inglenook doctor` looks at."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

import httpx

from gpu import GpuError
from gpu.speaker_pipeline import find_description
from gpu.weights import EMBEDDING, SEGMENTATION, SPEECH, RecognizerWeights, recognizer_weights
from ingest.voiceprints import Voiceprints
from inglenook.settings import Settings
from summarize.errors import BadTemplate
from summarize.practice_template import read_template, template_files
from summarize.templates import TEMPLATES
from vault import Vault, VaultError, VaultOptions

LOW_DISK_BYTES = 2 << 30


class Kind(StrEnum):
    """How a check came out."""

    FINE = "fine"
    ABSENT = "absent"
    """Not set up, and not needed."""
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    kind: Kind
    subject: str
    detail: str
    mend: str = ""


def check_up(settings: Settings) -> list[Finding]:
    """Every check, in the order of the way of the audio. Changes nothing but the hub's cache."""
    checks: tuple[Callable[[Settings], Iterator[Finding]], ...] = (
        _settings,
        _vault,
        _disk,
        _weights,
        _meaning,
        _speaker_pipeline,
        _device,
        _note_formats,
        _language_model,
    )
    return [finding for check in checks for finding in check(settings)]


def _settings(settings: Settings) -> Iterator[Finding]:
    """What was chosen; everything else stands at its default."""
    chosen = ", ".join(
        f"{name}={value}"
        for name, value in settings.model_dump(mode="json").items()
        if name in settings.model_fields_set
    )
    yield Finding(Kind.FINE, "settings", chosen or "all at their defaults")


def _vault(settings: Settings) -> Iterator[Finding]:
    if not settings.data.exists():
        yield Finding(
            Kind.ABSENT, "vault", f"{settings.data} does not exist; the first start makes it"
        )
        return
    try:
        vault = Vault.open(VaultOptions(settings.data, settings.database_url))
    except VaultError as error:
        yield Finding(Kind.BROKEN, "vault", str(error))
        return
    try:
        count = vault.verify_audit()
        yield Finding(Kind.FINE, "vault", f"{settings.data}; audit chain of {count} holds")
        yield _voiceprints(Voiceprints(vault).models())
    except VaultError as error:
        yield Finding(
            Kind.BROKEN,
            "audit chain",
            str(error),
            "keep the folder as it is and see deploy/README.md, audit verify",
        )
    finally:
        vault.close()


def _voiceprints(models: list[str]) -> Finding:
    if not models:
        return Finding(Kind.ABSENT, "voice-prints", "no clinician is enrolled")
    strange = sum(model != EMBEDDING.version for model in models)
    ignored = f"; {strange} by another model, ignored" if strange else ""
    mend = "those clinicians enrol anew: inglenook voiceprint enrol" if strange else ""
    return Finding(Kind.FINE, "voice-prints", f"{len(models)} enrolled{ignored}", mend)


def _disk(settings: Settings) -> Iterator[Finding]:
    place = settings.data
    while not place.exists():
        place = place.parent
    free = shutil.disk_usage(place).free
    low = free < LOW_DISK_BYTES
    yield Finding(
        Kind.BROKEN if low else Kind.FINE,
        "disk",
        f"{free / 2**30:.1f} GiB free; an hour of one microphone at 16 kHz takes 0.11 GiB",
        "make room, or set INGLENOOK_DATA to another disk" if low else "",
    )


def _weights(settings: Settings) -> Iterator[Finding]:
    try:
        recognizer = recognizer_weights(settings.asr_model, settings.model_cache)
        yield Finding(Kind.FINE, "speech recognition", f"{recognizer.title} ({recognizer.licence})")
        yield _language(settings, recognizer)
    except GpuError as error:
        yield Finding(Kind.BROKEN, "speech recognition", str(error))
    for subject, weights in (
        ("speech detection", SPEECH),
        ("speaker segmentation", SEGMENTATION),
        ("speaker embedding", EMBEDDING),
    ):
        try:
            weights.path()
            yield Finding(Kind.FINE, subject, f"{weights.title} ({weights.licence})")
        except GpuError as error:
            yield Finding(Kind.BROKEN, subject, str(error))


def _meaning(settings: Settings) -> Iterator[Finding]:
    """Danger said in words that no rule knows; without it the rules look alone."""
    from summarize.meaning.language import MODEL, VOCABULARY
    from summarize.risk.reader import ADAPTER

    try:
        for weights in (MODEL, VOCABULARY, ADAPTER):
            weights.path()
        yield Finding(Kind.FINE, "risk by meaning", f"{MODEL.title} ({MODEL.licence})")
    except GpuError as error:
        yield Finding(Kind.BROKEN, "risk by meaning", f"the rules look for danger alone: {error}")


def _speaker_pipeline(settings: Settings) -> Iterator[Finding]:
    if settings.diarization is None:
        yield Finding(Kind.ABSENT, "speaker pipeline", "the built-in way tells the speakers apart")
        return
    try:
        find_description(settings.diarization, settings.model_cache)
    except GpuError as error:
        yield Finding(
            Kind.BROKEN,
            "speaker pipeline",
            str(error),
            "as said, or unset INGLENOOK_DIARIZATION; until then the built-in way tells the "
            "speakers apart",
        )
    else:
        yield Finding(Kind.FINE, "speaker pipeline", settings.diarization)


def _language(settings: Settings, recognizer: RecognizerWeights) -> Finding:
    """What sessions are heard in, where they do not say it themselves."""
    heard = recognizer.languages
    if settings.language is not None and settings.language not in heard:
        return Finding(
            Kind.BROKEN,
            "language",
            f"{settings.language} is set, but {recognizer.title} hears English alone",
            "INGLENOOK_ASR_MODEL=base, or a larger multilingual model",
        )
    told = "English alone" if len(heard) == 1 else "told from each session's first speech"
    return Finding(Kind.FINE, "language", settings.language or told)


def _device(settings: Settings) -> Iterator[Finding]:
    import torch

    if torch.cuda.is_available():
        yield Finding(Kind.FINE, "device", torch.cuda.get_device_name(0))
    elif settings.device == "cuda":
        yield Finding(
            Kind.BROKEN, "device", "cuda is set, but torch finds none", "INGLENOOK_DEVICE=cpu"
        )
    else:
        yield Finding(Kind.FINE, "device", "CPU (no CUDA device found)")


def _note_formats(settings: Settings) -> Iterator[Finding]:
    """Each of the practice's own, so that one mistake does not hide the next."""
    if settings.templates is None:
        built_in = ", ".join(TEMPLATES)
        yield Finding(Kind.ABSENT, "note formats", f"the built-in ones: {built_in}")
        return
    try:
        files = template_files(settings.templates.expanduser())
    except BadTemplate as error:
        yield Finding(Kind.BROKEN, "note formats", str(error), "INGLENOOK_TEMPLATES names a folder")
        return
    for path in files:
        try:
            template = read_template(path)
        except BadTemplate as error:
            yield Finding(
                Kind.BROKEN, "note format", str(error), "the server does not start with it"
            )
        else:
            sections = ", ".join(section.title for section in template.sections)
            yield Finding(Kind.FINE, "note format", f"{template.name} ({sections})")
    if not files:
        yield Finding(Kind.ABSENT, "note formats", f"{settings.templates} holds none")


def _language_model(settings: Settings) -> Iterator[Finding]:
    if settings.llm_url is None or settings.llm_model is None:
        yield Finding(
            Kind.ABSENT,
            "language model",
            "the extractive drafter writes the notes",
            "for a vLLM server set INGLENOOK_LLM_URL and INGLENOOK_LLM_MODEL",
        )
        return
    key = settings.llm_api_key.get_secret_value() if settings.llm_api_key else "none"
    try:
        answer = httpx.get(
            f"{settings.llm_url.rstrip('/')}/models",
            headers={"Authorization": f"Bearer {key}"},
            timeout=5,
        )
        served = [model["id"] for model in answer.raise_for_status().json()["data"]]
    except (httpx.HTTPError, ValueError, KeyError) as error:
        yield Finding(
            Kind.BROKEN,
            "language model",
            f"{settings.llm_url} does not answer ({type(error).__name__})",
            "start the server, or unset INGLENOOK_LLM_URL; until then notes are extractive",
        )
        return
    if settings.llm_model in served:
        yield Finding(Kind.FINE, "language model", f"{settings.llm_model} at {settings.llm_url}")
    else:
        yield Finding(
            Kind.BROKEN,
            "language model",
            f"{settings.llm_url} does not serve {settings.llm_model}",
            f"INGLENOOK_LLM_MODEL is one of: {', '.join(served)}",
        )
