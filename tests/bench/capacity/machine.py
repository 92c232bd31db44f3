"""What a figure was taken on."""

import os
import platform
import subprocess
from pathlib import Path

import ctranslate2
from capacity.geometry import CARDS


def machine() -> dict[str, object]:
    """As it goes into a report."""
    return {
        "processor": _processor(),
        "cores": os.cpu_count(),
        "load_average": os.getloadavg()[0],
        "gpu": _gpu(),
        "system": platform.platform(),
        "python": platform.python_version(),
        "ctranslate2": ctranslate2.__version__,
    }


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor()
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.processor())


def _gpu() -> str | None:
    query = ["nvidia-smi", "--query-gpu=name,driver_version", "--format=csv,noheader"]
    try:
        return subprocess.run(query, capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return None


def card_here() -> str:
    """The key of the card in this machine, where its limits are known."""
    name = (_gpu() or "").casefold()
    return next((key for key in CARDS if key in name), "")
