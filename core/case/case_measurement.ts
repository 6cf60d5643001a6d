/**
 * How a result was measured: the case it came from without its mesh, so that the signal can be used without the cell.
 *
 * @module
 */
import { protocolShape } from "../diffusion/mod.ts";
import type { SimulationCase } from "./simulation_case.ts";

/** A case's own keys but for the mesh, plain data that JSON can hold. */
export interface CaseMeasurement {
  /** Tissue constants, µm²/ms, ms (null for infinite), relative. */
  readonly compartments: readonly {
    readonly diffusivity: number;
    readonly T2: number | null;
    readonly spinDensity: number;
  }[];
  /** Timings, ms. */
  readonly sequences: readonly {
    readonly type: "PGSE";
    readonly delta: number;
    readonly Delta: number;
  }[];
  /** b-values of all sequences, s/mm²; a list for each where they differ. */
  readonly bValues: readonly number[] | readonly (readonly number[])[];
  /** Unit directions. */
  readonly directions: readonly (readonly number[])[];
}

/** Rows of a flat array. */
function rows(data: Float64Array, width: number): number[][] {
  return Array.from(
    { length: data.length / width },
    (_, r) => [...data.subarray(r * width, (r + 1) * width)],
  );
}

/**
 * Tells how a case is measured.
 *
 * @param simulation The case.
 * @returns Its keys but for the mesh.
 */
export function caseMeasurement({ compartments, protocol }: SimulationCase): CaseMeasurement {
  const lists = rows(protocol.bValues, protocolShape(protocol)[2]);
  const alike = lists.every((list) => list.every((b, i) => b === lists[0][i]));
  return {
    compartments: compartments.map(({ diffusivity, T2, spinDensity }) => ({
      diffusivity,
      T2: Number.isFinite(T2) ? T2 : null,
      spinDensity,
    })),
    sequences: protocol.sequences.map(({ delta, Delta }) => ({ type: "PGSE", delta, Delta })),
    bValues: alike ? lists[0] : lists,
    directions: rows(protocol.directions, 3),
  };
}
