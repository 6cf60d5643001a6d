/**
 * C = α op(A) op(B) + β C in register tiles, with slices of A and B staged in workgroup memory.
 *
 * @module
 */
import { type Kernel, kernel } from "../device/kernel.ts";
import { type Tile, tileEdge, unroll } from "./tile.ts";

const BINDINGS = { a: "read f32", b: "read f32", c: "read_write f32" } as const;

/** Strides serve all transpositions: op(A)_ik is a[aAt + i·aRow + k·aStep], op(B)_kj is b[bAt + k·bStep + j·bColumn]. */
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
  alpha: "f32",
  beta: "f32",
} as const;

/** Makes the kernel of a tile; workgroup (x, y) has tile row x and tile column y. */
export function gemmKernel(tile: Tile): Kernel<typeof BINDINGS, typeof PARAMS> {
  const { side, quads } = tile, edge = tileEdge(tile);
  // Vectors of four along a tile's edge; one more in workgroup memory so that neighbours in k lie in different banks.
  const across = side * quads, pitch = across + 1;
  const depth = quads === 2 ? 8 : 16;
  const rows = 4 * quads;
  const sum = (row: number, q: number) => `s${row}_${q}`;
  return kernel({
    name: `gemm ${edge}`,
    bindings: BINDINGS,
    params: PARAMS,
    workgroup: [side, side, 1],
    code: `
var<workgroup> aSlice: array<vec4f, ${depth * pitch}>;
var<workgroup> bSlice: array<vec4f, ${depth * pitch}>;

fn aOf(i: u32, k: u32) -> f32 {
  if (i < p.m && k < p.k) { return a[p.aAt + i * p.aRow + k * p.aStep]; }
  return 0.0;
}
fn bOf(k: u32, j: u32) -> f32 {
  if (k < p.k && j < p.n) { return b[p.bAt + k * p.bStep + j * p.bColumn]; }
  return 0.0;
}
fn store(i: u32, j: u32, sum: f32) {
  if (i >= p.m || j >= p.n) { return; }
  let at = p.cAt + i * p.cRow + j;
  var value = p.alpha * sum;
  if (p.beta != 0.0) { value += p.beta * c[at]; }
  c[at] = value;
}
fn storeFour(i: u32, j: u32, sums: vec4f) {
  store(i, j, sums.x);
  store(i, j + 1u, sums.y);
  store(i, j + 2u, sums.z);
  store(i, j + 3u, sums.w);
}

fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(local_invocation_id) local: vec3u,
  @builtin(local_invocation_index) index: u32,
) {
  let firstRow = group.x * ${edge}u;
  let firstColumn = group.y * ${edge}u;
${
      unroll(
        rows * quads,
        (i) => `  var ${sum(Math.floor(i / quads), i % quads)} = vec4f();`,
      )
    }
  for (var first = 0u; first < p.k; first += ${depth}u) {
    for (var l = index; l < ${depth * across}u; l += ${side * side}u) {
      // Neighbouring invocations read neighbouring numbers, whichever way the matrix lies.
      let aAlong = p.aStep == 1u;
      let ak = select(l / ${across}u, l % ${depth}u, aAlong);
      let ai = select(l % ${across}u, l / ${depth}u, aAlong);
      let i = firstRow + 4u * ai;
      let atK = first + ak;
      aSlice[ak * ${pitch}u + ai] = vec4f(aOf(i, atK), aOf(i + 1u, atK), aOf(i + 2u, atK), aOf(i + 3u, atK));
      let bAlong = p.bColumn != 1u;
      let bk = select(l / ${across}u, l % ${depth}u, bAlong);
      let bj = select(l % ${across}u, l / ${depth}u, bAlong);
      let j = firstColumn + 4u * bj;
      let btK = first + bk;
      bSlice[bk * ${pitch}u + bj] = vec4f(bOf(btK, j), bOf(btK, j + 1u), bOf(btK, j + 2u), bOf(btK, j + 3u));
    }
    workgroupBarrier();
    for (var k = 0u; k < ${depth}u; k++) {
${unroll(quads, (q) => `      let a${q} = aSlice[k * ${pitch}u + local.y + ${q * side}u];`)}
${unroll(quads, (q) => `      let b${q} = bSlice[k * ${pitch}u + local.x + ${q * side}u];`)}
${
      unroll(rows * quads, (i) => {
        const row = Math.floor(i / quads), q = i % quads, s = sum(row, q);
        return `      ${s} = fma(vec4f(a${Math.floor(row / 4)}[${row % 4}]), b${q}, ${s});`;
      })
    }
    }
    workgroupBarrier();
  }
${
      unroll(rows * quads, (index) => {
        const row = Math.floor(index / quads), q = index % quads;
        const i = `firstRow + 4u * local.y + ${4 * side * Math.floor(row / 4) + row % 4}u`;
        const j = `firstColumn + 4u * local.x + ${4 * side * q}u`;
        return `  storeFour(${i}, ${j}, ${sum(row, q)});`;
      })
    }
}`,
  });
}
