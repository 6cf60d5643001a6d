"""P1 assembly (K, M, Jx, Jy, Jz) and the lowest modes of K p = lambda M p with scipy: eigsh, shift-invert, one thread.

The folder holds points.f64 (n x 3) and tets.i32 (m x 4, 0-based), raw little-endian. D = 1.
Prints {"assembly", "eigen" (seconds), "values", "nodes", "peakMiB"}.
"""
import argparse
import json
import os
import pathlib
import resource
import time

os.environ["OPENBLAS_NUM_THREADS"] = "1"
import numpy as np  # noqa: E402
import scipy.sparse as sp  # noqa: E402
import scipy.sparse.linalg  # noqa: E402

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("folder", type=pathlib.Path)
parser.add_argument("--modes", type=int, default=200)
parser.add_argument("--repeats", type=int, default=3, help="of the assembly; the best counts")
args = parser.parse_args()

points = np.fromfile(args.folder / "points.f64", "<f8").reshape(-1, 3)
tets = np.fromfile(args.folder / "tets.i32", "<i4").reshape(-1, 4)
n = len(points)
# Mass weights w(a, b, c) of V * sum_c x_c w: 1/20, 1/60 or 1/120 for 1, 2 or 3 distinct indices.
kinds = np.array([[[len({a, b, c}) for c in range(4)] for b in range(4)] for a in range(4)])
weights = np.choose(kinds - 1, [1 / 20, 1 / 60, 1 / 120])


def assemble():
    corners = points[tets]
    edges = corners[:, 1:] - corners[:, :1]
    volumes = np.abs(np.linalg.det(edges)) / 6
    gradients = np.empty((len(tets), 4, 3))
    gradients[:, 1:] = np.linalg.inv(edges).transpose(0, 2, 1)
    gradients[:, 0] = -gradients[:, 1:].sum(axis=1)
    stiffness = volumes[:, None, None] * (gradients @ gradients.transpose(0, 2, 1))
    mass = volumes[:, None, None] * ((1 + np.eye(4)) / 20)
    moments = [np.tensordot(volumes[:, None] * corners[:, :, k], weights, 1) for k in range(3)]
    rows = np.repeat(tets, 4, axis=1).ravel()
    columns = np.tile(tets, (1, 4)).ravel()
    build = lambda blocks: sp.csr_matrix((blocks.ravel(), (rows, columns)), shape=(n, n))
    return [build(blocks) for blocks in (stiffness, mass, *moments)]


seconds = []
for _ in range(args.repeats):
    start = time.perf_counter()
    k, m, *_ = assemble()
    seconds.append(time.perf_counter() - start)

# Negative and small against the lowest eigenvalues: K - sigma M is positive definite.
sigma = -0.1 * (np.pi / np.ptp(points, axis=0).max()) ** 2
start = time.perf_counter()
values, _ = scipy.sparse.linalg.eigsh(k.tocsc(), args.modes, m.tocsc(), sigma=sigma, mode="normal")
eigen = time.perf_counter() - start
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps({
    "assembly": min(seconds), "eigen": eigen, "values": np.sort(values).tolist(), "nodes": n, "peakMiB": peak,
}))
