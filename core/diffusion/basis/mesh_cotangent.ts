/**
 * From the cotangents of the reduced matrices to those of the mesh's points and diffusivity.
 *
 * With C_A, C_B, C_k, c₀ the cotangents of PᵀKP, PᵀMP, PᵀJ_kP, PᵀM1 for a basis kept general, what is left of dP is its part
 * outside the span: (K − λ_jM) w_j = F_j, F = Σ J_kP 2C_k + M1 c₀ᵀ, projected. The cotangents of the assembled matrices are
 * then the low-rank G_K = PC_APᵀ − WPᵀ, G_M = PC_BPᵀ + WΛPᵀ + Pc₀1ᵀ, G_k = PC_kPᵀ, needed only where the matrices have entries.
 *
 * @module
 */
import { gemm } from "../../../wasm/mod.ts";
import type { P1Gradients } from "../../../wasm/mod.ts";
import type { P1Space } from "../../fem/mod.ts";
import type { SpectralBasis } from "../../spectral/mod.ts";
import type { ReducedCotangent } from "../reduced/mod.ts";
import { nodalVolumes } from "./reduced_model.ts";

/**
 * `"exact"` follows the modes as they turn out of their span; `"projected"` leaves that term out, which is cheaper and errs
 * by some 0.5 % on small cells.
 */
export type GradientMethod = "exact" | "projected";

/** F = Σ_k 2 J_k P C_k + M1 c₀ᵀ in a new array, [nodes × n]. */
function outOfSpan(space: P1Space, n: number, cotangent: ReducedCotangent): Float64Array {
  const [p, jp, f] = space.blocks, c = space.squares[0];
  const volumes = nodalVolumes(space);
  for (let a = 0; a < space.nodes; a++) {
    for (let j = 0; j < n; j++) f[a * n + j] = volumes[a] * cotangent.start[j];
  }
  cotangent.moments.forEach((ck, k) => {
    space.apply(space.matrices.moments[k], p, n, jp);
    c.set(ck);
    gemm(space.workspace, {}, space.nodes, n, n, 2, jp, n, c, n, f, n);
  });
  return f.slice(0, space.nodes * n);
}

/** values += entries of (PC + scale·W diag(factors)) Pᵀ on the pattern. */
function addLowRank(
  space: P1Space,
  n: number,
  c: Float64Array,
  w: Float64Array | undefined,
  factor: (j: number) => number,
  values: Float64Array,
): void {
  const [p, y] = space.blocks, square = space.squares[0];
  square.set(c);
  const block = y.subarray(0, space.nodes * n).fill(0);
  gemm(space.workspace, {}, space.nodes, n, n, 1, p, n, square, n, block, n);
  if (w) {
    const factors = Float64Array.from({ length: n }, (_, j) => factor(j));
    for (let a = 0; a < block.length; a += n) {
      for (let j = 0; j < n; j++) block[a + j] += factors[j] * w[a + j];
    }
  }
  space.addProduct(block, p, n, values);
}

/** Adds (Pc₀)_a to every entry of row a: the cotangent of dM in c₀ᵀPᵀdM1. */
function addStart(space: P1Space, basis: SpectralBasis, start: Float64Array): void {
  const n = basis.modes, { rowStart } = space.pattern, { mass } = space.cotangents;
  for (let a = 0; a < space.nodes; a++) {
    let value = 0;
    for (let j = 0; j < n; j++) value += basis.vectors[a * n + j] * start[j];
    for (let e = rowStart[a]; e < rowStart[a + 1]; e++) mass[e] += value;
  }
}

/**
 * ∂L/∂points and ∂L/∂tensors.
 *
 * @param space The space, freshly assembled at the points where the basis was computed.
 * @param basis The eigenmodes.
 * @param cotangent The cotangents of the reduced matrices.
 * @param method Whether the modes' turning out of their span is followed.
 * @returns The gradients, points [3 × nodes] and tensors [6 × compartments].
 */
export function meshCotangent(
  space: P1Space,
  basis: SpectralBasis,
  cotangent: ReducedCotangent,
  method: GradientMethod,
): P1Gradients {
  const n = basis.modes;
  space.blocks[0].set(basis.vectors);
  const w = method === "exact" ? basis.complement(outOfSpan(space, n, cotangent)) : undefined;
  space.blocks[0].set(basis.vectors);
  addLowRank(space, n, cotangent.stiffness, w, () => -1, space.cotangents.stiffness);
  addLowRank(space, n, cotangent.mass, w, (j) => basis.eigenvalues[j], space.cotangents.mass);
  cotangent.moments.forEach((ck, k) => {
    addLowRank(space, n, ck, undefined, () => 0, space.cotangents.moments[k]);
  });
  addStart(space, basis, cotangent.start);
  return space.contract();
}
