import { assert, assertAlmostEquals, assertEquals, assertLess, assertRejects } from "@std/assert";
import { galerkinBasis, reducedModel } from "../../core/diffusion/basis/mod.ts";
import type { EncodedProtocol } from "../../core/diffusion/encoding/mod.ts";
import { reducedSignal } from "../../core/diffusion/reduced/mod.ts";
import type { Tissue } from "../../core/diffusion/tissue/mod.ts";
import {
  box,
  concentricCylinders,
  cylinder,
  sphere,
  stackedPlates,
  type TetMesh,
  tetMesh,
} from "../../core/mesh/mod.ts";
import { bend } from "../../core/mesh/deform/mod.ts";
import {
  atGap,
  denseSolver,
  lanczosSolver,
  type SpectralBasis,
  spectralShift,
} from "../../core/spectral/mod.ts";
import { pulsePair, wavePair } from "../../testing/encodings.ts";
import { gpuTest } from "../../testing/gpu_test.ts";
import { gram, sparseTimes } from "../../testing/p1_system.ts";
import { withoutPadding } from "../block.ts";
import { GpuError } from "../gpu_error.ts";
import { type GpuModes, gpuModes, lowestModes } from "./mod.ts";
import { type AssembledTissue, assembledTissue } from "./testing.ts";

/** Modes wanted, and room for the processor's guards. */
const MODES = 20, COLUMNS = 40;

const water: Tissue = { diffusivity: 2 };

function bentAxon(): TetMesh {
  const straight = cylinder({ radius: 0.8, height: 9, edgeLength: 0.5 });
  return tetMesh({ points: bend(straight.points, 0.12), tets: straight.tets });
}

interface Case {
  readonly mesh: () => TetMesh;
  readonly tissue: Tissue;
}

const cases: Record<string, Case> = {
  "a ball, whose modes are degenerate": {
    mesh: () => sphere({ radius: 2, edgeLength: 0.52 }),
    tissue: water,
  },
  "a bent axon": { mesh: bentAxon, tissue: water },
  "a cylinder with a permeable sheath": {
    mesh: () => concentricCylinders({ radii: [0.8, 1.2], height: 2.5, edgeLength: 0.45 }),
    tissue: {
      compartments: [{ diffusivity: 2 }, { diffusivity: 1 }],
      interfaces: [{ between: [0, 1], permeability: 1e-3 }],
    },
  },
  "a ball that relaxes, also at its wall": {
    mesh: () => sphere({ radius: 2, edgeLength: 0.52 }),
    tissue: { compartments: [{ diffusivity: 2, T2: 40 }], wallRelaxivity: 0.02 },
  },
  "a box of strongly anisotropic diffusion": {
    mesh: () => box({ size: [4, 2.5, 2], edgeLength: 0.45 }),
    tissue: { diffusivity: [[2, 0, 0], [0, 0.05, 0], [0, 0, 0.05]] },
  },
};

/** The modes in double precision, past a gap. */
function exactModes({ core }: AssembledTissue): SpectralBasis {
  const shift = spectralShift(core), all = lanczosSolver(core, MODES, shift)();
  return all.lowest(atGap(all.eigenvalues, all.next, MODES));
}

/** Eigenvalues to 1e-6 of themselves, a zero mode to 1e-9 of the highest. */
function checkEigenvalues(found: Float64Array, exact: Float64Array): void {
  const highest = exact[exact.length - 1];
  assertEquals(found.length, exact.length);
  found.forEach((value, j) =>
    assertAlmostEquals(value, exact[j], Math.max(1e-6 * exact[j], 1e-9 * highest))
  );
}

/** The largest sine of the angles between two spans, both M-orthonormal. */
function largestSine({ core }: AssembledTissue, a: Float64Array, b: Float64Array, n: number) {
  const { nodes, matrices: { mass } } = core;
  const overlap = gram(nodes, sparseTimes(core, mass, a), b);
  const outside = b.map((value, e) => {
    const row = Math.floor(e / n), j = e % n;
    for (let i = 0; i < n; i++) value -= a[row * n + i] * overlap[i * n + j];
    return value;
  });
  const squares = gram(nodes, outside, sparseTimes(core, mass, outside));
  // The trace bounds the square of the largest.
  return Math.sqrt(
    Array.from({ length: n }, (_, j) => squares[j * (n + 1)]).reduce((s, x) => s + x),
  );
}

/** Signals of two sequences at several b-values over that without gradient. */
function signals(
  tissue: AssembledTissue,
  modes: Pick<GpuModes, "modes" | "eigenvalues" | "vectors">,
) {
  const none = () => new Float64Array(0);
  const basis = galerkinBasis(tissue.core, { ...modes, shift: 1, respond: none }, 0);
  const model = reducedModel(tissue.core, basis, tissue.points);
  const amplitudes = Float64Array.of(0, 0.05, 0.15, 0.4);
  const protocol: EncodedProtocol = {
    shape: [2, 1, amplitudes.length],
    encodings: [pulsePair(5, 20, [0.6, 0, 0.8]), wavePair("cosine", 2, 10, 5, [0, 1, 0])],
    amplitudes: [amplitudes, amplitudes],
  };
  const { real, imag } = reducedSignal(model, protocol);
  return { real: real.map((x) => x / real[0]), imag: imag.map((x) => x / real[0]) };
}

