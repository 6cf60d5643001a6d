import { assertAlmostEquals, assertEquals, assertLess, assertThrows } from "@std/assert";
import fc from "fast-check";
import { InputError } from "../../input_error.ts";
import { box, cylinder, sphere, type TetMesh, tetMesh } from "../../mesh/mod.ts";
import { matrixFormalism } from "../matrix_formalism/mod.ts";
import { gradientWaveform, pgse, protocol } from "../protocol/mod.ts";
import {
  adcTensors,
  freeDiffusion,
  gaussianApproximation,
  homogenisedAdc,
  shortTimeAdc,
} from "./mod.ts";

const cell = cylinder({ radius: 2, height: 4, edgeLength: 1.2 });
const sequences = [
  { type: "PGSE", delta: 4, Delta: 12 },
  { type: "CosOGSE", delta: 10, Delta: 14, periods: 2 },
] as const;
const measured = (directions: number[][]) => protocol({ sequences, bValues: [1000], directions });

/** R v for the turn by an angle about a unit axis (Rodrigues). */
function turn(axis: readonly number[], angle: number, v: ArrayLike<number>): number[] {
  const [x, y, z] = axis, c = Math.cos(angle), s = Math.sin(angle);
  const along = (x * v[0] + y * v[1] + z * v[2]) * (1 - c);
  const across = [y * v[2] - z * v[1], z * v[0] - x * v[2], x * v[1] - y * v[0]];
  return [0, 1, 2].map((k) => c * v[k] + s * across[k] + along * axis[k]);
}

/** The mesh with its points moved one by one. */
function moved(mesh: TetMesh, move: (point: Float64Array) => number[]) {
  const data = new Float64Array(mesh.points.data.length);
  for (let i = 0; i < data.length; i += 3) data.set(move(mesh.points.data.subarray(i, i + 3)), i);
  return { shape: mesh.points.shape, data };
}

const angle = fc.double({ min: 0, max: 6, noNaN: true });

Deno.test("apparent diffusivities do not change when tissue and directions turn and move together", () => {
  fc.assert(
    fc.property(
      angle,
      angle,
      angle,
      fc.double({ min: -50, max: 50, noNaN: true }),
      (theta, phi, by, shift) => {
        const axis = [
          Math.sin(theta) * Math.cos(phi),
          Math.sin(theta) * Math.sin(phi),
          Math.cos(theta),
        ];
        const directions = [[1, 0, 0], [1, 2, 3]];
        const turned = directions.map((d) => turn(axis, by, d));
        const points = moved(cell, (p) => turn(axis, by, p).map((x) => x + shift));
        // The short-time kernel is a difference of powers 7/2 of the times, which loses a digit more at points 50 µm away.
        for (const [make, error] of [[homogenisedAdc, 1e-11], [shortTimeAdc, 1e-10]] as const) {
          const before = make(cell, { diffusivity: 2 }, measured(directions))().data;
          const after = make(cell, { diffusivity: 2 }, measured(turned))(points).data;
          before.forEach((x, i) => assertAlmostEquals(after[i], x, error));
        }
      },
    ),
    { numRuns: 8 },
  );
});

Deno.test("a tensor stretches space: D along z times 4 is a cell half as high", () => {
  const half = moved(cell, ([x, y, z]) => [x, y, z / 2]), along = measured([[0, 0, 1], [1, 1, 0]]);
  const stretched = { diffusivity: [[2, 0, 0], [0, 2, 0], [0, 0, 8]] };
  for (const make of [homogenisedAdc, shortTimeAdc]) {
    const one = make(cell, stretched, along)().data;
    const other = make(cell, { diffusivity: 2 }, along)(half).data;
    // Lengths along z, and with them D_zz, are in the stretched unit.
    one.forEach((x, i) => assertAlmostEquals(x, other[i] * (i % 2 === 0 ? 4 : 1), 1e-11));
  }
});

Deno.test("two cells of one compartment have the volume-weighted mean of their ADCs", () => {
  const a = sphere({ radius: 2, edgeLength: 1.2 }), b = sphere({ radius: 4, edgeLength: 2 });
  const far = moved(b, ([x, y, z]) => [x + 20, y, z]), count = a.points.shape[0];
  const both = tetMesh({
    points: Float64Array.of(...a.points.data, ...far.data),
    tets: Int32Array.of(...a.tets, ...b.tets.map((node) => node + count)),
  });
  const along = measured([[1, 0, 0]]), tissue = { diffusivity: 2 };
  const free = (mesh: TetMesh) =>
    freeDiffusion(
      mesh,
      tissue,
      pgse({ delta: 1, Delta: 2, bValues: [0], directions: [[1, 0, 0]] }),
    )().real.data[0];
  const [va, vb] = [free(a), free(b)];
  const [da, db, dab] = [a, b, both].map((mesh) => homogenisedAdc(mesh, tissue, along)().data);
  dab.forEach((d, s) => assertAlmostEquals(d, (va * da[s] + vb * db[s]) / (va + vb), 1e-12));
});

