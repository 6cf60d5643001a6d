import { assertAlmostEquals, assertEquals, assertLess } from "@std/assert";
import { randomModel, randomSymmetric } from "../../../testing/random_model.ts";
import { randomSource } from "../../../wasm/testing.ts";
import { denseGeneralisedEigen, denseProduct } from "../../linalg/dense/mod.ts";
import { pgse, type PgseProtocol } from "../protocol/mod.ts";
import {
  type PerAxis,
  type ReducedCotangent,
  reducedCotangent,
  type ReducedModel,
  reducedSignal,
} from "./mod.ts";

const dot = (a: Float64Array, b: Float64Array) => a.reduce((sum, x, i) => sum + x * b[i], 0);

/** How a model is changed: dA, dB, dW_k symmetric, da. */
interface Change {
  stiffness: Float64Array;
  mass: Float64Array;
  moments: PerAxis;
  start: Float64Array;
}

function randomChange(n: number, random: () => number): Change {
  const square = () => randomSymmetric(n, random);
  return {
    stiffness: square(),
    mass: square(),
    moments: [square(), square(), square()],
    start: Float64Array.from({ length: n }, () => 2 * random() - 1),
  };
}

/** The model with A = Λ + h dA, B = 1 + h dB, … brought back to Λ and 1 by its eigenvectors. */
function changed(model: ReducedModel, change: Change, h: number): ReducedModel {
  const n = model.modes;
  const stiffness = change.stiffness.map((x, e) =>
    h * x + (e % (n + 1) ? 0 : model.eigenvalues[e / (n + 1)])
  );
  const mass = change.mass.map((x, e) => h * x + (e % (n + 1) ? 0 : 1));
  const { values, vectors } = denseGeneralisedEigen(stiffness, mass, n);
  const moment = (k: number) => {
    const w = model.moments[k].map((x, e) => x + h * change.moments[k][e]);
    const right = denseProduct(w, vectors, n, n, n);
    return denseProduct(vectors, right, n, n, n, { transA: true });
  };
  const start = model.start.map((a, j) => a + h * change.start[j]);
  return {
    ...model,
    eigenvalues: values,
    moments: [moment(0), moment(1), moment(2)],
    start: denseProduct(vectors, start, n, n, 1, { transA: true }),
  };
}

/** The loss Σ weights · S and its cotangents. */
function cotangentOf(model: ReducedModel, protocol: PgseProtocol, weights: Float64Array) {
  const { states } = reducedSignal(model, protocol, true);
  return reducedCotangent(model, protocol, states, weights);
}

/** The parts of dL along a change. */
function parts(cotangent: ReducedCotangent, change: Change): number[] {
  return [
    dot(cotangent.stiffness, change.stiffness),
    dot(cotangent.mass, change.mass),
    ...change.moments.map((w, k) => dot(cotangent.moments[k], w)),
    dot(cotangent.start, change.start),
  ];
}

const directions = [[1, 0, 0], [0.6, 0, -0.8], [1, 1, 1]];
const box = [[-1, 2], [0, 1.5], [-1, 1]] as const;
const rising = (n: number, largest: number) =>
  Array.from({ length: n }, (_, j) => n > 1 ? largest * (j / (n - 1)) ** 1.5 : 0);

/** A random model that starts in its slowest mode, as a cell does. */
function cellModel(eigenvalues: number[], seed: number): ReducedModel {
  const start = Float64Array.from(eigenvalues, (_, j) => j === 0 ? 1.3 : 0);
  return { ...randomModel(eigenvalues, box, seed), start };
}

interface Case {
  readonly eigenvalues: number[];
  readonly protocol: PgseProtocol;
  /** Step of the differences, 2e-3 by default. */
  readonly step?: number;
  /** Relative error of the cotangents, 1e-13 by default: that of the quadrature over a pulse with boundary layers. */
  readonly error?: number;
}

