/**
 * From the cotangents of the reduced matrices to those of the mesh's points and coefficients.
 *
 * With C_A, C_B, C_k, c₀ the cotangents of QᵀKQ, QᵀMQ, QᵀJ_kQ, QᵀM1 for a basis kept general, what is left of dQ is its part
 * outside the span (see basis_cotangent.ts). The cotangents of the assembled matrices are low-rank,
 * G_K = QC_AQᵀ − WPᵀ − HVᵀ, G_M = QC_BQᵀ + WΛPᵀ − σHVᵀ + Qc₀1ᵀ, G_k = QC_kQᵀ + H_kPᵀ, and needed only where the matrices have
 * entries.
 *
 * @module
 */
import { gemm } from "../../../wasm/mod.ts";
import type { P1Gradient, P1Space } from "../../fem/mod.ts";
import { columnsOf } from "../../linalg/dense/mod.ts";
import type { SpectralBasis } from "../../spectral/mod.ts";
import type { ReducedCotangent } from "../reduced/mod.ts";
import { basisCotangent, type TurningForces } from "./basis_cotangent.ts";
import type { GalerkinBasis } from "./galerkin_basis.ts";

/**
 * `"exact"` follows the basis as it turns out of its span; `"projected"` leaves that term out, which is cheaper and errs by
 * 0.5 to 2 % for modes alone, by 0.005 % with static corrections.
 */
export type GradientMethod = "exact" | "projected";

/** Adds the entries of QCQᵀ to `values`; Q is the space's first block. */
function addGalerkin(space: P1Space, columns: number, c: Float64Array, values: Float64Array): void {
  const [q, y] = space.blocks, square = space.squares[0];
  square.set(c);
  const block = y.subarray(0, space.nodes * columns).fill(0);
  gemm(
    space.workspace,
    {},
    space.nodes,
    columns,
    columns,
    1,
    q,
    columns,
    square,
    columns,
    block,
    columns,
  );
  space.addProduct(block, q, columns, values);
}

/** Adds the entries of X diag(factors) Yᵀ to `values`. */
function addOuter(
  space: P1Space,
  columns: number,
  x: Float64Array,
  y: Float64Array,
  factor: (j: number) => number,
  values: Float64Array,
): void {
  const [left, right] = space.blocks;
  for (let e = 0; e < x.length; e++) left[e] = x[e] * factor(e % columns);
  right.set(y);
  space.addProduct(left, right, columns, values);
}

/** Adds (Qc₀)_a to every entry of row a: the cotangent of dM in c₀ᵀQᵀdM1. */
function addStart(
  space: P1Space,
  basis: GalerkinBasis,
  startOf: (node: number) => Float64Array,
): void {
  const n = basis.columns, { rowStart } = space.pattern, { mass } = space.cotangents;
  for (let a = 0; a < space.nodes; a++) {
    const start = startOf(a);
    let value = 0;
    for (let j = 0; j < n; j++) value += basis.vectors[a * n + j] * start[j];
    for (let e = rowStart[a]; e < rowStart[a + 1]; e++) mass[e] += value;
  }
}

/** What the gradient depends on beside the reduced matrices. */
export interface MeshCotangentOptions {
  /** The compartment of each node. */
  readonly nodeCompartments?: Int32Array;
  /** A further cotangent of the basis, [nodes × N]. */
  readonly further?: Float64Array;
}

/** The cotangent of QᵀM1 at each node: that of the whole signal plus that of the receiver of its compartment. */
function startCotangent(
  { start, receivers }: ReducedCotangent,
  nodeCompartments?: Int32Array,
): TurningForces["startOf"] {
  if (!receivers || !nodeCompartments) return () => start;
  const of = receivers.map((own) => own.map((value, j) => value + start[j]));
  return (node) => of[nodeCompartments[node]];
}

/** The gradient through E = QᵀRQ for the relaxation R last assembled as a stiffness, and 2RQC_E, which turns the basis. */
export function relaxationCotangent(
  space: P1Space,
  basis: GalerkinBasis,
  cotangent: Float64Array,
): { gradient: P1Gradient; further: Float64Array } {
  const n = basis.columns, { nodes, workspace } = space, [q, rq, further] = space.blocks;
  q.set(basis.vectors);
  addGalerkin(space, n, cotangent, space.cotangents.stiffness);
  space.apply(space.matrices.stiffness, q, n, rq);
  const square = space.squares[0], block = further.subarray(0, nodes * n).fill(0);
  square.set(cotangent);
  gemm(workspace, {}, nodes, n, n, 2, rq, n, square, n, block, n);
  return { further: block.slice(), gradient: space.contract() };
}

/**
 * ∂L/∂points and ∂L/∂coefficients.
 *
 * @param space The space, freshly assembled at the points where the basis was computed.
 * @param spectral The eigenmodes.
 * @param basis The basis made of them.
 * @param cotangent The cotangents of the reduced matrices.
 * @param method Whether the basis's turning out of its span is followed.
 * @param options The nodes' compartments, where receivers have cotangents; what else turns the basis.
 * @returns The gradients, of points, elements and faces.
 */
export function meshCotangent(
  space: P1Space,
  spectral: SpectralBasis,
  basis: GalerkinBasis,
  cotangent: ReducedCotangent,
  method: GradientMethod,
  options: MeshCotangentOptions = {},
): P1Gradient {
  const n = spectral.modes, { stiffness, mass, moments } = space.cotangents;
  const startOf = startCotangent(cotangent, options.nodeCompartments);
  if (method === "exact") {
    const { w, h } = basisCotangent(space, spectral, basis, cotangent, {
      startOf,
      ...(options.further && { further: options.further }),
    });
    addOuter(space, n, w, spectral.vectors, () => -1, stiffness);
    addOuter(space, n, w, spectral.vectors, (j) => spectral.eigenvalues[j], mass);
    if (h && basis.corrections) {
      const { low, responses } = basis.corrections;
      addOuter(space, 3 * low, h, responses, () => -1, stiffness);
      addOuter(space, 3 * low, h, responses, () => -spectral.shift, mass);
      const lowest = columnsOf(spectral.vectors, n, 0, low);
      moments.forEach((values, k) => {
        addOuter(
          space,
          low,
          columnsOf(h, 3 * low, k * low, (k + 1) * low),
          lowest,
          () => 1,
          values,
        );
      });
    }
  }
  space.blocks[0].set(basis.vectors);
  addGalerkin(space, basis.columns, cotangent.stiffness, stiffness);
  addGalerkin(space, basis.columns, cotangent.mass, mass);
  cotangent.moments.forEach((ck, k) => addGalerkin(space, basis.columns, ck, moments[k]));
  addStart(space, basis, startOf);
  return space.contract();
}
