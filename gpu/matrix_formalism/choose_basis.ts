/**
 * How large a basis a tolerance needs, found with the modes of the device. The sizes tried are those of the processor
 * (core/diffusion/matrix_formalism/choose_basis.ts).
 *
 * @module
 */
import type { EncodedProtocol } from "../../core/diffusion/encoding/mod.ts";
import {
  atWidestGap,
  type BasisSize,
  type ErrorRounds,
  errorRounds,
  FIRST_MODES,
  grown,
  resolutionOf,
  roomFor,
  sizeWith,
} from "../../core/diffusion/matrix_formalism/mod.ts";
import type { PieceInputs } from "../../core/diffusion/problem/mod.ts";
import { type EngineParts, reduceModes } from "./engine.ts";
import { lowestOf, type PieceModes } from "./piece_modes.ts";
import { piecePattern, pieceSpace } from "./piece_space.ts";
import type { GpuReduction } from "./reduction.ts";
import { truncationErrors } from "./truncation.ts";

/** What a search found. */
export interface FoundBasis {
  /** The parts of an engine, with a space that has room for the basis. */
  readonly parts: EngineParts;
  readonly size: BasisSize;
  /** The reduction at the inputs of the search. */
  readonly reduction: GpuReduction;
  /** The estimated error of S/S0 there. */
  readonly truncationError: number;
}

/** Goes through the rounds of an estimate. */
async function roundsEnd(
  rounds: ErrorRounds,
  errorsOf: (part: EncodedProtocol) => Promise<Float64Array>,
): Promise<number> {
  let step = rounds.next();
  while (!step.done) step = rounds.next(await errorsOf(step.value));
  return step.value;
}

/**
 * Finds the size of the basis for a tolerance. The modes found for one size serve the next.
 *
 * @param given The piece and the stages.
 * @param inputs What it is assembled at.
 * @param protocol The measurements.
 * @param tolerance Largest estimated truncation error of S/S0.
 * @returns The size, with modes and corrected modes ending at a gap of the spectrum; all nodes if nothing less suffices.
 */
export async function chooseGpuBasis(
  given: Omit<EngineParts, "space" | "resolution">,
  inputs: PieceInputs,
  protocol: EncodedProtocol,
  tolerance: number,
): Promise<FoundBasis> {
  const { gpu, piece, stages } = given, nodes = piece.mesh.points.shape[0];
  const pattern = piecePattern(piece), resolution = resolutionOf(tolerance);
  const nextRounds = errorRounds(protocol, tolerance);
  let size = sizeWith(FIRST_MODES, nodes), known: PieceModes | undefined;
  try {
    for (;;) {
      const room = roomFor(size, nodes);
      const space = pieceSpace(gpu, piece, inputs, room, pattern);
      const parts: EngineParts = { ...given, space, resolution };
      let found = false;
      try {
        const at = space.assemble(inputs);
        while (size.modes <= room.modes) {
          const more = await stages.modes(gpu, space, size.modes, known);
          known?.[Symbol.dispose]();
          known = more;
          const cut = atWidestGap(size, known);
          const reduction = await reduceModes(
            parts,
            at,
            lowestOf(gpu, known, cut.modes),
            cut.corrected,
          );
          try {
            const errorsOf = (part: EncodedProtocol) =>
              truncationErrors(gpu, stages.signal, reduction, part, tolerance);
            const error = size.modes === nodes ? 0 : await roundsEnd(nextRounds(), errorsOf);
            found = error <= tolerance;
            if (found) return { parts, size: cut, reduction, truncationError: error };
            size = sizeWith(grown(size.modes, error / tolerance), nodes);
          } finally {
            if (!found) reduction[Symbol.dispose]();
          }
        }
      } finally {
        if (!found) space[Symbol.dispose]();
      }
    }
  } finally {
    known?.[Symbol.dispose]();
  }
}
