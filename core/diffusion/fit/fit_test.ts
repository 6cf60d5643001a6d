import { assertAlmostEquals, assertEquals, assertLess, assertThrows } from "@std/assert";
import fc from "fast-check";
import { sharedJson } from "../../../testing/reference_data.ts";
import { InputError } from "../../input_error.ts";
import { fibonacciHemisphere } from "../protocol/mod.ts";
import { acquisitionOf } from "../fsl/mod.ts";
import { pgse } from "../protocol/mod.ts";
import { leastSquares } from "./least_squares.ts";
import { fitAdc, fitDiffusionTensor, type TensorFitMethod } from "./mod.ts";
import { symmetricEigen3 } from "./symmetric_eigen.ts";

const methods: TensorFitMethod[] = ["OLS", "WLS", "NLLS"];

/** Uniform numbers in [0, 1): a Weyl sequence hashed by the sine. */
function noise(seed: number): () => number {
  let k = seed;
  return () => {
    const x = Math.sin(12.9898 * ++k) * 43758.5453;
    return x - Math.floor(x);
  };
}

function gaussian(uniform: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
}

Deno.test("fitAdc() recovers exact decays to 1e-12, by row, below bMax", () => {
  const bValues = Float64Array.of(0, 300, 800, 4000);
  const rows = [[2, 0.4], [5, 1.9]];
  const signal = Float64Array.from(
    rows.flatMap(([S0, D]) => [...bValues].map((b) => b > 1000 ? 9 : S0 * Math.exp(-b * 1e-3 * D))),
  );
  for (const method of ["log-linear", "nonlinear"] as const) {
    const fit = fitAdc(signal, bValues, { bMax: 1000, method });
    rows.forEach(([S0, D], row) => {
      assertAlmostEquals(fit.S0[row], S0, 1e-12);
      assertAlmostEquals(fit.adc[row], D, 1e-12);
      assertAlmostEquals(fit.residual[row], 0, 1e-12);
    });
  }
});

Deno.test("fitAdc() nonlinear is at the minimum of the squared residual and nearer the truth under noise", () => {
  const uniform = noise(1);
  const bValues = Float64Array.from({ length: 12 }, (_, k) => 250 * k);
  let linear = 0;
  let nonlinear = 0;
  for (let trial = 0; trial < 200; trial++) {
    const signal = bValues.map((b) =>
      Math.max(1e-3, Math.exp(-b * 1e-3) + 0.02 * gaussian(uniform))
    );
    const a = fitAdc(signal, bValues);
    const b = fitAdc(signal, bValues, { method: "nonlinear" });
    linear += (a.adc[0] - 1) ** 2;
    nonlinear += (b.adc[0] - 1) ** 2;
    const cost = (S0: number, D: number) =>
      signal.reduce((sum, s, k) => sum + (s - S0 * Math.exp(-bValues[k] * 1e-3 * D)) ** 2, 0);
    for (const h of [1e-4, -1e-4]) {
      assertLess(cost(b.S0[0], b.adc[0]), cost(b.S0[0] + h, b.adc[0]));
      assertLess(cost(b.S0[0], b.adc[0]), cost(b.S0[0], b.adc[0] + h));
    }
  }
  assertLess(nonlinear, linear);
});

Deno.test("fitAdc() says what is wrong", () => {
  const b = Float64Array.of(0, 1000);
  const fails = (signal: number[], message: string, bMax = Infinity) =>
    assertThrows(() => fitAdc(Float64Array.from(signal), b, { bMax }), InputError, message);
  fails([1, 2, 3], "There are 3 signals, which is not a multiple of the 2 b-values");
  fails([], "There are 0 signals");
  fails([1, 0], "The signal at index 1 is 0 but the fit takes logarithms");
  fails([1, 2, NaN, 1], "The signal at index 2 is NaN");
  fails([1, 2], "Fewer than two different b-values lie at or below bMax = 500 s/mm²", 500);
});

const acquisition = acquisitionOf(
  pgse({ delta: 10, Delta: 30, bValues: [0, 700, 1500], directions: fibonacciHemisphere(15) }),
);

function gaussianSignal(D: readonly number[], S0 = 1): Float64Array {
  const [xx, yy, zz, xy, xz, yz] = D;
  return acquisition.bValues.map((b, v) => {
    const [x, y, z] = acquisition.directions.subarray(3 * v, 3 * v + 3);
    const form = xx * x * x + yy * y * y + zz * z * z + 2 * (xy * x * y + xz * x * z + yz * y * z);
    return S0 * Math.exp(-b * 1e-3 * form);
  });
}

