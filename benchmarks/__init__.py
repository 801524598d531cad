"""Time and memory beside other ways to the same numbers: one harness, one scoreboard (``python -m benchmarks``)."""

import os

# Matrices of a few hundred rows gain nothing by threads of BLAS, and on a busy machine these would measure each other.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
