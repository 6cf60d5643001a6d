/**
 * The result of a case, plain data that JSON can hold.
 *
 * @module
 */
import type { CaseMeasurement } from "./case_measurement.ts";

/** Complex signals as [re, im], µm³ × spin density, by [sequence][direction][b]. */
export type NestedSignal = [re: number, im: number][][][];

/** One number where one entry of `compartments` serves all, else one per entry. */
export type PerCompartment<T = number> = T | T[];

/** The derivative of Σ weights · Re S. */
export interface CaseGradient {
  /** With respect to the mesh's nodes, 1/µm, a row [x, y, z] each. */
  readonly points: number[][];
  /** With respect to the diffusivity, ms/µm²; three rows where it is given as a tensor. */
  readonly diffusivity: PerCompartment<number | number[][]>;
  /** With respect to T2, 1/ms; 0 where T2 is infinite. */
  readonly T2: PerCompartment;
  /** With respect to T1, likewise. */
  readonly T1: PerCompartment;
  /** With respect to the spin density. */
  readonly spinDensity: PerCompartment;
  /** With respect to the permeability of each entry of `interfaces`, ms/µm; a list where it is given for each face. */
  readonly permeability: (number | number[])[];
  /** With respect to the relaxivity of the outer wall, ms/µm, where the case gives one. */
  readonly wallRelaxivity?: number;
}

/** What {@linkcode runCase} returns and the command line writes. */
export interface CaseResult {
  /** The signal. */
  readonly signal: NestedSignal;
  /** The signal of each compartment, by ascending id. */
  readonly signalByCompartment: NestedSignal[];
  /** Volume of the mesh, µm³. */
  readonly volume: number;
  /** Number of eigenmodes used; their sum where the tissue falls into pieces. 0 for time stepping. */
  readonly modes: number;
  /** Number of static-correction vectors used beside them, likewise. */
  readonly corrections: number;
  /** Estimate of the largest error of S/S0: of the truncation to that basis, or of time stepping. */
  readonly truncationError: number;
  /** What it was computed on: `"cpu"`, or the name of a graphics processor. */
  readonly backend: string;
  /** What may not have been meant, in sentences; why the processor computed what a backend was asked for. */
  readonly warnings: readonly string[];
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
