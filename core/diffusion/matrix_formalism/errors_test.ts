import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { checkGrads, grad, sum, type Tensor } from "../../autodiff/mod.ts";
import { InputError } from "../../input_error.ts";
import { cylinder, sphere } from "../../mesh/mod.ts";
import { pgse } from "../protocol/mod.ts";
import { matrixFormalism, type MatrixFormalismOptions, simulateSignal } from "./mod.ts";

const D = 2;
const mesh = sphere({ radius: 2, edgeLength: 1 });
const nodes = mesh.points.shape[0];
const protocol = pgse({ delta: 3, Delta: 6, bValues: [1000], directions: [[1, 0, 0], [1, 1, 1]] });

Deno.test("impossible options are refused with one clear sentence, for a backend too", async () => {
  const cases: [MatrixFormalismOptions, string][] = [
    [{ modes: nodes + 1 }, `Asked for ${nodes + 1} modes but the mesh has ${nodes} nodes`],
    [{ modes: 0 }, "The number of modes is 0 but must be a whole number of at least 1"],
    [{ modes: -3 }, "The number of modes is -3 but must be a whole number of at least 1"],
    [{ modes: 2.5 }, "The number of modes is 2.5 but must be a whole number of at least 1"],
    [{ modes: NaN }, "The number of modes is NaN but must be a whole number of at least 1"],
    [{ modes: 5, tolerance: 1e-3 }, "Both modes and tolerance are given: give one of them"],
    [{ tolerance: 0 }, "The tolerance is 0 but must be a positive number"],
    [{ tolerance: NaN }, "The tolerance is NaN but must be a positive number"],
    [{ corrected: 3 }, "A number of corrected modes is given without modes: give both"],
    [{ modes: 5, corrected: 6 }, "The number of corrected modes is 6 but must be a whole number"],
    [{ modes: 5, corrected: 1.5 }, "The number of corrected modes is 1.5 but must be a whole"],
    [{ modes: nodes, corrected: 1 }, "but must be a whole number from 0 to 0"],
  ];
  for (const [options, message] of cases) {
    const given = [mesh, { diffusivity: D }, protocol] as const;
    const elsewhere = { ...options, backend: "auto" } as const;
    assertThrows(() => matrixFormalism(...given, options), InputError, message);
    assertThrows(() => simulateSignal(...given, options), InputError, message);
    assertThrows(() => matrixFormalism(...given, elsewhere), InputError, message);
    await assertRejects(() => simulateSignal(...given, elsewhere), InputError, message);
  }
  assertEquals(simulateSignal(mesh, { diffusivity: D }, protocol, { modes: nodes }).modes, nodes);
});

Deno.test("a diffusivity that is not a positive number is refused, given at the start or later", () => {
  const simulate = matrixFormalism(mesh, { diffusivity: D }, protocol, { modes: 4 });
  for (const diffusivity of [0, -1, NaN, Infinity]) {
    const message = `The diffusivity is ${diffusivity} but must be a positive number of µm²/ms`;
    assertThrows(() => matrixFormalism(mesh, { diffusivity }, protocol), InputError, message);
    assertThrows(() => simulateSignal(mesh, { diffusivity }, protocol), InputError, message);
    assertThrows(() => simulate(mesh.points, { diffusivity }), InputError, message);
  }
});

