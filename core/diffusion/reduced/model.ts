/**
 * The reduced Bloch-Torrey system of the matrix formalism and the cotangents of its parts.
 *
 * s' = −(Λ + i q Σ_k d_k W_k) s, s(0) = a (Callaghan 1997; Barzykin 1999; Li et al., SpinDoctor, 2020).
 *
 * @module
 */

/** Three n×n matrices, for x, y and z. */
export type PerAxis = readonly [Float64Array, Float64Array, Float64Array];

/** The Bloch-Torrey operator in the span of the lowest n Laplace eigenmodes of a tissue. */
export interface ReducedModel {
  /** Number of modes n. */
  readonly modes: number;
  /** Eigenvalues Λ, ascending, 1/ms, [n]. */
  readonly eigenvalues: Float64Array;
  /** First moments W_k = PᵀJ_kP, µm, [n × n] each. */
  readonly moments: PerAxis;
  /** a = PᵀM1: the initial state and the receiver, [n]. */
  readonly start: Float64Array;
  /** Least and greatest x·d over the tissue, µm, about the origin of the moments: bounds the spectrum of Σ d_k W_k. */
  readonly range: (direction: Float64Array) => readonly [number, number];
}

/** ∂L in terms of the reduced matrices, for a basis kept general: B = PᵀMP (identity), A = PᵀKP (Λ). All symmetric. */
export interface ReducedCotangent {
  /** C_A, cotangent of PᵀKP, [n × n]. */
  readonly stiffness: Float64Array;
  /** C_B, cotangent of PᵀMP, [n × n]. */
  readonly mass: Float64Array;
  /** C_k, cotangents of PᵀJ_kP, [n × n] each. */
  readonly moments: PerAxis;
  /** c₀, cotangent of PᵀM1, [n]. */
  readonly start: Float64Array;
}
