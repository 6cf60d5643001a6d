/**
 * Checks of a bundle of cylinders in a box: lengths, and that no two come too near each other or the wall.
 *
 * @module
 */
import { InputError } from "../../input_error.ts";
import { checkLength } from "./edge_length.ts";

/** A cylinder along z, with layers. */
export interface BundleCylinder {
  /** Where its axis crosses the plane z = 0, x and y, µm. */
  readonly center: readonly [number, number];
  /** Its outer radius, µm. */
  readonly radius: number;
  /** Radii of the surfaces inside it, from the inside out, as of myelin: all below `radius`, µm; none when left out. */
  readonly layers?: readonly number[];
}

/** A rectangle, µm. */
export interface Rectangle {
  /** The least x and y. */
  readonly low: readonly [number, number];
  /** The greatest x and y. */
  readonly high: readonly [number, number];
}

/** The narrowest gap, over the radius of the smaller cylinder beside it, and the part of it that rounding may take. */
const NARROWEST_GAP = 1e-3, ROUNDING = 1e-6;

const SHAPE = "cylinders in a box";

/**
 * The box round a bundle.
 *
 * @param cylinders The cylinders.
 * @param box The box's widths along x and y, centred on the origin, or `undefined`.
 * @param padding How far the box is from the cylinders, or `undefined`; one of the two is given.
 * @returns The box.
 * @throws {InputError} If both or none are given, or a length is not positive.
 */
export function boxOf(
  cylinders: readonly BundleCylinder[],
  box: readonly [number, number] | undefined,
  padding: number | undefined,
): Rectangle {
  if ((box === undefined) === (padding === undefined)) {
    throw new InputError(
      `Cannot mesh the ${SHAPE}: ${
        box === undefined ? "neither" : "both"
      } 'box' and 'padding' are given, give one of them`,
    );
  }
  if (box !== undefined) {
    ["x", "y"].forEach((axis, i) => checkLength(SHAPE, `box along ${axis}`, box[i]));
    return { low: [-box[0] / 2, -box[1] / 2], high: [box[0] / 2, box[1] / 2] };
  }
  checkLength(SHAPE, "padding", padding!);
  const least = (axis: 0 | 1): number =>
    Math.min(...cylinders.map(({ center, radius }) => center[axis] - radius));
  const greatest = (axis: 0 | 1): number =>
    Math.max(...cylinders.map(({ center, radius }) => center[axis] + radius));
  return {
    low: [least(0) - padding!, least(1) - padding!],
    high: [greatest(0) + padding!, greatest(1) + padding!],
  };
}

/**
 * Refuses cylinders without proper centres and radii.
 *
 * @param cylinders The cylinders.
 * @throws {InputError} If there are none, a centre is not two finite numbers, or radii are not positive and ascending.
 */
export function checkCylinders(cylinders: readonly BundleCylinder[]): void {
  if (!(cylinders?.length > 0)) {
    throw new InputError(`Cannot mesh the ${SHAPE}: the cylinders are missing, give at least one`);
  }
  cylinders.forEach(({ center, radius, layers = [] }, i) => {
    if (center?.length !== 2 || !center.every(Number.isFinite)) {
      throw new InputError(
        `Cannot mesh the ${SHAPE}: the center of cylinder ${i} is '${center}', expected x and y in µm`,
      );
    }
    checkLength(SHAPE, `cylinder ${i}'s radius`, radius);
    layers.forEach((inner, k) => {
      checkLength(SHAPE, `cylinder ${i}'s layer ${k}`, inner);
      const next = layers[k + 1] ?? radius;
      if (inner < next) return;
      const beyond = k + 1 < layers.length ? `layer ${k + 1}` : "the radius";
      throw new InputError(
        `Cannot mesh the ${SHAPE}: cylinder ${i}'s layer ${k} of ${inner} µm must be below ${beyond} of ${next} µm, ` +
          "list the radii from the inside out",
      );
    });
  });
}

/**
 * Refuses cylinders that meet each other or the wall, or nearly so.
 *
 * @param cylinders The cylinders.
 * @param box The box.
 * @throws {InputError} If two are nearer than a thousandth of the smaller radius, or one is nearer than that to a wall.
 */
export function checkGaps(cylinders: readonly BundleCylinder[], box: Rectangle): void {
  cylinders.forEach(({ center, radius }, i) => {
    for (const axis of [0, 1] as const) {
      const gap = Math.min(center[axis] - box.low[axis], box.high[axis] - center[axis]) - radius;
      const wall = `the wall of the box along ${"xy"[axis]}`;
      checkGap(gap, radius, `cylinder ${i}`, "is", wall, "widen the box or move it");
    }
    for (let j = 0; j < i; j++) {
      const other = cylinders[j];
      const distance = Math.hypot(center[0] - other.center[0], center[1] - other.center[1]);
      const gap = distance - radius - other.radius;
      const smaller = Math.min(radius, other.radius);
      checkGap(gap, smaller, `cylinders ${j} and ${i}`, "are", "each other", "move them apart");
    }
  });
}

function checkGap(
  gap: number,
  radius: number,
  who: string,
  verb: string,
  what: string,
  remedy: string,
): void {
  if (gap >= NARROWEST_GAP * radius * (1 - ROUNDING)) return;
  const length = `${Number(Math.abs(gap).toPrecision(3))} µm`;
  if (gap < 0) {
    const problem = what === "each other" ? `overlap by ${length}` : `crosses ${what} by ${length}`;
    throw new InputError(`Cannot mesh the ${SHAPE}: ${who} ${problem}, ${remedy}`);
  }
  throw new InputError(
    `Cannot mesh the ${SHAPE}: ${who} ${verb} only ${length} from ${what}, expected at least ${
      Number((NARROWEST_GAP * radius).toPrecision(3))
    } µm, ${remedy}`,
  );
}
