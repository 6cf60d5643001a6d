import { assertAlmostEquals, assertEquals, assertLess, assertThrows } from "@std/assert";
import { fillRandom, randomSource } from "../../wasm/testing.ts";
import { type TetMesh, tetMesh } from "../mesh/mod.ts";
import { faceScatter } from "./faces.ts";
import { type P1Coefficients, type P1Gradient, p1Pattern, type P1Space, p1Space } from "./mod.ts";

/** Two tetrahedra on the two sides of a skew triangle, each with its own nodes there, and a third beside the second. */
const triangle = [[0.1, 0, 0.2], [1.1, 0.2, -0.1], [0.2, 0.9, 0.1]];
const mesh: TetMesh = tetMesh({
  points: [...triangle, [0.4, 0.3, 1.2], ...triangle, [0.3, 0.4, -0.9], [1.2, 1.1, -0.6]],
  tets: [[0, 1, 2, 3], [4, 6, 5, 7], [6, 5, 7, 8]],
  compartments: [0, 1, 1],
}, { repair: true });
const interfaceFaces = Int32Array.of(0, 2, 1, 4, 6, 5);
const wallFaces = Int32Array.of(0, 1, 3, 7, 6, 8);
const options = { columns: 1, compartments: 2, interfaceFaces, wallFaces };
const coefficients: P1Coefficients = {
  elements: Float64Array.of(...[1, 0, 0.1, 2, 0, 1, 0.2, 1.5], ...[2, 0.3, 0, 1, 0, 1, 0.1, 0.7]),
  interfaces: Float64Array.of(0.8),
  walls: Float64Array.of(0.3, 1.1),
};

/** The area of a triangle by Heron's formula. */
function area(points: Float64Array, nodes: ArrayLike<number>): number {
  const side = (a: number, b: number) =>
    Math.hypot(...[0, 1, 2].map((k) => points[3 * a + k] - points[3 * b + k]));
  const [a, b, c] = [side(nodes[0], nodes[1]), side(nodes[1], nodes[2]), side(nodes[2], nodes[0])];
  const s = (a + b + c) / 2;
  return Math.sqrt(s * (s - a) * (s - b) * (s - c));
}

/** The stiffness as a dense matrix. */
function dense({ nodes, pattern, matrices }: P1Space): Float64Array {
  const full = new Float64Array(nodes * nodes);
  for (let row = 0; row < nodes; row++) {
    for (let e = pattern.rowStart[row]; e < pattern.rowStart[row + 1]; e++) {
      full[row * nodes + pattern.columnIndex[e]] = matrices.stiffness[e];
    }
  }
  return full;
}

Deno.test("interfaces and walls add their blocks to the stiffness, by the integrals of linear functions", () => {
  const space = p1Space(mesh, options), { nodes } = space, points = mesh.points.data;
  const without = { ...coefficients, interfaces: new Float64Array(1), walls: new Float64Array(0) };
  space.assemble(points, without);
  const expected = dense(space);
  const integral = (i: number, j: number) => (i === j ? 2 : 1) / 12;
  for (let i = 0; i < 3; i++) {
    for (let j = 0; j < 3; j++) {
      const low = [0, 2, 1], high = [4, 6, 5];
      const b = 0.8 * area(points, low) * integral(i, j);
      expected[low[i] * nodes + low[j]] += b;
      expected[high[i] * nodes + high[j]] += b;
      expected[low[i] * nodes + high[j]] -= b;
      expected[high[i] * nodes + low[j]] -= b;
      [[0, 1, 3], [7, 6, 8]].forEach((wall, w) =>
        expected[wall[i] * nodes + wall[j]] += coefficients.walls[w] * area(points, wall) *
          integral(i, j)
      );
    }
  }
  space.assemble(points, coefficients);
  dense(space).forEach((value, e) => assertAlmostEquals(value, expected[e], 2e-15));
});

Deno.test("contract is the derivative of points, elements, interfaces and walls", () => {
  const space = p1Space(mesh, options), random = randomSource(11);
  const all = (set: P1Space["matrices"]) => [set.stiffness, set.mass, ...set.moments];
  const weights = all(space.matrices).map((v) => fillRandom(new Float64Array(v.length), random));
  const at = { points: mesh.points.data, ...coefficients };
  space.assemble(at.points, at);
  all(space.cotangents).forEach((values, i) => values.set(weights[i]));
  const gradient = space.contract();
  const loss = (inputs: P1Gradient) => {
    space.assemble(inputs.points, inputs);
    return all(space.matrices).reduce(
      (sum, values, i) => values.reduce((part, value, e) => part + value * weights[i][e], sum),
      0,
    );
  };
  const keys = ["points", "elements", "interfaces", "walls"] as const;
  // The area of an interface is that of its first side: the second's nodes move it not.
  for (const key of keys) {
    const scale = Math.max(...gradient[key].map(Math.abs));
    at[key].forEach((value, i) => {
      const moved = (h: number) => {
        const values = at[key].slice();
        values[i] = value + h;
        return loss({ ...at, [key]: values });
      };
      const h = 1e-3;
      const slope = (8 * (moved(h) - moved(-h)) - (moved(2 * h) - moved(-2 * h))) / (12 * h);
      assertLess(Math.abs(slope - gradient[key][i]) / scale, 1e-9, `${key} ${i}`);
    });
  }
});

Deno.test("a permeable face couples all its nodes with those across, in both directions", () => {
  const pattern = p1Pattern(9, mesh.tets, interfaceFaces);
  const coupled = (a: number, b: number) =>
    pattern.columnIndex.subarray(pattern.rowStart[a], pattern.rowStart[a + 1]).includes(b);
  const alone = p1Pattern(9, mesh.tets);
  assertEquals(pattern.columnIndex.length, alone.columnIndex.length + 18);
  for (const a of [0, 1, 2]) {
    for (const b of [4, 5, 6]) assertEquals([coupled(a, b), coupled(b, a)], [true, true]);
    assertEquals(coupled(a, 7), false);
  }
  for (let a = 0; a < 9; a++) {
    const row = pattern.columnIndex.subarray(pattern.rowStart[a], pattern.rowStart[a + 1]);
    assertEquals([...row], [...row].sort((x, y) => x - y));
  }
  assertThrows(
    () => faceScatter(alone, interfaceFaces, 6),
    RangeError,
    "Nodes 0 and 4 of a face are not coupled in the pattern",
  );
});
