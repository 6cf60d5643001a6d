/**
 * How a loss changes with the basis itself, carried back to the matrices.
 *
 * Only the part F⊥ of ∂L/∂Q outside the span of Q counts. For the eigenmodes dp_j = −(K − λ_jM)⁺(dK − λ_jdM)p_j, so that
 * dL = −Σ w_jᵀ(dK − λ_jdM)p_j with (K − λ_jM)w_j the cotangent of p_j. For the corrections dv_kj = R(dJ_kp_j + J_kdp_j −
 * (dK + σdM)v_kj), R = (K + σM)⁻¹, so that with H = R ∂L/∂V the same three matrices get h_kjp_jᵀ, −h_kjv_kjᵀ and −σh_kjv_kjᵀ,
 * and p_j the further cotangent Σ_k J_kh_kj, which may also turn it towards the modes that are not corrected.
 *
 * @module
 */
import { gemm } from "../../../wasm/mod.ts";
import type { P1Space } from "../../fem/mod.ts";
import { columnsOf, denseProduct } from "../../linalg/dense/mod.ts";
import { type SpectralBasis, splitsCluster } from "../../spectral/mod.ts";
import type { ReducedCotangent } from "../reduced/mod.ts";
import type { Corrections, GalerkinBasis } from "./galerkin_basis.ts";
import { nodalVolumes } from "./reduced_model.ts";

/** What the matrices' cotangents are made of. */
export interface BasisCotangent {
  /** W, [nodes × n]. */
  readonly w: Float64Array;
  /** H, ordered as the responses, [nodes × 3l]; absent without corrections. */
  readonly h?: Float64Array;
}

/** What turns the basis beside the cotangents of K and J_k. */
export interface TurningForces {
  /** The cotangent of QᵀM1 at a node: that of the whole signal and of its compartment's. */
  readonly startOf: (node: number) => Float64Array;
  /** A further cotangent of the basis, [nodes × N]. */
  readonly further?: Float64Array;
}

/** X − MQ(QᵀX) for the basis in the space's first block. */
function outside(space: P1Space, columns: number, x: Float64Array): Float64Array {
  const [q, mq, f] = space.blocks, square = space.squares[0].fill(0), { nodes, workspace } = space;
  space.apply(space.matrices.mass, q, columns, mq);
  f.set(x);
  gemm(
    workspace,
    { transA: true },
    columns,
    columns,
    nodes,
    1,
    q,
    columns,
    f,
    columns,
    square,
    columns,
  );
  gemm(workspace, {}, nodes, columns, columns, -1, mq, columns, square, columns, f, columns);
  return f.slice(0, nodes * columns);
}

/** F⊥: 2KQC_A + Σ 2J_kQC_k + M1c₀ᵀ and what else turns the basis, outside the span, [nodes × N]. */
function outOfSpan(
  space: P1Space,
  basis: GalerkinBasis,
  cotangent: ReducedCotangent,
  { startOf, further }: TurningForces,
): Float64Array {
  const { columns } = basis, { nodes, workspace, matrices } = space;
  const [q, aq, f] = space.blocks, c = space.squares[0];
  q.set(basis.vectors);
  const volumes = nodalVolumes(space);
  for (let a = 0; a < nodes; a++) {
    const start = startOf(a);
    for (let j = 0; j < columns; j++) f[a * columns + j] = volumes[a] * start[j];
  }
  further?.forEach((value, e) => f[e] += value);
  const add = (values: Float64Array, coefficients: Float64Array) => {
    space.apply(values, q, columns, aq);
    c.set(coefficients);
    gemm(workspace, {}, nodes, columns, columns, 2, aq, columns, c, columns, f, columns);
  };
  cotangent.moments.forEach((ck, k) => add(matrices.moments[k], ck));
  // For modes alone KQ lies in the span.
  if (basis.corrections) add(matrices.stiffness, cotangent.stiffness);
  return outside(space, columns, f.slice(0, nodes * columns));
}

/** E_j = Σ_k J_k h_kj, [nodes × low]. */
function throughMoments(space: P1Space, low: number, h: Float64Array): Float64Array {
  const [x, jx] = space.blocks, e = new Float64Array(space.nodes * low);
  space.matrices.moments.forEach((values, k) => {
    x.set(columnsOf(h, 3 * low, k * low, (k + 1) * low));
    space.apply(values, x, low, jx);
    for (let i = 0; i < e.length; i++) e[i] += jx[i];
  });
  return e;
}

/** Adds Σ_i p_i (p_iᵀe_j)/(λ_i − λ_j) over the modes i that are not corrected to the columns j of w that are. */
function addInSpan(spectral: SpectralBasis, low: number, e: Float64Array, w: Float64Array): void {
  const n = spectral.modes, nodes = w.length / n, { vectors, eigenvalues } = spectral;
  if (low === n) return;
  const c = denseProduct(vectors, e, n, nodes, low, { transA: true });
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < low; j++) {
      const apart = i >= low && !splitsCluster(eigenvalues[j], eigenvalues[i]);
      c[i * low + j] *= apart ? 1 / (eigenvalues[i] - eigenvalues[j]) : 0;
    }
  }
  const out = denseProduct(vectors, c, nodes, n, low);
  for (let a = 0; a < nodes; a++) {
    for (let j = 0; j < low; j++) w[a * n + j] += out[a * low + j];
  }
}

/** The part that comes through the corrections: H, and their share of the modes' cotangent added to `g`. */
function throughCorrections(
  space: P1Space,
  spectral: SpectralBasis,
  { low, count, turn, overlap }: Corrections,
  f: Float64Array,
  g: Float64Array,
): { h: Float64Array; e: Float64Array } {
  const n = spectral.modes, { nodes } = space;
  const ofCorrections = columnsOf(f, n + count, n, n + count);
  const h = spectral.respond(
    denseProduct(ofCorrections, turn, nodes, count, 3 * low, { transB: true }),
    3 * low,
  );
  const e = throughMoments(space, low, h);
  const back = denseProduct(ofCorrections, overlap, nodes, count, n, { transB: true });
  for (let a = 0; a < nodes; a++) {
    for (let j = 0; j < n; j++) g[a * n + j] -= back[a * n + j];
    for (let j = 0; j < low; j++) g[a * n + j] += e[a * low + j];
  }
  return { h, e };
}

/**
 * W and H of a basis.
 *
 * @param space The space, holding the matrices the basis was computed from.
 * @param spectral The eigenmodes.
 * @param basis The basis made of them.
 * @param cotangent The cotangents of the reduced matrices.
 * @param forces What else turns the basis.
 * @returns The factors of the cotangents of K, M and J_k.
 */
export function basisCotangent(
  space: P1Space,
  spectral: SpectralBasis,
  basis: GalerkinBasis,
  cotangent: ReducedCotangent,
  forces: TurningForces,
): BasisCotangent {
  const f = outOfSpan(space, basis, cotangent, forces);
  if (!basis.corrections) return { w: spectral.complement(f) };
  const g = columnsOf(f, basis.columns, 0, spectral.modes);
  const { h, e } = throughCorrections(space, spectral, basis.corrections, f, g);
  const w = spectral.complement(g);
  addInSpan(spectral, basis.corrections.low, e, w);
  return { w, h };
}
