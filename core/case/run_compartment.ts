/**
 * The contribution of one closed compartment, ρ e^{−TE/T2} S, and its gradient.
 *
 * @module
 */
import { type PgseProtocol, protocolShape, simulateSignal } from "../diffusion/mod.ts";
import { type NestedSignal, nestedSignal } from "./case_result.ts";
import { compartmentMesh } from "./compartment_mesh.ts";
import type { CaseCompartment, SimulationCase } from "./simulation_case.ts";

/** What one compartment contributes. */
export interface CompartmentPart {
  /** Its signal. */
  readonly signal: NestedSignal;
  /** Real parts, [sequences × directions × bValues]. */
  readonly real: Float64Array;
  /** Imaginary parts. */
  readonly imag: Float64Array;
  /** Volume, µm³. */
  readonly volume: number;
  /** Number of eigenmodes. */
  readonly modes: number;
  /** Number of static-correction vectors beside them. */
  readonly corrections: number;
  /** Truncation estimate, of its own S/S0. */
  readonly truncationError: number;
  /** Time of each stage, ms. */
  readonly timings: Record<string, number>;
  /** Where wanted. */
  readonly gradient?: PartGradient;
}

/** The gradient with respect to one compartment's inputs. */
export interface PartGradient {
  /** With respect to the nodes of the whole mesh, [3 × nodes]. */
  readonly points: Float64Array;
  /** With respect to its diffusivity. */
  readonly diffusivity: number;
  /** With respect to its T2. */
  readonly T2: number;
}

/** ρ e^{−TE/T2} of each entry of a signal, and its derivative with respect to T2. */
function attenuation(
  protocol: PgseProtocol,
  { T2, spinDensity }: CaseCompartment,
): { factor: Float64Array; slope: Float64Array } {
  const [sequences, directions, bValues] = protocolShape(protocol);
  const perSequence = directions * bValues;
  const factor = new Float64Array(sequences * perSequence);
  const slope = new Float64Array(sequences * perSequence);
  protocol.sequences.forEach(({ delta, Delta }, s) => {
    const echoTime = Delta + delta;
    const value = spinDensity * Math.exp(-echoTime / T2);
    factor.fill(value, s * perSequence, (s + 1) * perSequence);
    slope.fill(value * echoTime / (T2 * T2), s * perSequence, (s + 1) * perSequence);
  });
  return { factor, slope };
}

/** The settings that concern one compartment. */
export interface CompartmentOptions {
  /** Allowed truncation error. */
  readonly tolerance?: number;
  /** Exact number of eigenmodes. */
  readonly modes?: number;
  /** Whether to compute the gradient. */
  readonly gradient?: boolean;
  /** Told the name of each stage as it begins. */
  readonly onStage?: (stage: string) => void;
}

/**
 * Simulates one compartment, behind impermeable walls.
 *
 * @param simulation The case.
 * @param id The compartment.
 * @param tissue Its constants.
 * @param options How precisely, and whether with the gradient.
 * @returns Its contribution.
 */
export function runCompartment(
  simulation: SimulationCase,
  id: number,
  tissue: CaseCompartment,
  options: CompartmentOptions,
): CompartmentPart {
  const { protocol, weights } = simulation;
  const { mesh, nodes } = compartmentMesh(simulation.mesh, id);
  const { diffusivity } = tissue;
  const { tolerance, modes } = options;
  const { factor, slope } = attenuation(protocol, tissue);
  const wanted = options.gradient ? weights : undefined;
  if (wanted) options.onStage?.("signal and gradient");
  const result = simulateSignal(mesh, { diffusivity }, protocol, {
    ...(tolerance !== undefined && { tolerance }),
    ...(modes !== undefined && { modes }),
    ...(wanted && { weights: wanted.map((w, i) => w * factor[i]) }),
  });
  const real = result.signal.real.data.map((s, i) => s * factor[i]);
  const imag = result.signal.imag.data.map((s, i) => s * factor[i]);
  const part = {
    signal: nestedSignal(result.signal.real.shape, real, imag),
    real,
    imag,
    volume: result.volume,
    modes: result.modes,
    corrections: result.corrections,
    truncationError: result.truncationError,
    timings: result.timings,
  };
  if (!wanted || !result.gradient) return part;

  const { gradient } = result;
  const points = new Float64Array(simulation.mesh.points.data.length);
  nodes.forEach((node, k) => {
    for (let x = 0; x < 3; x++) points[3 * node + x] = gradient.points[3 * k + x];
  });
  const T2 = wanted.reduce((sum, w, i) => sum + w * slope[i] * result.signal.real.data[i], 0);
  return { ...part, gradient: { points, diffusivity: gradient.diffusivity, T2 } };
}
