/**
 * The file an interrupted reconstruction goes on from.
 *
 * @module
 */
import { readTextFile } from "../core/files/mod.ts";
import { InputError } from "../core/input_error.ts";
import {
  type CellParameters,
  formatReconstructionState,
  parseReconstructionState,
  type ReconstructionState,
  type ShapeParameters,
} from "../core/reconstruct/mod.ts";

/** What fixes the course of a reconstruction, besides its input. */
export interface CourseSettings {
  /** Allowed truncation error of S/S0. */
  readonly tolerance?: number;
  /** Exact number of eigenmodes. */
  readonly modes?: number;
  /** Number of smooth modes; 0 for none. */
  readonly smoothModes: number;
  /** Weight of the smoothness. */
  readonly smoothness: number;
}

/** Where a reconstruction stands. */
export interface SavedReconstruction {
  /** Size of the input: nodes and measurements, to tell another's state. */
  readonly size: { readonly nodes: number; readonly measurements: number };
  /** Its settings. */
  readonly settings: CourseSettings;
  /** Most steps of the first stage: where the second began if the first has made them. */
  readonly iterations: number;
  /** The stage of bend, twist and stretch; absent before its first step. */
  readonly deformation?: ReconstructionState<CellParameters>;
  /** The stage of smooth modes; absent before its first step. */
  readonly shape?: ReconstructionState<ShapeParameters>;
}

/** The file's text. */
export function formatSaved({ deformation, shape, ...rest }: SavedReconstruction): string {
  const parts = Object.entries(rest).map(([key, value]) => `"${key}": ${JSON.stringify(value)}`);
  if (deformation) parts.push(`"deformation": ${formatReconstructionState(deformation)}`);
  if (shape) parts.push(`"shape": ${formatReconstructionState(shape)}`);
  return `{\n  ${parts.join(",\n  ")}\n}\n`;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * Reads the file.
 *
 * @param path Where it is.
 * @param size Of the input it is to go on with.
 * @returns What it holds.
 * @throws {InputError} If it is missing, not such a file, or of other input.
 */
export function readSaved(path: string, size: SavedReconstruction["size"]): SavedReconstruction {
  const text = readTextFile(path);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new InputError(`Cannot read '${path}': it is not JSON`, { cause });
  }
  if (!isRecord(value) || !isRecord(value.size) || !isRecord(value.settings)) {
    throw new InputError(`Cannot use '${path}': it is not the state of a reconstruction`);
  }
  const saved = value as unknown as SavedReconstruction;
  for (const key of ["nodes", "measurements"] as const) {
    if (saved.size[key] === size[key]) continue;
    throw new InputError(
      `Cannot use '${path}': it is of a reconstruction with ${
        saved.size[key]
      } ${key} but there are ${size[key]}: ` +
        "give the mesh and the signal it began with",
    );
  }
  const state = <P>(part: unknown): ReconstructionState<P> | undefined => {
    if (part === undefined) return undefined;
    try {
      return parseReconstructionState<P>(JSON.stringify(part));
    } catch (cause) {
      if (!(cause instanceof InputError)) throw cause;
      throw new InputError(`Cannot use '${path}': ${cause.message}`, { cause });
    }
  };
  const deformation = state<CellParameters>(saved.deformation);
  const shape = state<ShapeParameters>(saved.shape);
  return { ...saved, ...(deformation && { deformation }), ...(shape && { shape }) };
}
