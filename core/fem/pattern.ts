/**
 * The sparsity pattern of a linear finite-element matrix, and where each element's 4×4 block goes in it.
 *
 * It depends on the tetrahedra and the permeable faces alone, so it survives any motion of the nodes.
 *
 * @module
 */
import type { CsrPattern } from "../linalg/sparse/mod.ts";

/** A CSR pattern of nodes that share a tetrahedron or face each other, with the scatter map of every tetrahedron. */
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

/** For each node, the nodes it faces: `across[start[a] … start[a+1])`, with repeats. */
function nodesAcross(
  nodes: number,
  faces: Int32Array,
): { start: Int32Array; across: Int32Array } {
  const start = new Int32Array(nodes + 1);
  for (const node of faces) start[node + 1] += 3;
  for (let a = 0; a < nodes; a++) start[a + 1] += start[a];
  const next = start.slice(0, nodes);
  const across = new Int32Array(3 * faces.length);
  for (let face = 0; face < faces.length; face += 6) {
    for (let i = 0; i < 6; i++) {
      const other = face + (i < 3 ? 3 : 0);
      for (let j = 0; j < 3; j++) across[next[faces[face + i]]++] = faces[other + j];
    }
  }
  return { start, across };
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
 * The pattern of P1 matrices on a mesh: a and b are coupled when they share a tetrahedron or lie on the two sides of a
 * permeable face.
 *
 * @param nodes Number of nodes.
 * @param tets Four node indices per tetrahedron, [4 × tets].
 * @param interfaceFaces Permeable faces: three nodes of one side, then three of the other, [6 × faces].
 * @returns The pattern, columns ascending in each row, with the scatter map.
 */
export function p1Pattern(
  nodes: number,
  tets: Int32Array,
  interfaceFaces: Int32Array = new Int32Array(0),
): P1Pattern {
  const { start, tetOf } = tetsAroundNodes(nodes, tets);
  const facing = nodesAcross(nodes, interfaceFaces);
  const rowStart = new Int32Array(nodes + 1);
  let columnIndex = new Int32Array(nodes * 16);
  const scatter = new Int32Array(tets.length * 4);
  const seen = new Int32Array(nodes).fill(-1);
  const entry = new Int32Array(nodes);
  let neighbours = new Int32Array(64);
  let count = 0;
  for (let a = 0; a < nodes; a++) {
    let degree = 0;
    const most = (start[a + 1] - start[a]) * 4 + facing.start[a + 1] - facing.start[a];
    if (most > neighbours.length) neighbours = new Int32Array(2 * most);
    for (let i = start[a]; i < start[a + 1]; i++) {
      for (let c = 0; c < 4; c++) {
        const b = tets[4 * tetOf[i] + c];
        if (seen[b] === a) continue;
        seen[b] = a;
        neighbours[degree++] = b;
      }
    }
    for (let i = facing.start[a]; i < facing.start[a + 1]; i++) {
      const b = facing.across[i];
      if (seen[b] === a) continue;
      seen[b] = a;
      neighbours[degree++] = b;
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
