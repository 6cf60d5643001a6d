/**
 * The reduced Bloch-Torrey system of the matrix formalism and the cotangents of its parts.
 *
 * s' = −(Λ + i Σ_k q_k(t) W_k) s, s(0) = a (Callaghan 1997; Barzykin 1999; Li et al., SpinDoctor, 2020). Relaxation and
 * permeability are in Λ.
 *
 * @module
 */
import type { EncodedCotangent } from "../encoding/mod.ts";

/** Three n×n matrices, for x, y and z. */
export type PerAxis = readonly [Float64Array, Float64Array, Float64Array];

/** The Bloch-Torrey operator in the span of a basis of a tissue. */
export interface ReducedModel {
  /** Number of basis vectors n. */
  readonly modes: number;
  /** Eigenvalues Λ, 1/ms, not negative, [n]. */
  readonly eigenvalues: Float64Array;
  /** First moments W_k = PᵀJ_kP about the origin, µm, [n × n] each. */
  readonly moments: PerAxis;
  /** a = PᵀM1: the initial state and the receiver of the whole signal, [n]. */
  readonly start: Float64Array;
  /** PᵀM_c1 of each compartment, which add up to `start`, [n] each. */
  readonly receivers: readonly Float64Array[];
  /** E = PᵀRP with the rates 1/T1 − 1/T2 of the compartments: what stored magnetisation relaxes more, [n × n]; absent where T1 = T2. */
  readonly storage?: Float64Array;
  /** The point the moments refer to, µm, [3]. */
  readonly origin: Float64Array;
  /** Least and greatest x·d over the tissue, µm, about the origin: bounds the spectrum of Σ d_k W_k. */
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
  /** Cotangents of the receivers, [n] each, where they were asked for. */
  readonly receivers?: readonly Float64Array[];
  /** Cotangent of E, [n × n], where there is storage. */
  readonly storage?: Float64Array;
  /** Cotangent of the encodings, where it was asked for. */
  readonly protocol?: EncodedCotangent;
}
