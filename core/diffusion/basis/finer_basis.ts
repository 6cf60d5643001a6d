/**
 * A finer basis to compare a Galerkin basis with: for its signal, not a gradient.
 *
 * The Galerkin solution s leaves the residual −(KV + iΣq_kJ_kQ)s − MVs' outside the basis, so the responses
 * R = (K + σM)⁻¹ to its columns are what the solution lacks first: RJp of the modes that have no corrections; then, for the
 * corrections v_kj = RJ_kp_j of the lowest modes, RMv_kj for their delay and R(J_kv_lj + J_lv_kj) for their own moments, which
 * come with q_kq_l; and RM1, which lies in the basis unless the tissue relaxes unevenly. On spheres, cylinders, beaded axons,
 * tori, boxes, and permeable tissue with relaxation, for pulses and oscillating gradients, the difference of the two signals was
 * 0.8 to 1.6 times the truncation error, mostly equal to it within a few per cent, from 1e-1 to 1e-11. With the moments of
 * fewer corrections it was seen to be 8 times too small.
 *
 * @module
 */
import type { P1Space } from "../../fem/mod.ts";
import { denseSymmetricEigen } from "../../linalg/dense/mod.ts";
import { allColumns, type Columns, copyColumns, productsOf, sideBySide } from "./columns.ts";
import {
  type Corrections,
  type GalerkinBasis,
  galerkinColumns,
  type Modes,
} from "./galerkin_basis.ts";
import { formOf, orthonormaliseAgainst, turnBlock } from "./orthonormalise.ts";

/** Modes that are corrected to compare with modes alone. */
const CORRECTED_FOR_ALONE = 24;
/** Of how many of the lowest modes, where modes alone are compared, the corrections have responses added. */
const LOWEST = 2;
/** How often. */
const REPEATS = 3;
/** Part of the corrected modes whose corrections have responses added. */
const RESPONDING = 0.5;
/** Of each of them: RMv_k, k = x, y, z, and R(J_kv_l + J_lv_k), kl = xx, xy, xz, yy, yz, zz. */
const RESPONSES = 9;

/** How many modes are corrected to compare with modes alone; there are no more corrections than nodes left. */
function correctedForAlone(modes: number, nodes: number): number {
  return Math.min(modes, CORRECTED_FOR_ALONE, Math.ceil((nodes - modes) / 3));
}

/**
 * Most columns of the finer basis.
 *
 * @param modes Modes of the basis it is made for.
 * @param low How many of them are corrected.
 * @param nodes Nodes of the mesh.
 * @returns The number.
 */
export function finerColumns(modes: number, low: number, nodes: number): number {
  if (low > 0) {
    return galerkinColumns(modes, low) + 1 + 3 * (modes - low) +
      RESPONSES * Math.ceil(RESPONDING * low);
  }
  const alone = correctedForAlone(modes, nodes);
  return galerkinColumns(modes, alone) + 1 + 3 * REPEATS * Math.min(LOWEST, alone);
}

/** J_xX, J_yX, J_zX for some columns X. */
function moments(space: P1Space, columns: Columns): [Float64Array, Columns][] {
  return space.matrices.moments.map((values) => [values, columns]);
}

/** M1: the start, as a cause of responses. */
function start(space: P1Space): [Float64Array, Columns] {
  return [space.matrices.mass, allColumns(new Float64Array(space.nodes).fill(1), 1)];
}

/** RM1 and RJp of the lowest modes, then RMRJp, (RM)²RJp, … of the very lowest. */
function responsesForAlone(space: P1Space, modes: Modes, low: number): Float64Array {
  const { nodes } = space, width = modes.modes, few = Math.min(LOWEST, low);
  const of = (from: number, to: number) => {
    const columns = { block: modes.vectors, width, from, to };
    return modes.respond(productsOf(space, moments(space, columns)), 3 * (to - from));
  };
  const once = modes.respond(productsOf(space, [start(space)]), 1);
  const others = low > few ? [of(few, low)] : [], chain = [of(0, few)];
  for (let repeat = 0; repeat < REPEATS; repeat++) {
    const last = allColumns(chain[repeat], 3 * few);
    chain.push(modes.respond(productsOf(space, [[space.matrices.mass, last]]), 3 * few));
  }
  return sideBySide(nodes, [
    allColumns(once, 1),
    ...others.map((block) => allColumns(block, 3 * (low - few))),
    ...chain.map((block) => allColumns(block, 3 * few)),
  ]);
}

