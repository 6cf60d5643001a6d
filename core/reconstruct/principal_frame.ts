/**
 * The frame a cell lies in: its centre of volume and the principal axes of its second moments, exact for tetrahedra.
 *
 * @module
 */
import { denseSymmetricEigen } from "../linalg/mod.ts";
import { type TetMesh, volumes } from "../mesh/mod.ts";

/** Where a cell lies. */
export interface PrincipalFrame {
  /** Centre of volume, [3], µm. */
  readonly centre: Float64Array;
  /** Unit axes as rows, [3 × 3], right-handed; the third is the one along which the cell is longest. */
  readonly axes: Float64Array;
}

/**
 * Difference of the lesser second moments, relative to the greatest, below which a cell counts as round about its
 * length.
 */
const EQUAL = 1e-6;

/** Centre of volume, [3], µm. */
export function centreOfVolume(mesh: TetMesh): Float64Array {
  const centre = new Float64Array(3);
  let total = 0;
  volumes(mesh).forEach((volume, t) => {
    total += volume;
    for (let i = 0; i < 12; i++) {
      const node = mesh.tets[4 * t + Math.floor(i / 3)];
      centre[i % 3] += volume / 4 * mesh.points.data[3 * node + i % 3];
    }
  });
  return centre.map((x) => x / total);
}

/** ∫ (x−c)(x−c)ᵀ over the volume: V/20 [Σ_a x_a x_aᵀ + (Σ_a x_a)(Σ_a x_a)ᵀ] for each tetrahedron, [3 × 3]. */
function secondMoments(mesh: TetMesh, centre: Float64Array): Float64Array {
  const moments = new Float64Array(9);
  volumes(mesh).forEach((volume, t) => {
    const corners = [0, 1, 2, 3].map((a) => {
      const node = mesh.tets[4 * t + a];
      return [0, 1, 2].map((k) => mesh.points.data[3 * node + k] - centre[k]);
    });
    const all = [0, 1, 2].map((k) => corners.reduce((sum, x) => sum + x[k], 0));
    for (let i = 0; i < 9; i++) {
      const [row, column] = [Math.floor(i / 3), i % 3];
      const pairs = corners.reduce((sum, x) => sum + x[row] * x[column], 0);
      moments[i] += volume / 20 * (pairs + all[row] * all[column]);
    }
  });
  return moments;
}

function cross([ax, ay, az]: number[], [bx, by, bz]: number[]): number[] {
  return [ay * bz - az * by, az * bx - ax * bz, ax * by - ay * bx];
}

/** The part of the coordinate axis least along a unit vector that is square to it, of unit length. */
function squareTo(unit: number[]): number[] {
  const sizes = unit.map(Math.abs);
  const k = sizes.indexOf(Math.min(...sizes));
  const part = unit.map((x, i) => (i === k ? 1 : 0) - unit[k] * x);
  const length = Math.hypot(...part);
  return part.map((x) => x / length);
}

/**
 * Finds the frame of a cell.
 *
 * @param mesh The cell.
 * @returns Its frame; of a cell round about its length the first axis is a coordinate axis, but for its part along the
 * third.
 */
export function principalFrame(mesh: TetMesh): PrincipalFrame {
  const centre = centreOfVolume(mesh);
  const { values, vectors } = denseSymmetricEigen(secondMoments(mesh, centre), 3);
  const axis = (column: number): number[] => {
    const unit = [0, 1, 2].map((row) => vectors[3 * row + column]);
    const largest = unit.reduce((most, x) => Math.abs(x) > Math.abs(most) ? x : most, 0);
    return unit.map((x) => x * Math.sign(largest));
  };
  const third = axis(2);
  const round = Math.abs(values[0] - values[1]) <= EQUAL * values[2];
  const first = round ? squareTo(third) : axis(1);
  return { centre, axes: Float64Array.from([...first, ...cross(third, first), ...third]) };
}
