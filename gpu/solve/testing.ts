/**
 * Meshes with their matrices in double and in single precision, for the tests of the solvers.
 *
 * @module
 */
import type { P1Space } from "../../core/fem/mod.ts";
import type { TetMesh } from "../../core/mesh/mod.ts";
import { assembledSpace } from "../../testing/p1_system.ts";
import type { Gpu } from "../device.ts";
import { type GpuPattern, type Pencil, uploadPattern } from "../sparse/mod.ts";

/** A mesh's K and M on the processor and on a device. */
export interface TestSystem extends Disposable {
  readonly space: P1Space;
  readonly pattern: GpuPattern;
  readonly pencil: Pencil;
}

/** K and M of a mesh with diffusivity 2 and insulated walls: the row sums of K are 0. */
export function testSystem(gpu: Gpu, mesh: TetMesh, columns: number): TestSystem {
  const space = assembledSpace(mesh, columns, 2), pattern = uploadPattern(gpu, space.pattern);
  const stiffness = gpu.upload("stiffness", space.matrices.stiffness);
  const mass = gpu.upload("mass", space.matrices.mass), rowSums = gpu.zeros("sums", space.nodes);
  return {
    space,
    pattern,
    pencil: { stiffness, mass, rowSums },
    [Symbol.dispose]: () => {
      [pattern, stiffness, mass, rowSums].forEach((array) => array[Symbol.dispose]());
    },
  };
}

/** The matrix kK + mM, dense. */
export function densePencil(
  { space }: Pick<TestSystem, "space">,
  k: number,
  m: number,
): Float64Array {
  const { nodes, pattern: { rowStart, columnIndex }, matrices: { stiffness, mass } } = space;
  const dense = new Float64Array(nodes * nodes);
  for (let row = 0; row < nodes; row++) {
    for (let e = rowStart[row]; e < rowStart[row + 1]; e++) {
      dense[row * nodes + columnIndex[e]] = k * stiffness[e] + m * mass[e];
    }
  }
  return dense;
}

/** ‖x_j − y_j‖ / ‖y_j‖, the largest over the columns. */
export function worstColumn(x: Float64Array, y: Float64Array, columns: number): number {
  let worst = 0;
  for (let j = 0; j < columns; j++) {
    let difference = 0, size = 0;
    for (let e = j; e < y.length; e += columns) {
      difference += (x[e] - y[e]) ** 2;
      size += y[e] ** 2;
    }
    const ratio = Math.sqrt(difference / size);
    if (!(ratio <= worst)) worst = ratio;
  }
  return worst;
}
