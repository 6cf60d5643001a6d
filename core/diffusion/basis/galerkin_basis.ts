/**
 * The basis a signal is computed in: eigenmodes, and static corrections for those left out.
 *
 * The vectors v_kj = (K + σM)⁻¹J_k p_j of the lowest modes, Galerkin with the modes themselves, stand for what the modes
 * left out answer at once; 20 modes and 48 such vectors are as accurate as a thousand modes.
 *
 * @module
 */
import type { P1Space } from "../../fem/mod.ts";
import { columnsOf, denseProduct as product, denseSymmetricEigen } from "../../linalg/dense/mod.ts";
import type { SpectralBasis } from "../../spectral/mod.ts";

/** Directions whose Gram eigenvalue, for unit vectors, lies below this are taken to depend on the others. */
const DEPENDENT = 1e-11;

/** How many of the lowest modes have their corrections repeated. */
const REPEATED_MODES = 2;

/** Modes and the static responses of the space. */
export type Modes = Pick<SpectralBasis, "modes" | "eigenvalues" | "vectors" | "shift" | "respond">;

/** The static corrections of the modes' lowest, V'' = VY − PZ. */
export interface Corrections {
  /** Number l of lowest modes that are corrected. */
  readonly low: number;
  /** Responses V, ordered x, y, z and then by mode, [nodes × 3l]. */
  readonly responses: Float64Array;
  /** Number r of independent corrections. */
  readonly count: number;
  /** Y, [3l × r]. */
  readonly turn: Float64Array;
  /** Z, [n × r]. */
  readonly overlap: Float64Array;
}

/** Q with QᵀMQ = I and QᵀKQ diagonal: n modes and r corrections. */
export interface GalerkinBasis {
  /** The modes. */
  readonly modes: Modes;
  /** Number of columns N = n + r. */
  readonly columns: number;
  /** QᵀKQ: eigenvalues, then Ritz values of the corrections, [N]. */
  readonly values: Float64Array;
  /** Q, [nodes × N]. */
  readonly vectors: Float64Array;
  /** The corrections, where there are any that a gradient can follow. */
  readonly corrections?: Corrections;
}

/** Most columns of a basis of n modes of which `low` are corrected, with some of the corrections repeated. */
export function galerkinColumns(modes: number, low: number, repeats: number = 0): number {
  return modes + 3 * (low + repeats * Math.min(low, REPEATED_MODES));
}

/** [J_x p_j, J_y p_j, J_z p_j] of the lowest modes, [nodes × 3 low]. */
function momentsOfLowest(space: P1Space, modes: Modes, low: number): Float64Array {
  const n = modes.modes, [p, jp] = space.blocks;
  const f = new Float64Array(space.nodes * 3 * low);
  for (let a = 0; a < space.nodes; a++) p.set(modes.vectors.subarray(a * n, a * n + low), a * low);
  space.matrices.moments.forEach((values, k) => {
    space.apply(values, p, low, jp);
    for (let a = 0; a < space.nodes; a++) {
      f.set(jp.subarray(a * low, (a + 1) * low), (a * 3 + k) * low);
    }
  });
  return f;
}

/** A V for a matrix of the space, [nodes × columns]. */
function applied(
  space: P1Space,
  values: Float64Array,
  v: Float64Array,
  columns: number,
): Float64Array {
  const [x, ax] = space.blocks;
  x.set(v);
  space.apply(values, x, columns, ax);
  return ax.slice(0, space.nodes * columns);
}

function subtract(a: Float64Array, b: Float64Array): Float64Array {
  return a.map((value, e) => value - b[e]);
}

