/**
 * What is triangulated: regions of the plane between closed curves, neighbours with the same nodes on the curve between them.
 *
 * @module
 */

/** A point of the plane, x and y, µm. */
export type Place = readonly [number, number];

/** A closed curve, once round anticlockwise as its parameter goes from 0 to 1. */
export type Curve = (parameter: number) => Place;

/** A curve at the rim of a region, and the nodes on it. */
export interface Rim {
  /** The curve. Between its first nodes it is straight, or turns by 60° at most. */
  readonly curve: Curve;
  /** Which list of parameters gives its nodes: rims with one list keep the same parameters. */
  readonly nodes: number;
}

/** A region to triangulate. */
export interface Region {
  /** What bounds it on the outside. */
  readonly outer: Rim;
  /** What bounds it on the inside; holes lie apart from each other and from `outer`. */
  readonly holes: readonly Rim[];
  /** The length of the edges to aim at, µm. */
  readonly edgeLength: number;
  /** Nodes to begin with, inside the region; those too near its rims are passed over. */
  readonly seeds: readonly Place[];
}

/** Where a node at the rim of a region came from. */
export interface RimNode {
  /** The rim: 0 is the outer one, 1 the first hole. */
  readonly rim: number;
  /** The node's place among the parameters of its list, as they are after the refinement. */
  readonly place: number;
}

/** A triangulated region. */
export interface TriangulatedRegion {
  /** Coordinates x, y of each node, [2 × nodes], µm; the nodes at the rims come first. */
  readonly points: Float64Array;
  /** Three nodes per triangle, [3 × triangles], anticlockwise. */
  readonly triangles: Int32Array;
  /** The nodes at the rims. */
  readonly rimNodes: readonly RimNode[];
}

/** Triangulated regions that fit together. */
export interface PlanarMesh {
  /** The lists of parameters, each ascending in [0, 1), with what the refinement added. */
  readonly parameters: readonly (readonly number[])[];
  /** The regions, as given. */
  readonly regions: readonly TriangulatedRegion[];
}
