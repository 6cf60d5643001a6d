/**
 * A k-d tree of points, to find the distance to the nearest one: Bentley, Commun. ACM 18, 509 (1975).
 *
 * @module
 */

/** Points ordered so that the middle of each range splits it: lower coordinates before, higher after. */
export interface KdTree {
  /** Coordinates, [3 × points]. */
  readonly points: Float64Array;
  /** The points in the tree's order, [points]. */
  readonly order: Int32Array;
  /** The axis along which the point at each place of the order splits its range, [points]. */
  readonly axes: Uint8Array;
}

/**
 * Builds a tree.
 *
 * @param points Coordinates, [3 × points].
 * @returns The tree; `points` is shared.
 */
export function kdTree(points: Float64Array): KdTree {
  const order = Int32Array.from({ length: points.length / 3 }, (_, i) => i);
  const axes = new Uint8Array(order.length);
  const split = (start: number, end: number): void => {
    if (end - start < 2) return;
    const axis = longestAxis(points, order, start, end);
    const middle = (start + end) >> 1;
    selectMiddle(points, order, start, end - 1, middle, axis);
    axes[middle] = axis;
    split(start, middle);
    split(middle + 1, end);
  };
  split(0, order.length);
  return { points, order, axes };
}

function longestAxis(points: Float64Array, order: Int32Array, start: number, end: number): number {
  let best = 0, longest = -1;
  for (let axis = 0; axis < 3; axis++) {
    let low = Infinity, high = -Infinity;
    for (let i = start; i < end; i++) {
      const x = points[3 * order[i] + axis];
      if (x < low) low = x;
      if (x > high) high = x;
    }
    if (high - low > longest) [best, longest] = [axis, high - low];
  }
  return best;
}

/** Hoare's selection: afterwards place `middle` holds what a full sort would put there, smaller before it. */
function selectMiddle(
  points: Float64Array,
  order: Int32Array,
  low: number,
  high: number,
  middle: number,
  axis: number,
): void {
  while (low < high) {
    const pivot = points[3 * order[(low + high) >> 1] + axis];
    let i = low, j = high;
    while (i <= j) {
      while (points[3 * order[i] + axis] < pivot) i++;
      while (points[3 * order[j] + axis] > pivot) j--;
      if (i > j) break;
      const swapped = order[i];
      order[i++] = order[j];
      order[j--] = swapped;
    }
    if (middle <= j) high = j;
    else if (middle >= i) low = i;
    else return;
  }
}

/**
 * Finds how far each query lies from the nearest point of a tree.
 *
 * @param tree The tree, not empty.
 * @param queries Coordinates, [3 × queries].
 * @returns The distances, [queries].
 */
export function nearestDistances(tree: KdTree, queries: Float64Array): Float64Array {
  const { points, order, axes } = tree;
  const result = new Float64Array(queries.length / 3);
  let x = 0, y = 0, z = 0, best = Infinity;
  const search = (start: number, end: number): void => {
    if (start >= end) return;
    const middle = (start + end) >> 1;
    const p = 3 * order[middle];
    const dx = x - points[p], dy = y - points[p + 1], dz = z - points[p + 2];
    const squared = dx * dx + dy * dy + dz * dz;
    if (squared < best) best = squared;
    const axis = axes[middle];
    const beyond = axis === 0 ? dx : axis === 1 ? dy : dz;
    if (beyond < 0) search(start, middle);
    else search(middle + 1, end);
    if (beyond * beyond >= best) return;
    if (beyond < 0) search(middle + 1, end);
    else search(start, middle);
  };
  for (let q = 0; q < result.length; q++) {
    x = queries[3 * q];
    y = queries[3 * q + 1];
    z = queries[3 * q + 2];
    best = Infinity;
    search(0, order.length);
    result[q] = Math.sqrt(best);
  }
  return result;
}
