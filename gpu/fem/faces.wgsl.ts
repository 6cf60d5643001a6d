/**
 * Permeable faces and relaxing walls in the stiffness.
 *
 * @module
 */
import { kernel } from "../device/kernel.ts";
import { FACE_FACTORS } from "./face_topology.ts";
import { POINTS_WGSL } from "./geometry.wgsl.ts";

/** Coefficient × area/12 of each face. */
export const faceValuesKernel = kernel({
  name: "face values",
  bindings: {
    corners: "read u32",
    points: "read f32",
    coefficients: "read f32",
    values: "read_write f32",
  },
  params: { faces: "u32" },
  workgroup: [64, 1, 1],
  code: `${POINTS_WGSL}
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let f = flat(id, groups);
  if (f >= p.faces) { return; }
  let a = corners[3u * f];
  let area = length(cross(between(a, corners[3u * f + 1u]), between(a, corners[3u * f + 2u]))) / 2.0;
  values[f] = coefficients[f] * area / 12.0;
}`,
});

/** Adds the faces at each edge that has some to both its entries. */
export const edgeFacesKernel = kernel({
  name: "edge faces",
  bindings: {
    edges: "read vec4u",
    edgeFaces: "read u32",
    values: "read f32",
    stiffness: "read_write f32",
  },
  params: { edgeCount: "u32" },
  workgroup: [64, 1, 1],
  code: `
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = flat(id, groups);
  if (i >= p.edgeCount) { return; }
  let factors = vec3f(${FACE_FACTORS.map((factor) => factor.toFixed(1)).join(", ")});
  let edge = edges[i];
  var sum = 0.0;
  for (var j = edge.x; j < edge.y; j++) {
    let code = edgeFaces[j];
    sum += factors[code % 4u] * values[code / 4u];
  }
  stiffness[edge.z] += sum;
  stiffness[edge.w] += sum;
}`,
});

/** Adds the walls at each node that has some to its row sum: coefficient × area/3. */
export const nodeWallsKernel = kernel({
  name: "node walls",
  bindings: {
    nodes: "read u32",
    nodeFaces: "read u32",
    values: "read f32",
    rowSums: "read_write f32",
  },
  params: { nodeCount: "u32" },
  workgroup: [64, 1, 1],
  code: `
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = flat(id, groups);
  if (i >= p.nodeCount) { return; }
  var sum = 0.0;
  for (var j = nodes[3u * i]; j < nodes[3u * i + 1u]; j++) { sum += values[nodeFaces[j]]; }
  rowSums[nodes[3u * i + 2u]] += 4.0 * sum;
}`,
});
