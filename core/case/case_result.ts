/**
 * The result of a case, plain data that JSON can hold.
 *
 * @module
 */
import type { CaseMeasurement } from "./case_measurement.ts";

/** Complex signals as [re, im], µm³ × spin density, by [sequence][direction][b]. */
export type NestedSignal = [re: number, im: number][][][];

/** The derivative of Σ weights · Re S. */
export interface CaseGradient {
  /** With respect to the mesh's nodes, 1/µm, a row [x, y, z] each. */
  readonly points: number[][];
  /** With respect to the diffusivity, ms/µm²: a number, or one per entry of `compartments` where there are several. */
  readonly diffusivity: number | number[];
  /** With respect to T2, 1/ms, likewise; 0 where T2 is infinite. */
  readonly T2: number | number[];
}

/** What {@linkcode runCase} returns and the command line writes. */
export interface CaseResult {
  /** The signal. */
  readonly signal: NestedSignal;
  /** The signal of each compartment, by ascending id. */
  readonly signalByCompartment: NestedSignal[];
  /** Volume of the mesh, µm³. */
  readonly volume: number;
  /** Number of eigenmodes used; their sum where there are several compartments. */
  readonly modes: number;
  /** Number of static-correction vectors used beside them, likewise. */
  readonly corrections: number;
  /** Estimate of the largest error of S/S0 that the truncation to that basis leaves. */
  readonly truncationError: number;
  /** How the signal was measured: the case without its mesh. */
  readonly case: CaseMeasurement;
  /** Time of each stage, ms. */
  readonly timings: Record<string, number>;
  /** With the option `gradient`. */
  readonly gradient?: CaseGradient;
}

/** Turns flat real and imaginary parts into nested lists. */
export function nestedSignal(
  shape: readonly number[],
  real: Float64Array,
  imag: Float64Array,
): NestedSignal {
  const [sequences, directions, bValues] = shape;
  return Array.from(
    { length: sequences },
    (_, s) =>
      Array.from({ length: directions }, (_, d) =>
        Array.from({ length: bValues }, (_, b) => {
          const at = (s * directions + d) * bValues + b;
          return [real[at], imag[at]];
        })),
  );
}
