/**
 * Evaluates the matrix-formalism signal of a piece on the device for a fixed size of the basis, and its adjoint.
 *
 * @module
 */
import type { GradientMethod } from "../../core/diffusion/basis/mod.ts";
import type { EncodedProtocol } from "../../core/diffusion/encoding/mod.ts";
import {
  type AsyncReduction,
  type BasisSize,
  largestError,
  zeroGradient,
} from "../../core/diffusion/matrix_formalism/mod.ts";
import type {
  AsyncPieceEvaluation,
  Differentiation,
  PieceInputs,
  TissuePiece,
} from "../../core/diffusion/problem/mod.ts";
import type { Kept, TimeResolution } from "../../core/diffusion/reduced/mod.ts";
import { atGap } from "../../core/spectral/mod.ts";
import type { Gpu } from "../device.ts";
import { checkGradient, pieceGradient } from "./gradient.ts";
import { lowestOf, type PieceModes } from "./piece_modes.ts";
import type { CentredInputs, PieceSpace } from "./piece_space.ts";
import { type GpuReduction, gpuReduction } from "./reduction.ts";
import type { Stages } from "./stages.ts";
import { truncationErrors } from "./truncation.ts";

/** What engines of a piece share. */
export interface EngineParts {
  readonly gpu: Gpu;
  readonly piece: TissuePiece;
  readonly space: PieceSpace;
  readonly stages: Stages;
  readonly method: GradientMethod;
  /** How finely time is resolved; as for any signal by default. */
  readonly resolution?: TimeResolution;
}

const KEPT: Readonly<Record<Differentiation, Kept>> = {
  none: "nothing",
  tissue: "tissue",
  protocol: "everything",
  everything: "everything",
};

/** The signal of a reduction and its pullback. */
async function evaluation(
  { gpu, piece, space, stages, method, resolution }: EngineParts,
  reduction: GpuReduction,
  protocol: EncodedProtocol,
  wanted: Differentiation,
  apart: boolean,
): Promise<AsyncPieceEvaluation> {
  const { model } = reduction;
  const signal = await stages.signal(gpu, model, protocol, {
    keep: KEPT[wanted],
    ...(apart && { receivers: model.receivers }),
    ...(resolution && { resolution }),
  });
  if (wanted === "none") signal[Symbol.dispose]();
  else reduction.own(signal);
  return {
    real: signal.real,
    imag: signal.imag,
    pullback: async (real, imag) => {
      if (wanted !== "protocol") checkGradient(reduction, method);
      const cotangent = await signal.cotangent({ real, imag });
      const ofProtocol = cotangent.protocol && { protocol: cotangent.protocol };
      return wanted === "protocol" ? { tissue: zeroGradient(reduction.inputs), ...ofProtocol } : {
        ...await pieceGradient(gpu, piece, space, reduction, cotangent, method),
        ...ofProtocol,
      };
    },
  };
}

/** A reduction as the interface of all backends wants it. */
export function asyncReduction(parts: EngineParts, reduction: GpuReduction): AsyncReduction {
  const { modes, basis, spins } = reduction, { gpu, stages } = parts;
  return {
    modes: modes.modes,
    corrections: basis.basis.columns - modes.modes,
    eigenvalues: modes.eigenvalues,
    residuals: modes.residuals,
    next: modes.next,
    spins,
    truncationError: async (protocol) =>
      largestError(await truncationErrors(gpu, stages.signal, reduction, protocol)),
    evaluate: (protocol, wanted, apart = false) =>
      evaluation(parts, reduction, protocol, wanted, apart),
  };
}

/** The size in which neither cut falls within a cluster. */
function atGaps(
  { modes, corrected }: BasisSize,
  { eigenvalues, next }: { readonly eigenvalues: Float64Array; readonly next: number },
): BasisSize {
  const gap = (n: number) => n > 0 ? atGap(eigenvalues, next, n) : n;
  return { modes: gap(modes), corrected: gap(corrected) };
}

/**
 * Reduces a piece at some inputs.
 *
 * @param parts The piece, its space, the stages.
 * @param size The size of the basis.
 * @param flexible Whether a cut that falls within a cluster of equal eigenvalues moves down to a gap.
 * @param inputs The inputs.
 * @param known Modes at other inputs to begin the search with; they stay the caller's.
 * @returns The reduction; the space holds its matrices.
 */
export async function reduceAt(
  parts: EngineParts,
  size: BasisSize,
  flexible: boolean,
  inputs: PieceInputs,
  known?: PieceModes,
): Promise<GpuReduction> {
  const { space, stages, gpu } = parts, at = space.assemble(inputs);
  const all = await stages.modes(gpu, space, size.modes, known);
  const actual = flexible ? atGaps(size, all) : size;
  if (actual.modes === all.modes) return reduceModes(parts, at, all, actual.corrected);
  using spare = all;
  return await reduceModes(parts, at, lowestOf(gpu, spare, actual.modes), actual.corrected);
}

/** The reduction of modes, which it then owns. */
export function reduceModes(
  { gpu, piece, space, stages }: EngineParts,
  at: CentredInputs,
  modes: PieceModes,
  low: number,
): Promise<GpuReduction> {
  return gpuReduction(gpu, piece, space, at, modes, stages.solver(gpu, space, modes), low);
}