for (const [name, { mesh, tissue }] of Object.entries(cases)) {
  gpuTest(`gpuModes() finds the modes of ${name}`, async (gpu) => {
    using system = assembledTissue(gpu, mesh(), tissue, COLUMNS);
    const exact = exactModes(system), n = exact.modes, { nodes, matrices } = system.core;
    const before = gpu.counters.readBacks;
    using found = await gpuModes(gpu, system.core, system.space, n);
    assertEquals(found.computedOn, "gpu");
    assertEquals(gpu.counters.readBacks - before, found.work.readBacks);
    assertLess(found.work.readBacks, 7);
    checkEigenvalues(found.eigenvalues, exact.eigenvalues);
    assertAlmostEquals(found.next, exact.next, 1e-6 * exact.next);
    assertEquals(found.guards?.eigenvalues[0], found.next);
    const highest = exact.eigenvalues[n - 1];
    found.residuals.forEach((residual) => assertLess(residual, 3e-4 * highest));
    // PᵀMP = I in double precision; the block holds the same in single.
    const orthonormal = gram(
      nodes,
      found.vectors,
      sparseTimes(system.core, matrices.mass, found.vectors),
    );
    orthonormal.forEach((value, e) => assertAlmostEquals(value, e % (n + 1) ? 0 : 1, 1e-12));
    const [data] = await gpu.read(found.block.array);
    assertEquals(withoutPadding(found.block, data), found.vectors.map(Math.fround));
    assertLess(largestSine(system, exact.vectors, found.vectors, n), 2e-4);
    const expected = signals(system, exact), actual = signals(system, found);
    expected.real.forEach((value, i) => {
      assertAlmostEquals(actual.real[i], value, 1e-6);
      assertAlmostEquals(actual.imag[i], expected.imag[i], 1e-6);
    });
  });
}

gpuTest("more nearly equal modes than a block has columns are all found", async (gpu) => {
  // Twenty plates between which little permeates: as many modes near zero, in blocks of sixteen columns.
  const plates = 20;
  const mesh = stackedPlates({
    thicknesses: Array.from({ length: plates }, (_, i) => 0.8 + 0.01 * i),
    width: [0.8, 0.8],
    edgeLength: 0.6,
    elementsAcross: 3,
  });
  const interfaces = Array.from({ length: plates - 1 }, (_, i) => {
    return { between: [i, i + 1] as const, permeability: 1e-5 };
  });
  const tissue = { compartments: [{ diffusivity: 2 }], interfaces };
  using system = assembledTissue(gpu, mesh, tissue, plates + 12);
  const n = plates, exact = denseSolver(system.core, n, spectralShift(system.core))();
  assertLess(exact.eigenvalues[n - 1], 1e-4 * exact.next);
  using found = await gpuModes(gpu, system.core, system.space, n, { computeOn: "gpu" });
  found.eigenvalues.forEach((value, j) =>
    assertAlmostEquals(value, exact.eigenvalues[j], Math.max(1e-6 * value, 1e-12 * exact.next))
  );
});

gpuTest(
  "modes that end within a cluster, as their guards do, are found all the same",
  async (gpu) => {
    // Nine modes of the ball lie at 18 to 26.
    using system = assembledTissue(gpu, sphere({ radius: 2, edgeLength: 0.52 }), water, COLUMNS);
    const exact = lanczosSolver(system.core, MODES, spectralShift(system.core))();
    using found = await gpuModes(gpu, system.core, system.space, MODES, { guards: 2 });
    assertEquals(found.guards?.block.columns, 2);
    assertLess(found.guards!.eigenvalues[1] - found.eigenvalues[17], 0.05 * found.next);
    checkEigenvalues(found.eigenvalues, exact.eigenvalues);
  },
);

gpuTest("gpuModes() gives the same numbers every time", async (gpu) => {
  using system = assembledTissue(gpu, bentAxon(), water, COLUMNS);
  using first = await gpuModes(gpu, system.core, system.space, MODES);
  using second = await gpuModes(gpu, system.core, system.space, MODES);
  assertEquals(first.eigenvalues, second.eigenvalues);
  assertEquals(first.vectors, second.vectors);
});

