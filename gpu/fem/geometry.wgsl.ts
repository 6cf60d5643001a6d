/**
 * The geometry of a linear tetrahedron, as WGSL for kernels to call.
 *
 * @module
 */

/** Numbers stored for a node: its position in single precision, and what that leaves of it. */
export const POINT_STRIDE = 6;

/**
 * Positions in two parts. Differences of nodes close to each other are then as exact as single precision is, wherever the mesh lies: an
 * edge a hundredth of the mesh's size would lose two digits otherwise.
 */
export function splitPoints(points: Float64Array): Float64Array {
  const split = new Float64Array(2 * points.length);
  for (let i = 0; i < points.length; i++) {
    const high = Math.fround(points[i]), at = POINT_STRIDE * Math.floor(i / 3) + i % 3;
    split[at] = high;
    split[at + 3] = points[i] - high;
  }
  return split;
}

/** WGSL of `placeOf(node)` and `between(a, b) = x_b − x_a`. The kernel must bind `points` as `read f32`. */
export const POINTS_WGSL = `
fn highOf(node: u32) -> vec3f {
  let i = ${POINT_STRIDE}u * node;
  return vec3f(points[i], points[i + 1u], points[i + 2u]);
}
fn lowOf(node: u32) -> vec3f {
  let i = ${POINT_STRIDE}u * node + 3u;
  return vec3f(points[i], points[i + 1u], points[i + 2u]);
}
fn placeOf(node: u32) -> vec3f { return highOf(node) + lowOf(node); }
fn between(a: u32, b: u32) -> vec3f { return (highOf(b) - highOf(a)) + (lowOf(b) - lowOf(a)); }
`;

/**
 * WGSL of `geometryOf(nodes) -> Geometry`: the volume and the gradients of the barycentric coordinates, which sum to zero. It needs
 * {@linkcode POINTS_WGSL}.
 */
export const GEOMETRY_WGSL = `
struct Geometry { volume: f32, gradients: array<vec3f, 4> }
fn geometryOf(nodes: vec4u) -> Geometry {
  let u = between(nodes.x, nodes.y);
  let v = between(nodes.x, nodes.z);
  let w = between(nodes.x, nodes.w);
  let vw = cross(v, w);
  let wu = cross(w, u);
  let uv = cross(u, v);
  let det = dot(u, vw);
  let b = vw / det;
  let c = wu / det;
  let d = uv / det;
  return Geometry(det / 6.0, array<vec3f, 4>(-(b + c + d), b, c, d));
}
`;

/** Numbers of a compartment, and WGSL of `timesTensor(compartment, g)` = Dg. The kernel must bind `coefficients` as `read f32`. */
export const TENSOR_WGSL = `
fn timesTensor(compartment: u32, g: vec3f) -> vec3f {
  let i = 8u * compartment;
  let xx = coefficients[i];
  let xy = coefficients[i + 1u];
  let xz = coefficients[i + 2u];
  let yy = coefficients[i + 3u];
  let yz = coefficients[i + 4u];
  let zz = coefficients[i + 5u];
  return vec3f(
    xx * g.x + xy * g.y + xz * g.z,
    xy * g.x + yy * g.y + yz * g.z,
    xz * g.x + yz * g.y + zz * g.z,
  );
}
fn rateOf(compartment: u32) -> f32 { return coefficients[8u * compartment + 6u]; }
fn densityOf(compartment: u32) -> f32 { return coefficients[8u * compartment + 7u]; }
`;
