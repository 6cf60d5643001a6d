import { assertLess } from "@std/assert";
import fc from "fast-check";
import { gemm, pulsePairing, Workspace } from "./mod.ts";
import { fillRandom, largestDifference, randomSource } from "./testing.ts";

/** Real part of ∫ y sᵀ dt and imaginary part of Σ q_i ∫ y_i s_iᵀ dt, as the quadrature says them. */
function integralsTwin(
  n: number,
  states: number,
  weights: Float64Array,
  q: Float64Array,
  adjoint: Float64Array,
  forward: Float64Array,
): { real: Float64Array; imaginary: Float64Array } {
  const real = new Float64Array(n * n), imaginary = new Float64Array(n * n);
  const times = weights.length;
  const at = (from: Float64Array, g: number, j: number, i: number) => {
    const entry = (g * n + j) * 2 * states + i;
    return { re: from[entry], im: from[entry + states] };
  };
  for (let g = 0; g < times; g++) {
    for (let i = 0; i < states; i++) {
      for (let a = 0; a < n; a++) {
        for (let b = 0; b < n; b++) {
          const y = at(adjoint, times - 1 - g, a, i), s = at(forward, g, b, i);
          real[a * n + b] += weights[g] * (y.re * s.re - y.im * s.im);
          imaginary[a * n + b] += q[i] * weights[g] * (y.re * s.im + y.im * s.re);
        }
      }
    }
  }
  return { real, imaginary };
}

Deno.test("pulsePairing lays out states so that a product is the pulse's integral", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 23 }),
      fc.integer({ min: 1, max: 5 }).map((pairs) => 2 * pairs),
      fc.integer({ min: 1, max: 6 }),
      (n, states, times) => {
        const size = times * n * 2 * states, depth = times * 2 * states;
        const workspace = new Workspace({
          float64: [times, states, size, size, size, size, size, n * n, n * n],
        });
        const random = randomSource(n + 100 * states + 10_000 * times);
        const take = (length: number) => fillRandom(workspace.float64(length), random);
        const weights = take(times), q = take(states), adjoint = take(size), forward = take(size);
        const [y, s, t] = [take(size), take(size), take(size)];
        const expected = integralsTwin(n, states, weights, q, adjoint, forward);
        pulsePairing(workspace, { n, states, weights, q, adjoint, forward }, { y, s, t });
        const product = (right: Float64Array) => {
          const c = workspace.float64(n * n);
          gemm(workspace, { transB: true }, n, n, depth, 1, y, depth, right, depth, c, n);
          return c;
        };
        assertLess(largestDifference(product(s), expected.real), 1e-14);
        assertLess(largestDifference(product(t), expected.imaginary), 1e-14);
      },
    ),
    { numRuns: 60 },
  );
});
