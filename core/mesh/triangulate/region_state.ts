/**
 * A region while it is triangulated: its triangulation, which points and edges belong to its rims, what is still to judge.
 *
 * @module
 */
import type { Region, Rim } from "./planar_domain.ts";
import {
  cavityOf,
  fillCavity,
  FRAME,
  inCavity,
  newTriangulation,
  triangleLeftOf,
  type Triangulation,
} from "./triangulation.ts";

/** A piece of a rim between neighbouring nodes; one for all regions at which it lies. */
export interface Segment {
  /** Which list of parameters its nodes are of. */
  readonly nodes: number;
  /** The parameter it starts at. */
  readonly from: number;
  /** The parameter it ends at; 1 for 0 once round. */
  readonly to: number;
  /** Whether it has been split in two. */
  split: boolean;
}

/** A region while it is triangulated. */
export interface RegionState {
  /** Its triangulation; holes and the surroundings are triangulated too. */
  readonly mesh: Triangulation;
  /** Its rims, the outer first. */
  readonly rims: readonly Rim[];
  /** The edge length aimed at. */
  readonly edgeLength: number;
  /** The rim of each point, −1 for those inside and those of the frame. */
  readonly rimOf: number[];
  /** The points of each rim by parameter. */
  readonly pointAt: readonly Map<number, number>[];
  /** The segments by the key of their edge. */
  readonly segmentOf: Map<number, Segment>;
  /** Triangles to judge, each followed by its corners: it may be gone when its turn comes. */
  readonly queue: number[];
  /** The place in the queue. */
  turn: number;
}

/** Above the number of points there can be. */
const KEY_BASE = 2 ** 26;

function keyOf(a: number, b: number): number {
  return a < b ? a * KEY_BASE + b : b * KEY_BASE + a;
}

/**
 * Begins a region, without any point.
 *
 * @param region What to triangulate.
 * @param parameters The lists of parameters that its rims begin with; they tell its extent.
 * @returns Its state.
 */
export function newRegionState(
  region: Region,
  parameters: readonly (readonly number[])[],
): RegionState {
  const places = parameters[region.outer.nodes].map(region.outer.curve);
  const xs = places.map(([x]) => x), ys = places.map(([, y]) => y);
  const rims = [region.outer, ...region.holes];
  return {
    mesh: newTriangulation(
      [Math.min(...xs), Math.min(...ys)],
      [Math.max(...xs), Math.max(...ys)],
    ),
    rims,
    edgeLength: region.edgeLength,
    rimOf: Array<number>(FRAME).fill(-1),
    pointAt: rims.map(() => new Map()),
    segmentOf: new Map(),
    queue: [],
    turn: 0,
  };
}

/**
 * Tells whether a triangle is part of the region, once every segment is an edge.
 *
 * @param state The region.
 * @param triangle The triangle.
 * @returns False for the surroundings, which hold a corner of the frame, and for holes, all of whose corners are of their rim.
 */
export function isInside(state: RegionState, triangle: number): boolean {
  const { corners } = state.mesh;
  const a = corners[3 * triangle], b = corners[3 * triangle + 1], c = corners[3 * triangle + 2];
  if (a < FRAME || b < FRAME || c < FRAME) return false;
  const rim = state.rimOf[a];
  return rim <= 0 || state.rimOf[b] !== rim || state.rimOf[c] !== rim;
}

/**
 * Puts a node of a rim into the triangulation.
 *
 * @param state The region; changed.
 * @param rim Which rim.
 * @param parameter The node's parameter.
 * @param encroached Gathers the segments it encroaches on.
 */
export function putRimNode(
  state: RegionState,
  rim: number,
  parameter: number,
  encroached: Segment[],
): void {
  const [x, y] = state.rims[rim].curve(parameter);
  const cavity = cavityOf(state.mesh, x, y);
  encroached.push(...segmentsInTheWay(state, cavity, x, y));
  state.pointAt[rim].set(parameter, fill(state, cavity, x, y, rim));
}

