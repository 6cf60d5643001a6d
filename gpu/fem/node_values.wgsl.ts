/**
 * The diagonals of the matrices and the row sums of the stiffness: each node gathers from the tetrahedra round it.
 *
 * @module
 */
import { kernel } from "../device/kernel.ts";
import { POINTS_WGSL } from "./geometry.wgsl.ts";
import { RELAXATION, TERMS, WEIGHT } from "./tet_terms.wgsl.ts";

/** Diagonal of the mass, and the part of the row sums of the stiffness that is relaxation: Σ ρrV/4. */
export const nodeMassKernel = kernel({
  name: "node mass",
  bindings: {
    nodeStart: "read u32",
    nodeTets: "read u32",
    terms: "read f32",
    diagonal: "read u32",
    mass: "read_write f32",
    rowSums: "read_write f32",
  },
  params: { nodes: "u32" },
  workgroup: [64, 1, 1],
  code: `
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let a = flat(id, groups);
  if (a >= p.nodes) { return; }
  var relaxation = 0.0;
  var weight = 0.0;
  for (var j = nodeStart[a]; j < nodeStart[a + 1u]; j++) {
    let at = ${TERMS}u * (nodeTets[j] / 4u);
    relaxation += terms[at + ${RELAXATION}u];
    weight += terms[at + ${WEIGHT}u];
  }
  mass[diagonal[a]] = weight / 10.0;
  rowSums[a] = relaxation;
}`,
});

/** Diagonals of J_x, J_y, J_z: Σ ρV (2X + 4x_a)/120. */
export const nodeMomentsKernel = kernel({
  name: "node moments",
  bindings: {
    nodeStart: "read u32",
    nodeTets: "read u32",
    terms: "read vec4f",
    diagonal: "read u32",
    points: "read f32",
    momentX: "read_write f32",
    momentY: "read_write f32",
    momentZ: "read_write f32",
  },
  params: { nodes: "u32" },
  workgroup: [64, 1, 1],
  code: `${POINTS_WGSL}
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let a = flat(id, groups);
  if (a >= p.nodes) { return; }
  let own = 2.0 * placeOf(a);
  var sum = vec3f();
  for (var j = nodeStart[a]; j < nodeStart[a + 1u]; j++) {
    let at = ${TERMS / 4}u * (nodeTets[j] / 4u);
    sum += terms[at + 1u].w * (terms[at + 2u].xyz + own);
  }
  sum = sum / 60.0;
  let e = diagonal[a];
  momentX[e] = sum.x;
  momentY[e] = sum.y;
  momentZ[e] = sum.z;
}`,
});

/** Diagonal of the stiffness: its row sum less the rest of its row. It comes after everything else. */
export const stiffnessDiagonalKernel = kernel({
  name: "stiffness diagonal",
  bindings: {
    rowStart: "read u32",
    diagonal: "read u32",
    rowSums: "read f32",
    stiffness: "read_write f32",
  },
  params: { nodes: "u32" },
  workgroup: [64, 1, 1],
  code: `
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let a = flat(id, groups);
  if (a >= p.nodes) { return; }
  let own = diagonal[a];
  var others = 0.0;
  for (var e = rowStart[a]; e < own; e++) { others += stiffness[e]; }
  for (var e = own + 1u; e < rowStart[a + 1u]; e++) { others += stiffness[e]; }
  stiffness[own] = rowSums[a] - others;
}`,
});
