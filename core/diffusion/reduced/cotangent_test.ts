import { assertAlmostEquals, assertEquals, assertLess } from "@std/assert";
import {
  constantPiece,
  encoded,
  pausePiece,
  pulsePair,
  rampPiece,
  trapezoidPair,
  wavePair,
  wavePiece,
} from "../../../testing/encodings.ts";
import { randomModel, randomSymmetric } from "../../../testing/random_model.ts";
import { randomSource } from "../../../wasm/testing.ts";
import { denseGeneralisedEigen, denseProduct } from "../../linalg/dense/mod.ts";
import type { EncodedCotangent, EncodedProtocol } from "../encoding/mod.ts";
import {
  type ComplexList,
  type PerAxis,
  type ReducedCotangent,
  reducedCotangent,
  type ReducedModel,
  reducedSignal,
} from "./mod.ts";

const dot = (a: Float64Array, b: Float64Array) => a.reduce((sum, x, i) => sum + x * b[i], 0);

/** How a model is changed: dA, dB, dW_k, dE symmetric, da and the receivers' changes. */
interface Change {
  stiffness: Float64Array;
  mass: Float64Array;
  moments: PerAxis;
  storage: Float64Array;
  start: Float64Array;
  receivers: Float64Array[];
}

function randomChange(n: number, random: () => number): Change {
  const square = () => randomSymmetric(n, random);
  const vector = () => Float64Array.from({ length: n }, () => 2 * random() - 1);
  return {
    stiffness: square(),
    mass: square(),
    moments: [square(), square(), square()],
    storage: square(),
    start: vector(),
    receivers: [vector(), vector()],
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
  const turnMatrix = (w: Float64Array, dw: Float64Array) => {
    const sum = w.map((x, e) => x + h * dw[e]);
    return denseProduct(vectors, denseProduct(sum, vectors, n, n, n), n, n, n, { transA: true });
  };
  const turnVector = (a: Float64Array, da: Float64Array) =>
    denseProduct(vectors, a.map((x, j) => x + h * da[j]), n, n, 1, { transA: true });
  const moment = (k: number) => turnMatrix(model.moments[k], change.moments[k]);
  return {
    ...model,
    eigenvalues: values,
    moments: [moment(0), moment(1), moment(2)],
    start: turnVector(model.start, change.start),
    receivers: model.receivers.map((r, k) => turnVector(r, change.receivers[k])),
    ...(model.storage && { storage: turnMatrix(model.storage, change.storage) }),
  };
}

/** The parts of dL along a change. */
function parts(cotangent: ReducedCotangent, change: Change): number[] {
  return [
    dot(cotangent.stiffness, change.stiffness),
    dot(cotangent.mass, change.mass),
    ...change.moments.map((w, k) => dot(cotangent.moments[k], w)),
    dot(cotangent.start, change.start),
    cotangent.storage ? dot(cotangent.storage, change.storage) : 0,
    ...cotangent.receivers?.map((r, k) => dot(r, change.receivers[k])) ?? [],
  ];
}

/** The slope of a function at 0, of sixth order. */
function slopeOf(f: (h: number) => number, step: number): number {
  return (45 * (f(step) - f(-step)) - 9 * (f(2 * step) - f(-2 * step)) + f(3 * step) -
    f(-3 * step)) / (60 * step);
}

const directions = [[1, 0, 0], [0.6, 0, -0.8], [0.577, 0.577, 0.577]];
const box = [[-1, 2], [0, 1.5], [-1, 1]] as const;
const rising = (n: number, largest: number) =>
  Array.from({ length: n }, (_, j) => n > 1 ? largest * (j / (n - 1)) ** 1.5 : 0);

/** A random model that starts in its slowest mode, as a cell does; its receivers share that. */
function cellModel(eigenvalues: number[], seed: number): ReducedModel {
  const start = Float64Array.from(eigenvalues, (_, j) => j === 0 ? 1.3 : 0);
  const model = randomModel(eigenvalues, box, seed), [first] = model.receivers;
  return { ...model, start, receivers: [first, start.map((x, j) => x - first[j])] };
}

interface Case {
  readonly eigenvalues: number[];
  readonly protocol: EncodedProtocol;
  /** Step of the differences, 2e-3 by default. */
  readonly step?: number;
  /** Relative error of the cotangents, 1e-13 by default: that of the quadrature over a pulse with boundary layers. */
  readonly error?: number;
  /** Whether T1 differs from T2. */
  readonly stored?: boolean;
}

const stimulated = [
  constantPiece(1.5, [0.5, 0.2, -1]),
  pausePiece(0.5),
  pausePiece(2, true),
  pausePiece(0.5),
  constantPiece(1.5, [-0.5, -0.2, 1]),
];
const cases: Record<string, Case> = {
  "several sequences and amplitudes": {
    eigenvalues: rising(9, 6),
    protocol: encoded(
      [[2, 3], [2, 5], [1, 1]].flatMap(([delta, Delta]) =>
        directions.map((d) => [pulsePair(delta, Delta, d), [0, 0.4, 1.1]] as const)
      ),
    ),
  },
  "equal eigenvalues, zero among them": {
    eigenvalues: [0, 0, 0.7, 0.7, 0.7, 2, 2, 5],
    protocol: encoded(directions.map((d) => [pulsePair(2, 4, d), [0.3, 0.9]])),
    error: 4e-13,
  },
  "interpolated amplitudes": {
    eigenvalues: rising(6, 3),
    protocol: encoded(directions.map((d) => [
      pulsePair(2, 3, d),
      Array.from({ length: 40 }, (_, i) => i / 40),
    ])),
  },
  "several steps": {
    eigenvalues: rising(8, 0.5),
    protocol: encoded(directions.map((d) => [pulsePair(6, 8, d), [0.5, 3]])),
    step: 5e-4,
  },
  "a long pulse": {
    eigenvalues: rising(6, 20),
    protocol: encoded(directions.map((d) => [pulsePair(30, 50, d), [0, 0.05, 0.2]])),
    error: 2e-7,
  },
  "reversed gradients": {
    eigenvalues: rising(6, 3),
    protocol: encoded([[pulsePair(2, 4, directions[1]), [-1.2, 0.4]]]),
  },
  "one mode": {
    eigenvalues: [0],
    protocol: encoded([[pulsePair(2, 4, directions[1]), [0, 0.7]]]),
  },
  "an even waveform and one without symmetry": {
    eigenvalues: rising(7, 4),
    protocol: encoded([
      [{ pieces: [constantPiece(1, [0, 1, 0]), pausePiece(1), constantPiece(1, [0, 1, 0])] }, [
        0.8,
      ]],
      [{ pieces: [constantPiece(1, [0, 1, 0]), constantPiece(1, [1, 0, 1]), pausePiece(2)] }, [
        0.8,
        -0.3,
      ]],
      [pulsePair(2, 3, directions[2]), [0.5]],
    ]),
  },
  "smooth waveforms": {
    eigenvalues: rising(6, 3),
    protocol: encoded([
      [wavePair("cosine", 3, 4, 1, directions[1]), [0.8]],
      [trapezoidPair(2, 4, 0.5, directions[0]), [0.8, 1.2]],
      [{ pieces: [wavePiece(3, "sine", 0.7, [0, 1, 0]), rampPiece(2, [0, 0, 1], [1, 0, 0])] }, [
        0.6,
      ]],
    ]),
  },
  "a stimulated echo with T1": {
    eigenvalues: rising(7, 4),
    protocol: encoded([
      [{ weight: 0.5, pieces: stimulated }, [0.4, 1]],
      [{ weight: 0.5, pieces: stimulated.slice(0, 4) }, [0.4]],
    ]),
    stored: true,
  },
};

for (const [name, test] of Object.entries(cases)) {
  const { eigenvalues, protocol, step = 2e-3, error = 1e-13 } = test;
  const n = eigenvalues.length, random = randomSource(n);
  const plain = cellModel(eigenvalues, 7);
  const storage = Float64Array.from(
    { length: n * n },
    (_, e) => 0.3 / n + (e % (n + 1) ? 0 : 0.02 * e),
  );
  const model = test.stored ? { ...plain, storage } : plain;
  const count = protocol.amplitudes.reduce((sum, { length }) => sum + length, 0);

  for (const apart of [false, true]) {
    const receivers = apart ? model.receivers : undefined, size = count * (apart ? 2 : 1);
    const list = () => Float64Array.from({ length: size }, () => 2 * random() - 1);
    const weights: ComplexList = { real: list(), imag: list() };
    const options = (at: ReducedModel) => apart ? { receivers: at.receivers } : {};
    const lossOf = (at: ReducedModel, p: EncodedProtocol = protocol) => {
      const { real, imag } = reducedSignal(at, p, options(at));
      return dot(weights.real, real) + dot(weights.imag, imag);
    };
    const cotangentFor = (keep: "tissue" | "everything") =>
      reducedCotangent(
        model,
        protocol,
        reducedSignal(model, protocol, { keep, ...options(model) }),
        weights,
      );
    const cotangent = cotangentFor("tissue");
    const title = `${name}${receivers ? ", by receiver" : ""}`;

    Deno.test(`reducedCotangent equals differences in Λ, B, W, E, a: ${title}`, () => {
      const all = randomChange(n, random), none = randomChange(n, () => 0.5);
      const size = parts(cotangent, all).reduce((sum, x) => sum + Math.abs(x), 0);
      for (const only of Object.keys(all) as (keyof Change)[]) {
        const change = { ...none, [only]: all[only] };
        const slope = slopeOf((h) => lossOf(changed(model, change, h)), step);
        const claimed = parts(cotangent, change).reduce((sum, x) => sum + x, 0);
        assertLess(Math.abs(slope - claimed) / size, 1e-11 + error);
      }
    });

    Deno.test(`reducedCotangent for everything gives the tissue the same: ${title}`, () => {
      const everything = cotangentFor("everything");
      const change = randomChange(n, random), wanted = parts(cotangent, change);
      const size = wanted.reduce((sum, x) => sum + Math.abs(x), 0);
      // A whole run's quadrature error is its own: that of the mirrored half need not be the same.
      parts(everything, change).forEach((x, i) =>
        assertAlmostEquals(x / size, wanted[i] / size, 1e-11 + error)
      );
    });

    Deno.test(`reducedCotangent equals differences in the encodings: ${title}`, () => {
      const { protocol: slope } = cotangentFor("everything");
      checkProtocolSlope(protocol, slope!, lossOf.bind(null, model), step, 1e-9 + error);
    });
  }

  Deno.test(`reducedCotangent does not know how the basis is turned: ${name}`, () => {
    // dL = 0 for dA = XᵀΛ + ΛX, dB = Xᵀ + X, dW = XᵀW + WX, dE = XᵀE + EX, da = Xᵀa with any X.
    const weights = {
      real: Float64Array.from({ length: count }, (_, i) => Math.sin(i + 1)),
      imag: Float64Array.from({ length: count }, (_, i) => Math.cos(3 * i)),
    };
    const cotangent = reducedCotangent(
      model,
      protocol,
      reducedSignal(model, protocol, { keep: "tissue" }),
      weights,
    );
    const diagonal = Float64Array.from(
      { length: n * n },
      (_, e) => e % (n + 1) ? 0 : eigenvalues[e / (n + 1)],
    );
    const products = [
      denseProduct(diagonal, cotangent.stiffness, n, n, n),
      cotangent.mass,
      ...model.moments.map((w, k) => denseProduct(w, cotangent.moments[k], n, n, n)),
      ...(model.storage ? [denseProduct(model.storage, cotangent.storage!, n, n, n)] : []),
    ];
    const rest = new Float64Array(n * n);
    let size = 0;
    for (let e = 0; e < n * n; e++) {
      rest[e] = model.start[Math.floor(e / n)] * cotangent.start[e % n];
      size = Math.max(size, Math.abs(rest[e]));
      for (const product of products) {
        rest[e] += 2 * product[e];
        size = Math.max(size, Math.abs(product[e]));
      }
    }
    assertLess(rest.reduce((most, x) => Math.max(most, Math.abs(x)), 0) / size, 2e-13 + error);
  });
}

/** Checks ∂L/∂durations, vectors and amplitudes of every encoding, one number at a time. */
function checkProtocolSlope(
  protocol: EncodedProtocol,
  slope: EncodedCotangent,
  lossOf: (protocol: EncodedProtocol) => number,
  step: number,
  tolerance: number,
): void {
  const found: number[] = [], wanted: number[] = [];
  const pieceChanged = (e: number, p: number, change: object): EncodedProtocol => ({
    ...protocol,
    encodings: protocol.encodings.map((encoding, i) =>
      i === e
        ? {
          ...encoding,
          pieces: encoding.pieces.map((piece, k) => k === p ? { ...piece, ...change } : piece),
        }
        : encoding
    ),
  });
  // Enough of them to see every kind of piece: the first two encodings, and the last.
  [...new Set([0, 1, protocol.encodings.length - 1])].filter((e) => e < protocol.encodings.length)
    .forEach((e) => {
      protocol.encodings[e].pieces.forEach(({ duration, vectors, stored }, p) => {
        if (duration > 0) {
          found.push(slope.durations[e][p]);
          wanted.push(slopeOf((h) => lossOf(pieceChanged(e, p, { duration: duration + h })), step));
        }
        if (stored) assertEquals([...slope.vectors[e][p]], [0, 0, 0]);
        vectors.forEach((value, k) => {
          const at = (h: number) =>
            lossOf(pieceChanged(e, p, { vectors: vectors.map((x, i) => i === k ? value + h : x) }));
          found.push(slope.vectors[e][p][k]);
          wanted.push(slopeOf(at, step));
        });
      });
      protocol.amplitudes[e].forEach((q, b) => {
        if (b > 4) return;
        const at = (h: number) =>
          lossOf({
            ...protocol,
            amplitudes: protocol.amplitudes.map((list, i) =>
              i === e ? list.map((x, k) => k === b ? q + h : x) : list
            ),
          });
        found.push(slope.amplitudes[e][b]);
        wanted.push(slopeOf(at, step));
      });
    });
  const size = wanted.reduce((most, x) => Math.max(most, Math.abs(x)), 1e-3);
  found.forEach((x, i) => assertAlmostEquals(x / size, wanted[i] / size, tolerance));
}

Deno.test("reducedCotangent gives the derivative of a piece without length", () => {
  const model = cellModel(rising(6, 3), 3);
  const pieces = (length: number) => [
    constantPiece(1, [1, 0, 0]),
    pausePiece(length),
    constantPiece(length, [0, 0.5, 0]),
    constantPiece(2, [-1, 1, 0]),
  ];
  const at = (length: number) => encoded([[{ pieces: pieces(length) }, [0.7]]]);
  const weights = { real: Float64Array.of(1), imag: Float64Array.of(-0.4) };
  const kept = reducedSignal(model, at(0), { keep: "everything" });
  const { durations } = reducedCotangent(model, at(0), kept, weights).protocol!;
  const loss = (length: number) => {
    const { real, imag } = reducedSignal(model, at(length));
    return real[0] - 0.4 * imag[0];
  };
  // One-sided, of fourth order.
  const h = 1e-3,
    slope = (-25 * loss(0) + 48 * loss(h) - 36 * loss(2 * h) + 16 * loss(3 * h) -
      3 * loss(4 * h)) / (12 * h);
  assertAlmostEquals(durations[0][1] + durations[0][2], slope, 1e-9);
});

Deno.test("reducedCotangent is symmetric, linear in the weights, and zero for none", () => {
  const { eigenvalues, protocol } = cases["several sequences and amplitudes"];
  const model = cellModel(eigenvalues, 3), n = model.modes, count = 27;
  const kept = reducedSignal(model, protocol, { keep: "tissue" });
  const of = (factor: number) =>
    reducedCotangent(model, protocol, kept, {
      real: Float64Array.from({ length: count }, (_, i) => factor * Math.sin(i + 1)),
      imag: new Float64Array(count),
    });
  const once = of(1), twice = of(2), none = of(0);
  for (const part of ["stiffness", "mass"] as const) {
    for (let e = 0; e < n * n; e++) {
      assertAlmostEquals(once[part][e], once[part][(e % n) * n + Math.floor(e / n)], 1e-14);
      assertEquals(twice[part][e], 2 * once[part][e]);
    }
  }
  assertEquals(none.stiffness.every((x) => x === 0), true);
  assertEquals(none.start.every((x) => x === 0), true);
});