/**
 * Puts a node inside the region unless it would encroach on segments.
 *
 * @param state The region; changed.
 * @param x The node's x.
 * @param y Its y.
 * @returns The segments, none where the node was put in.
 */
export function putInnerNode(state: RegionState, x: number, y: number): Segment[] {
  const cavity = cavityOf(state.mesh, x, y);
  if (cavity.length === 0) return [];
  const segments = segmentsInTheWay(state, cavity, x, y);
  if (segments.length === 0) fill(state, cavity, x, y, -1);
  return segments;
}

/**
 * Enters a segment as an edge between two points that are there.
 *
 * @param state The region; changed.
 * @param rim The rim it is of.
 * @param segment The segment.
 */
export function addSegment(state: RegionState, rim: number, segment: Segment): void {
  state.segmentOf.set(keyOfSegment(state, rim, segment), segment);
}

/**
 * Takes a segment out.
 *
 * @param state The region; changed.
 * @param rim The rim it is of.
 * @param segment The segment.
 */
export function removeSegment(state: RegionState, rim: number, segment: Segment): void {
  state.segmentOf.delete(keyOfSegment(state, rim, segment));
}

/**
 * Tells whether a segment is encroached, or not an edge.
 *
 * @param state The region.
 * @param rim The rim it is of.
 * @param segment The segment.
 * @returns Whether it is to be split.
 */
export function isEncroached(state: RegionState, rim: number, segment: Segment): boolean {
  const { corners, points } = state.mesh;
  const [a, b] = endsOf(state, rim, segment);
  return [[a, b], [b, a]].some(([from, to]) => {
    const t = triangleLeftOf(state.mesh, from, to);
    if (t < 0) return true;
    const apex = corners[3 * t] + corners[3 * t + 1] + corners[3 * t + 2] - a - b;
    return inDiametralCircle(state.mesh, a, b, points[2 * apex], points[2 * apex + 1]);
  });
}

/** Fills a cavity with a point, whose triangles are to be judged. */
function fill(
  state: RegionState,
  cavity: readonly number[],
  x: number,
  y: number,
  rim: number,
): number {
  const { point, created } = fillCavity(state.mesh, cavity, x, y);
  state.rimOf.push(rim);
  const { corners } = state.mesh;
  for (const t of created) {
    state.queue.push(t, corners[3 * t], corners[3 * t + 1], corners[3 * t + 2]);
  }
  return point;
}

/**
 * The segments at a cavity that its point encroaches on: an empty diametral circle lies within the circles of the two triangles
 * at the segment, so these are all. Those between two triangles of the cavity would be lost.
 */
function segmentsInTheWay(
  state: RegionState,
  cavity: readonly number[],
  x: number,
  y: number,
): Segment[] {
  const { mesh, rimOf } = state;
  const found: Segment[] = [];
  for (const t of cavity) {
    for (let k = 0; k < 3; k++) {
      const a = mesh.corners[3 * t + k], b = mesh.corners[3 * t + (k + 1) % 3];
      if (rimOf[a] < 0 || rimOf[a] !== rimOf[b]) continue;
      const segment = state.segmentOf.get(keyOf(a, b));
      if (segment === undefined || found.includes(segment)) continue;
      if (inCavity(mesh, mesh.across[3 * t + k]) || inDiametralCircle(mesh, a, b, x, y)) {
        found.push(segment);
      }
    }
  }
  return found;
}

function inDiametralCircle(
  mesh: Triangulation,
  a: number,
  b: number,
  x: number,
  y: number,
): boolean {
  const p = mesh.points;
  return (p[2 * a] - x) * (p[2 * b] - x) + (p[2 * a + 1] - y) * (p[2 * b + 1] - y) < 0;
}

function endsOf(state: RegionState, rim: number, segment: Segment): [number, number] {
  const points = state.pointAt[rim];
  return [points.get(segment.from)!, points.get(segment.to === 1 ? 0 : segment.to)!];
}

function keyOfSegment(state: RegionState, rim: number, segment: Segment): number {
  const [a, b] = endsOf(state, rim, segment);
  return keyOf(a, b);
}
