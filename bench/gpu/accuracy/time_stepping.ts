/**
 * Time stepping on both processors, with the same steps, so that single precision alone is measured.
 *
 * @module
 */
import {
  type GpuBackend,
  type Protocol,
  type TetMesh,
  timeStepping,
  type Tissue,
  volumes,
} from "../../../mod.ts";
import { allInputs } from "../../../testing/all_inputs.ts";
import { differentiated, signalApart } from "../../../testing/gpu_agreement.ts";
import { gradientFigures } from "./matrix_formalism.ts";
import type { GpuAccuracyRow } from "./row.ts";

/** What is stepped. */
export interface SteppingCase {
  readonly what: string;
  readonly mesh: TetMesh;
  readonly tissue: Tissue;
  readonly protocol: Protocol;
  /** The longest step, ms. */
  readonly step: number;
}

/** Σ ρV of a tissue. */
export function spinsOf(mesh: TetMesh, tissue: Tissue): number {
  const given = "compartments" in tissue ? tissue.compartments : [tissue];
  const ids = [...new Set(mesh.compartments)].sort((a, b) => a - b);
  return volumes(mesh).reduce((sum, volume, t) => {
    const own = given[given.length > 1 ? ids.indexOf(mesh.compartments[t]) : 0];
    return sum + volume * (own.spinDensity ?? 1);
  }, 0);
}

/**
 * Evaluates a case on both processors.
 *
 * @param backend The graphics processor.
 * @param given The case.
 * @returns How far they are apart.
 */
export async function stepBoth(
  backend: GpuBackend,
  { what, mesh, tissue, protocol, step }: SteppingCase,
): Promise<GpuAccuracyRow> {
  const variables = { points: mesh.points, inputs: allInputs(mesh, tissue, protocol) };
  const cpu = await differentiated(timeStepping(mesh, tissue, protocol, { step }), variables);
  const start = performance.now();
  using simulate = timeStepping(mesh, tissue, protocol, { step, backend });
  const gpu = await differentiated(simulate, variables);
  return {
    what: `time stepping, ${what}`,
    nodes: mesh.points.shape[0],
    size: `steps of ${step} ms`,
    signal: signalApart(gpu.signal, cpu.signal, spinsOf(mesh, tissue)),
    ...gradientFigures(gpu, cpu),
    seconds: (performance.now() - start) / 1000,
  };
}
