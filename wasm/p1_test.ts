import { assertLess } from "@std/assert";
import {
  assembleP1,
  contractP1,
  type P1Elements,
  type P1Matrices,
  sddmm,
  Workspace,
} from "./mod.ts";
import { fillRandom, largestDifference, randomSource } from "./testing.ts";

/** A cloud of random tetrahedra with dense matrices as the "pattern": entry (a, b) is a·nodes + b. */
interface Cloud {
  nodes: number;
  tets: Int32Array;
  compartments: Int32Array;
  points: Float64Array;
  coefficients: Float64Array;
  scatter: Int32Array;
}

function cloud(nodes: number, count: number, seed: number): Cloud {
  const random = randomSource(seed);
  const points = fillRandom(new Float64Array(3 * nodes), random);
  const tets = new Int32Array(4 * count);
  for (let t = 0; t < count; t++) {
    const chosen = new Set<number>();
    while (chosen.size < 4) chosen.add(Math.floor(random() * nodes));
    tets.set([...chosen], 4 * t);
  }
  const scatter = new Int32Array(16 * count);
  for (let t = 0; t < count; t++) {
    for (let a = 0; a < 4; a++) {
      for (let b = 0; b < 4; b++) {
        scatter[16 * t + 4 * a + b] = tets[4 * t + a] * nodes + tets[4 * t + b];
      }
    }
  }
  const compartments = Int32Array.from({ length: count }, (_, t) => t % 2);
  const coefficients = Float64Array.of(
    ...[2, 0.1, -0.2, 1.5, 0.3, 1, 0.7, 1.3],
    ...[1, 0, 0.4, 3, -0.1, 2, 1.9, 0.6],
  );
  return { nodes, tets, compartments, points, coefficients, scatter };
}

/** K, M, J_x, J_y, J_z from their definitions, one after the other, [5][nodes × nodes]. */
function assembleTwin(mesh: Cloud): Float64Array[] {
  const { nodes, tets, points, coefficients } = mesh;
  const matrices = Array.from({ length: 5 }, () => new Float64Array(nodes * nodes));
  for (let t = 0; t < mesh.compartments.length; t++) {
    const index = [...tets.subarray(4 * t, 4 * t + 4)];
    const x = index.map((a) => [...points.subarray(3 * a, 3 * a + 3)]);
    const edge = [1, 2, 3].map((a) => x[a].map((value, k) => value - x[0][k]));
    const cross = (u: number[], v: number[]) => [
      u[1] * v[2] - u[2] * v[1],
      u[2] * v[0] - u[0] * v[2],
      u[0] * v[1] - u[1] * v[0],
    ];
    const dot = (u: number[], v: number[]) => u[0] * v[0] + u[1] * v[1] + u[2] * v[2];
    const det = dot(edge[0], cross(edge[1], edge[2]));
    const g = [
      cross(edge[1], edge[2]).map((value) => value / det),
      cross(edge[2], edge[0]).map((value) => value / det),
      cross(edge[0], edge[1]).map((value) => value / det),
    ];
    g.unshift([0, 1, 2].map((k) => -g[0][k] - g[1][k] - g[2][k]));
    const [xx, xy, xz, yy, yz, zz, r, rho] = coefficients.subarray(8 * mesh.compartments[t]);
    const d = [[xx, xy, xz], [xy, yy, yz], [xz, yz, zz]];
    for (let a = 0; a < 4; a++) {
      for (let b = 0; b < 4; b++) {
        const e = index[a] * nodes + index[b];
        const mass = det / 120 * (a === b ? 2 : 1);
        matrices[0][e] += rho * (det / 6 * dot(d.map((row) => dot(row, g[a])), g[b]) + r * mass);
        matrices[1][e] += rho * mass;
        for (let c = 0; c < 4; c++) {
          const distinct = new Set([a, b, c]).size;
          const w = [1 / 20, 1 / 60, 1 / 120][distinct - 1];
          for (let k = 0; k < 3; k++) matrices[2 + k][e] += rho * det / 6 * x[c][k] * w;
        }
      }
    }
  }
  return matrices;
}