Deno.test("fitDiffusionTensor() recovers any tensor from its exact signal to 1e-10", () => {
  const element = fc.double({ min: -0.5, max: 0.5, noNaN: true });
  fc.assert(
    fc.property(
      fc.array(element, { minLength: 6, maxLength: 6 }),
      fc.double({ min: 0.1, max: 1000, noNaN: true }),
      ([a, b, c, xy, xz, yz], S0) => {
        const D = [1 + a, 1 + b, 1 + c, xy, xz, yz];
        for (const method of methods) {
          const fit = fitDiffusionTensor(gaussianSignal(D, S0), acquisition, { method });
          const expected = [D[0], xy, xz, xy, D[1], yz, xz, yz, D[2]];
          fit.tensor.data.forEach((x, k) => assertAlmostEquals(x, expected[k], 1e-10));
          assertAlmostEquals(fit.S0 / S0, 1, 1e-10);
          assertAlmostEquals(fit.residual / S0, 0, 1e-10);
        }
      },
    ),
    { numRuns: 30 },
  );
});

Deno.test("fitDiffusionTensor() gives the anisotropy and axes of a rotated tensor", () => {
  // R diag(1.7, 0.5, 0.2) Rᵀ with R a turn about z by 30° then about x by 50°.
  const [c, s] = [Math.cos(Math.PI / 6), Math.sin(Math.PI / 6)];
  const [k, l] = [Math.cos(Math.PI / 3.6), Math.sin(Math.PI / 3.6)];
  const axes = [[c, k * s, l * s], [-s, k * c, l * c], [0, -l, k]];
  const lambda = [1.7, 0.5, 0.2];
  const element = (i: number, j: number) =>
    lambda.reduce((sum, value, m) => sum + value * axes[m][i] * axes[m][j], 0);
  const D = [[0, 0], [1, 1], [2, 2], [0, 1], [0, 2], [1, 2]].map(([i, j]) => element(i, j));
  const fit = fitDiffusionTensor(gaussianSignal(D), acquisition);
  fit.eigenvalues.forEach((value, m) => {
    assertAlmostEquals(value, lambda[m], 1e-12);
    const dot = axes[m].reduce((sum, x, i) => sum + x * fit.eigenvectors.data[3 * m + i], 0);
    assertAlmostEquals(Math.abs(dot), 1, 1e-12);
  });
  assertAlmostEquals(fit.meanDiffusivity, 0.8, 1e-12);
  const anisotropy = Math.sqrt(
    1.5 * (0.9 ** 2 + 0.3 ** 2 + 0.6 ** 2) / (1.7 ** 2 + 0.5 ** 2 + 0.2 ** 2),
  );
  assertAlmostEquals(fit.fractionalAnisotropy, anisotropy, 1e-12);
});

Deno.test("fitDiffusionTensor() under noise: weighting helps, and the mean of many fits is near the truth", () => {
  const uniform = noise(7);
  const truth = [2.2, 0.3, 0.3, 0, 0, 0];
  const clean = gaussianSignal(truth);
  const error: Record<TensorFitMethod, number> = { OLS: 0, WLS: 0, NLLS: 0 };
  let mean = 0;
  const trials = 200;
  for (let trial = 0; trial < trials; trial++) {
    const signal = clean.map((s) => Math.max(1e-3, s + 0.02 * gaussian(uniform)));
    for (const method of methods) {
      const fit = fitDiffusionTensor(signal, acquisition, { method });
      error[method] += (fit.eigenvalues[0] - 2.2) ** 2 / trials;
      if (method === "NLLS") mean += fit.meanDiffusivity / trials;
    }
  }
  assertLess(error.WLS, error.OLS);
  assertLess(error.NLLS, error.OLS);
  assertAlmostEquals(mean, 2.8 / 3, 0.005);
});

interface DipyFits {
  bvals: number[];
  bvecs: number[][];
  cases: {
    S_noiseless: number[];
    S_rician_sigma2: number[];
    fits: Record<string, { fa: number; md: number; D: number[][] }>;
  }[];
}

