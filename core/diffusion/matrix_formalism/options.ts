/**
 * The accuracy options of the matrix formalism.
 *
 * @module
 */
import { InputError } from "../../input_error.ts";
import type { TetMesh } from "../../mesh/mod.ts";
import type { GradientMethod } from "../basis/mod.ts";
import type { PgseProtocol } from "../protocol.ts";
import { chooseModes, type ChosenModes } from "./choose_modes.ts";

/** How accurate the signal and its gradient are. Give `modes` or `tolerance`, not both. */
export interface MatrixFormalismOptions {
  /** Exactly this many Laplace eigenmodes, 1 … nodes. */
  readonly modes?: number;
  /** Estimated truncation error of S/S0 to stay below; 1e-4 by default. The number of modes is then found once. */
  readonly tolerance?: number;
  /**
   * `"exact"` by default. `"projected"` leaves out how the modes turn out of their span: cheaper, with errors of some 0.5 %
   * on small cells.
   */
  readonly gradient?: GradientMethod;
}

const DEFAULT_TOLERANCE = 1e-4;

/** The number of modes the options ask for; searched for a tolerance. */
export function modesFor(
  mesh: TetMesh,
  diffusivity: number,
  protocol: PgseProtocol,
  options: MatrixFormalismOptions,
): Pick<ChosenModes, "modes"> & Partial<ChosenModes> {
  const { modes, tolerance } = options;
  const nodes = mesh.points.shape[0];
  if (modes !== undefined && tolerance !== undefined) {
    throw new InputError("Both modes and tolerance are given: give one of them");
  }
  if (modes !== undefined) {
    if (!Number.isInteger(modes) || modes < 1) {
      throw new InputError(
        `The number of modes is ${modes} but must be a whole number of at least 1`,
      );
    }
    if (modes > nodes) {
      throw new InputError(
        `Asked for ${modes} modes but the mesh has ${nodes} nodes: ask for at most ${nodes}`,
      );
    }
    return { modes };
  }
  const wanted = tolerance ?? DEFAULT_TOLERANCE;
  if (!(wanted > 0)) {
    throw new InputError(`The tolerance is ${wanted} but must be a positive number`);
  }
  return chooseModes(mesh, diffusivity, protocol, wanted);
}
