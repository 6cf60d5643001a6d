/**
 * Brings the accepted forms of points, tetrahedra and compartments to the arrays a mesh holds, checking every number.
 *
 * @module
 */
import type { Tensor } from "../autodiff/mod.ts";
import { InputError } from "../input_error.ts";

/** Node positions: a tensor of shape [nodes, 3], 3 × nodes numbers, or rows [x, y, z]; µm. */
export type PointsInput = Tensor | Float64Array | readonly (readonly number[])[];

/** Tetrahedra as 0-based node indices: 4 × tets of them, or rows [a, b, c, d]. */
export type TetsInput = Int32Array | readonly (readonly number[])[];

const AXES = "xyz";

/**
 * Makes the points tensor; a tensor is shared, everything else is copied.
 *
 * @param points The positions in any accepted form, µm.
 * @returns A frozen tensor of shape [nodes, 3].
 * @throws {InputError} If there are none, or the shape or a coordinate is wrong.
 */
export function pointsTensor(points: PointsInput): Tensor {
  const data = pointsData(points);
  if (data.length === 0) throw new InputError("The mesh is empty: it has no nodes");
  for (let i = 0; i < data.length; i++) {
    if (!Number.isFinite(data[i])) {
      throw new InputError(
        `Coordinate ${AXES[i % 3]} of node ${Math.floor(i / 3)} is ${
          data[i]
        }: coordinates must be finite numbers`,
      );
    }
  }
  return Object.freeze({ shape: Object.freeze([data.length / 3, 3]), data });
}

function pointsData(points: PointsInput): Float64Array {
  if (points instanceof Float64Array) {
    if (points.length % 3 !== 0) {
      throw new InputError(
        `Points hold ${points.length} numbers: expected a multiple of 3, x, y and z of each node`,
      );
    }
    return points.slice();
  }
  if ("data" in points) {
    const { shape, data } = points;
    if (shape.length !== 2 || shape[1] !== 3 || data.length !== 3 * shape[0]) {
      throw new InputError(`Points have shape [${shape.join(", ")}]: expected [nodes, 3]`);
    }
    return data;
  }
  const data = new Float64Array(3 * points.length);
  points.forEach((row, node) => {
    checkRow(row, 3, `Node ${node}`, "coordinates");
    data.set(row, 3 * node);
  });
  return data;
}

/**
 * Makes the tetrahedra's index array, always a copy.
 *
 * @param tets The tetrahedra in any accepted form.
 * @param nodeCount How many nodes there are.
 * @returns The node indices, [4 × tets].
 * @throws {InputError} If there are none, a row has not four indices, or an index is no node or repeated.
 */
export function tetArray(tets: TetsInput, nodeCount: number): Int32Array {
  const flat = tets instanceof Int32Array ? tets.slice() : flattenTets(tets, nodeCount);
  if (flat.length === 0) throw new InputError("The mesh is empty: it has no tetrahedra");
  if (flat.length % 4 !== 0) {
    throw new InputError(
      `Tetrahedra hold ${flat.length} indices: expected a multiple of 4, the nodes of each`,
    );
  }
  for (let t = 0; t < flat.length; t += 4) {
    const a = flat[t], b = flat[t + 1], c = flat[t + 2], d = flat[t + 3];
    for (let k = t; k < t + 4; k++) {
      if (flat[k] < 0 || flat[k] >= nodeCount) throw indexError(t / 4, flat[k], nodeCount);
    }
    if (a === b || a === c || a === d || b === c || b === d || c === d) {
      throw new InputError(
        `Tetrahedron ${t / 4} has nodes ${a}, ${b}, ${c}, ${d}: its four nodes must differ`,
      );
    }
  }
  return flat;
}

function flattenTets(rows: readonly (readonly number[])[], nodeCount: number): Int32Array {
  const flat = new Int32Array(4 * rows.length);
  rows.forEach((row, tet) => {
    checkRow(row, 4, `Tetrahedron ${tet}`, "node indices");
    for (const node of row) {
      // An Int32Array would silently round or wrap these.
      if (!Number.isInteger(node) || node < 0 || node >= nodeCount) {
        throw indexError(tet, node, nodeCount);
      }
    }
    flat.set(row, 4 * tet);
  });
  return flat;
}

function indexError(tet: number, node: number, nodeCount: number): InputError {
  return new InputError(
    `Tetrahedron ${tet} refers to node ${node}, but the mesh has ${nodeCount} nodes, counted from 0 to ${
      nodeCount - 1
    }`,
  );
}

function checkRow(row: readonly number[], length: number, what: string, of: string): void {
  if (!Array.isArray(row) || row.length !== length) {
    const found = Array.isArray(row) ? `${row.length}` : "no list of";
    throw new InputError(`${what} has ${found} ${of}: expected ${length}`);
  }
  for (const value of row) {
    if (typeof value !== "number") {
      throw new InputError(
        `${what} holds ${JSON.stringify(value) ?? "a gap"}: expected ${length} numbers`,
      );
    }
  }
}

/**
 * Makes the compartment ids, always a copy.
 *
 * @param compartments One id per tetrahedron, or nothing for a mesh of one compartment.
 * @param tetCount How many tetrahedra there are.
 * @returns The ids, [tets].
 * @throws {InputError} If their number is wrong, or one is not an integer ≥ 0.
 */
export function compartmentArray(
  compartments: ArrayLike<number> | undefined,
  tetCount: number,
): Int32Array {
  if (compartments === undefined) return new Int32Array(tetCount);
  if (compartments.length !== tetCount) {
    throw new InputError(
      `The mesh has ${compartments.length} compartment ids for ${tetCount} tetrahedra: give one for each`,
    );
  }
  for (let t = 0; t < tetCount; t++) {
    const id = compartments[t];
    if (!Number.isInteger(id) || id < 0 || id > 0x7fffffff) {
      throw new InputError(
        `Tetrahedron ${t} has compartment id ${id}: ids are whole numbers from 0`,
      );
    }
  }
  return Int32Array.from(compartments);
}
