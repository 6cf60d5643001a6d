/**
 * The matrices off the diagonal: each edge gathers from the tetrahedra round it, and writes both its entries.
 *
 * @module
 */
import { kernel } from "../device/kernel.ts";
import { POINTS_WGSL } from "./geometry.wgsl.ts";
import { TERMS, WEIGHT } from "./tet_terms.wgsl.ts";

/** Stiffness and mass. `edges` holds where the list of each edge starts and ends in `tetPairs`, and its two entries. */
export const edgeStiffnessKernel = kernel({
  name: "edge stiffness",
  bindings: {
    edges: "read vec4u",
    tetPairs: "read u32",
    terms: "read f32",
    stiffness: "read_write f32",
    mass: "read_write f32",
  },
  params: { edgeCount: "u32" },
  workgroup: [64, 1, 1],
  code: `
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = flat(id, groups);
  if (i >= p.edgeCount) { return; }
  let edge = edges[i];
  var coupling = 0.0;
  var weight = 0.0;
  for (var j = edge.x; j < edge.y; j++) {
    let code = tetPairs[j];
    let at = ${TERMS}u * (code / 8u);
    coupling += terms[at + code % 8u];
    weight += terms[at + ${WEIGHT}u];
  }
  stiffness[edge.z] = coupling;
  stiffness[edge.w] = coupling;
  mass[edge.z] = weight / 20.0;
  mass[edge.w] = weight / 20.0;
}`,
});

/** J_x, J_y, J_z: Σ ρV (X + x_a + x_b)/120 over the tetrahedra, X the sum of the positions of their four nodes. */
export const edgeMomentsKernel = kernel({
  name: "edge moments",
  bindings: {
    edges: "read vec4u",
    tetPairs: "read u32",
    terms: "read vec4f",
    columnIndex: "read u32",
    points: "read f32",
    momentX: "read_write f32",
    momentY: "read_write f32",
    momentZ: "read_write f32",
  },
  params: { edgeCount: "u32" },
  workgroup: [64, 1, 1],
  code: `${POINTS_WGSL}
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = flat(id, groups);
  if (i >= p.edgeCount) { return; }
  let edge = edges[i];
  // Entry (a, b) has column b, its mirror image column a.
  let ends = placeOf(columnIndex[edge.w]) + placeOf(columnIndex[edge.z]);
  var sum = vec3f();
  for (var j = edge.x; j < edge.y; j++) {
    let at = ${TERMS / 4}u * (tetPairs[j] / 8u);
    sum += terms[at + 1u].w * (terms[at + 2u].xyz + ends);
  }
  sum = sum / 120.0;
  momentX[edge.z] = sum.x;
  momentX[edge.w] = sum.x;
  momentY[edge.z] = sum.y;
  momentY[edge.w] = sum.y;
  momentZ[edge.z] = sum.z;
  momentZ[edge.w] = sum.z;
}`,
});
