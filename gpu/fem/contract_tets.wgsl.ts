/**
 * The adjoint of assembly on each tetrahedron: from the cotangents G of the matrices to those of its corners and coefficients.
 *
 * Because the gradients g_a sum to zero, H = Σ_ab G_ab g_a g_bᵀ is Σ_{a<b} D_ab sym(g_a g_bᵀ) with D_ab = G_ab + G_ba − G_aa − G_bb, the
 * cotangent of an edge's coupling at constant row sums: what constants have in G does not have to cancel. A tetrahedron adds ρVE to the
 * loss, E = D:H + r(Σ_{a<b} D_ab/20 + Σ_a G_aa/4) + Σ_ab G^M_ab (1 + δ_ab)/20 + Σ_c x_c·w_c, and ∂(ρVE)/∂x_a is
 * ρV(E g_a − 2HDg_a + w_a), as in the double-precision kernel.
 *
 * @module
 */
import { kernel } from "../device/kernel.ts";
import { GEOMETRY_WGSL, POINTS_WGSL, TENSOR_WGSL } from "./geometry.wgsl.ts";
import { CORNER_PAIRS } from "./topology.ts";

/** Numbers stored for a tetrahedron: 12 of its corners, 8 of its coefficients, its density. */
export const SLOPES = 24;
/** Where the coefficients and the density are. */
export const COEFFICIENT_SLOPES = 12, DENSITY = 20;

const pairs = CORNER_PAIRS.map(([a, b]) => `vec2u(${a}u, ${b}u)`).join(", ");

/** From the cotangents of K and M; `difference` is 1 where that of K is stored as D_ab and, on the diagonal, G_aa. */
export const contractStiffnessKernel = kernel({
  name: "contract stiffness",
  bindings: {
    tets: "read vec4u",
    compartments: "read u32",
    scatter: "read u32",
    points: "read f32",
    coefficients: "read f32",
    stiffness: "read f32",
    mass: "read f32",
    slopes: "read_write f32",
  },
  params: { tetCount: "u32", difference: "u32" },
  workgroup: [64, 1, 1],
  code: `${POINTS_WGSL}${GEOMETRY_WGSL}${TENSOR_WGSL}
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let t = flat(id, groups);
  if (t >= p.tetCount) { return; }
  var pairs = array<vec2u, 6>(${pairs});
  let compartment = compartments[t];
  var geometry = geometryOf(tets[t]);
  let first = 16u * t;
  var diagonal: array<f32, 4>;
  var againstRows = 0.0;
  var againstMass = 0.0;
  for (var a = 0u; a < 4u; a++) {
    let entry = scatter[first + 5u * a];
    diagonal[a] = stiffness[entry];
    againstRows += diagonal[a];
    againstMass += 2.0 * mass[entry];
  }
  var square = vec3f();
  var mixed = vec3f();
  var againstEdges = 0.0;
  for (var i = 0u; i < 6u; i++) {
    let a = pairs[i].x;
    let b = pairs[i].y;
    let entry = scatter[first + 4u * a + b];
    let mirrored = scatter[first + 4u * b + a];
    var g = stiffness[entry] + stiffness[mirrored];
    if (p.difference == 0u) { g -= diagonal[a] + diagonal[b]; }
    againstEdges += g;
    againstMass += mass[entry] + mass[mirrored];
    let ga = geometry.gradients[a];
    let gb = geometry.gradients[b];
    // H_xx, H_yy, H_zz and 2H_xy, 2H_xz, 2H_yz.
    square += g * ga * gb;
    mixed += g * (ga.xxy * gb.yzz + ga.yzz * gb.xxy);
  }
  let relaxation = againstEdges / 20.0 + againstRows / 4.0;
  let c = 8u * compartment;
  let energy = coefficients[c] * square.x + coefficients[c + 3u] * square.y + coefficients[c + 5u] * square.z
    + coefficients[c + 1u] * mixed.x + coefficients[c + 2u] * mixed.y + coefficients[c + 4u] * mixed.z
    + rateOf(compartment) * relaxation + againstMass / 20.0;
  let density = densityOf(compartment);
  let weight = density * geometry.volume;
  let at = ${SLOPES}u * t;
  for (var a = 0u; a < 4u; a++) {
    let g = geometry.gradients[a];
    let f = timesTensor(compartment, g);
    let turned = vec3f(
      2.0 * square.x * f.x + mixed.x * f.y + mixed.y * f.z,
      mixed.x * f.x + 2.0 * square.y * f.y + mixed.z * f.z,
      mixed.y * f.x + mixed.z * f.y + 2.0 * square.z * f.z,
    );
    let slope = weight * (energy * g - turned);
    slopes[at + 3u * a] = slope.x;
    slopes[at + 3u * a + 1u] = slope.y;
    slopes[at + 3u * a + 2u] = slope.z;
  }
  let d = at + ${COEFFICIENT_SLOPES}u;
  slopes[d] = weight * square.x;
  slopes[d + 1u] = weight * mixed.x;
  slopes[d + 2u] = weight * mixed.y;
  slopes[d + 3u] = weight * square.y;
  slopes[d + 4u] = weight * mixed.z;
  slopes[d + 5u] = weight * square.z;
  slopes[d + 6u] = weight * relaxation;
  slopes[d + 7u] = geometry.volume * energy;
  slopes[at + ${DENSITY}u] = density;
}`,
});

/** Adds what comes from the cotangents of J_x, J_y, J_z; w_c = Σ_ab G_ab w(a,b,c), one component for each of them. */
export const contractMomentsKernel = kernel({
  name: "contract moments",
  bindings: {
    tets: "read vec4u",
    scatter: "read u32",
    points: "read f32",
    momentX: "read f32",
    momentY: "read f32",
    momentZ: "read f32",
    slopes: "read_write f32",
  },
  params: { tetCount: "u32" },
  workgroup: [64, 1, 1],
  code: `${POINTS_WGSL}${GEOMETRY_WGSL}
fn at(entry: u32) -> vec3f { return vec3f(momentX[entry], momentY[entry], momentZ[entry]); }

fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let t = flat(id, groups);
  if (t >= p.tetCount) { return; }
  var pairs = array<vec2u, 6>(${pairs});
  let nodes = tets[t];
  var geometry = geometryOf(nodes);
  let first = 16u * t;
  var w: array<vec3f, 4>;
  var total = vec3f();
  for (var a = 0u; a < 4u; a++) {
    let own = at(scatter[first + 5u * a]);
    w[a] = 4.0 * own;
    total += 2.0 * own;
  }
  for (var i = 0u; i < 6u; i++) {
    let a = pairs[i].x;
    let b = pairs[i].y;
    let g = at(scatter[first + 4u * a + b]) + at(scatter[first + 4u * b + a]);
    w[a] += g;
    w[b] += g;
    total += g;
  }
  var energy = 0.0;
  for (var a = 0u; a < 4u; a++) {
    w[a] = (w[a] + total) / 120.0;
    energy += dot(placeOf(nodes[a]), w[a]);
  }
  let base = ${SLOPES}u * t;
  let weight = slopes[base + ${DENSITY}u] * geometry.volume;
  for (var a = 0u; a < 4u; a++) {
    let slope = weight * (energy * geometry.gradients[a] + w[a]);
    slopes[base + 3u * a] += slope.x;
    slopes[base + 3u * a + 1u] += slope.y;
    slopes[base + 3u * a + 2u] += slope.z;
  }
  slopes[base + ${COEFFICIENT_SLOPES + 7}u] += geometry.volume * energy;
}`,
});