Deno.test("homogenised and short-time ADCs agree where diffusion is short", () => {
  const wide = box({ size: [20, 20, 20], edgeLength: 1.6 });
  const error = (time: number) => {
    const short = pgse({ delta: time, Delta: 2 * time, bValues: [100], directions: [[0, 0, 1]] });
    const [h] = homogenisedAdc(wide, { diffusivity: 1 }, short)().data;
    const [s] = shortTimeAdc(wide, { diffusivity: 1 }, short)().data;
    assertLess(h, 1);
    return Math.abs(h - s);
  };
  // The walls are flat: what is left is the mesh's.
  assertLess(error(4), 2e-3);
});

Deno.test("the Gaussian approximation is e^{−bADC} of the homogenised ADC", () => {
  const directions = [[1, 0, 0], [0, 1, 1]], tissue = { diffusivity: 2, T2: 70 };
  const along = protocol({ sequences, bValues: [0, 500, 3000], directions });
  const signal = gaussianApproximation(cell, tissue, along)().real.data;
  const adc = homogenisedAdc(cell, tissue, along)().data;
  signal.forEach((S, i) => {
    const e = Math.floor(i / 3), b = [0, 0.5, 3][i % 3];
    assertAlmostEquals(S / signal[3 * e], Math.exp(-b * adc[e]), 1e-12);
  });
});

Deno.test("the homogenised ADC is the limit of −ln(S/S0)/b of the matrix formalism with all modes", () => {
  const tissue = { diffusivity: 2 }, directions = [[1, 0, 0], [1, 2, 3]];
  const along = protocol({ sequences, bValues: [20, 40], directions });
  const signal = matrixFormalism(cell, tissue, along, { modes: cell.points.shape[0] })().real.data;
  const [S0] =
    freeDiffusion(cell, tissue, protocol({ sequences, bValues: [0], directions }))().real.data;
  homogenisedAdc(cell, tissue, along)().data.forEach((adc, e) => {
    const error = [0, 1].map((k) => -Math.log(signal[2 * e + k] / S0) / [0.02, 0.04][k] - adc);
    assertLess(Math.abs(error[0]), 0.01 * adc);
    // Extrapolated to b = 0 the term linear in b is gone.
    assertAlmostEquals((2 * error[0] - error[1]) / adc, 0, 1e-4);
  });
});

Deno.test("free diffusion under a waveform that turns in space is e^{−B:D}", () => {
  // A quarter turn in eight steps there, and the same back: q refocuses on each axis.
  const there = Array.from(
    { length: 8 },
    (_, k) => [30 * Math.cos(k / 5), 30 * Math.sin(k / 5), 10],
  );
  const waveform = gradientWaveform({
    dt: 2,
    gradient: [...there, ...there.map((g) => g.map((x) => -x))],
  });
  const D = [[2, 0.3, 0], [0.3, 1, -0.2], [0, -0.2, 0.5]];
  const unit = box({ size: [1, 1, 1], edgeLength: 1 });
  const [S] = freeDiffusion(unit, { diffusivity: D }, waveform)().real.data;
  // F grows linearly within a step: ∫F_iF_j by Simpson's rule is exact.
  const gamma = 2.67522187e-4, steps = [...there, ...there.map((g) => g.map((x) => -x))];
  let F = [0, 0, 0], exponent = 0;
  for (const g of steps) {
    const at = (t: number) => F.map((x, k) => x + gamma * g[k] * t);
    const form = (f: number[]) =>
      f.reduce((sum, x, i) => sum + f.reduce((s, y, j) => s + x * D[i][j] * y, 0), 0);
    exponent += 2 / 6 * (form(at(0)) + 4 * form(at(1)) + form(at(2)));
    F = at(2);
  }
  assertAlmostEquals(S / Math.exp(-exponent), 1, 1e-12);
});

Deno.test("the models say what is wrong", () => {
  const along = measured([[1, 0, 0]]), tissue = { diffusivity: 2 };
  const fails = (f: () => unknown, message: string) => assertThrows(f, InputError, message);
  fails(
    () => adcTensors(cell, tissue, along, { modes: 1 }),
    "'modes' is 1 but must be an integer of at least 2",
  );
  const turning = gradientWaveform({
    dt: 5,
    gradient: [[20, 0, 0], [0, 20, 0], [-20, 0, 0], [0, -20, 0]],
  });
  fails(
    () => adcTensors(cell, tissue, turning)(),
    "The gradient of sequence 0 turns away from one axis",
  );
  assertEquals(homogenisedAdc(cell, tissue, turning)().shape, [1, 1, 1]);
  const open = gradientWaveform({ dt: 5, gradient: [[20, 0, 0], [0, 0, 0]] });
  fails(() => shortTimeAdc(cell, tissue, open)(), "Waveform 0 does not refocus");
  const none = gradientWaveform({ dt: 5, gradient: [[0, 0, 0], [0, 0, 0]] });
  fails(() => homogenisedAdc(cell, tissue, none)(), "Waveform 0 has no gradient");
  fails(() => adcTensors(cell, tissue, none)(), "Sequence 0 has no gradient");
});
