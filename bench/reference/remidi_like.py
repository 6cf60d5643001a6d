"""Value and gradient of a matrix-formalism loss the straightforward way, in PyTorch.

Dense P1 assembly, dense generalised eigenproblem, torch.matrix_exp of every (b, sequence, direction), autograd to the
points. The case is a JSON file with points, tets, qvalues [b][sequence], directions, sequences, neig, S and loss.
By default in float64 on one thread, the directions of one (b, sequence) at a time; with --device cuda --dtype float32
--batched as one would run it on a graphics processor.
Prints {"value", "gradient" (seconds, medians; value included), "loss", "gradientNorm", "signalError", "gradientError",
"peakMiB", "device"}.
"""
import argparse
import json
import resource
import statistics
import time

import torch

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("case")
parser.add_argument("--device", default="cpu")
parser.add_argument("--dtype", choices=["float32", "float64"], default="float64")
parser.add_argument("--batched", action="store_true", help="all matrix exponentials in one call")
parser.add_argument("--repeats", type=int, default=1, help="timed runs, after a warm-up where more than one")
args = parser.parse_args()

torch.set_num_threads(1)
real = getattr(torch, args.dtype)
on_gpu = args.device.startswith("cuda")
if on_gpu:
    torch.set_default_tensor_type({torch.float32: torch.cuda.FloatTensor, torch.float64: torch.cuda.DoubleTensor}[real])
else:
    torch.set_default_dtype(real)
with open(args.case) as file:
    case = json.load(file)
tets = torch.tensor(case["tets"])
q, directions = (torch.tensor(case[key], dtype=real) for key in ("qvalues", "directions"))
rotation = torch.tensor(case["rotation_matrix"], dtype=real)
reference = torch.tensor(case["Sref_real"], dtype=real)
target = 100 * reference / reference[:1, :, :1]
kinds = torch.tensor([[[len({a, b, c}) for c in range(4)] for b in range(4)] for a in range(4)])
weights = torch.tensor([1 / 20, 1 / 60, 1 / 120])[kinds - 1]
delta, wait = (
    torch.tensor([of(sequence) for sequence in case["sequences"]], dtype=real)
    for of in (lambda s: s["delta"], lambda s: s["Delta"] - s["delta"])
)


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


def reduced(points):
    stiffness, mass, moments = assemble(points)
    factor = torch.linalg.cholesky(mass)
    half = torch.linalg.solve_triangular(factor, stiffness, upper=False)
    standard = torch.linalg.solve_triangular(factor, half.T, upper=False)
    values, vectors = torch.linalg.eigh((standard + standard.T) / 2)
    modes = torch.linalg.solve_triangular(factor.T, vectors[:, : case["neig"]], upper=True)
    w = torch.stack([modes.T @ moment @ modes for moment in moments])
    return values[: case["neig"]], w, modes.T @ mass.sum(1)


def echo(decay, along, start, strength, sequence):
    """Signals for W·d of some states [states, n, n], q [states] and the index of the sequence [states]."""
    start = start + 0j
    a = torch.diag(decay) + 1j * strength[:, None, None] * along
    pulse = torch.matrix_exp(-delta[sequence][:, None, None] * a)
    middle = torch.exp(-wait[sequence][:, None] * decay)
    state = pulse.conj().transpose(1, 2) @ (middle * (pulse @ start))[:, :, None]
    return (state[:, :, 0] @ start).real


def signal(points):
    decay, w, start = reduced(points)
    along = torch.einsum("dk,kij->dij", directions, w)
    shape = (len(q), len(case["sequences"]), len(directions))
    b, s, d = torch.meshgrid(*map(torch.arange, shape), indexing="ij")
    whole = b.numel() if args.batched else len(directions)
    parts = zip(*(index.reshape(-1).split(whole) for index in (b, s, d)))
    out = [echo(decay, along[d], start, q[b, s], s) for b, s, d in parts]
    return torch.cat(out).reshape(shape)


def clock():
    if on_gpu:
        torch.cuda.synchronize()
    return time.perf_counter()


points = torch.tensor(case["points"], dtype=real, requires_grad=True)
values, gradients = [], []
for _ in range(args.repeats + (args.repeats > 1)):
    points.grad = None
    begin = clock()
    simulated = signal(points @ rotation.T)
    loss = 250 * ((100 * simulated.abs() / simulated[:1, :, :1].abs() - target) ** 2).mean()
    values.append(clock() - begin)
    loss.backward()
    gradients.append(clock() - begin)
expected, slope = (torch.tensor(case[key], dtype=real) for key in ("S_real", "dloss_dpoints"))
print(json.dumps({
    "value": statistics.median(values[-args.repeats:]),
    "gradient": statistics.median(gradients[-args.repeats:]),
    "loss": loss.item(), "gradientNorm": points.grad.norm().item(),
    "signalError": ((simulated - expected).abs().max() / expected.max()).item(),
    "gradientError": ((points.grad - slope).norm() / slope.norm()).item(),
    "peakMiB": torch.cuda.max_memory_allocated() / 2**20 if on_gpu
    else resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    "device": torch.cuda.get_device_name() if on_gpu else "cpu",
}))