const dipy = sharedJson<DipyFits>("tractography/dti_synthetic.json");
Deno.test({
  name: "fitDiffusionTensor() agrees with DIPY on clean and noisy signals" +
    (dipy === undefined ? " (skipped: ../shared/data/tractography is absent)" : ""),
  ignore: dipy === undefined,
  fn() {
    const { bvals, bvecs, cases } = dipy!;
    const volumes = {
      bValues: Float64Array.from(bvals),
      directions: Float64Array.from(bvecs.flat()),
    };
    for (const { S_noiseless, S_rician_sigma2, fits } of cases) {
      for (const method of methods) {
        for (
          const [kind, list] of [["noiseless", S_noiseless], ["noisy", S_rician_sigma2]] as const
        ) {
          const fit = fitDiffusionTensor(Float64Array.from(list), volumes, { method });
          const expected = fits[`${method}_${kind}`];
          // DIPY's nonlinear fit stops at a relative step of about 1e-8; its D is in mm²/s.
          const tolerance = method === "NLLS" ? 1e-6 : 1e-9;
          expected.D.flat().forEach((x, k) =>
            assertAlmostEquals(fit.tensor.data[k], x * 1e3, tolerance, `${method} ${kind}`)
          );
          assertAlmostEquals(fit.meanDiffusivity, expected.md * 1e3, tolerance);
          // At FA = 0 the anisotropy is the square root of rounding.
          assertAlmostEquals(fit.fractionalAnisotropy, expected.fa, tolerance);
        }
      }
    }
  },
});

Deno.test("fitDiffusionTensor() says what is wrong", () => {
  const signal = gaussianSignal([1, 1, 1, 0, 0, 0]);
  const zero = signal.slice();
  zero[4] = 0;
  assertThrows(() => fitDiffusionTensor(zero, acquisition), InputError, "signal at index 4 is 0");
  assertThrows(
    () => fitDiffusionTensor(signal.subarray(1), acquisition),
    InputError,
    "There are 44 signals, 45 b-values and 45 directions",
  );
  const few = { bValues: new Float64Array(3), directions: new Float64Array(9) };
  assertThrows(
    () => fitDiffusionTensor(Float64Array.of(1, 1, 1), few),
    InputError,
    "There are 3 measurements but the diffusion tensor takes at least 7",
  );
  const planar = acquisitionOf(pgse({
    delta: 10,
    Delta: 30,
    bValues: [0, 1000],
    directions: Array.from({ length: 8 }, (_, k) => [Math.cos(k), Math.sin(k), 0]),
  }));
  assertThrows(
    () => fitDiffusionTensor(new Float64Array(16).fill(1), planar),
    InputError,
    "The measurements do not determine the diffusion tensor",
  );
});

Deno.test("leastSquares() solves random systems: the residual is orthogonal to every column", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 6 }),
      fc.integer({ min: 0, max: 8 }),
      fc.nat(),
      (n, more, seed) => {
        const uniform = noise(seed);
        const rows = n + more;
        const a = Float64Array.from({ length: rows * n }, () => gaussian(uniform));
        const y = Float64Array.from({ length: rows }, () => gaussian(uniform));
        const x = leastSquares(a, n, y);
        if (x === undefined) return;
        const r = y.map((value, i) => value - x.reduce((sum, xk, k) => sum + a[i * n + k] * xk, 0));
        for (let k = 0; k < n; k++) {
          const dot = r.reduce((sum, ri, i) => sum + a[i * n + k] * ri, 0);
          assertAlmostEquals(dot, 0, 1e-11 * (1 + Math.hypot(...x)));
        }
      },
    ),
  );
  assertEquals(
    leastSquares(Float64Array.of(1, 2, 2, 4, 3, 6), 2, Float64Array.of(1, 1, 1)),
    undefined,
  );
});

Deno.test("symmetricEigen3() diagonalises", () => {
  const element = fc.double({ min: -10, max: 10, noNaN: true });
  fc.assert(
    fc.property(element, element, element, element, element, element, (a, b, c, d, e, f) => {
      const matrix = Float64Array.of(a, d, e, d, b, f, e, f, c);
      const { values, vectors } = symmetricEigen3(matrix);
      assertEquals([...values], [...values].sort((x, y) => y - x));
      for (let i = 0; i < 3; i++) {
        for (let j = 0; j < 3; j++) {
          let product = 0;
          let rebuilt = 0;
          for (let m = 0; m < 3; m++) {
            product += vectors[3 * i + m] * vectors[3 * j + m];
            rebuilt += values[m] * vectors[3 * m + i] * vectors[3 * m + j];
          }
          assertAlmostEquals(product, i === j ? 1 : 0, 1e-14);
          assertAlmostEquals(rebuilt, matrix[3 * i + j], 1e-13);
        }
      }
    }),
  );
});
