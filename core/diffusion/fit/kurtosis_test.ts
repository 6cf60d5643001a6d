import { assertAlmostEquals, assertEquals, assertLess, assertThrows } from "@std/assert";
import fc from "fast-check";
import { InputError } from "../../input_error.ts";
import { acquisitionOf } from "../fsl/mod.ts";
import { fibonacciHemisphere, pgse } from "../protocol/mod.ts";
import { fitKurtosis, fitKurtosisTensor, kurtosisEntries, type LogLinearMethod } from "./mod.ts";

const methods: LogLinearMethod[] = ["OLS", "WLS", "NLLS"];
const between = (min: number, max: number) => fc.double({ min, max, noNaN: true });

Deno.test("fitKurtosis() recovers exact decays, by row, below bMax", () => {
  const bValues = Float64Array.of(0, 300, 800, 1500, 2500, 9000);
  fc.assert(
    fc.property(between(0.2, 2), between(-0.5, 1.5), between(0.1, 100), (D, K, S0) => {
      const row = bValues.map((b) =>
        b > 5000 ? 7 : S0 * Math.exp(-b * 1e-3 * D + (b * 1e-3 * D) ** 2 * K / 6)
      );
      const signal = Float64Array.of(...row, ...row.map((s) => 2 * s));
      for (const method of methods) {
        const fit = fitKurtosis(signal, bValues, { bMax: 5000, method });
        for (const r of [0, 1]) {
          assertAlmostEquals(fit.adc[r], D, 1e-9);
          assertAlmostEquals(fit.kurtosis[r], K, 1e-8);
          assertAlmostEquals(fit.S0[r] / S0, 1 + r, 1e-9);
          assertAlmostEquals(fit.residual[r] / S0, 0, 1e-9);
        }
      }
    }),
    { numRuns: 30 },
  );
});

Deno.test("fitKurtosis() of two exponentials tends to 3 var(D)/mean(D)² as b falls", () => {
  const error = (scale: number) => {
    const bValues = Float64Array.of(0, 1, 2, 3).map((b) => b * scale);
    const signal = bValues.map((b) =>
      0.3 * Math.exp(-b * 1e-3 * 2) + 0.7 * Math.exp(-b * 1e-3 * 0.5)
    );
    const mean = 0.3 * 2 + 0.7 * 0.5, variance = 0.3 * 0.7 * 1.5 ** 2;
    return Math.abs(
      fitKurtosis(signal, bValues, { method: "OLS" }).kurtosis[0] - 3 * variance / mean ** 2,
    );
  };
  // First order in b.
  assertAlmostEquals(error(20) / error(10), 2, 0.1);
  assertLess(error(10), 0.02);
});

Deno.test("fitKurtosis() says what is wrong", () => {
  const b = Float64Array.of(0, 1000, 2000);
  const fails = (signal: number[], message: string, options = {}) =>
    assertThrows(() => fitKurtosis(Float64Array.from(signal), b, options), InputError, message);
  fails([1, 2], "There are 2 signals, which is not a multiple of the 3 b-values");
  fails([1, 0.5, -0.1], "The signal at index 2 is -0.1 but the fit takes logarithms");
  fails([1, 0.5, 0.1], "Fewer than three different b-values lie at or below bMax = 1500 s/mm²", {
    bMax: 1500,
  });
  fails([1, 0.5, 0.1], "'iterations' is -1 but must be an integer", { iterations: -1 });
});

const acquisition = acquisitionOf(
  pgse({
    delta: 10,
    Delta: 30,
    bValues: [0, 700, 1500, 2200],
    directions: fibonacciHemisphere(24),
  }),
);

/** ln S from D and W directly, term by term over the 81 places of W. */
function kurtoticSignal(D: readonly number[][], w: (powers: number[]) => number): Float64Array {
  const mean = (D[0][0] + D[1][1] + D[2][2]) / 3;
  return acquisition.bValues.map((bValue, v) => {
    const n = acquisition.directions.subarray(3 * v, 3 * v + 3), b = 1e-3 * bValue;
    let first = 0, second = 0;
    for (let i = 0; i < 3; i++) {
      for (let j = 0; j < 3; j++) {
        first += D[i][j] * n[i] * n[j];
        for (let k = 0; k < 3; k++) {
          for (let l = 0; l < 3; l++) {
            const powers = [0, 1, 2].map((x) => [i, j, k, l].filter((y) => y === x).length);
            second += w(powers) * n[i] * n[j] * n[k] * n[l];
          }
        }
      }
    }
    return b === 0 ? 1 : Math.exp(-b * first + (b * mean) ** 2 * second / 6);
  });
}

