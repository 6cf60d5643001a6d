/**
 * The product of one row of sparse matrices with four columns of a block, as WGSL for kernels to call.
 *
 * The kernel must bind `rowStart` and `columnIndex` as `read u32`. The loop takes four entries at a time, so that four rows of the block
 * are on their way at once and the sums are short.
 *
 * @module
 */

/** Entries of a row that are loaded together. */
const UNROLL = 4;

/**
 * The text of a loop over the entries of `row`: variables `e`, and `x0`, `x1`, … for the columns of `chunk` at the neighbours of entries e,
 * e + 1, …
 *
 * @param x The binding of the block.
 * @param sum The text that adds what a group of entries, given as numbers j, contributes.
 */
export function rowLoop(x: string, sum: (group: readonly number[]) => string): string {
  const group = Array.from({ length: UNROLL }, (_, j) => j);
  const load = (j: number) => `let x${j} = ${x}[columnIndex[e + ${j}u] * chunks + chunk];`;
  return `
  var e = rowStart[row];
  let end = rowStart[row + 1u];
  for (; e + ${UNROLL - 1}u < end; e += ${UNROLL}u) {
    ${group.map(load).join("\n    ")}
    ${sum(group)}
  }
  for (; e < end; e++) {
    ${load(0)}
    ${sum([0])}
  }`;
}

/** The text of a sum of terms, in pairs. */
export function pairwise(terms: readonly string[]): string {
  if (terms.length === 1) return terms[0];
  const half = terms.length >> 1;
  return `(${pairwise(terms.slice(0, half))} + ${pairwise(terms.slice(half))})`;
}

/** Names in a product's text. */
export interface ProductNames {
  readonly values?: string;
  readonly x?: string;
  readonly name?: string;
}

/**
 * WGSL of `NAME(row, chunk, chunks) -> vec4f`: Σ_b A_ab x_b.
 *
 * @param names The binding of A's values (`read f32`), that of the block x (`vec4f`), and the function's name.
 */
export function rowProduct(
  { values = "values", x = "x", name = "rowProduct" }: ProductNames = {},
): string {
  const loop = rowLoop(
    x,
    (group) => `sum += ${pairwise(group.map((j) => `${values}[e + ${j}u] * x${j}`))};`,
  );
  return `
fn ${name}(row: u32, chunk: u32, chunks: u32) -> vec4f {
  var sum = vec4f();${loop}
  return sum;
}
`;
}

/**
 * WGSL of `NAME(row, chunk, chunks, own) -> vec4f`: Σ_b A_ab (x_b − own), where own is x_a. With (Σ_b A_ab) x_a it makes Ax, and a smooth x
 * loses nothing to cancellation, which in the plain product leaves the rounding of A_aa x_a.
 *
 * @param names The binding of A's values (`read f32`), that of the block x (`vec4f`), and the function's name.
 */
export function differenceProduct(
  { values = "values", x = "x", name = "differenceProduct" }: ProductNames = {},
): string {
  const loop = rowLoop(
    x,
    (group) => `sum += ${pairwise(group.map((j) => `${values}[e + ${j}u] * (x${j} - own)`))};`,
  );
  return `
fn ${name}(row: u32, chunk: u32, chunks: u32, own: vec4f) -> vec4f {
  var sum = vec4f();${loop}
  return sum;
}
`;
}

/**
 * WGSL of `NAME(row, chunk, chunks) -> PencilRow`, fields `stiffness` and `mass`: (Kx)_a = Σ_b K_ab (x_b − x_a) + (Σ_b K_ab) x_a, and
 * (Mx)_a.
 *
 * The kernel must bind `stiffness`, `mass` and `rowSums` as `read f32`.
 *
 * @param names The binding of the block x (`vec4f`), and the function's name.
 */
export function pencilRow(
  { x = "x", name = "pencilRow" }: { readonly x?: string; readonly name?: string } = {},
): string {
  const loop = rowLoop(
    x,
    (group) =>
      `k += ${pairwise(group.map((j) => `stiffness[e + ${j}u] * (x${j} - own)`))};
    m += ${pairwise(group.map((j) => `mass[e + ${j}u] * x${j}`))};`,
  );
  return `
struct PencilRow { stiffness: vec4f, mass: vec4f }
fn ${name}(row: u32, chunk: u32, chunks: u32) -> PencilRow {
  let own = ${x}[row * chunks + chunk];
  var k = rowSums[row] * own;
  var m = vec4f();${loop}
  return PencilRow(k, m);
}
`;
}
