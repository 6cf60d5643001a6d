/**
 * C = α op(A) op(B) + β C for complex matrices in register tiles; real and imaginary parts are staged apart.
 *
 * @module
 */
import { type Kernel, kernel } from "../device/kernel.ts";
import { type Tile, tileEdge, unroll } from "./tile.ts";

const BINDINGS = { a: "read vec2f", b: "read vec2f", c: "read_write vec2f" } as const;

/** As for real matrices, in pairs; `aSign` and `bSign` multiply the imaginary parts of A and B. */
const PARAMS = {
  m: "u32",
  n: "u32",
  k: "u32",
  aAt: "u32",
  aRow: "u32",
  aStep: "u32",
  bAt: "u32",
  bStep: "u32",
  bColumn: "u32",
  cAt: "u32",
  cRow: "u32",
  aSign: "f32",
  bSign: "f32",
  alphaReal: "f32",
  alphaImag: "f32",
  betaReal: "f32",
  betaImag: "f32",
} as const;

/** Rows of a slice: four arrays of them must fit in workgroup memory. */
const DEPTH = 8;

/** Makes the kernel of a tile; workgroup (x, y) has tile row x and tile column y. */
export function complexGemmKernel(tile: Tile): Kernel<typeof BINDINGS, typeof PARAMS> {
  const { side } = tile, edge = tileEdge(tile), pitch = side + 1;
  return kernel({
    name: `complex gemm ${edge}`,
    bindings: BINDINGS,
    params: PARAMS,
    workgroup: [side, side, 1],
    code: `
var<workgroup> aReal: array<vec4f, ${DEPTH * pitch}>;
var<workgroup> aImag: array<vec4f, ${DEPTH * pitch}>;
var<workgroup> bReal: array<vec4f, ${DEPTH * pitch}>;
var<workgroup> bImag: array<vec4f, ${DEPTH * pitch}>;

fn aOf(i: u32, k: u32) -> vec2f {
  if (i < p.m && k < p.k) { return a[p.aAt + i * p.aRow + k * p.aStep]; }
  return vec2f();
}
fn bOf(k: u32, j: u32) -> vec2f {
  if (k < p.k && j < p.n) { return b[p.bAt + k * p.bStep + j * p.bColumn]; }
  return vec2f();
}
fn times(x: vec2f, y: vec2f) -> vec2f { return vec2f(x.x * y.x - x.y * y.y, x.x * y.y + x.y * y.x); }
fn store(i: u32, j: u32, re: f32, im: f32) {
  if (i >= p.m || j >= p.n) { return; }
  let at = p.cAt + i * p.cRow + j;
  var value = times(vec2f(p.alphaReal, p.alphaImag), vec2f(re, im));
  if (p.betaReal != 0.0 || p.betaImag != 0.0) { value += times(vec2f(p.betaReal, p.betaImag), c[at]); }
  c[at] = value;
}
fn storeFour(i: u32, j: u32, re: vec4f, im: vec4f) {
  store(i, j, re.x, im.x);
  store(i, j + 1u, re.y, im.y);
  store(i, j + 2u, re.z, im.z);
  store(i, j + 3u, re.w, im.w);
}

fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(local_invocation_id) local: vec3u,
  @builtin(local_invocation_index) index: u32,
) {
  let firstRow = group.x * ${edge}u;
  let firstColumn = group.y * ${edge}u;
${unroll(4, (r) => `  var re${r} = vec4f();\n  var im${r} = vec4f();`)}
  for (var first = 0u; first < p.k; first += ${DEPTH}u) {
    for (var l = index; l < ${DEPTH * side}u; l += ${side * side}u) {
      // Neighbouring invocations read neighbouring numbers, whichever way the matrix lies.
      let aAlong = p.aStep == 1u;
      let ak = select(l / ${side}u, l % ${DEPTH}u, aAlong);
      let ai = select(l % ${side}u, l / ${DEPTH}u, aAlong);
      let i = firstRow + 4u * ai;
      let a0 = aOf(i, first + ak);
      let a1 = aOf(i + 1u, first + ak);
      let a2 = aOf(i + 2u, first + ak);
      let a3 = aOf(i + 3u, first + ak);
      aReal[ak * ${pitch}u + ai] = vec4f(a0.x, a1.x, a2.x, a3.x);
      aImag[ak * ${pitch}u + ai] = p.aSign * vec4f(a0.y, a1.y, a2.y, a3.y);
      let bAlong = p.bColumn != 1u;
      let bk = select(l / ${side}u, l % ${DEPTH}u, bAlong);
      let bj = select(l % ${side}u, l / ${DEPTH}u, bAlong);
      let j = firstColumn + 4u * bj;
      let b0 = bOf(first + bk, j);
      let b1 = bOf(first + bk, j + 1u);
      let b2 = bOf(first + bk, j + 2u);
      let b3 = bOf(first + bk, j + 3u);
      bReal[bk * ${pitch}u + bj] = vec4f(b0.x, b1.x, b2.x, b3.x);
      bImag[bk * ${pitch}u + bj] = p.bSign * vec4f(b0.y, b1.y, b2.y, b3.y);
    }
    workgroupBarrier();
    for (var k = 0u; k < ${DEPTH}u; k++) {
      let ar = aReal[k * ${pitch}u + local.y];
      let ai = aImag[k * ${pitch}u + local.y];
      let br = bReal[k * ${pitch}u + local.x];
      let bi = bImag[k * ${pitch}u + local.x];
${
      unroll(4, (r) =>
        `      re${r} = fma(vec4f(ar[${r}]), br, re${r});
      im${r} = fma(vec4f(ar[${r}]), bi, im${r});
      re${r} = fma(vec4f(-ai[${r}]), bi, re${r});
      im${r} = fma(vec4f(ai[${r}]), br, im${r});`)
    }
    }
    workgroupBarrier();
  }
  let i = firstRow + 4u * local.y;
  let j = firstColumn + 4u * local.x;
${unroll(4, (r) => `  storeFour(i + ${r}u, j, re${r}, im${r});`)}
}`,
  });
}
