/**
 * Bringing the cotangents of a reduced system to a size at which single precision has room for their squares.
 *
 * A signal of 1e-17 S0, or a loss of small weights, has a gradient as good as any other; but squared it is no number of single
 * precision any more. The way from the reduced system to the mesh is linear: it is gone in another unit.
 *
 * @module
 */
import type { ReducedCotangent } from "../../core/diffusion/reduced/mod.ts";
import type { P1Gradient } from "../../core/fem/mod.ts";

/** What turns the basis may be smaller than all else by this before its size does not count. */
const MOST_APART = 1e-12;

function largest(lists: readonly Float64Array[]): number {
  return lists.reduce(
    (most, list) => list.reduce((own, value) => Math.max(own, Math.abs(value)), most),
    0,
  );
}

/**
 * The unit in which the cotangents of a reduced system are neither small nor large: a power of two, so that no digit is lost.
 *
 * @param cotangent The cotangents.
 * @returns What the cotangents are to be divided by; 1 where all vanish or one is no number.
 */
export function cotangentUnit(
  { stiffness, mass, moments, start, receivers = [], storage }: ReducedCotangent,
): number {
  const all = largest([stiffness, mass, start, ...moments, ...receivers, storage ?? start]);
  // The forces on the basis, whose squares are summed, come from the moments.
  const size = Math.max(largest(moments), MOST_APART * all);
  return size > 0 && Number.isFinite(size) ? 2 ** Math.round(Math.log2(size)) : 1;
}

/** The cotangents of a reduced system in another unit; that of the protocol, which never sees the mesh, is left out. */
export function cotangentIn(unit: number, cotangent: ReducedCotangent): ReducedCotangent {
  const { stiffness, mass, moments: [x, y, z], start, receivers, storage } = cotangent;
  const scaled = (list: Float64Array) => list.map((value) => value / unit);
  return {
    stiffness: scaled(stiffness),
    mass: scaled(mass),
    moments: [scaled(x), scaled(y), scaled(z)],
    start: scaled(start),
    ...(receivers && { receivers: receivers.map(scaled) }),
    ...(storage && { storage: scaled(storage) }),
  };
}

/** A gradient that was found in a unit. */
export function gradientFrom(unit: number, gradient: P1Gradient): P1Gradient {
  const { points, elements, interfaces, walls } = gradient;
  const scaled = (list: Float64Array) => list.map((value) => value * unit);
  return {
    points: scaled(points),
    elements: scaled(elements),
    interfaces: scaled(interfaces),
    walls: scaled(walls),
  };
}
