import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertLess,
  assertRejects,
  assertThrows,
} from "@std/assert";
import fc from "fast-check";
import {
  add,
  customVjp,
  dot,
  exp,
  full,
  matmul,
  multiply,
  parseTree,
  slice,
  square,
  stringifyTree,
  subtract,
  sum,
  type Tensor,
  tensor,
  valueAndGrad,
} from "../autodiff/mod.ts";
import { InputError } from "../input_error.ts";
import {
  adam,
  chain,
  clipByGlobalNorm,
  cosineDecay,
  type IterationReport,
  lbfgs,
  lineSearchStep,
  minimise,
  sgd,
} from "./mod.ts";

interface Params {
  readonly x: Tensor;
}

function rosenbrock({ x }: Params): Tensor {
  const [left, right] = [slice(x, [[0, -1]]), slice(x, [[1]])];
  return add(
    multiply(100, sum(square(subtract(right, square(left))))),
    sum(square(subtract(1, left))),
  );
}

const parabola = valueAndGrad((p: { x: number }) => square(p.x));

Deno.test("lbfgs() finds the minimum of Rosenbrock's function in 2, 10 and 50 dimensions", () => {
  for (const [n, iterations] of [[2, 60], [10, 150], [50, 500]]) {
    const result = minimise(valueAndGrad(rosenbrock), { x: full([n], -1.2) }, {
      optimiser: lbfgs(),
      iterations,
      tolerance: 1e-9,
    });
    assertEquals(result.status, "converged", result.message);
    result.params.x.data.forEach((value) => assertAlmostEquals(value, 1, 1e-9));
    assert(result.evaluations >= result.iterations + 1);
  }
});

Deno.test("lbfgs() with exact searches minimises a quadratic of n variables in n steps", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 1000 }), (n, salt) => {
      const root = tensor(Float64Array.from({ length: n * n }, (_, k) => Math.sin(salt + k * k)), [
        n,
        n,
      ]);
      const hessian = add(matmul(root, root), 0);
      const symmetric = tensor(
        hessian.data.map((_, k) => {
          const [i, j] = [Math.floor(k / n), k % n];
          let total = i === j ? 1 : 0;
          for (let p = 0; p < n; p++) total += root.data[i * n + p] * root.data[j * n + p];
          return total;
        }),
        [n, n],
      );
      const f = ({ x }: Params): Tensor => multiply(0.5, dot(x, matmul(symmetric, x)));
      const start = {
        x: tensor(Float64Array.from({ length: n }, (_, k) => 1 + Math.cos(salt * k))),
      };
      const result = minimise(valueAndGrad(f), start, {
        // A tight curvature condition makes the search nearly exact, so that the steps are conjugate gradients.
        optimiser: lbfgs({ curvature: 1e-10, decrease: 1e-12, evaluations: 60 }),
        iterations: n,
      });
      assertLess(result.value, 1e-14 * (1 + valueAndGrad(f)(start)[0]));
    }),
  );
});

Deno.test("lbfgs() steps satisfy the strong Wolfe conditions", () => {
  const objective = valueAndGrad(rosenbrock);
  const optimiser = lbfgs({ decrease: 1e-4, curvature: 0.5 });
  let at = { params: { x: tensor([-1.2, 1]) }, value: 0, gradient: { x: tensor([0, 0]) } };
  [at.value, at.gradient] = objective(at.params);
  let state = optimiser.initSearch(at.params);
  for (let k = 0; k < 15; k++) {
    const step = lineSearchStep(optimiser, objective, at, state);
    assert("next" in step);
    const move = subtract(step.next.params.x, at.params.x);
    const before = dot(at.gradient.x, move).data[0];
    const after = dot(step.next.gradient.x, move).data[0];
    assertLess(before, 0);
    assert(step.next.value <= at.value + 1e-4 * before * (1 - 1e-9));
    assert(Math.abs(after) <= 0.5 * Math.abs(before) * (1 + 1e-9));
    assertEquals(objective(step.next.params), [step.next.value, step.next.gradient]);
    [at, state] = [step.next, step.state];
  }
  assertEquals(state.moves.length, Math.min(10, state.step));
});

Deno.test("adam() and clipped sgd() come down Rosenbrock's valley", () => {
  const optimisers = {
    adam: adam({ learningRate: cosineDecay({ initial: 0.1, steps: 4000 }) }),
    sgd: chain(clipByGlobalNorm(1), sgd({ learningRate: 2e-3, momentum: 0.95 })),
  };
  for (const [name, optimiser] of Object.entries(optimisers)) {
    const result = minimise(valueAndGrad(rosenbrock), { x: tensor([-1.2, 1]) }, {
      optimiser,
      iterations: 4000,
    });
    result.params.x.data.forEach((value) => assertAlmostEquals(value, 1, 1e-6, name));
  }
});

Deno.test("a run taken up from its state goes exactly where the uninterrupted one goes", () => {
  for (
    const optimiser of [
      sgd({ learningRate: 1e-3, momentum: 0.9, nesterov: true }),
      chain(clipByGlobalNorm(10), adam({ learningRate: (step) => 0.1 / (1 + step) })),
      lbfgs({ memory: 3 }),
    ]
  ) {
    const objective = valueAndGrad(rosenbrock);
    const start = { x: tensor([-1.2, 1, 0.5]) };
    const whole = minimise(objective, start, { optimiser, iterations: 17 });
    const half = minimise(objective, start, { optimiser, iterations: 8 });
    // Plain data: what has been written down and read back serves as well.
    const saved = stringifyTree({ params: half.params, state: half.state });
    const { params, state } = parseTree(saved) as Pick<typeof half, "params" | "state">;
    const rest = minimise(objective, params, { optimiser, iterations: 9, state });
    assertEquals([rest.params, rest.value, rest.state], [whole.params, whole.value, whole.state]);
  }
});

