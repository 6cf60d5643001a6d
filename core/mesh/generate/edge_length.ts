/**
 * Checks of what all generators are given: lengths, the target edge length and the size of the mesh it leads to.
 *
 * @module
 */
import { InputError } from "../../input_error.ts";

/** The most nodes a generator makes: beyond, a mesh and its matrices do not fit in memory. */
const MAX_NODES = 5e6;

/**
 * Refuses a length that is not a positive finite number.
 *
 * @param shape The shape's name, for the message.
 * @param name The length's name.
 * @param value Its value, µm.
 * @throws {InputError} If it is not positive and finite.
 */
export function checkLength(shape: string, name: string, value: number): void {
  if (typeof value !== "number" || !(value > 0 && value < Infinity)) {
    throw new InputError(
      `Cannot mesh the ${shape}: its ${name} is ${value}, expected a length above 0 µm`,
    );
  }
}

/**
 * Refuses a target edge length that is not positive or exceeds the shape.
 *
 * @param shape The shape's name, for the message.
 * @param edgeLength The target, µm.
 * @param extents The shape's extents by name, µm; none may be shorter than an edge.
 * @throws {InputError} If it is not positive and finite, or too long.
 */
export function checkEdgeLength(
  shape: string,
  edgeLength: number,
  extents: Readonly<Record<string, number>>,
): void {
  checkLength(shape, "edgeLength", edgeLength);
  for (const [name, extent] of Object.entries(extents)) {
    if (edgeLength > extent) {
      throw new InputError(
        `Cannot mesh the ${shape}: an edgeLength of ${edgeLength} µm exceeds its ${name} of ${extent} µm, choose a smaller one`,
      );
    }
  }
}

/**
 * Refuses a mesh too large to hold.
 *
 * @param shape The shape's name, for the message.
 * @param edgeLength The target edge length that leads to it, µm.
 * @param nodes How many nodes the mesh would have.
 * @throws {InputError} If they are too many.
 */
export function checkNodeCount(shape: string, edgeLength: number, nodes: number): void {
  if (nodes > MAX_NODES) {
    throw new InputError(
      `Cannot mesh the ${shape}: an edgeLength of ${edgeLength} µm needs about ${
        nodes.toPrecision(3)
      } nodes, ` +
        `more than ${MAX_NODES}, choose a larger one`,
    );
  }
}
