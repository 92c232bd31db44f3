import subprocess
import sys


def told(environment):
    code = "import gpu.inprocess, os, sys; print(os.environ['OMP_NUM_THREADS'], *sys.modules)"
    run = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
    )
    threads, *modules = run.stdout.split()
    assert not {"torch", "ctranslate2", "onnxruntime"} & set(modules)
    return threads


def test_a_model_call_has_one_thread_unless_the_host_says_more():
    assert told({}) == "1"
    assert told({"OMP_NUM_THREADS": "4"}) == "4"