/** J_kv_l + J_lv_k of the corrections of the lowest modes, [nodes × 6 few]. */
function secondMoments(space: P1Space, { low, responses }: Corrections, few: number): Float64Array {
  const { nodes, matrices: { moments: j } } = space, width = 6 * few;
  const sum = new Float64Array(nodes * width);
  const own = (k: number): Columns => {
    return { block: responses, width: 3 * low, from: k * low, to: k * low + few };
  };
  let at = 0;
  for (let k = 0; k < 3; k++) {
    for (let l = k; l < 3; l++) {
      const one = productsOf(space, [[j[k], own(l)]]);
      const other = k === l ? one : productsOf(space, [[j[l], own(k)]]);
      for (let row = 0; row < nodes; row++) {
        for (let i = 0; i < few; i++) {
          sum[row * width + at + i] = one[row * few + i] + other[row * few + i];
        }
      }
      at += few;
    }
  }
  return sum;
}

/** The responses to the residual of a basis with corrections. */
function responsesToResidual(
  space: P1Space,
  modes: Modes,
  corrections: Corrections,
): Float64Array {
  const { low, responses } = corrections, { nodes } = space;
  const n = modes.modes, few = Math.ceil(RESPONDING * low);
  const factors = [start(space)];
  if (low < n) {
    factors.push(...moments(space, { block: modes.vectors, width: n, from: low, to: n }));
  }
  for (let k = 0; k < 3; k++) {
    const own = { block: responses, width: 3 * low, from: k * low, to: k * low + few };
    factors.push([space.matrices.mass, own]);
  }
  const first = productsOf(space, factors), second = secondMoments(space, corrections, few);
  const width = first.length / nodes + 6 * few;
  const all = sideBySide(nodes, [
    allColumns(first, width - 6 * few),
    allColumns(second, 6 * few),
  ]);
  return modes.respond(all, width);
}

/**
 * Makes the finer basis.
 *
 * @param space The space, holding the matrices of the basis, with room for {@linkcode finerColumns}.
 * @param basis The basis.
 * @returns The finer basis, without corrections that a gradient could follow.
 */
export function finerBasis(space: P1Space, basis: GalerkinBasis): GalerkinBasis {
  const { modes, columns } = basis, n = modes.modes, { nodes } = space;
  if (n === nodes) return basis;
  const added = basis.corrections
    ? responsesToResidual(space, modes, basis.corrections)
    : responsesForAlone(space, modes, correctedForAlone(n, nodes));
  const [x] = space.blocks;
  x.set(added);
  const { count } = orthonormaliseAgainst(space, basis.vectors, columns, added.length / nodes);
  const extra = x.slice(0, nodes * count);
  // The modes stay; corrections and responses are turned together so that QᵀKQ is diagonal.
  const turned = columns - n, mixed = turned + count;
  const own = { block: basis.vectors, width: columns, from: n, to: columns };
  copyColumns(nodes, own, x, mixed, 0);
  copyColumns(nodes, allColumns(extra, count), x, mixed, turned);
  const ritz = denseSymmetricEigen(formOf(space, space.matrices.stiffness, mixed), mixed);
  turnBlock(space, mixed, ritz.vectors, mixed);
  return {
    modes,
    columns: n + mixed,
    values: Float64Array.from([...modes.eigenvalues, ...ritz.values]),
    vectors: sideBySide(nodes, [allColumns(modes.vectors, n), allColumns(x, mixed)]),
  };
}
