import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { type Tensor, tensor } from "../autodiff/mod.ts";
import {
  adam,
  adamW,
  applyUpdates,
  chain,
  clipByGlobalNorm,
  clipByValue,
  constantSchedule,
  cosineDecay,
  exponentialDecay,
  globalNorm,
  type Optimiser,
  piecewiseConstant,
  sgd,
  warmup,
} from "./mod.ts";

/** Iterates of an optimiser on f(x) = ½ Σ h x², whose gradient is h x. */
function iterates(optimiser: Optimiser, start: number, h: number, count: number): number[] {
  let params = { x: start };
  let state = optimiser.init(params);
  const visited: number[] = [];
  for (let k = 0; k < count; k++) {
    const [update, next] = optimiser.update({ x: h * params.x }, state, params);
    params = applyUpdates(params, update);
    state = next;
    visited.push(params.x);
  }
  return visited;
}

function assertSequence(
  actual: readonly number[],
  expected: readonly number[],
  tolerance: number,
): void {
  assertEquals(actual.length, expected.length);
  actual.forEach((value, k) => assertAlmostEquals(value, expected[k], tolerance));
}

Deno.test("sgd() multiplies a quadratic's parameter by 1 − η h", () => {
  assertSequence(
    iterates(sgd({ learningRate: 0.1 }), 1, 3, 6),
    Array.from({ length: 6 }, (_, k) => 0.7 ** (k + 1)),
    1e-15,
  );
});

Deno.test("sgd() with momentum follows the two-term recurrence of a heavy ball", () => {
  const [rate, momentum, h] = [0.1, 0.9, 3];
  // x_{k+1} = x_k − η h x_k + μ (x_k − x_{k−1})
  const heavy = [1, 1 - rate * h];
  for (let k = 1; k < 8; k++) {
    heavy.push(heavy[k] - rate * h * heavy[k] + momentum * (heavy[k] - heavy[k - 1]));
  }
  assertSequence(iterates(sgd({ learningRate: rate, momentum }), 1, h, 8), heavy.slice(1), 1e-14);
});

Deno.test("sgd() with Nesterov's momentum follows the gradient at the point ahead", () => {
  const [rate, momentum, h] = [0.05, 0.8, 2];
  // In the variable y_k = x_k + μ v_k, with v_{k+1} = μ v_k − η f'(y_k): y_{k+1} = y_k + v_{k+1} − μ v_k + μ v_{k+1}.
  let [y, v] = [1, 0];
  const ahead: number[] = [];
  for (let k = 0; k < 8; k++) {
    const next = momentum * v - rate * h * y;
    y += next - momentum * v + momentum * next;
    v = next;
    ahead.push(y);
  }
  assertSequence(
    iterates(sgd({ learningRate: rate, momentum, nesterov: true }), 1, h, 8),
    ahead,
    1e-14,
  );
});

Deno.test("adam() follows the formulas written as weighted sums over the history", () => {
  const [rate, b1, b2, epsilon, h] = [0.1, 0.8, 0.95, 1e-3, 2];
  const x = [1.5];
  const gradients: number[] = [];
  for (let t = 1; t <= 10; t++) {
    gradients.push(h * x[t - 1]);
    // Bias-corrected averages: weights β^(t−i) normalised to one.
    const average = (beta: number, values: number[]): number =>
      values.reduce((total, g, i) => total + beta ** (t - 1 - i) * g, 0) * (1 - beta) /
      (1 - beta ** t);
    const [m, v] = [average(b1, gradients), average(b2, gradients.map((g) => g * g))];
    x.push(x[t - 1] - rate * m / (Math.sqrt(v) + epsilon));
  }
  const found = iterates(adam({ learningRate: rate, beta1: b1, beta2: b2, epsilon }), 1.5, h, 10);
  assertSequence(found, x.slice(1), 1e-14);
});

Deno.test("adam() makes a first step of the learning rate whatever the gradient's size", () => {
  for (const scale of [1e-3, 1, 1e6]) {
    const [first] = iterates(adam({ learningRate: 0.01, epsilon: 0 }), 1, scale, 1);
    assertAlmostEquals(first, 0.99, 1e-15);
  }
});

Deno.test("adamW() decays the parameters apart from the gradient's average", () => {
  const options = { learningRate: 0.1, epsilon: 1e-8 };
  const [plain] = iterates(adam(options), 2, 3, 1);
  const [decayed] = iterates(adamW({ ...options, weightDecay: 0.25 }), 2, 3, 1);
  assertAlmostEquals(plain - decayed, 0.1 * 0.25 * 2, 1e-15);
  assertEquals(
    iterates(adamW({ ...options, weightDecay: 0 }), 2, 3, 5),
    iterates(adam(options), 2, 3, 5),
  );
});

