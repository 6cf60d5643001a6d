/**
 * M-orthonormalisation of a block of nodal vectors against a basis: X ← (X − QQᵀMX)S with XᵀMX = I.
 *
 * @module
 */
import { gemm } from "../../../wasm/mod.ts";
import type { P1Space } from "../../fem/mod.ts";
import { denseProduct as product, denseSymmetricEigen } from "../../linalg/dense/mod.ts";

/** Directions whose Gram eigenvalue, for unit vectors, lies below this are taken to depend on the others. */
const DEPENDENT = 1e-11;
/** A vector of which less than this part (squared) lies outside the basis is taken to lie in it. */
const INSIDE = 1e-18;

/** What became of the block: X_new = X·turn − Q·overlap. */
export interface Orthonormalised {
  /** Number r of independent directions. */
  readonly count: number;
  /** [columns × r]. */
  readonly turn: Float64Array;
  /** [n × r]. */
  readonly overlap: Float64Array;
}

/** S with SᵀGS = I on the independent directions, [columns × count]; `removed` are the squares of what was taken away. */
function orthonormalising(
  gram: Float64Array,
  columns: number,
  removed: Float64Array,
): { s: Float64Array; count: number } {
  const scale = removed.map((square, j) => {
    const left = gram[j * (columns + 1)];
    return left > INSIDE * square ? 1 / Math.sqrt(left) : 0;
  });
  const unit = gram.map((value, e) => value * scale[Math.floor(e / columns)] * scale[e % columns]);
  const { values, vectors } = denseSymmetricEigen(unit, columns);
  const first = values.findIndex((value) => value > DEPENDENT * values[columns - 1]);
  const count = first < 0 ? 0 : columns - first;
  const s = new Float64Array(columns * count);
  for (let i = 0; i < columns; i++) {
    for (let j = 0; j < count; j++) {
      s[i * count + j] = scale[i] * vectors[i * columns + first + j] / Math.sqrt(values[first + j]);
    }
  }
  return { s, count };
}

/** XᵀY of two blocks of a space, in its second square. */
function gramOf(space: P1Space, x: Float64Array, y: Float64Array, columns: number): Float64Array {
  const gram = space.squares[1].subarray(0, columns * columns).fill(0);
  gemm(
    space.workspace,
    { transA: true },
    columns,
    columns,
    space.nodes,
    1,
    x,
    columns,
    y,
    columns,
    gram,
    columns,
  );
  return gram.slice();
}

/**
 * The quadratic form XᵀAX of the block in the space's first; uses the second.
 *
 * @param space The space.
 * @param values A.
 * @param columns Columns of X.
 * @returns The form, [columns × columns].
 */
export function formOf(space: P1Space, values: Float64Array, columns: number): Float64Array {
  const [x, ax] = space.blocks;
  space.apply(values, x, columns, ax);
  return gramOf(space, x, ax, columns);
}

/**
 * X ← X S for the block in the space's first; uses the second.
 *
 * @param space The space.
 * @param columns Columns of X.
 * @param s S, [columns × count].
 * @param count Columns of S.
 */
export function turnBlock(space: P1Space, columns: number, s: Float64Array, count: number): void {
  const [x, turned] = space.blocks, { nodes, workspace } = space;
  const square = space.squares[1];
  square.set(s);
  const out = turned.subarray(0, nodes * count).fill(0);
  gemm(workspace, {}, nodes, count, columns, 1, x, columns, square, count, out, count);
  x.set(out);
}

/** One pass over the block in the space's first, Q being in its third. */
function pass(space: P1Space, n: number, columns: number): Orthonormalised {
  const [x, mx, q] = space.blocks, { nodes, workspace, matrices } = space;
  space.apply(matrices.mass, x, columns, mx);
  const along = space.squares[0].subarray(0, n * columns).fill(0);
  gemm(workspace, { transA: true }, n, columns, nodes, 1, q, n, mx, columns, along, columns);
  gemm(workspace, {}, nodes, columns, n, -1, q, n, along, columns, x, columns);
  const removed = new Float64Array(columns);
  along.forEach((value, e) => removed[e % columns] += value * value);
  const { s, count } = orthonormalising(formOf(space, matrices.mass, columns), columns, removed);
  if (count > 0) turnBlock(space, columns, s, count);
  return { count, turn: s, overlap: product(along.slice(), s, n, columns, count) };
}

/**
 * Makes a block M-orthogonal to a basis and orthonormal.
 *
 * @param space The space; X is in its first block and is replaced, all blocks and squares are used.
 * @param q An M-orthonormal basis Q, [nodes × n].
 * @param n Columns of Q.
 * @param columns Columns of X.
 * @returns How many independent directions there are, and how they are made.
 */
export function orthonormaliseAgainst(
  space: P1Space,
  q: Float64Array,
  n: number,
  columns: number,
): Orthonormalised {
  space.blocks[2].set(q);
  const first = pass(space, n, columns);
  if (first.count === 0) return first;
  // Once more: the first pass loses digits where the vectors nearly depend on each other or on Q.
  const second = pass(space, n, first.count), { count } = second;
  const once = product(first.overlap, second.turn, n, first.count, count);
  return {
    count,
    turn: product(first.turn, second.turn, columns, first.count, count),
    overlap: once.map((value, e) => value + second.overlap[e]),
  };
}
