import { assertAlmostEquals, assertEquals, assertLess } from "@std/assert";
import { fillRandom, randomSource } from "../../wasm/testing.ts";
import { cylinder, sphere, type TetMesh, tetMesh, totalVolume, volumes } from "../mesh/mod.ts";
import { isotropicCoefficients, type P1Coefficients, type P1Space, p1Space } from "./mod.ts";

const none = new Float64Array(0);

/** Coefficients of elements alone. */
function elements(...values: number[]): P1Coefficients {
  return { elements: Float64Array.from(values), interfaces: none, walls: none };
}

/** A cylinder whose nodes are moved at random, so that nothing vanishes by symmetry. */
function roughCylinder(): TetMesh {
  const mesh = cylinder({ radius: 2, height: 5, edgeLength: 1.2 });
  const random = randomSource(1);
  const data = mesh.points.data.map((x) => x + 0.1 * random() + 3);
  return tetMesh({ points: data, tets: mesh.tets });
}

/** A x for one of the matrices last assembled. */
function times(space: P1Space, values: Float64Array, x: Float64Array): Float64Array {
  const [from, to] = space.blocks;
  from.set(x);
  space.apply(values, from, 1, to);
  return to.slice(0, space.nodes);
}

const dot = (a: Float64Array, b: Float64Array) => a.reduce((sum, x, i) => sum + x * b[i], 0);

/** The moments ∫ x^i y^j z^k over a mesh, i + j + k ≤ 3, by a rule exact for them on each tetrahedron. */
function integrate(mesh: TetMesh, f: (x: number, y: number, z: number) => number): number {
  // Five points: centroid −4/5, and the points with one weight 1/2 and three 1/6, 9/20 each.
  const size = volumes(mesh);
  let sum = 0;
  for (let t = 0; t < size.length; t++) {
    const corners = [...mesh.tets.subarray(4 * t, 4 * t + 4)];
    const at = (weights: number[]) => {
      const place = [0, 1, 2].map((k) =>
        corners.reduce((s, node, c) => s + weights[c] * mesh.points.data[3 * node + k], 0)
      );
      return f(place[0], place[1], place[2]);
    };
    let part = -4 / 5 * at([1 / 4, 1 / 4, 1 / 4, 1 / 4]);
    for (let c = 0; c < 4; c++) {
      part += 9 / 20 * at([0, 1, 2, 3].map((i) => i === c ? 1 / 2 : 1 / 6));
    }
    sum += size[t] * part;
  }
  return sum;
}

Deno.test("K, M and J_k are symmetric", () => {
  const mesh = roughCylinder(), space = p1Space(mesh, { columns: 1 });
  space.assemble(mesh.points.data, elements(2, 0.3, -0.1, 1.5, 0.2, 1, 0.4, 1.2));
  const { rowStart, columnIndex } = space.pattern;
  const { stiffness, mass, moments } = space.matrices;
  for (const values of [stiffness, mass, ...moments]) {
    const entries = new Map<string, number>();
    for (let a = 0; a < space.nodes; a++) {
      for (let e = rowStart[a]; e < rowStart[a + 1]; e++) {
        entries.set(`${a},${columnIndex[e]}`, values[e]);
      }
    }
    for (const [pair, value] of entries) {
      assertEquals(entries.get(pair.split(",").reverse().join(",")), value);
    }
  }
});

Deno.test("M and J_k integrate products of linear functions exactly, K their gradients", () => {
  const mesh = roughCylinder(), space = p1Space(mesh, { columns: 1 });
  const d = [2, 0.3, -0.1, 1.5, 0.2, 1];
  space.assemble(mesh.points.data, elements(...d, 0, 1));
  const { stiffness, mass, moments } = space.matrices;
  const one = new Float64Array(space.nodes).fill(1), volume = totalVolume(mesh);
  const coordinate = [0, 1, 2].map((k) => mesh.points.data.filter((_, i) => i % 3 === k));
  const near = (value: number, exact: number) =>
    assertAlmostEquals(value, exact, 1e-13 * Math.abs(exact));

  const slack = 1e-13 * stiffness.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
  times(space, stiffness, one).forEach((x) => assertAlmostEquals(x, 0, slack));
  const pair = [[0, 1, 2], [1, 3, 4], [2, 4, 5]];
  near(dot(one, times(space, mass, one)), volume);
  for (let k = 0; k < 3; k++) {
    near(dot(one, times(space, moments[k], one)), integrate(mesh, (...p) => p[k]));
    for (let l = 0; l < 3; l++) {
      const [x, y] = [coordinate[k], coordinate[l]];
      assertAlmostEquals(dot(x, times(space, stiffness, y)), volume * d[pair[k][l]], 1e-11);
      near(dot(x, times(space, mass, y)), integrate(mesh, (...p) => p[k] * p[l]));
      for (let m = 0; m < 3; m++) {
        near(dot(x, times(space, moments[m], y)), integrate(mesh, (...p) => p[k] * p[l] * p[m]));
      }
    }
  }
});

