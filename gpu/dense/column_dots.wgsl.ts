/**
 * Sums over the rows of a block, column by column: every workgroup sums a range of rows, then one sums the ranges.
 *
 * @module
 */
import { type Bindings, type Kernel, kernel } from "../device/kernel.ts";

/** Invocations of a workgroup; they stand as lanes × quads, a lane a row, a quad four columns. */
export const INVOCATIONS = 256;

const PARAMS = {
  rows: "u32",
  range: "u32",
  width: "u32",
  quads: "u32",
  lanes: "u32",
  columns: "u32",
} as const;

/** Four columns of a range of rows, for invocations that stand as lanes × quads; `term` is what is summed at `at`. */
const body = (term: string, store: string): string => `
var<workgroup> sums: array<vec4f, ${INVOCATIONS}>;

fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) index: u32) {
  let lane = index / p.quads;
  let quad = group.y * p.quads + index % p.quads;
  let start = group.x * p.range;
  let end = min(p.rows, start + p.range);
  var total = vec4f();
  if (lane < p.lanes && quad < p.width) {
    var row = start + lane;
    while (row < end) {
      // Sums of sums: the error grows with the root of the number of rows, whatever the numbers.
      var sum = vec4f();
      for (var k = 0u; k < 16u && row < end; k++) {
        let at = row * p.width + quad;
        sum += ${term};
        row += p.lanes;
      }
      total += sum;
    }
  }
  sums[index] = total;
  workgroupBarrier();
  var half = 1u;
  while (half < p.lanes) { half *= 2u; }
  while (half > 1u) {
    half /= 2u;
    if (lane < half && lane + half < p.lanes) { sums[index] += sums[index + half * p.quads]; }
    workgroupBarrier();
  }
  if (lane == 0u && quad < p.width) {
    let result = sums[index];
    ${store}
  }
}`;

/** Sums of x·y over ranges of rows; workgroup (x, y) has the x-th range and the y-th group of quads. */
export const partialDotsKernel: Kernel<
  { x: "read vec4f"; y: "read vec4f"; partial: "read_write vec4f" },
  typeof PARAMS
> = kernel({
  name: "partial dots",
  bindings: { x: "read vec4f", y: "read vec4f", partial: "read_write vec4f" },
  params: PARAMS,
  workgroup: [INVOCATIONS, 1, 1],
  code: body("x[at] * y[at]", "partial[group.x * p.width + quad] = result;"),
});

/** What is done with the sum of every column. */
export interface ColumnFinish<B extends Bindings> {
  /** Name of the kernel. */
  readonly name: string;
  /** What it reads and writes; all but `partial`. */
  readonly bindings: B;
  /** WGSL that handles `column`, its `sum` given. */
  readonly store: string;
}

/** Sums the ranges of every column and does something with the sums; padding is left out. */
export function sumRowsKernel<const B extends Bindings>(
  { name, bindings, store }: ColumnFinish<B>,
): Kernel<B & { partial: "read vec4f" }, typeof PARAMS> {
  return kernel({
    name,
    bindings: { ...bindings, partial: "read vec4f" },
    params: PARAMS,
    workgroup: [INVOCATIONS, 1, 1],
    code: body(
      "partial[at]",
      `for (var c = 0u; c < 4u; c++) {
      let column = 4u * quad + c;
      let sum = result[c];
      if (column < p.columns) {
        ${store}
      }
    }`,
    ),
  });
}
