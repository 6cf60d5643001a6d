/**
 * Sums over the nodes of products of complex states, uv without conjugation: ranges of nodes first, then the ranges.
 *
 * @module
 */
import { kernel } from "../device/kernel.ts";

/** Invocations of a workgroup: `lanes` groups of four states by as many nodes as there is room for, which are one range. */
export const GROUP = 64;
/** Complex numbers that a range may have per state; their place is `slot`. */
export const SLOTS = 4;
/** Counts nodes of all compartments. */
export const ALL = 0xffffffff;

/** Parameters of kernels that sum over ranges of nodes. */
const RANGE_PARAMS = { rows: "u32", quads: "u32", lanes: "u32", slots: "u32" } as const;

/** Where an invocation stands, and the sum of complex numbers over its range into a slot. */
const RANGES = `
var<workgroup> realSums: array<vec4f, ${GROUP}>;
var<workgroup> imagSums: array<vec4f, ${GROUP}>;

struct Place { range: u32, row: u32, quad: u32, local: u32, inside: bool }

fn placeOf(i: u32) -> Place {
  let tile = i / ${GROUP}u;
  let local = i % ${GROUP}u;
  let across = (p.quads + p.lanes - 1u) / p.lanes;
  let range = tile / across;
  let row = range * (${GROUP}u / p.lanes) + local / p.lanes;
  let quad = (tile % across) * p.lanes + local % p.lanes;
  return Place(range, row, quad, local, row < p.rows && quad < p.quads);
}

fn sumInto(slot: u32, at: Place, re: vec4f, im: vec4f) {
  realSums[at.local] = re;
  imagSums[at.local] = im;
  workgroupBarrier();
  for (var half = ${GROUP / 2}u; half >= p.lanes; half /= 2u) {
    if (at.local < half) {
      realSums[at.local] += realSums[at.local + half];
      imagSums[at.local] += imagSums[at.local + half];
    }
    workgroupBarrier();
  }
  if (at.local < p.lanes && at.quad < p.quads && at.row < p.rows) {
    let to = (at.range * 2u * p.slots + 2u * slot) * p.quads + at.quad;
    partial[to] = realSums[at.local];
    partial[to + p.quads] = imagSums[at.local];
  }
  workgroupBarrier();
}`;

/** Σ uv over each range of nodes, of one compartment or all, into slot 0. */
export const pairingKernel = kernel({
  name: "pair states",
  bindings: {
    u: "read vec4f",
    v: "read vec4f",
    compartments: "read u32",
    partial: "read_write vec4f",
  },
  params: { ...RANGE_PARAMS, compartment: "u32" },
  workgroup: [GROUP, 1, 1],
  code: `${RANGES}
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let at = placeOf(flat(id, groups));
  var re = vec4f();
  var im = vec4f();
  if (at.inside && (p.compartment == ${ALL}u || compartments[at.row] == p.compartment)) {
    let real = at.row * 2u * p.quads + at.quad;
    let imag = real + p.quads;
    re = u[real] * v[real] - u[imag] * v[imag];
    im = u[real] * v[imag] + u[imag] * v[real];
  }
  sumInto(0u, at, re, im);
}`,
});

/** Σ u_a(J_k v)_a over each range of nodes for the three J_k, into slots 1, 2 and 3. */
export const momentPairingKernel = kernel({
  name: "pair moments",
  bindings: {
    rowStart: "read u32",
    columnIndex: "read u32",
    momentX: "read f32",
    momentY: "read f32",
    momentZ: "read f32",
    u: "read vec4f",
    v: "read vec4f",
    partial: "read_write vec4f",
  },
  params: RANGE_PARAMS,
  workgroup: [GROUP, 1, 1],
  code: `${RANGES}
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let at = placeOf(flat(id, groups));
  var ur = vec4f();
  var ui = vec4f();
  var jr = array<vec4f, 3>();
  var ji = array<vec4f, 3>();
  if (at.inside) {
    let own = at.row * 2u * p.quads + at.quad;
    ur = u[own];
    ui = u[own + p.quads];
    for (var e = rowStart[at.row]; e < rowStart[at.row + 1u]; e++) {
      let other = columnIndex[e] * 2u * p.quads + at.quad;
      let vr = v[other];
      let vi = v[other + p.quads];
      jr[0] += momentX[e] * vr;
      ji[0] += momentX[e] * vi;
      jr[1] += momentY[e] * vr;
      ji[1] += momentY[e] * vi;
      jr[2] += momentZ[e] * vr;
      ji[2] += momentZ[e] * vi;
    }
  }
  sumInto(1u, at, ur * jr[0] - ui * ji[0], ur * ji[0] + ui * jr[0]);
  sumInto(2u, at, ur * jr[1] - ui * ji[1], ur * ji[1] + ui * jr[1]);
  sumInto(3u, at, ur * jr[2] - ui * ji[2], ur * ji[2] + ui * jr[2]);
}`,
});

/** Sums the ranges; one workgroup for every vec4 of a range, written from `place` on. */
export const sumRangesKernel = kernel({
  name: "sum pairs",
  bindings: { partial: "read vec4f", out: "read_write vec4f" },
  params: { ranges: "u32", length: "u32", place: "u32" },
  workgroup: [64, 1, 1],
  code: `
var<workgroup> sums: array<vec4f, 64>;

fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  var sum = vec4f();
  for (var range = lane; range < p.ranges; range += 64u) {
    sum += partial[range * p.length + group.x];
  }
  sums[lane] = sum;
  workgroupBarrier();
  for (var half = 32u; half > 0u; half /= 2u) {
    if (lane < half) { sums[lane] += sums[lane + half]; }
    workgroupBarrier();
  }
  if (lane == 0u) { out[p.place + group.x] = sums[0]; }
}`,
});