function inWorkspace(
  mesh: Cloud,
): { workspace: Workspace; elements: P1Elements; take: () => P1Matrices } {
  const square = mesh.nodes * mesh.nodes;
  const workspace = new Workspace({
    float64: [mesh.points.length, 16, mesh.points.length, 16, ...new Array(10).fill(square)],
    int32: [mesh.tets.length, mesh.tets.length, mesh.scatter.length],
  });
  const elements = {
    tets: workspace.copyInt32(mesh.tets),
    compartments: workspace.copyInt32(mesh.compartments),
    points: workspace.copyFloat64(mesh.points),
    coefficients: workspace.copyFloat64(mesh.coefficients),
    scatter: workspace.copyInt32(mesh.scatter),
  };
  const next = () => workspace.float64(square);
  return {
    workspace,
    elements,
    take: () => ({ stiffness: next(), mass: next(), moments: [next(), next(), next()] }),
  };
}

const listed = (matrices: P1Matrices) => [matrices.stiffness, matrices.mass, ...matrices.moments];

Deno.test("assembleP1 equals the definition on random tetrahedra", () => {
  for (const [nodes, count] of [[4, 1], [9, 7], [23, 40]]) {
    const mesh = cloud(nodes, count, nodes);
    const { workspace, elements, take } = inWorkspace(mesh);
    const matrices = take();
    assembleP1(workspace, elements, matrices);
    const expected = assembleTwin(mesh);
    listed(matrices).forEach((values, i) => {
      const scale = Math.max(...expected[i].map(Math.abs));
      assertLess(largestDifference(values, expected[i]) / scale, 1e-13);
    });
  }
});

Deno.test("contractP1 is the derivative of assembly with respect to every point and coefficient", () => {
  const mesh = cloud(9, 7, 5);
  const { workspace, elements, take } = inWorkspace(mesh);
  const cotangents = take();
  const random = randomSource(99);
  listed(cotangents).forEach((values) => fillRandom(values, random));
  const gradients = {
    points: workspace.float64(mesh.points.length),
    coefficients: workspace.float64(16),
  };
  contractP1(workspace, elements, cotangents, gradients);
  const loss = () =>
    assembleTwin(mesh).reduce((sum, values, i) => {
      const g = listed(cotangents)[i];
      return sum + values.reduce((part, value, e) => part + value * g[e], 0);
    }, 0);
  const check = (values: Float64Array, gradient: Float64Array) => {
    const scale = Math.max(...gradient.map(Math.abs));
    for (let i = 0; i < values.length; i++) {
      const kept = values[i], h = 1e-5;
      const sample = (offset: number) => {
        values[i] = kept + offset;
        return loss();
      };
      // Fourth-order central difference.
      const slope = (8 * (sample(h) - sample(-h)) - (sample(2 * h) - sample(-2 * h))) / (12 * h);
      values[i] = kept;
      assertLess(Math.abs(slope - gradient[i]) / scale, 1e-8);
    }
  };
  check(mesh.points, gradients.points);
  check(mesh.coefficients, gradients.coefficients);
});

Deno.test("sddmm equals the entries of the dense product for any number of columns", () => {
  for (const columns of [1, 2, 3, 4, 7, 8, 13]) {
    const rows = 11;
    const rowStart = Int32Array.from({ length: rows + 1 }, (_, a) => 3 * a);
    const columnIndex = Int32Array.from(
      { length: 3 * rows },
      (_, e) => (Math.floor(e / 3) + (e % 3) * 2) % rows,
    );
    const workspace = new Workspace({
      float64: [rows * columns, rows * columns, 3 * rows],
      int32: [rows + 1, 3 * rows],
    });
    const start = workspace.copyInt32(rowStart), index = workspace.copyInt32(columnIndex);
    const random = randomSource(columns);
    const u = fillRandom(workspace.float64(rows * columns), random);
    const v = fillRandom(workspace.float64(rows * columns), random);
    const out = fillRandom(workspace.float64(3 * rows), random);
    const expected = out.map((value, e) => {
      const a = Math.floor(e / 3) * columns, b = columnIndex[e] * columns;
      for (let k = 0; k < columns; k++) value += u[a + k] * v[b + k];
      return value;
    });
    sddmm(workspace, columns, start, index, u, v, out);
    assertLess(largestDifference(out, expected), 1e-14);
  }
});