Deno.test("an asynchronous objective gives the same run", async () => {
  const objective = valueAndGrad(rosenbrock);
  const later = async (params: Params): Promise<[number, Params]> => {
    await new Promise((resolve) => setTimeout(resolve, 0));
    return objective(params);
  };
  const start = { x: tensor([-1.2, 1]) };
  for (const optimiser of [adam({ learningRate: 0.1 }), lbfgs()]) {
    const options = { optimiser, iterations: 12, guard: ({ x }: Params) => x.data[0] < 5 };
    assertEquals(await minimise(later, start, options), minimise(objective, start, options));
  }
});

Deno.test("a guard halves a step until it is accepted", () => {
  const reports: IterationReport<{ x: number }>[] = [];
  const result = minimise(parabola, { x: 1 }, {
    optimiser: sgd({ learningRate: 2 }),
    iterations: 1,
    // The step of −4 leads to −3; halved to −1; halved to 0.
    guard: ({ x }) => x > -0.5 || `x = ${x} is below -0.5`,
    onIteration: (report) => reports.push(report),
  });
  assertEquals(result.params, { x: 0 });
  assertEquals(result.evaluations, 4);
  assertEquals(reports.map(({ halvings, value, iteration }) => [halvings, value, iteration]), [[
    2,
    0,
    1,
  ]]);
});

Deno.test("a guard that refuses every step stops the loop where it stands and is quoted", () => {
  for (const optimiser of [sgd({ learningRate: 0.1 }), adam({ learningRate: 0.1 }), lbfgs()]) {
    const result = minimise(parabola, { x: 1 }, {
      optimiser,
      iterations: 10,
      guard: ({ x }) => x === 1 || "tetrahedron 7 is inverted",
    });
    assertEquals(result.status, "stopped");
    assertEquals([result.params, result.value, result.gradient, result.iterations], [{ x: 1 }, 1, {
      x: 2,
    }, 0]);
    assert(
      result.message.startsWith("no step from iteration 0: tetrahedron 7 is inverted"),
      result.message,
    );
  }
});

Deno.test("lbfgs() keeps to the guarded side and comes as close to its edge as it can", () => {
  const result = minimise(parabola, { x: 1 }, {
    optimiser: lbfgs({ evaluations: 60 }),
    iterations: 100,
    guard: ({ x }) => x > 0.3 || "too small",
  });
  assertEquals(result.status, "stopped");
  assert(result.params.x > 0.3);
  assertAlmostEquals(result.params.x, 0.3, 1e-6);
});

Deno.test("bad input met on the way stops the step, not the program", () => {
  const fragile = customVjp("volume", (p: { x: number }) => {
    if (p.x < 0.5) throw new InputError(`tetrahedron 3 has volume ${p.x}`);
    return { value: p.x, pullback: (cotangent: number): [{ x: number }] => [{ x: cotangent }] };
  });
  const result = minimise(valueAndGrad(fragile), { x: 1 }, {
    optimiser: sgd({ learningRate: 0.2 }),
    iterations: 100,
  });
  assertEquals(result.status, "stopped");
  assertAlmostEquals(result.params.x, 0.5, 1e-6);
  assert(result.message.includes("tetrahedron 3 has volume"), result.message);
  assertThrows(
    () =>
      minimise(valueAndGrad(fragile), { x: 0 }, {
        optimiser: sgd({ learningRate: 1 }),
        iterations: 1,
      }),
    InputError,
    "Cannot start the minimisation: tetrahedron 3 has volume 0",
  );
});

Deno.test("values that are not finite are refused like the guard's", () => {
  const cliff = valueAndGrad((p: { x: number }) => exp(multiply(1000, square(p.x))));
  const result = minimise(cliff, { x: 0.5 }, {
    optimiser: sgd({ learningRate: 1e-100 }),
    iterations: 3,
  });
  assert(Number.isFinite(result.value));
  assertThrows(
    () => minimise(cliff, { x: 30 }, { optimiser: lbfgs(), iterations: 3 }),
    InputError,
    "Cannot start the minimisation: the value is Infinity",
  );
});

Deno.test("other errors of the objective come out as they are", async () => {
  const broken = (): [number, { x: number }] => {
    throw new SyntaxError("a bug");
  };
  const options = { optimiser: lbfgs(), iterations: 1 };
  assertThrows(() => minimise(broken, { x: 1 }, options), SyntaxError, "a bug");
  const later = (): Promise<[number, { x: number }]> => Promise.reject(new SyntaxError("a bug"));
  await assertRejects(() => minimise(later, { x: 1 }, options), SyntaxError, "a bug");
});

Deno.test("an abort signal stops the loop between steps", () => {
  const controller = new AbortController();
  const result = minimise(parabola, { x: 1 }, {
    optimiser: sgd({ learningRate: 0.1 }),
    iterations: 100,
    signal: controller.signal,
    onIteration: ({ iteration }) => iteration === 3 && controller.abort(),
  });
  assertEquals([result.status, result.iterations, result.message], [
    "aborted",
    3,
    "aborted after 3 iterations",
  ]);
  assertAlmostEquals(result.params.x, 0.8 ** 3, 1e-15);
});

Deno.test("no iterations evaluate the start and nothing else", () => {
  const result = minimise(parabola, { x: 3 }, { optimiser: lbfgs(), iterations: 0 });
  assertEquals([result.value, result.evaluations, result.status], [9, 1, "iterations"]);
  const there = minimise(parabola, { x: 0 }, { optimiser: lbfgs(), iterations: 5 });
  assertEquals([there.status, there.iterations], ["converged", 0]);
});