Deno.test("points that cannot be are refused, naming the node or the tetrahedron", () => {
  const simulate = matrixFormalism(mesh, { diffusivity: D }, protocol, { modes: 4 });
  const changed = (change: (data: Float64Array) => void): Tensor => {
    const data = mesh.points.data.slice();
    change(data);
    return { shape: mesh.points.shape, data };
  };
  const refused = (points: Tensor, message: string) =>
    assertThrows(() => simulate(points), InputError, message);
  refused(changed((x) => x[3 * 4 + 1] = NaN), "Coordinate y of node 4 is NaN");
  refused(changed((x) => x[3 * 5 + 2] = Infinity), "Coordinate z of node 5 is Infinity");
  refused(
    { shape: [nodes - 1, 3], data: mesh.points.data.slice(3) },
    `The points hold ${3 * nodes - 3} numbers but the mesh has ${nodes} nodes`,
  );
  // The first corner of the first tetrahedron is mirrored at the opposite face.
  const [a, b, c, d] = mesh.tets;
  const mirrored = changed((x) => {
    for (let k = 0; k < 3; k++) {
      const middle = (x[3 * b + k] + x[3 * c + k] + x[3 * d + k]) / 3;
      x[3 * a + k] = 2 * middle - x[3 * a + k];
    }
  });
  refused(mirrored, `of ${mesh.tets.length / 4} tetrahedra, the first is 0: move the nodes less`);
  refused(changed((x) => x.fill(1)), "The points invert or flatten");
  // What was refused leaves no trace.
  assertEquals(simulate(), matrixFormalism(mesh, { diffusivity: D }, protocol, { modes: 4 })());
});

for (
  const [name, symmetric] of [
    ["small sphere", mesh],
    ["large sphere", sphere({ radius: 2, edgeLength: 0.5 })],
    ["cylinder", cylinder({ radius: 2, height: 5, edgeLength: 1.1 })],
  ] as const
) {
  Deno.test(`a gradient at a split cluster is refused, and the number named instead works: ${name}`, () => {
    const { eigenvalues } = simulateSignal(symmetric, { diffusivity: D }, protocol, { modes: 30 });
    const equal = (j: number) => eigenvalues[j] - eigenvalues[j - 1] < 1e-9 * eigenvalues[j];
    const splitting = [...eigenvalues.keys()].filter((j) => j > 0 && equal(j));
    assert(splitting.length > 2, `${splitting.length} equal pairs`);
    for (const modes of [splitting[0], splitting[splitting.length - 1]]) {
      const signal = (options: MatrixFormalismOptions) => {
        const simulate = matrixFormalism(symmetric, { diffusivity: D }, protocol, options);
        return (points: Tensor) => sum(simulate(points).real);
      };
      // The signal alone is no problem, nor is the projected gradient.
      assertEquals(
        simulateSignal(symmetric, { diffusivity: D }, protocol, { modes }).splitsCluster,
        true,
      );
      grad(signal({ modes, gradient: "projected" }))(symmetric.points);
      const error = assertThrows(
        () => grad(signal({ modes }))(symmetric.points),
        InputError,
        `The gradient does not exist: ${modes} modes end within a cluster of equal eigenvalues, use `,
      );
      const fewer = Number(/use (\d+)/.exec(error.message)?.[1]);
      assert(fewer >= 1 && fewer < modes, error.message);
      checkGrads(signal({ modes: fewer }), symmetric.points, { step: 1e-4, tolerance: 1e-6 });
    }
  });
}

Deno.test("a gradient at a cluster of which only some are corrected is refused likewise", () => {
  const loss = (corrected: number) => {
    const simulate = matrixFormalism(mesh, { diffusivity: D }, protocol, { modes: 9, corrected });
    return (points: Tensor) => sum(simulate(points).real);
  };
  const message =
    "The gradient does not exist: 2 corrected modes end within a cluster of equal eigenvalues, use 1";
  assertThrows(() => grad(loss(2))(mesh.points), InputError, message);
  checkGrads(loss(1), mesh.points, { step: 1e-4, tolerance: 1e-6 });
});

Deno.test("weights that do not fit the protocol are refused", () => {
  for (const weights of [new Float64Array(3), Float64Array.of(1, NaN)]) {
    assertThrows(
      () => simulateSignal(mesh, { diffusivity: D }, protocol, { modes: 4, weights }),
      InputError,
      `There are ${weights.length} weights but must be 2 finite numbers`,
    );
  }
});
