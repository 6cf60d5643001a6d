/**
 * What each tetrahedron adds to the matrices of its edges and nodes.
 *
 * @module
 */
import { kernel } from "../device/kernel.ts";
import { GEOMETRY_WGSL, POINTS_WGSL, TENSOR_WGSL } from "./geometry.wgsl.ts";
import { CORNER_PAIRS } from "./topology.ts";

/** Numbers stored for a tetrahedron. */
export const TERMS = 12;
/** Places of them: the couplings of the six edges are first. */
export const RELAXATION = 6, WEIGHT = 7, SUM = 8;

/**
 * Stores ρV(g_a·Dg_b + r/20) of the six edges, ρrV/4, ρV and the sum of the four positions. `bad` gets the number, from 1, of a tetrahedron
 * whose numbers are not finite, of whichever writes last.
 */
export const tetTermsKernel = kernel({
  name: "tetrahedron terms",
  bindings: {
    tets: "read vec4u",
    compartments: "read u32",
    points: "read f32",
    coefficients: "read f32",
    terms: "read_write f32",
    bad: "read_write f32",
  },
  params: { tetCount: "u32" },
  workgroup: [64, 1, 1],
  code: `${POINTS_WGSL}${GEOMETRY_WGSL}${TENSOR_WGSL}
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let t = flat(id, groups);
  if (t >= p.tetCount) { return; }
  let nodes = tets[t];
  let compartment = compartments[t];
  var geometry = geometryOf(nodes);
  let weight = densityOf(compartment) * geometry.volume;
  let relaxation = weight * rateOf(compartment) / 20.0;
  var flux: array<vec3f, 4>;
  for (var a = 0u; a < 4u; a++) {
    flux[a] = weight * timesTensor(compartment, geometry.gradients[a]);
  }
  let i = ${TERMS}u * t;
  ${
    CORNER_PAIRS.map(([a, b], pair) =>
      `terms[i + ${pair}u] = dot(flux[${a}], geometry.gradients[${b}]) + relaxation;`
    ).join("\n  ")
  }
  terms[i + ${RELAXATION}u] = 5.0 * relaxation;
  terms[i + ${WEIGHT}u] = weight;
  let sum = (placeOf(nodes.x) + placeOf(nodes.y)) + (placeOf(nodes.z) + placeOf(nodes.w));
  terms[i + ${SUM}u] = sum.x;
  terms[i + ${SUM + 1}u] = sum.y;
  terms[i + ${SUM + 2}u] = sum.z;
  terms[i + ${SUM + 3}u] = 0.0;
  // A flat tetrahedron has infinite gradients. All exponent bits set is infinity or NaN, which comparisons may be assumed not to meet.
  let size = abs(terms[i]) + abs(terms[i + 1u]) + abs(terms[i + 5u]) + abs(weight);
  if ((bitcast<u32>(size) & 0x7f800000u) == 0x7f800000u) { bad[0] = f32(t + 1u); }
}`,
});
