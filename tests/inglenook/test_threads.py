import os
import subprocess
import sys


def told(threads):
    """`OMP_NUM_THREADS` once the command line is there, before any library that reads it."""
    environment = {k: v for k, v in os.environ.items() if k != "OMP_NUM_THREADS"} | threads
    code = (
        "import sys, os, inglenook; early = {'numpy', 'torch', 'ctranslate2'} & set(sys.modules); "
        "import inglenook.cli; print(os.environ['OMP_NUM_THREADS'], early)"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
    )
    return run.stdout.strip()


def test_a_model_call_has_one_thread_unless_the_host_says_more():
    assert told({}) == "1 set()"
    assert told({"OMP_NUM_THREADS": "4"}) == "4 set()"
