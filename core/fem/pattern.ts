/**
 * The sparsity pattern of a linear finite-element matrix, and where each element's 4×4 block goes in it.
 *
 * It depends on the tetrahedra alone, so it survives any motion of the nodes.
 *
 * @module
 */
import type { CsrPattern } from "../linalg/sparse/mod.ts";

/** A CSR pattern of nodes that share a tetrahedron, with the scatter map of every tetrahedron. */
export interface P1Pattern extends CsrPattern {
  /** CSR entry of each of the 16 node pairs of each tetrahedron, row-major, [16 × tets]. */
  readonly scatter: Int32Array;
}

/** For each node, the tetrahedra around it: `tetOf[start[a] … start[a+1])`. */
function tetsAroundNodes(
  nodes: number,
  tets: Int32Array,
): { start: Int32Array; tetOf: Int32Array } {
  const start = new Int32Array(nodes + 1);
  for (const node of tets) start[node + 1]++;
  for (let a = 0; a < nodes; a++) start[a + 1] += start[a];
  const next = start.slice(0, nodes);
  const tetOf = new Int32Array(tets.length);
  for (let i = 0; i < tets.length; i++) tetOf[next[tets[i]]++] = i >> 2;
  return { start, tetOf };
}

/** Sorts the first `length` elements of a short array in place. */
function insertionSort(values: Int32Array, length: number): void {
  for (let i = 1; i < length; i++) {
    const value = values[i];
    let j = i - 1;
    while (j >= 0 && values[j] > value) {
      values[j + 1] = values[j];
      j--;
    }
    values[j + 1] = value;
  }
}

/**
 * The pattern of P1 matrices on a mesh: a and b are coupled when they share a tetrahedron.
 *
 * @param nodes Number of nodes.
 * @param tets Four node indices per tetrahedron, [4 × tets].
 * @returns The pattern, columns ascending in each row, with the scatter map.
 */
export function p1Pattern(nodes: number, tets: Int32Array): P1Pattern {
  const { start, tetOf } = tetsAroundNodes(nodes, tets);
  const rowStart = new Int32Array(nodes + 1);
  let columnIndex = new Int32Array(nodes * 16);
  const scatter = new Int32Array(tets.length * 4);
  const seen = new Int32Array(nodes).fill(-1);
  const entry = new Int32Array(nodes);
  let neighbours = new Int32Array(64);
  let count = 0;
  for (let a = 0; a < nodes; a++) {
    let degree = 0;
    const most = (start[a + 1] - start[a]) * 4;
    if (most > neighbours.length) neighbours = new Int32Array(2 * most);
    for (let i = start[a]; i < start[a + 1]; i++) {
      for (let c = 0; c < 4; c++) {
        const b = tets[4 * tetOf[i] + c];
        if (seen[b] === a) continue;
        seen[b] = a;
        neighbours[degree++] = b;
      }
    }
    insertionSort(neighbours, degree);
    if (count + degree > columnIndex.length) {
      const larger = new Int32Array(2 * (count + degree));
      larger.set(columnIndex);
      columnIndex = larger;
    }
    for (let i = 0; i < degree; i++) {
      entry[neighbours[i]] = count;
      columnIndex[count++] = neighbours[i];
    }
    rowStart[a + 1] = count;
    for (let i = start[a]; i < start[a + 1]; i++) {
      const tet = 4 * tetOf[i];
      for (let row = 0; row < 4; row++) {
        if (tets[tet + row] !== a) continue;
        for (let c = 0; c < 4; c++) scatter[4 * (tet + row) + c] = entry[tets[tet + c]];
      }
    }
  }
  return {
    rows: nodes,
    columns: nodes,
    rowStart,
    columnIndex: columnIndex.slice(0, count),
    scatter,
  };
}
