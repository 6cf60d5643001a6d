/**
 * The finite-element space of a piece, in double precision on the processor and in single on the device.
 *
 * @module
 */
import { finerColumns } from "../../core/diffusion/basis/mod.ts";
import { type BasisSize, centred } from "../../core/diffusion/matrix_formalism/mod.ts";
import type { PieceInputs, TissuePiece } from "../../core/diffusion/problem/mod.ts";
import { type P1Pattern, p1Pattern, type P1Space, p1Space } from "../../core/fem/mod.ts";
import { spectralShift, usesDenseSolver } from "../../core/spectral/mod.ts";
import type { Gpu } from "../device.ts";
import { type GpuSpace, gpuSpace } from "../fem/mod.ts";

/** How many modes a search for some may compute, as a part of these and beyond. */
const GUARDED = 1.1, LEAST_GUARDS = 8;

/** Inputs whose points lie about the origin. */
export interface CentredInputs {
  readonly inputs: PieceInputs;
  /** Where that origin lies, µm, [3]. */
  readonly origin: Float64Array;
}

/** The space of a piece on both sides. */
export interface PieceSpace extends Disposable {
  readonly core: P1Space;
  readonly device: GpuSpace;
  /** σ, that of the inputs the space was made at. */
  readonly shift: number;
  /** Assembles at some inputs, about their centre, on both sides. */
  readonly assemble: (inputs: PieceInputs) => CentredInputs;
  /** The values of the relaxation R of stored magnetisation, where there is any; the space holds the other matrices afterwards. */
  readonly relaxation: (inputs: PieceInputs) => Float64Array | undefined;
}

/** The pattern of a piece. */
export function piecePattern({ mesh, interfaceFaces }: TissuePiece): P1Pattern {
  return p1Pattern(mesh.points.shape[0], mesh.tets, interfaceFaces);
}

/**
 * Makes the space of a piece.
 *
 * @param gpu The device.
 * @param piece The piece.
 * @param inputs What it is assembled at first: it sets σ.
 * @param room The largest size of a basis there is room for.
 * @param pattern The pattern of the piece.
 * @returns The space.
 */
export function pieceSpace(
  gpu: Gpu,
  piece: TissuePiece,
  inputs: PieceInputs,
  room: BasisSize,
  pattern: P1Pattern = piecePattern(piece),
): PieceSpace {
  const { mesh, interfaceFaces, wallFaces, whole } = piece, nodes = mesh.points.shape[0];
  const compartments = whole.compartments.length;
  const finer = Math.max(
    finerColumns(room.modes, room.corrected, nodes),
    Math.ceil(GUARDED * room.modes) + LEAST_GUARDS,
  );
  const core = p1Space(mesh, {
    // Of a small piece all modes are computed.
    columns: usesDenseSolver(nodes, room.modes) ? Math.max(finer, nodes) : finer,
    compartments,
    interfaceFaces,
    wallFaces,
    pattern,
  });
  core.assemble(inputs.points, inputs.coefficients);
  const shift = spectralShift(core);
  const device = gpuSpace(gpu, { mesh, interfaceFaces, wallFaces, compartments }, pattern);
  return {
    core,
    device,
    shift,
    assemble: (given) => {
      const { points, origin } = centred(given.points);
      core.assemble(points, given.coefficients);
      device.assemble(points, given.coefficients);
      return { inputs: { ...given, points }, origin };
    },
    relaxation: ({ points, coefficients, storage }) => {
      if (!storage) return undefined;
      core.assemble(points, storage);
      const values = core.matrices.stiffness.slice();
      core.assemble(points, coefficients);
      return values;
    },
    [Symbol.dispose]: () => device[Symbol.dispose](),
  };
}
