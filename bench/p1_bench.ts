/**
 * P1 assembly of K, M, J on about 106 000 tetrahedra, its adjoint, and the pattern, which is made once per topology.
 *
 * @module
 */
import { p1Pattern } from "../core/fem/mod.ts";
import { assembleP1, contractP1, type P1Matrices, Workspace } from "../wasm/mod.ts";
import { fillRandom, randomSource } from "../wasm/testing.ts";
import { largeMatrix } from "./cases/cylinder.ts";
import { agree } from "./twins/agree.ts";
import { assembleTwin, contractTwin } from "./twins/p1.ts";

const { mesh, pattern, values } = largeMatrix(), nodes = pattern.rows;
const workspace = new Workspace({
  float64: [...new Array(10).fill(values.length), 3 * nodes, 8, 3 * nodes, 8],
  int32: [mesh.tets.length, mesh.compartments.length, pattern.scatter.length],
});
const five = (take: () => Float64Array): P1Matrices => ({
  stiffness: take(),
  mass: take(),
  moments: [take(), take(), take()],
});
const inWorkspace = () => workspace.float64(values.length);
const matrices = five(inWorkspace), cotangents = five(inWorkspace);
const plain = five(() => new Float64Array(values.length));
const elements = {
  tets: workspace.copyInt32(mesh.tets),
  compartments: workspace.copyInt32(mesh.compartments),
  scatter: workspace.copyInt32(pattern.scatter),
  points: workspace.copyFloat64(mesh.points.data),
  coefficients: workspace.copyFloat64([2, 0.1, 0, 2, 0.2, 2, 0.3, 1.2]),
};
const gradients = { points: workspace.float64(3 * nodes), coefficients: workspace.float64(8) };
const plainGradient = { points: new Float64Array(3 * nodes) };
const random = randomSource(1);
[cotangents.stiffness, cotangents.mass, ...cotangents.moments].forEach((c) =>
  fillRandom(c, random)
);

assembleP1(workspace, elements, matrices);
assembleTwin(elements, plain);
agree("assembly, K", matrices.stiffness, plain.stiffness);
agree("assembly, J_z", matrices.moments[2], plain.moments[2]);
contractP1(workspace, elements, cotangents, gradients);
contractTwin(elements, cotangents, plainGradient);
agree("contraction", gradients.points, plainGradient.points);

const size = `${mesh.tets.length / 4} tetrahedra`;
Deno.bench("assembly, WASM", { group: `K, M, J of ${size}` }, () => {
  assembleP1(workspace, elements, matrices);
});
Deno.bench("assembly, TypeScript", { group: `K, M, J of ${size}`, baseline: true }, () => {
  assembleTwin(elements, plain);
});
Deno.bench("contraction, WASM", { group: `adjoint of ${size}` }, () => {
  contractP1(workspace, elements, cotangents, gradients);
});
Deno.bench("contraction, TypeScript", { group: `adjoint of ${size}`, baseline: true }, () => {
  contractTwin(elements, cotangents, plainGradient);
});
Deno.bench("pattern, TypeScript", { group: `pattern of ${size}` }, () => {
  p1Pattern(nodes, mesh.tets);
});