gpuTest(
  "gpuModes() goes on from modes of the mesh before it moved, of other numbers too",
  async (gpu) => {
    using system = assembledTissue(gpu, bentAxon(), water, COLUMNS);
    using start = await gpuModes(gpu, system.core, system.space, MODES);
    const { points } = system;
    system.moveTo(points.map((x, i) => x + 0.05 * Math.sin(points[i - i % 3 + 2] + i % 3)));
    const exact = lanczosSolver(system.core, MODES + 8, spectralShift(system.core))();
    using cold = await gpuModes(gpu, system.core, system.space, MODES);
    using warm = await gpuModes(gpu, system.core, system.space, MODES, { start });
    checkEigenvalues(warm.eigenvalues, exact.eigenvalues.subarray(0, MODES));
    assertLess(warm.work.readBacks, cold.work.readBacks);
    assertLess(warm.work.columnProducts, 0.8 * cold.work.columnProducts);
    using more = await gpuModes(gpu, system.core, system.space, MODES + 8, { start });
    checkEigenvalues(more.eigenvalues, exact.eigenvalues);
  },
);

gpuTest("gpuModes() starts anew where former modes lead nowhere", async (gpu) => {
  using system = assembledTissue(gpu, bentAxon(), water, COLUMNS);
  using right = await gpuModes(gpu, system.core, system.space, MODES);
  using zeros = gpu.zeros("nothing", right.block.array.length);
  const start = { ...right, block: { ...right.block, array: zeros } };
  using found = await gpuModes(gpu, system.core, system.space, MODES, { start });
  checkEigenvalues(found.eigenvalues, right.eigenvalues);
});

gpuTest("gpuModes() does not go on from modes of another mesh", async (gpu) => {
  using system = assembledTissue(gpu, bentAxon(), water, COLUMNS);
  using other = assembledTissue(gpu, sphere({ radius: 2, edgeLength: 0.8 }), water, COLUMNS);
  using start = await gpuModes(gpu, other.core, other.space, 10);
  await assertRejects(
    () => gpuModes(gpu, system.core, system.space, MODES, { start }),
    RangeError,
    `Cannot go on from modes of ${other.core.nodes} nodes on a mesh of ${system.core.nodes}`,
  );
});

gpuTest("lowestModes() keeps the lowest and makes guards of the others", async (gpu) => {
  using system = assembledTissue(gpu, bentAxon(), water, COLUMNS);
  using all = await gpuModes(gpu, system.core, system.space, MODES);
  using few = lowestModes(gpu, all, 7);
  assertEquals(few.modes, 7);
  assertEquals(few.eigenvalues, all.eigenvalues.slice(0, 7));
  assertEquals(few.residuals, all.residuals.slice(0, 7));
  assertEquals(few.next, all.eigenvalues[7]);
  const guards = few.guards!, before = all.guards!;
  assertEquals([...guards.eigenvalues], [...all.eigenvalues.slice(7), ...before.eigenvalues]);
  const arrays = [few.block, guards.block, all.block, before.block];
  const data = await gpu.read(...arrays.map(({ array }) => array));
  const [block, above, whole, last] = arrays.map((array, k) => withoutPadding(array, data[k]));
  for (let row = 0; row < system.core.nodes; row++) {
    const expected = [
      ...whole.subarray(row * MODES, (row + 1) * MODES),
      ...last.subarray(row * before.block.columns, (row + 1) * before.block.columns),
    ];
    assertEquals(
      [...few.vectors.subarray(row * 7, row * 7 + 7)].map(Math.fround),
      expected.slice(0, 7),
    );
    assertEquals([...block.subarray(row * 7, row * 7 + 7)], expected.slice(0, 7));
    const width = guards.block.columns;
    assertEquals([...above.subarray(row * width, (row + 1) * width)], expected.slice(7));
  }
  using same = lowestModes(gpu, all, MODES);
  assertEquals(same.next, all.next);
  assertEquals(same.guards?.eigenvalues, before.eigenvalues);
});

gpuTest("modes of a small mesh are computed on the processor, and say so", async (gpu) => {
  using system = assembledTissue(gpu, sphere({ radius: 2, edgeLength: 0.8 }), water, 24);
  using found = await gpuModes(gpu, system.core, system.space, MODES);
  assertEquals(found.computedOn, "cpu");
  assertEquals(found.work, { columnProducts: 0, cycles: 0, readBacks: 0 });
  const exact = lanczosSolver(system.core, 24, spectralShift(system.core))();
  checkEigenvalues(found.eigenvalues, exact.eigenvalues.subarray(0, MODES));
  // No more guards than the space has room for.
  assertEquals(found.guards?.block.columns, 4);
  assertAlmostEquals(found.next, exact.eigenvalues[MODES], 1e-9 * found.next);
});

gpuTest("gpuModes() says so if single precision does not do", async (gpu) => {
  using system = assembledTissue(gpu, bentAxon(), water, COLUMNS);
  // Matrices that are not those of the space in double precision: nothing converges to its modes.
  gpu.clear(system.space.matrices.mass);
  const error = await assertRejects(
    () => gpuModes(gpu, system.core, system.space, MODES),
    GpuError,
  );
  assertEquals(error.failure, "precision");
  assert(!error.message.endsWith("."));
});
