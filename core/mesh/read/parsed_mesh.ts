/**
 * Makes the mesh of what was read from a file, and names the file when it is no valid mesh.
 *
 * @module
 */
import { InputError } from "../../input_error.ts";
import { type TetMesh, tetMesh, type TetMeshInput, type TetMeshOptions } from "../tet_mesh.ts";

/** How to read a mesh from text. */
export interface ParseOptions extends TetMeshOptions {
  /** What errors call the text: its file's name. */
  readonly name?: string;
}

/**
 * Makes a mesh of what was read.
 *
 * @param label How errors call the source, quotes included.
 * @param input Points, tetrahedra and compartments.
 * @param options What to mend.
 * @returns The mesh.
 * @throws {InputError} If it is no valid mesh.
 */
export function parsedMesh(label: string, input: TetMeshInput, options: TetMeshOptions): TetMesh {
  try {
    return tetMesh(input, options);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const problem = error.message[0].toLowerCase() + error.message.slice(1);
    throw new InputError(`Cannot use the mesh of ${label}: ${problem}`, { cause: error });
  }
}

/**
 * Numbers compartments by their tags in a file, which may be any numbers: 0, 1, 2, … in ascending order of the tags.
 *
 * @param tags One tag per tetrahedron.
 * @returns One compartment id per tetrahedron.
 */
export function compartmentsOfTags(tags: Float64Array): Int32Array {
  const ids = new Map([...new Set(tags)].sort((a, b) => a - b).map((tag, id) => [tag, id]));
  return Int32Array.from(tags, (tag) => ids.get(tag)!);
}
