"""Time of scipy.linalg.eigh (LAPACK on OpenBLAS, one thread), all eigenpairs of a dense matrix or pencil.

K = (sin(1 + i j + i + j)), M = 2n on the diagonal + (cos(i j)): the caller can build the same.
Prints {"generalised", "standard"} in seconds (best repeat), and the pencil's eigenvalues.
"""
import argparse
import json
import os
import time

os.environ["OPENBLAS_NUM_THREADS"] = "1"
import numpy as np  # noqa: E402
import scipy.linalg  # noqa: E402

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("n", nargs="?", type=int, default=315, help="order of the matrices")
parser.add_argument("--repeats", type=int, default=3)
args = parser.parse_args()

i = np.arange(args.n, dtype=float)
product, total = np.outer(i, i), np.add.outer(i, i)
k = np.sin(1 + product + total)
m = 2 * args.n * np.eye(args.n) + np.cos(product)


def best(run):
    seconds = []
    for _ in range(args.repeats):
        start = time.perf_counter()
        result = run()
        seconds.append(time.perf_counter() - start)
    return min(seconds), result


generalised, (values, _) = best(lambda: scipy.linalg.eigh(k, m))
standard, _ = best(lambda: scipy.linalg.eigh(k, driver="evd"))
print(json.dumps({"generalised": generalised, "standard": standard, "values": values.tolist()}))