const cases: Record<string, Case> = {
  "several sequences and amplitudes": {
    eigenvalues: rising(9, 6),
    protocol: pgse({ delta: [2, 2, 1], Delta: [3, 5, 1], qValues: [0, 0.4, 1.1], directions }),
  },
  "equal eigenvalues, zero among them": {
    eigenvalues: [0, 0, 0.7, 0.7, 0.7, 2, 2, 5],
    protocol: pgse({ delta: 2, Delta: 4, qValues: [0.3, 0.9], directions }),
  },
  "no pause": {
    eigenvalues: rising(7, 4),
    protocol: pgse({ delta: [3, 1], Delta: [3, 1], qValues: [0.2, 0.8], directions }),
  },
  "interpolated amplitudes": {
    eigenvalues: rising(6, 3),
    protocol: pgse({
      delta: 2,
      Delta: [3, 6],
      qValues: Array.from({ length: 40 }, (_, i) => i / 40),
      directions,
    }),
  },
  "several steps": {
    eigenvalues: rising(8, 0.5),
    protocol: pgse({ delta: 6, Delta: 8, qValues: [0.5, 3], directions }),
    step: 5e-4,
  },
  "a long pulse": {
    eigenvalues: rising(6, 20),
    protocol: pgse({ delta: 30, Delta: 50, qValues: [0, 0.05, 0.2], directions }),
    error: 2e-7,
  },
  "reversed gradients": {
    eigenvalues: rising(6, 3),
    protocol: pgse({ delta: 2, Delta: 4, qValues: [-1.2, 0.4], directions }),
  },
  "one mode": {
    eigenvalues: [0],
    protocol: pgse({ delta: 2, Delta: 4, qValues: [0, 0.7], directions }),
  },
};

for (const [name, { eigenvalues, protocol, step = 2e-3, error = 1e-13 }] of Object.entries(cases)) {
  const model = cellModel(eigenvalues, 7), n = model.modes;
  const random = randomSource(n);
  const weights = Float64Array.from({ length: 3 * protocol.q.length }, () => 2 * random() - 1);
  const cotangent = cotangentOf(model, protocol, weights);

  Deno.test(`reducedCotangent equals differences in Λ, B, W and a: ${name}`, () => {
    const all = randomChange(n, random), none = randomChange(n, () => 0.5);
    const size = parts(cotangent, all).reduce((sum, x) => sum + Math.abs(x), 0);
    for (const only of ["stiffness", "mass", "moments", "start"] as const) {
      const change = { ...none, [only]: all[only] };
      const loss = (h: number) =>
        dot(reducedSignal(changed(model, change, h), protocol, false).signal, weights);
      const slope = (45 * (loss(step) - loss(-step)) - 9 * (loss(2 * step) - loss(-2 * step)) +
        loss(3 * step) - loss(-3 * step)) / (60 * step);
      const claimed = parts(cotangent, change).reduce((sum, x) => sum + x, 0);
      assertLess(Math.abs(slope - claimed) / size, 1e-11 + error);
    }
  });

  Deno.test(`reducedCotangent does not know how the basis is turned: ${name}`, () => {
    // dL = 0 for dA = XᵀΛ + ΛX, dB = Xᵀ + X, dW = XᵀW + WX, da = Xᵀa with any X.
    const rest = new Float64Array(n * n);
    const products = [
      denseProduct(
        Float64Array.from({ length: n * n }, (_, e) => e % (n + 1) ? 0 : eigenvalues[e / (n + 1)]),
        cotangent.stiffness,
        n,
        n,
        n,
      ),
      cotangent.mass,
      ...model.moments.map((w, k) => denseProduct(w, cotangent.moments[k], n, n, n)),
    ];
    let size = 0;
    for (let e = 0; e < n * n; e++) {
      rest[e] = model.start[Math.floor(e / n)] * cotangent.start[e % n];
      size = Math.max(size, Math.abs(rest[e]));
      for (const product of products) {
        rest[e] += 2 * product[e];
        size = Math.max(size, Math.abs(product[e]));
      }
    }
    assertLess(rest.reduce((most, x) => Math.max(most, Math.abs(x)), 0) / size, error);
  });
}

Deno.test("reducedCotangent is symmetric, linear in the weights, and zero for none", () => {
  const { eigenvalues, protocol } = cases["several sequences and amplitudes"];
  const model = cellModel(eigenvalues, 3), n = model.modes, count = 3 * protocol.q.length;
  const weights = Float64Array.from({ length: count }, (_, i) => Math.sin(i + 1));
  const once = cotangentOf(model, protocol, weights);
  const twice = cotangentOf(model, protocol, weights.map((w) => 2 * w));
  for (const part of ["stiffness", "mass"] as const) {
    for (let e = 0; e < n * n; e++) {
      assertAlmostEquals(once[part][e], once[part][(e % n) * n + Math.floor(e / n)], 1e-14);
      assertEquals(twice[part][e], 2 * once[part][e]);
    }
  }
  const none = cotangentOf(model, protocol, new Float64Array(count));
  assertEquals(none.stiffness.every((x) => x === 0), true);
  assertEquals(none.start.every((x) => x === 0), true);
});
