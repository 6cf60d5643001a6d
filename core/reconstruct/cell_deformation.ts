/**
 * Bend, twist and stretch of any cell, in the frame the cell lies in.
 *
 * @module
 */
import {
  add,
  divide,
  fromArray,
  matmul,
  multiply,
  square,
  subtract,
  type Tensor,
  type Value,
} from "../autodiff/mod.ts";
import { bend, stretch, twist } from "../mesh/deform/mod.ts";
import type { TetMesh } from "../mesh/mod.ts";
import { type PrincipalFrame, principalFrame } from "./principal_frame.ts";

/** How a cell is deformed; numbers of order 1 for cells of any size. */
export interface CellParameters {
  /** Angle between the end sections after bending towards the first axis, rad. */
  readonly bendFirst: number;
  /** The same towards the second axis, rad. */
  readonly bendSecond: number;
  /** Angle between the end sections after twisting, rad. */
  readonly twist: number;
  /** Factor of the widths along the first and second axes. */
  readonly width: number;
  /** Factor of the length along the third axis. */
  readonly length: number;
}

/** A deformation of a cell, with all that {@linkcode reconstructDeformation} wants to know of it. */
export interface CellDeformation {
  /** From points, shape [nodes, 3] in µm, to the deformed points; differentiable. */
  readonly deformation: (points: Tensor, parameters: CellParameters) => Tensor;
  /**
   * No twist and no stretch, and the least bend: a cell that is its own image under point inversion, like a straight
   * cylinder, has a signal even in the bend, and the descent would never leave 0.
   */
  readonly parameters: CellParameters;
  /** Other places to start from: bent in eight directions and twisted in both senses. */
  readonly starts: readonly CellParameters[];
  /**
   * 10⁻⁸ times the square of the bend, twist and stretch: little beside the signal's error until the fit is good, it
   * keeps what the signal hardly tells, such as the twist of a cell that is hardly bent, from running away.
   */
  readonly regularisation: (parameters: CellParameters) => Value;
  /** The cell's centre and axes. */
  readonly frame: PrincipalFrame;
}

/** The bend to start from, and those of the other starts with their twist, rad. */
const LEAST_BEND = 0.05, OTHER_BEND = 0.5, OTHER_TWIST = 0.5;
const AZIMUTHS = 8;
/** Weight of the regularisation, in the unit of the loss. */
const WEIGHT = 1e-8;

const UNCHANGED: CellParameters = { bendFirst: 0, bendSecond: 0, twist: 0, width: 1, length: 1 };

function otherStarts(): CellParameters[] {
  return [-OTHER_TWIST, OTHER_TWIST].flatMap((twist) =>
    Array.from({ length: AZIMUTHS }, (_, k) => {
      const azimuth = 2 * Math.PI * k / AZIMUTHS;
      const bendFirst = OTHER_BEND * Math.cos(azimuth), bendSecond = OTHER_BEND * Math.sin(azimuth);
      return { ...UNCHANGED, bendFirst, bendSecond, twist };
    })
  );
}

function regularisation(p: CellParameters): Value {
  const changes = [p.bendFirst, p.bendSecond, p.twist, subtract(p.width, 1), subtract(p.length, 1)];
  return multiply(WEIGHT, changes.map((change) => square(change)).reduce((a, b) => add(a, b)));
}

/** Bends towards the second axis: the one towards the first, between two swaps of axes that keep the orientation. */
function bendSecond(points: Tensor, curvature: Value): Tensor {
  const toFirst = fromArray([[0, -1, 0], [1, 0, 0], [0, 0, 1]]);
  const back = fromArray([[0, 1, 0], [-1, 0, 0], [0, 0, 1]]);
  return matmul(bend(matmul(points, toFirst), curvature), back);
}

/**
 * Makes the deformation of a cell: stretched, bent in two planes, twisted, about its principal axes.
 *
 * @param mesh The cell; its longest axis is the one that is bent and twisted about.
 * @returns The deformation, for {@linkcode reconstructDeformation}.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { cellDeformation, cylinder, totalVolume, withPoints } from "@torrey/torrey";
 *
 * const axon = cylinder({ radius: 1, height: 6, edgeLength: 0.7 });
 * const { deformation } = cellDeformation(axon);
 * const parameters = { bendFirst: 0, bendSecond: 0, twist: 0, width: 1.1, length: 1 };
 * const wider = withPoints(axon, deformation(axon.points, parameters));
 * assertAlmostEquals(totalVolume(wider) / totalVolume(axon), 1.21, 1e-12);
 * ```
 */
export function cellDeformation(mesh: TetMesh): CellDeformation {
  const frame = principalFrame(mesh);
  const centre: Tensor = { shape: [3], data: frame.centre };
  const toWorld: Tensor = { shape: [3, 3], data: frame.axes };
  const toFrame: Tensor = {
    shape: [3, 3],
    data: frame.axes.map((_, i) => frame.axes[3 * (i % 3) + Math.floor(i / 3)]),
  };
  const own = (points: Tensor) => matmul(subtract(points, centre), toFrame);
  const heights = own(mesh.points).data.filter((_, i) => i % 3 === 2);
  const height = heights.reduce((a, b) => Math.max(a, b)) -
    heights.reduce((a, b) => Math.min(a, b));
  const deformation: CellDeformation["deformation"] = (points, p) => {
    const stretched = stretch(own(points), { x: p.width, y: p.width, z: p.length });
    const bent = bendSecond(
      bend(stretched, divide(p.bendFirst, height)),
      divide(p.bendSecond, height),
    );
    return add(matmul(twist(bent, divide(p.twist, height)), toWorld), centre);
  };
  const parameters = { ...UNCHANGED, bendFirst: LEAST_BEND, bendSecond: LEAST_BEND };
  return { deformation, parameters, starts: otherStarts(), regularisation, frame };
}