Deno.test("fitKurtosisTensor() recovers both tensors from their exact signal", () => {
  const D = [[1.4, 0.2, -0.1], [0.2, 0.8, 0.15], [-0.1, 0.15, 0.6]];
  const w = ([a, b, c]: readonly number[]) => 0.3 + 0.2 * Math.sin(7 * a + 3 * b + c);
  for (const method of methods) {
    const fit = fitKurtosisTensor(kurtoticSignal(D, w), acquisition, { method });
    D.flat().forEach((x, k) => assertAlmostEquals(fit.tensor.data[k], x, 1e-9));
    kurtosisEntries.forEach(({ powers }, e) =>
      assertAlmostEquals(fit.kurtosisTensor[e], w(powers), 1e-8)
    );
    assertAlmostEquals(fit.residual, 0, 1e-10);
  }
});

Deno.test("fitKurtosisTensor(): MK, AK and RK of W(n) = K0 D(n)²/MD² are K0, whatever D", () => {
  // W is the symmetrised product of D with itself.
  const D = [[1.7, 0, 0.2], [0, 0.5, 0], [0.2, 0, 0.4]], K0 = 0.9;
  const mean = (1.7 + 0.5 + 0.4) / 3;
  const w = (powers: readonly number[]) => {
    const i = powers.flatMap((count, axis) => new Array<number>(count).fill(axis));
    const pairs = D[i[0]][i[1]] * D[i[2]][i[3]] + D[i[0]][i[2]] * D[i[1]][i[3]] +
      D[i[0]][i[3]] * D[i[1]][i[2]];
    return K0 * pairs / (3 * mean ** 2);
  };
  const fit = fitKurtosisTensor(kurtoticSignal(D, w), acquisition);
  assertAlmostEquals(fit.meanKurtosis, K0, 1e-8);
  assertAlmostEquals(fit.axialKurtosis, K0, 1e-8);
  assertAlmostEquals(fit.radialKurtosis, K0, 1e-8);
});

Deno.test("fitKurtosisTensor(): of isotropic D the mean kurtosis is the mean of W, (W_xxxx + … + 2W_xxyy + …)/5", () => {
  const D = [[1, 0, 0], [0, 1, 0], [0, 0, 1]];
  const w = ([a, b, c]: readonly number[]) => 0.5 + 0.1 * a * b - 0.05 * c * c * a;
  const fit = fitKurtosisTensor(kurtoticSignal(D, w), acquisition);
  const even = [[4, 0, 0], [0, 4, 0], [0, 0, 4]].reduce((sum, p) => sum + w(p), 0) +
    2 * [[2, 2, 0], [2, 0, 2], [0, 2, 2]].reduce((sum, p) => sum + w(p), 0);
  assertAlmostEquals(fit.meanKurtosis, even / 5, 1e-8);
  assertAlmostEquals(fit.meanKurtosisTensor, even / 5, 1e-8);
});

Deno.test("kurtosisEntries has 15 entries that fill the 81 places", () => {
  assertEquals(kurtosisEntries.length, 15);
  assertEquals(kurtosisEntries.reduce((sum, { places }) => sum + places, 0), 81);
});

Deno.test("fitKurtosisTensor() says what is wrong", () => {
  const signal = new Float64Array(acquisition.bValues.length).fill(1);
  const two = acquisitionOf(
    pgse({ delta: 10, Delta: 30, bValues: [0, 700], directions: fibonacciHemisphere(24) }),
  );
  assertThrows(
    () => fitKurtosisTensor(new Float64Array(48).fill(1), two),
    InputError,
    "The measurements do not determine the kurtosis tensor",
  );
  assertThrows(
    () => fitKurtosisTensor(signal.subarray(1), acquisition),
    InputError,
    "There are 95 signals",
  );
  assertThrows(
    () => fitKurtosisTensor(signal.map((_, i) => i === 3 ? -1 : 1), acquisition),
    InputError,
    "The signal at index 3 is -1",
  );
});
