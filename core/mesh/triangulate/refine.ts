/**
 * Refines Delaunay triangulations of several regions at once until no triangle is thin or large: Ruppert, J. Algorithms 18,
 * 548 (1995), on curves as in Boivin and Ollivier-Gooch, Int. J. Numer. Meth. Eng. 55, 1185 (2002).
 *
 * A segment of a rim is encroached when a node lies inside its diametral circle; then it is split, on its curve, in all regions.
 * A segment that is not encroached is an edge of the Delaunay triangulation, so no edge need be forced. A node inside that would
 * encroach on a segment is not put in, the segment is split instead.
 *
 * @module
 */
import { mendingPlace } from "./bad_triangle.ts";
import type { Region } from "./planar_domain.ts";
import {
  addSegment,
  isEncroached,
  isInside,
  newRegionState,
  putInnerNode,
  putRimNode,
  type RegionState,
  removeSegment,
  type Segment,
} from "./region_state.ts";

/** Refined regions. */
export interface Refinement {
  /** The lists of parameters, each ascending, with those of split segments. */
  readonly parameters: readonly (readonly number[])[];
  /** The regions, as given. */
  readonly states: readonly RegionState[];
}

/** A region at one of whose rims the nodes of a list lie. */
interface Side {
  readonly state: RegionState;
  readonly rim: number;
}

/**
 * Triangulates and refines regions.
 *
 * @param parameters The lists of parameters of the first nodes, each ascending in [0, 1) from 0.
 * @param regions The regions, with rims by these lists.
 * @param checkNodes Called with the number of nodes now and then; throws where they are too many.
 * @returns The regions' triangulations; every triangle inside is neither thin nor large.
 */
export function refine(
  parameters: readonly (readonly number[])[],
  regions: readonly Region[],
  checkNodes: (nodes: number) => void,
): Refinement {
  const states = regions.map((region) => newRegionState(region, parameters));
  const sides = parameters.map((_, nodes) =>
    states.flatMap((state) =>
      state.rims.flatMap((rim, i): Side[] => rim.nodes === nodes ? [{ state, rim: i }] : [])
    )
  );
  const refined = parameters.map((list) => [...list]);
  // Segments to split, last first.
  const wanting: Segment[] = [];
  const isWanting = (segment: Segment): boolean =>
    sides[segment.nodes].some(({ state, rim }) => isEncroached(state, rim, segment));
  const enter = (segment: Segment): void => {
    for (const { state, rim } of sides[segment.nodes]) addSegment(state, rim, segment);
  };
  const split = (segment: Segment): void => {
    const { nodes, from, to } = segment;
    const middle = (from + to) / 2;
    segment.split = true;
    refined[nodes].push(middle);
    for (const { state, rim } of sides[nodes]) {
      removeSegment(state, rim, segment);
      putRimNode(state, rim, middle, wanting);
    }
    const halves = [
      { nodes, from, to: middle, split: false },
      { nodes, from: middle, to, split: false },
    ];
    halves.forEach(enter);
    wanting.push(...halves.filter(isWanting));
  };
  const splitWanting = (): void => {
    for (let segment = wanting.pop(); segment !== undefined; segment = wanting.pop()) {
      if (!segment.split) split(segment);
      checkNodes(countNodes(states));
    }
  };

  parameters.forEach((list, nodes) => {
    for (const { state, rim } of sides[nodes]) {
      // No segment is entered yet, so there is none to encroach on.
      for (const parameter of list) putRimNode(state, rim, parameter, []);
    }
  });
  const first = parameters.flatMap((list, nodes) =>
    list.map((from, i) => ({ nodes, from, to: list[i + 1] ?? 1, split: false }))
  );
  first.forEach(enter);
  wanting.push(...first.filter(isWanting));
  splitWanting();
  regions.forEach(({ seeds }, i) => {
    for (const [x, y] of seeds) putInnerNode(states[i], x, y);
  });
  for (let next = nextState(states); next !== undefined; next = nextState(states)) {
    wanting.push(...mendNext(next));
    splitWanting();
    checkNodes(countNodes(states));
  }
  return { parameters: refined.map((list) => list.sort((a, b) => a - b)), states };
}

function nextState(states: readonly RegionState[]): RegionState | undefined {
  return states.find(({ turn, queue }) => turn < queue.length);
}

function countNodes(states: readonly RegionState[]): number {
  return states.reduce((sum, { rimOf }) => sum + rimOf.length, 0);
}

/** Judges the triangle whose turn it is and mends it by a node, or returns the segments that are to be split first. */
function mendNext(state: RegionState): Segment[] {
  const { queue, mesh } = state;
  const [t, a, b, c] = queue.slice(state.turn, state.turn + 4);
  state.turn += 4;
  const { corners } = mesh;
  if (corners[3 * t] !== a || corners[3 * t + 1] !== b || corners[3 * t + 2] !== c) return [];
  if (!isInside(state, t)) return [];
  const place = mendingPlace(mesh.points, a, b, c, state.edgeLength);
  if (place === undefined) return [];
  const inTheWay = putInnerNode(state, place[0], place[1]);
  if (inTheWay.length > 0) queue.push(t, a, b, c);
  return inTheWay;
}
