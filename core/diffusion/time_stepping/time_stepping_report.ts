/**
 * What is known of a signal simulated by time stepping, from what is known of each piece of the tissue.
 *
 * @module
 */
import type { ComplexTensor } from "../../autodiff/mod.ts";
import {
  type ComputedOn,
  type PieceCotangent,
  type SignalGradient,
  signalsByCompartment,
  type Simulation,
  simulationGradient,
  sumArrays,
} from "../problem/mod.ts";
import { tissueWarnings } from "../tissue/mod.ts";
import type { CheckedOptions } from "./options.ts";
import type { Signals } from "./readout.ts";
import type { SteppedPiece } from "./stepped_piece.ts";

/** A signal with the numbers that tell how far to trust it and what it cost. */
export interface TimeSteppingReport {
  /** The signal, of the protocol's shape, µm³ × spin density. */
  readonly signal: ComplexTensor;
  /** The signal that comes from each compartment, by ascending id; they add up to `signal`. Present where asked for. */
  readonly signalByCompartment?: readonly ComplexTensor[];
  /** Largest estimated error of S/S0 by the steps; absent where the step was given. */
  readonly stepError?: number;
  /** What it was computed on: `"cpu"`, or the description of a backend. */
  readonly backend: string;
  /**
   * What a user may not expect, in sentences: compartments that touch and are impermeable to each other; why the processor computed
   * what a backend was asked for.
   */
  readonly warnings: readonly string[];
  /** The method's name. */
  readonly method: string;
  /** Steps of the final grids, per block of measurements and piece of the tissue. */
  readonly steps: readonly number[];
  /** Number of sparse factorisations; a backend may do without. */
  readonly factorisations: number;
  /** The derivative of Σ weights · Re S, where weights were given: that of the steps taken. */
  readonly gradient?: SignalGradient;
}

/** What is simulated, and how. */
export interface SteppedSimulation extends Simulation {
  /** The options, checked. */
  readonly options: CheckedOptions & { readonly byCompartment: boolean };
  /** ∂L/∂Re S, where a gradient is wanted. */
  readonly weights: Float64Array | undefined;
}

/** What was computed. */
export interface Outcome {
  /** What is known of each piece. */
  readonly stepped: readonly SteppedPiece[];
  readonly factorisations: number;
  /** ∂L/∂inputs of each piece, where wanted. */
  readonly cotangents?: readonly PieceCotangent[];
}

/**
 * Makes the report of a simulation.
 *
 * @param simulation What was simulated.
 * @param computed What came of it, and what it was computed on.
 * @returns The report.
 */
export function timeSteppingReport(
  simulation: SteppedSimulation,
  { result, backend, warnings }: ComputedOn<Outcome>,
): TimeSteppingReport {
  const { geometry, inputs, options } = simulation, { stepped } = result;
  const { shape } = inputs.protocol;
  const signal = (key: keyof Signals) => ({
    shape,
    data: sumArrays(stepped.map(({ initial }) => initial[key])),
  });
  const whole = stepped.reduce((sum, { spins }) => sum + spins, 0);
  const errors = stepped.flatMap((piece) => piece.errors ?? []);
  return {
    signal: { real: signal("real"), imag: signal("imag") },
    ...(options.byCompartment &&
      {
        signalByCompartment: signalsByCompartment(
          simulation,
          stepped.map((piece) => piece.compartments ?? []),
        ),
      }),
    ...(errors.length > 0 &&
      { stepError: sumArrays(errors).reduce((a, b) => Math.max(a, b), 0) / whole }),
    backend,
    warnings: [...tissueWarnings(geometry), ...warnings],
    method: options.method.name,
    steps: stepped.flatMap(({ steps }) => steps),
    factorisations: result.factorisations,
    ...(result.cotangents && {
      gradient: simulationGradient(simulation, result.cotangents),
    }),
  };
}
