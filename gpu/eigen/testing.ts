/**
 * Tissues with their matrices in double and single precision, for the tests of the modes.
 *
 * @module
 */
import {
  pieceCoefficients,
  piecePoints,
  type TissuePiece,
  tissuePieces,
} from "../../core/diffusion/problem/mod.ts";
import { type Tissue, tissueCoefficients, tissueMesh } from "../../core/diffusion/tissue/mod.ts";
import { type P1Coefficients, type P1Space, p1Space } from "../../core/fem/mod.ts";
import type { TetMesh } from "../../core/mesh/mod.ts";
import type { Gpu } from "../device.ts";
import { type GpuSpace, gpuSpace } from "../fem/mod.ts";

/** A tissue of one piece, assembled. */
export interface AssembledTissue extends Disposable {
  readonly piece: TissuePiece;
  readonly points: Float64Array;
  readonly coefficients: P1Coefficients;
  readonly core: P1Space;
  readonly space: GpuSpace;
  /** Assembles at other positions. */
  readonly moveTo: (points: Float64Array) => void;
}

/** Assembles the first piece of a tissue, with room for blocks of some columns. */
export function assembledTissue(
  gpu: Gpu,
  mesh: TetMesh,
  tissue: Tissue,
  columns: number,
): AssembledTissue {
  const whole = tissueMesh(mesh, tissue), [piece] = tissuePieces(whole);
  const { interfaceFaces, wallFaces } = piece, compartments = piece.whole.compartments.length;
  const core = p1Space(piece.mesh, { columns, compartments, interfaceFaces, wallFaces });
  const points = piecePoints(piece, whole.mesh.points.data);
  const coefficients = pieceCoefficients(piece, tissueCoefficients(whole, tissue));
  const space = gpuSpace(gpu, { ...piece, compartments }, core.pattern);
  const moveTo = (at: Float64Array) => {
    core.assemble(at, coefficients);
    space.assemble(at, coefficients);
  };
  moveTo(points);
  const dispose = () => space[Symbol.dispose]();
  return { piece, points, coefficients, core, space, moveTo, [Symbol.dispose]: dispose };
}
