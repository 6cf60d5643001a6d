"""Speed of numpy's float64 matrix product (OpenBLAS, one thread): prints {"gflops", "seconds"} of the best repeat."""
import argparse
import json
import os
import time

os.environ["OPENBLAS_NUM_THREADS"] = "1"
import numpy as np  # noqa: E402

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("n", nargs="?", type=int, default=512, help="order of the matrices")
parser.add_argument("--repeats", type=int, default=10)
args = parser.parse_args()

random = np.random.default_rng(1)
a, b = random.random((args.n, args.n)), random.random((args.n, args.n))
c = a @ b
seconds = []
for _ in range(args.repeats):
    start = time.perf_counter()
    np.matmul(a, b, out=c)
    seconds.append(time.perf_counter() - start)
best = min(seconds)
print(json.dumps({"gflops": 2e-9 * args.n**3 / best, "seconds": best}))