Deno.test("optimisers work on every leaf of a tree and keep the rest", () => {
  const params = { points: tensor([1, 2], [2, 1]), rate: 3, name: "axon" };
  const gradient = { points: tensor([0.5, -0.5], [2, 1]), rate: 1, name: "axon" };
  const optimiser = sgd({ learningRate: 2 });
  const [update] = optimiser.update(gradient, optimiser.init(params), params);
  assertEquals(applyUpdates(params, update), {
    points: tensor([0, 3], [2, 1]),
    rate: 1,
    name: "axon",
  });
});

Deno.test("globalNorm() covers all leaves and neither overflows nor underflows", () => {
  assertEquals(globalNorm({ a: 3, b: [tensor([4]), 0] }), 5);
  assertAlmostEquals(globalNorm([3e200, 4e200]) / 5e200, 1, 1e-15);
  assertAlmostEquals(globalNorm([3e-200, 4e-200]) / 5e-200, 1, 1e-15);
  assertEquals(globalNorm({}), 0);
  assertEquals(globalNorm([1, NaN, 2]), NaN);
  assertEquals(globalNorm([1, Infinity, 2]), Infinity);
});

Deno.test("clipByGlobalNorm() shortens only what is too long, keeping the direction", () => {
  const clip = clipByGlobalNorm(1);
  const gradient: { a: number; b: Tensor } = { a: 3, b: tensor([0, 4]) };
  const [short] = clip.update(gradient, clip.init(gradient), gradient);
  assertAlmostEquals(globalNorm(short), 1, 1e-15);
  assertAlmostEquals(short.a, 0.6, 1e-15);
  const small = { a: 0.3, b: tensor([0, 0.4]) };
  assertEquals(clip.update(small, clip.init(small), small)[0], small);
});

Deno.test("clipByValue() limits each number, chain() applies one after the other", () => {
  const both = chain(clipByValue(2), clipByGlobalNorm(1), sgd({ learningRate: 1 }));
  const params = { x: 0, y: 0 };
  const [update, state] = both.update({ x: 10, y: -1 }, both.init(params), params);
  assertAlmostEquals(update.x, -2 / Math.sqrt(5), 1e-15);
  assertAlmostEquals(update.y, 1 / Math.sqrt(5), 1e-15);
  assertEquals([state.step, ...state.parts.map((part) => part.step)], [1, 1, 1, 1]);
});

Deno.test("schedules have the values their formulas say", () => {
  assertEquals(constantSchedule(0.3)(7), 0.3);
  const decay = { initial: 8, rate: 0.5, steps: 10 };
  assertEquals([0, 10, 30].map(exponentialDecay(decay)), [8, 4, 1]);
  assertAlmostEquals(exponentialDecay(decay)(5), 8 / Math.SQRT2, 1e-14);
  assertEquals([0, 9, 10, 19].map(exponentialDecay({ ...decay, staircase: true })), [8, 8, 4, 4]);
  const cosine = cosineDecay({ initial: 2, final: 1, steps: 100 });
  assertSequence([0, 50, 100, 1000].map(cosine), [2, 1.5, 1, 1], 1e-15);
  const warm = warmup({
    steps: 4,
    from: 0.2,
    then: exponentialDecay({ initial: 1, rate: 0.1, steps: 1 }),
  });
  assertSequence([0, 2, 4, 5].map(warm), [0.2, 0.6, 1, 0.1], 1e-15);
  assertEquals([0, 99, 100, 250].map(piecewiseConstant([[0, 3], [100, 2], [200, 1]])), [
    3,
    3,
    2,
    1,
  ]);
  assertThrows(
    () => piecewiseConstant([[1, 2]]),
    RangeError,
    "the first piece must start at step 0",
  );
  assertThrows(
    () => piecewiseConstant([[0, 2], [0, 1]]),
    RangeError,
    "piece 1 does not start after piece 0",
  );
});

Deno.test("a schedule is read at the number of updates made", () => {
  const rates: number[] = [];
  const optimiser = sgd({
    learningRate: (step) => {
      rates.push(step);
      return 0.1;
    },
  });
  iterates(optimiser, 1, 1, 3);
  assertEquals(rates, [0, 1, 2]);
});
