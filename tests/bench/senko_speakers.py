"""senko with its defaults over WAV files; runs in senko's own environment, prints one JSON line."""

import contextlib
import json
import sys
import time
from importlib.metadata import version


def main(files: list[str]) -> None:
    with contextlib.redirect_stdout(sys.stderr):
        import senko
        import torch

        torch.set_num_threads(1)
        diarizer = senko.Diarizer(device="cpu", warmup=True, quiet=True)
        told = []
        for file in files:
            began = time.process_time()
            found = diarizer.diarize(file)
            cpu_s = time.process_time() - began
            spans = [(s["speaker"], s["start"], s["end"]) for s in found["merged_segments"]]
            told.append({"cpu_s": cpu_s, "spans": spans})
    print(json.dumps({"version": version("senko"), "told": told}))


if __name__ == "__main__":
    main(sys.argv[1:])
