import { assert, assertGreater, assertGreaterOrEqual, assertLessOrEqual } from "@std/assert";
import type { Tensor } from "../core/autodiff/mod.ts";
import {
  matrixFormalism,
  type Protocol,
  protocol as protocolOf,
  type SignalInputs,
  simulateSignal,
  timeStepping,
  type Tissue,
} from "../core/diffusion/mod.ts";
import { concentricSpheres, sphere, type TetMesh } from "../core/mesh/mod.ts";
import { allInputs } from "../testing/all_inputs.ts";
import {
  type Differentiated,
  differentiated,
  eigenvaluesApart,
  gradientsApart,
  signalApart,
  type Simulate,
  SMALL_CASES,
} from "../testing/gpu_agreement.ts";
import { gpuTest } from "../testing/gpu_test.ts";
import { backendOn } from "./backend.ts";
import { findsModesOnCpu } from "./eigen/mod.ts";

// The whole table: deno run -A bench/gpu/accuracy.ts

/** A mesh that nothing maps to itself. */
function distorted(mesh: TetMesh): TetMesh {
  const { shape, data } = mesh.points;
  const moved = data.map((x, i) => x * (1 + 0.03 * Math.sin(data[i - i % 3] + i % 3)));
  return { ...mesh, points: { shape, data: moved } };
}

const cell: Tissue = {
  compartments: [
    { diffusivity: [[2, 0.1, 0], [0.1, 1.8, 0.2], [0, 0.2, 1.5]], T2: 30, T1: 300 },
    { diffusivity: 1.2, T2: 80, T1: 700, spinDensity: 0.7 },
  ],
  interfaces: [{ between: [0, 1], permeability: 0.05 }],
  wallRelaxivity: 0.01,
};

const measured: Protocol = protocolOf({
  sequences: [
    { type: "PGSE", delta: 5, Delta: 15 },
    { type: "StimulatedEcho", delta: 3, Delta: 30, mixingTime: 20 },
  ],
  bValues: [100, 3000],
  directions: [[1, 0, 0], [1, 2, 3]],
});

function assertAgreement(gpu: Differentiated, cpu: Differentiated, spins: number): void {
  assertLessOrEqual(signalApart(gpu.signal, cpu.signal, spins), SMALL_CASES.signal);
  const gradients = Object.entries(gradientsApart(gpu.gradient, cpu.gradient));
  for (const [name, { distance, cosine }] of gradients) {
    assertLessOrEqual(distance, SMALL_CASES.distance, name);
    assertGreaterOrEqual(cosine, SMALL_CASES.cosine, name);
  }
}

gpuTest("value and gradient by everything agree with the processor's", async (gpu) => {
  const mesh = distorted(concentricSpheres({ radii: [2, 3.5], edgeLength: 1.3 }));
  const variables = { points: mesh.points, inputs: allInputs(mesh, cell, measured) };
  const backend = backendOn(gpu), size = { modes: 12, corrected: 5 };
  const { spins } = simulateSignal(mesh, cell, measured, size);
  const cpu = await differentiated(matrixFormalism(mesh, cell, measured, size), variables);
  const vanishing = Object.entries(cpu.gradient).filter(([, g]) => g.every((x) => x === 0));
  assert(vanishing.length === 0, `Nothing is shown by ${vanishing.map(([name]) => name)}`);
  assertGreater(Object.keys(cpu.gradient).length, 9);
  using simulate = matrixFormalism(mesh, cell, measured, { ...size, backend });
  assertAgreement(await differentiated(simulate, variables), cpu, spins);

  const step = 1;
  const stepped = await differentiated(timeStepping(mesh, cell, measured, { step }), variables);
  using steppedOnGpu = timeStepping(mesh, cell, measured, { step, backend });
  assertAgreement(await differentiated(steppedOnGpu, variables), stepped, spins);
});

gpuTest("modes found on the device give the processor's signal and gradient", async (gpu) => {
  const mesh = distorted(sphere({ radius: 4, edgeLength: 0.95 })), tissue = { diffusivity: 2 };
  const size = { modes: 14 }, protocol = measured, options = { ...size, backend: backendOn(gpu) };
  assert(!findsModesOnCpu(mesh.points.shape[0], size.modes), "the mesh is too small for this test");
  const inputs: SignalInputs = { diffusivity: 2 }, variables = { points: mesh.points, inputs };
  const exact = simulateSignal(mesh, tissue, protocol, size);
  const found = await simulateSignal(mesh, tissue, protocol, options);
  assertLessOrEqual(
    eigenvaluesApart(found.eigenvalues, exact.eigenvalues),
    SMALL_CASES.eigenvalues,
  );
  const onCpu: Simulate = matrixFormalism(mesh, tissue, protocol, size);
  const cpu = await differentiated(onCpu, variables);
  using simulate = matrixFormalism(mesh, tissue, protocol, options);
  const onGpu = (points: Tensor, own: SignalInputs) => simulate(points, own);
  assertAgreement(await differentiated(onGpu, variables), cpu, exact.spins);
});
