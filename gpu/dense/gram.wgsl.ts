/**
 * XᵀY over long rows: every workgroup sums a tile over a range of rows, in blocks of blocks; then the ranges are summed.
 *
 * @module
 */
import { type Kernel, kernel } from "../device/kernel.ts";
import { type Tile, tileEdge, unroll } from "./tile.ts";

/** Rows staged together, and how many such slices make a block: the lengths of the two inner sums. */
export const SLICE = 16, BLOCK = 16;

const BINDINGS = { x: "read vec4f", y: "read vec4f", partial: "read_write f32" } as const;

/** `xWidth` and `yWidth` in vectors of four; `range` rows for each workgroup; with `upper` only tiles on and above the diagonal. */
const PARAMS = {
  rows: "u32",
  range: "u32",
  xWidth: "u32",
  yWidth: "u32",
  m: "u32",
  n: "u32",
  upper: "u32",
} as const;

/** Makes the kernel of a tile; workgroup (x, y, z) has tile row x, tile column y and the z-th range of rows. */
export function gramKernel(tile: Tile): Kernel<typeof BINDINGS, typeof PARAMS> {
  const { side } = tile, edge = tileEdge(tile), pitch = side + 1;
  return kernel({
    name: `gram ${edge}`,
    bindings: BINDINGS,
    params: PARAMS,
    workgroup: [side, side, 1],
    code: `
var<workgroup> xSlice: array<vec4f, ${SLICE * pitch}>;
var<workgroup> ySlice: array<vec4f, ${SLICE * pitch}>;

fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(local_invocation_id) local: vec3u,
  @builtin(local_invocation_index) index: u32,
) {
  if (p.upper != 0u && group.y < group.x) { return; }
  let firstX = group.x * ${side}u;
  let firstY = group.y * ${side}u;
  let start = group.z * p.range;
  let end = min(p.rows, start + p.range);
${unroll(4, (r) => `  var total${r} = vec4f();\n  var block${r} = vec4f();`)}
  var slices = 0u;
  for (var first = start; first < end; first += ${SLICE}u) {
    for (var l = index; l < ${SLICE * side}u; l += ${side * side}u) {
      let row = first + l / ${side}u;
      let quad = l % ${side}u;
      let at = (l / ${side}u) * ${pitch}u + quad;
      var xs = vec4f();
      var ys = vec4f();
      if (row < end) {
        if (firstX + quad < p.xWidth) { xs = x[row * p.xWidth + firstX + quad]; }
        if (firstY + quad < p.yWidth) { ys = y[row * p.yWidth + firstY + quad]; }
      }
      xSlice[at] = xs;
      ySlice[at] = ys;
    }
    workgroupBarrier();
${unroll(4, (r) => `    var s${r} = vec4f();`)}
    for (var k = 0u; k < ${SLICE}u; k++) {
      let xs = xSlice[k * ${pitch}u + local.y];
      let ys = ySlice[k * ${pitch}u + local.x];
${unroll(4, (r) => `      s${r} = fma(vec4f(xs[${r}]), ys, s${r});`)}
    }
${unroll(4, (r) => `    block${r} += s${r};`)}
    slices++;
    if (slices == ${BLOCK}u) {
${unroll(4, (r) => `      total${r} += block${r};\n      block${r} = vec4f();`)}
      slices = 0u;
    }
    workgroupBarrier();
  }
  let i = 4u * (firstX + local.y);
  let j = 4u * (firstY + local.x);
  let at = group.z * p.m * p.n;
${
      unroll(4, (r) =>
        `  let sums${r} = total${r} + block${r};
  for (var c = 0u; c < 4u; c++) {
    if (i + ${r}u < p.m && j + c < p.n) { partial[at + (i + ${r}u) * p.n + j + c] = sums${r}[c]; }
  }`)
    }
}`,
  });
}

/** Sums the ranges, in groups of 16; where `upper` is set what lies below the diagonal is taken from above. */
export const sumRangesKernel = kernel({
  name: "sum ranges",
  bindings: { partial: "read f32", out: "read_write f32" },
  params: { m: "u32", n: "u32", ranges: "u32", upper: "u32" },
  workgroup: [64, 1, 1],
  code: `
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let e = flat(id, groups);
  if (e >= p.m * p.n) { return; }
  var i = e / p.n;
  var j = e % p.n;
  if (p.upper != 0u && i > j) {
    let low = i;
    i = j;
    j = low;
  }
  var at = i * p.n + j;
  var total = 0.0;
  for (var first = 0u; first < p.ranges; first += 16u) {
    var sum = 0.0;
    for (var r = first; r < min(p.ranges, first + 16u); r++) {
      sum += partial[at];
      at += p.m * p.n;
    }
    total += sum;
  }
  out[e] = total;
}`,
});