/** S with (VS)ᵀM(VS) = I on the independent directions of V, [columns × count]. */
function orthonormalising(gram: Float64Array, columns: number): { s: Float64Array; count: number } {
  const scale = Float64Array.from(
    { length: columns },
    (_, j) => 1 / Math.sqrt(gram[j * (columns + 1)] || 1),
  );
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

/** Makes V M-orthogonal to the modes and orthonormal, V_new = V S − P C; returns it with S and C. */
function clean(space: P1Space, modes: Modes, v: Float64Array, columns: number) {
  const { nodes } = space, n = modes.modes, { mass } = space.matrices;
  const along = product(modes.vectors, applied(space, mass, v, columns), n, nodes, columns, {
    transA: true,
  });
  const apart = subtract(v, product(modes.vectors, along, nodes, n, columns));
  const gram = product(apart, applied(space, mass, apart, columns), columns, nodes, columns, {
    transA: true,
  });
  const { s, count } = orthonormalising(gram, columns);
  return {
    vectors: product(apart, s, nodes, columns, count),
    s,
    c: product(along, s, n, columns, count),
    count,
  };
}

/** The corrections v of the lowest modes, then RMv, (RM)²v, … of the very lowest, R = (K + σM)⁻¹. */
function responsesOf(space: P1Space, modes: Modes, low: number, repeats: number): Float64Array {
  const once = modes.respond(momentsOfLowest(space, modes, low), 3 * low);
  if (repeats === 0) return once;
  const few = Math.min(low, REPEATED_MODES), width = 3 * few;
  const chosen = [0, 1, 2].map((k) => columnsOf(once, 3 * low, k * low, k * low + few));
  const levels = [sideBySide(chosen, space.nodes)];
  for (let level = 1; level <= repeats; level++) {
    const last = applied(space, space.matrices.mass, levels[level - 1], width);
    levels.push(modes.respond(last, width));
  }
  return sideBySide([once, ...levels.slice(1)], space.nodes);
}

/** Blocks of columns side by side. */
function sideBySide(blocks: readonly Float64Array[], rows: number): Float64Array {
  const columns = blocks.reduce((sum, block) => sum + block.length / rows, 0);
  const all = new Float64Array(rows * columns);
  let at = 0;
  for (const block of blocks) {
    const width = block.length / rows;
    for (let a = 0; a < rows; a++) {
      all.set(block.subarray(a * width, (a + 1) * width), a * columns + at);
    }
    at += width;
  }
  return all;
}

/** The corrections of the lowest modes with their Ritz values and vectors. */
function correct(space: P1Space, modes: Modes, low: number, repeats: number) {
  const { nodes } = space, n = modes.modes;
  const responses = responsesOf(space, modes, low, repeats), columns = responses.length / nodes;
  const first = clean(space, modes, responses, columns);
  // Once more: the first pass loses digits where the responses nearly depend on each other.
  const second = clean(space, modes, first.vectors, first.count);
  const { count } = second;
  const stiffness = product(
    second.vectors,
    applied(space, space.matrices.stiffness, second.vectors, count),
    count,
    nodes,
    count,
    { transA: true },
  );
  const ritz = denseSymmetricEigen(stiffness, count);
  const last = product(second.s, ritz.vectors, first.count, count, count);
  const turn = product(first.s, last, columns, first.count, count);
  const once = product(first.c, last, n, first.count, count);
  const again = product(second.c, ritz.vectors, n, count, count);
  const overlap = once.map((value, e) => value + again[e]);
  const vectors = product(second.vectors, ritz.vectors, nodes, count, count);
  const corrections: Corrections = { low, responses, count, turn, overlap };
  return { corrections, values: ritz.values, vectors };
}

/**
 * Makes the basis.
 *
 * @param space The space, holding the matrices of the modes, with room for {@linkcode galerkinColumns}.
 * @param modes The modes.
 * @param low How many of the lowest are corrected; 0 for the modes alone.
 * @param repeats How often the responses to the lowest corrections are added, for a finer basis to compare with: for its
 * signal, not a gradient.
 * @returns The basis.
 */
export function galerkinBasis(
  space: P1Space,
  modes: Modes,
  low: number,
  repeats: number = 0,
): GalerkinBasis {
  const n = modes.modes;
  if (low === 0) return { modes, columns: n, values: modes.eigenvalues, vectors: modes.vectors };
  const { corrections, values, vectors: extra } = correct(space, modes, low, repeats);
  const { count } = corrections, columns = n + count;
  const vectors = new Float64Array(space.nodes * columns);
  for (let a = 0; a < space.nodes; a++) {
    vectors.set(modes.vectors.subarray(a * n, (a + 1) * n), a * columns);
    vectors.set(extra.subarray(a * count, (a + 1) * count), a * columns + n);
  }
  return {
    modes,
    columns,
    values: Float64Array.from([...modes.eigenvalues, ...values]),
    vectors,
    ...(repeats === 0 && { corrections }),
  };
}
