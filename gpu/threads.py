"""One thread for each model call, unless `OMP_NUM_THREADS` says otherwise.

OpenMP's runtimes read it when they are loaded. With more, threads that have nothing to do wait for
work at full speed: on two cores an encoder call took 1.8 times the CPU time, also where the model
was told to use one thread.
"""

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")
