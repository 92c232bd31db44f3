"""The composition root: settings, wiring, live pipeline, workflow, app, commands."""

import os

__version__ = "0.1.0"

# Read when numpy, PyTorch and CTranslate2 are loaded. With more threads for one call those that
# have nothing to do wait at full speed (an encoder call on two cores took 1.8 times the CPU time),
# and sums, so words too, would depend on how many cores the machine has.
os.environ.setdefault("OMP_NUM_THREADS", "1")
