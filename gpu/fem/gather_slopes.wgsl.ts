/**
 * Sums of what tetrahedra have for their corners and coefficients, and the cotangent of the stiffness at faces.
 *
 * @module
 */
import { kernel } from "../device/kernel.ts";
import { COEFFICIENT_SLOPES, SLOPES } from "./contract_tets.wgsl.ts";

/** Each node sums over its corners. */
export const gatherPointsKernel = kernel({
  name: "gather points",
  bindings: {
    nodeStart: "read u32",
    nodeTets: "read u32",
    slopes: "read f32",
    points: "read_write f32",
  },
  params: { nodes: "u32" },
  workgroup: [64, 1, 1],
  code: `
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let a = flat(id, groups);
  if (a >= p.nodes) { return; }
  var sum = vec3f();
  for (var j = nodeStart[a]; j < nodeStart[a + 1u]; j++) {
    let code = nodeTets[j];
    let i = ${SLOPES}u * (code / 4u) + 3u * (code % 4u);
    sum += vec3f(slopes[i], slopes[i + 1u], slopes[i + 2u]);
  }
  points[3u * a] = sum.x;
  points[3u * a + 1u] = sum.y;
  points[3u * a + 2u] = sum.z;
}`,
});

const GROUP = 64;
/** Most tetrahedra of a segment. */
export const SEGMENT = 16 * GROUP;

/** A workgroup for each segment `[start, end)` of the tetrahedra of one compartment sums their eight coefficients. */
export const sumCoefficientsKernel = kernel({
  name: "sum coefficients",
  bindings: {
    segments: "read vec2u",
    order: "read u32",
    slopes: "read f32",
    sums: "read_write f32",
  },
  params: {},
  workgroup: [GROUP, 1, 1],
  code: `
var<workgroup> low: array<vec4f, ${GROUP}>;
var<workgroup> high: array<vec4f, ${GROUP}>;

fn four(i: u32) -> vec4f { return vec4f(slopes[i], slopes[i + 1u], slopes[i + 2u], slopes[i + 3u]); }

fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) local: u32) {
  let segment = segments[group.x];
  var first = vec4f();
  var second = vec4f();
  for (var i = segment.x + local; i < segment.y; i += ${GROUP}u) {
    let at = ${SLOPES}u * order[i] + ${COEFFICIENT_SLOPES}u;
    first += four(at);
    second += four(at + 4u);
  }
  low[local] = first;
  high[local] = second;
  for (var half = ${GROUP / 2}u; half > 0u; half /= 2u) {
    workgroupBarrier();
    if (local < half) {
      low[local] += low[local + half];
      high[local] += high[local + half];
    }
  }
  if (local == 0u) {
    for (var k = 0u; k < 4u; k++) {
      sums[8u * group.x + k] = low[0][k];
      sums[8u * group.x + 4u + k] = high[0][k];
    }
  }
}`,
});

/**
 * The cotangent of the stiffness at the n² entries of each face, so that its sum with the face's weights is that with constant row sums:
 * (G_ab − (G_aa + G_bb)/2) off the diagonal; on it nothing at interfaces, whose rows sum to zero, and 2G_aa at walls.
 */
export const gatherFacesKernel = kernel({
  name: "gather faces",
  bindings: { scatter: "read u32", stiffness: "read f32", gathered: "read_write f32" },
  params: { count: "u32", n: "u32", difference: "u32" },
  workgroup: [64, 1, 1],
  code: `
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = flat(id, groups);
  if (i >= p.count) { return; }
  let square = p.n * p.n;
  let face = i - i % square;
  let a = (i % square) / p.n;
  let b = i % p.n;
  let aa = stiffness[scatter[face + a * (p.n + 1u)]];
  let bb = stiffness[scatter[face + b * (p.n + 1u)]];
  var value = stiffness[scatter[i]];
  if (a == b) {
    value = select(0.0, 2.0 * aa, p.n == 3u);
  } else if (p.difference == 0u) {
    value -= (aa + bb) / 2.0;
  }
  gathered[i] = value;
}`,
});
