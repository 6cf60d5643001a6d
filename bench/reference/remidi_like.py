"""Value and gradient of a matrix-formalism loss the straightforward way, in PyTorch float64 on one thread.

Dense P1 assembly, dense generalised eigenproblem, one torch.matrix_exp per (sequence, b, direction), autograd to the
points. The case is a JSON file with points, tets, qvalues [b][sequence], directions, sequences, neig, S and loss.
Prints {"value", "gradient" (seconds; value included), "loss", "gradientNorm", "signalError", "gradientError", "peakMiB"}.
"""
import argparse
import json
import resource
import time

import torch

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("case")
args = parser.parse_args()

torch.set_num_threads(1)
torch.set_default_dtype(torch.float64)
with open(args.case) as file:
    case = json.load(file)
tets = torch.tensor(case["tets"])
q, directions = (torch.tensor(case[key], dtype=torch.float64) for key in ("qvalues", "directions"))
rotation = torch.tensor(case["rotation_matrix"], dtype=torch.float64)
reference = torch.tensor(case["Sref_real"])
target = 100 * reference / reference[:1, :, :1]
kinds = torch.tensor([[[len({a, b, c}) for c in range(4)] for b in range(4)] for a in range(4)])
weights = torch.tensor([1 / 20, 1 / 60, 1 / 120])[kinds - 1]


def assemble(points):
    n = len(points)
    corners = points[tets]
    edges = corners[:, 1:] - corners[:, :1]
    volumes = torch.linalg.det(edges).abs()[:, None, None] / 6
    inner = torch.linalg.inv(edges).transpose(1, 2)
    gradients = torch.cat([-inner.sum(1, keepdim=True), inner], 1)
    rows, columns = tets[:, :, None].expand(-1, 4, 4), tets[:, None, :].expand(-1, 4, 4)
    dense = lambda blocks: torch.zeros(n, n).index_put((rows, columns), blocks, accumulate=True)
    stiffness = case["diffusivity"] * dense(volumes * (gradients @ gradients.transpose(1, 2)))
    mass = dense(volumes * (1 + torch.eye(4)) / 20)
    moments = [dense(volumes * torch.einsum("tc,abc->tab", corners[:, :, k], weights)) for k in range(3)]
    return stiffness, mass, moments


def signal(points):
    stiffness, mass, moments = assemble(points)
    factor = torch.linalg.cholesky(mass)
    half = torch.linalg.solve_triangular(factor, stiffness, upper=False)
    standard = torch.linalg.solve_triangular(factor, half.T, upper=False)
    values, vectors = torch.linalg.eigh((standard + standard.T) / 2)
    modes = torch.linalg.solve_triangular(factor.T, vectors[:, : case["neig"]], upper=True)
    decay = values[: case["neig"]]
    w = torch.stack([modes.T @ moment @ modes for moment in moments])
    start = (modes.T @ mass.sum(1)).to(torch.complex128)
    out = []
    for b in range(len(q)):
        for s, sequence in enumerate(case["sequences"]):
            a = torch.diag(decay) + 1j * q[b, s] * torch.einsum("dk,kij->dij", directions, w)
            pulse = torch.matrix_exp(-sequence["delta"] * a)
            middle = torch.exp(-(sequence["Delta"] - sequence["delta"]) * decay)
            state = pulse.conj().transpose(1, 2) @ (middle[:, None] * (pulse @ start)[:, :, None])
            out.append((state[:, :, 0] @ start).real)
    return torch.stack(out).reshape(len(q), len(case["sequences"]), -1)


points = torch.tensor(case["points"], dtype=torch.float64, requires_grad=True)
begin = time.perf_counter()
simulated = signal(points @ rotation.T)
loss = 250 * ((100 * simulated.abs() / simulated[:1, :, :1].abs() - target) ** 2).mean()
value = time.perf_counter() - begin
loss.backward()
gradient = time.perf_counter() - begin
expected, slope = torch.tensor(case["S_real"]), torch.tensor(case["dloss_dpoints"])
print(json.dumps({
    "value": value, "gradient": gradient, "loss": loss.item(), "gradientNorm": points.grad.norm().item(),
    "signalError": ((simulated - expected).abs().max() / expected.max()).item(),
    "gradientError": ((points.grad - slope).norm() / slope.norm()).item(),
    "peakMiB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
}))