Deno.test("each compartment has its own tensor, rate and density, and the pattern outlives a motion of the nodes", () => {
  const mesh = roughCylinder();
  const compartments = mesh.compartments.map((_, t) => t % 2);
  const space = p1Space({ ...mesh, compartments }, { columns: 1, compartments: 2 });
  const x = mesh.points.data.filter((_, i) => i % 3 === 0);
  const moved = mesh.points.data.map((value, i) => i % 3 === 2 ? 2 * value : value);
  const half = volumes(mesh).reduce((sum, v, t) => sum + (t % 2 ? 0 : v), 0);
  for (const [points, stretch] of [[mesh.points.data, 1], [moved, 2]] as const) {
    space.assemble(
      points,
      elements(...[1, 0, 0, 1, 0, 1, 0.3, 2], ...[5, 0, 0, 5, 0, 5, 0.7, 0.5]),
    );
    const { stiffness, mass, moments } = space.matrices, other = totalVolume(mesh) - half;
    const one = new Float64Array(space.nodes).fill(1);
    const sum = (values: Float64Array) => dot(one, times(space, values, one)) / stretch;
    assertAlmostEquals(sum(stiffness), 0.3 * 2 * half + 0.7 * 0.5 * other, 1e-11);
    assertAlmostEquals(sum(mass), 2 * half + 0.5 * other, 1e-11);
    assertAlmostEquals(dot(x, times(space, mass, one)) / stretch, sum(moments[0]), 1e-10);
    space.assemble(points, elements(...[1, 0, 0, 1, 0, 1, 0, 2], ...[5, 0, 0, 5, 0, 5, 0, 0.5]));
    const energy = dot(x, times(space, stiffness, x)) / stretch;
    assertAlmostEquals(energy, 2 * half + 5 * 0.5 * other, 1e-11);
  }
});

Deno.test("contract is the derivative of the assembled matrices on a real mesh", () => {
  const mesh = sphere({ radius: 2, edgeLength: 1.4 });
  const space = p1Space(mesh, { columns: 1 });
  const random = randomSource(3);
  const tensors = Float64Array.of(2, 0.3, -0.1, 1.5, 0.2, 1, 0.4, 1.2);
  const all = (set: P1Space["matrices"]) => [set.stiffness, set.mass, ...set.moments];
  const weights = all(space.matrices).map((values) =>
    fillRandom(new Float64Array(values.length), random)
  );
  space.assemble(mesh.points.data, elements(...tensors));
  all(space.cotangents).forEach((values, i) => values.set(weights[i]));
  const gradient = space.contract();
  const loss = (points: Float64Array, d: Float64Array) => {
    space.assemble(points, elements(...d));
    return all(space.matrices).reduce((sum, values, i) => sum + dot(values, weights[i]), 0);
  };
  for (let trial = 0; trial < 4; trial++) {
    const v = fillRandom(new Float64Array(mesh.points.data.length), random);
    const w = fillRandom(new Float64Array(8), random);
    const at = (h: number) =>
      loss(mesh.points.data.map((x, i) => x + h * v[i]), tensors.map((x, i) => x + h * w[i]));
    const h = 5e-4;
    const slope = (8 * (at(h) - at(-h)) - (at(2 * h) - at(-2 * h))) / (12 * h);
    const expected = dot(gradient.points, v) + dot(gradient.elements, w);
    const size = Math.hypot(...gradient.points.map((g, i) => g * v[i]));
    assertLess(Math.abs(slope - expected) / size, 5e-11);
  }
});

Deno.test("apply and addProduct agree with dense products of several columns", () => {
  const mesh = sphere({ radius: 2, edgeLength: 1.4 }), columns = 3;
  const space = p1Space(mesh, { columns }), { nodes } = space;
  const { rowStart, columnIndex } = space.pattern;
  space.assemble(mesh.points.data, isotropicCoefficients(1));
  const [u, v, y] = space.blocks, { mass } = space.matrices;
  const random = randomSource(5);
  fillRandom(u, random);
  fillRandom(v, random);
  space.apply(mass, u, columns, y);
  const sampled = space.cotangents.mass.fill(1);
  space.addProduct(u, v, columns, sampled);
  for (let a = 0; a < nodes; a++) {
    const expected = new Float64Array(columns);
    for (let e = rowStart[a]; e < rowStart[a + 1]; e++) {
      const b = columnIndex[e];
      let product = 1;
      for (let j = 0; j < columns; j++) {
        expected[j] += mass[e] * u[b * columns + j];
        product += u[a * columns + j] * v[b * columns + j];
      }
      assertAlmostEquals(sampled[e], product, 1e-15);
    }
    expected.forEach((value, j) => assertAlmostEquals(y[a * columns + j], value, 1e-15));
  }
});
