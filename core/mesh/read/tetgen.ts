/**
 * Reads TetGen's pair of files: nodes in `.node`, tetrahedra in `.ele` (TetGen 1.6 manual, section 5).
 *
 * @module
 */
import type { TetMesh, TetMeshOptions } from "../tet_mesh.ts";
import { LineScanner } from "./line_scanner.ts";
import { compartmentsOfTags, parsedMesh } from "./parsed_mesh.ts";

/** How to read TetGen's text. */
export interface ParseTetgenOptions extends TetMeshOptions {
  /** What errors call the nodes' text. */
  readonly nodeName?: string;
  /** What errors call the tetrahedra's text. */
  readonly eleName?: string;
}

/** The columns of a `.node` or `.ele` file after the header. */
interface Nodes {
  readonly points: Float64Array;
  /** The index the file gives its first node: 0 or 1. */
  readonly base: number;
}

/**
 * Reads a mesh from the text of a `.node` and a `.ele` file.
 *
 * Whether nodes count from 0 or from 1 is taken from the `.node` file and checked against the `.ele` file. Attributes and
 * markers of nodes are passed over. The regions of tetrahedra (the first attribute) become compartments, numbered 0, 1, … in
 * ascending order.
 *
 * @param nodeText The text of the `.node` file, lengths in µm.
 * @param eleText The text of the `.ele` file.
 * @param options Names for errors, and what to mend.
 * @returns The mesh.
 * @throws {InputError} If a line is malformed or the mesh is not valid.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { parseTetgen } from "@torrey/torrey";
 *
 * const mesh = parseTetgen(
 *   "4 3 0 0\n1 0 0 0\n2 1 0 0\n3 0 1 0\n4 0 0 1\n",
 *   "1 4 0 # one tetrahedron\n1 1 2 3 4\n",
 * );
 * assertEquals([...mesh.tets], [0, 1, 2, 3]);
 * ```
 */
export function parseTetgen(
  nodeText: string,
  eleText: string,
  options: ParseTetgenOptions = {},
): TetMesh {
  const nodeLabel = options.nodeName === undefined ? "the nodes" : `'${options.nodeName}'`;
  const eleLabel = options.eleName === undefined ? "the tetrahedra" : `'${options.eleName}'`;
  const nodes = parseNodes(new LineScanner(nodeText, nodeLabel, "#"));
  const { tets, tags } = parseTets(
    new LineScanner(eleText, eleLabel, "#"),
    nodes,
    nodeLabel,
    eleLabel,
  );
  const input = { points: nodes.points, tets, compartments: compartmentsOfTags(tags) };
  return parsedMesh(`${nodeLabel} and ${eleLabel}`, input, options);
}

function parseNodes(scanner: LineScanner): Nodes {
  scanner.need("its header");
  if (scanner.count > 4) {
    throw scanner.lineError(
      `has ${scanner.count} columns, expected a header of up to 4: nodes, 3, attributes, markers`,
    );
  }
  const count = scanner.size(0);
  if (count === 0) throw scanner.lineError("gives no nodes: the mesh is empty");
  if (scanner.count > 1 && scanner.integer(1) !== 3) {
    throw scanner.lineError(`gives ${scanner.integer(1)} dimensions, expected 3`);
  }
  const attributes = scanner.count > 2 ? scanner.size(2) : 0;
  const markers = scanner.count > 3 ? scanner.size(3) : 0;
  const points: number[] = [];
  let base = 0;
  for (let node = 0; node < count; node++) {
    scanner.need(() => `node ${node + 1} of ${count}`);
    scanner.columns(4 + attributes + markers);
    if (node === 0) base = firstIndex(scanner);
    checkIndex(scanner, base + node, "node");
    for (let axis = 1; axis <= 3; axis++) points.push(scanner.number(axis));
  }
  checkEnd(scanner, count, "nodes");
  return { points: Float64Array.from(points), base };
}

function parseTets(
  scanner: LineScanner,
  nodes: Nodes,
  nodeLabel: string,
  eleLabel: string,
): { tets: Int32Array; tags: Float64Array } {
  scanner.need("its header");
  if (scanner.count > 3) {
    throw scanner.lineError(
      `has ${scanner.count} columns, expected a header of up to 3: tetrahedra, 4, attributes`,
    );
  }
  const count = scanner.size(0);
  if (count === 0) throw scanner.lineError("gives no tetrahedra: the mesh is empty");
  const corners = scanner.count > 1 ? scanner.integer(1) : 4;
  if (corners !== 4) {
    throw scanner.lineError(
      `gives ${corners} nodes per tetrahedron, expected 4: save linear tetrahedra`,
    );
  }
  const attributes = scanner.count > 2 ? scanner.size(2) : 0;
  const nodeCount = nodes.points.length / 3;
  const tets: number[] = [];
  const tags: number[] = [];
  let base = 0, low = Infinity, high = -Infinity, outOfRange: string | undefined;
  for (let tet = 0; tet < count; tet++) {
    scanner.need(() => `tetrahedron ${tet + 1} of ${count}`);
    scanner.columns(5 + attributes);
    if (tet === 0) base = firstIndex(scanner);
    checkIndex(scanner, base + tet, "tetrahedron");
    for (let corner = 1; corner <= 4; corner++) {
      const node = scanner.integer(corner);
      if (node < nodes.base || node >= nodes.base + nodeCount) {
        outOfRange ??=
          `line ${scanner.line} refers to node ${node}, but ${nodeLabel} has nodes ${nodes.base} to ` +
          `${nodes.base + nodeCount - 1}`;
      }
      low = Math.min(low, node);
      high = Math.max(high, node);
      tets.push(node - nodes.base);
    }
    tags.push(attributes > 0 ? scanner.number(5) : 0);
  }
  checkEnd(scanner, count, "tetrahedra");
  // The other base is recognised by what the file refers to: all of it fits when counted from there.
  const other = 1 - nodes.base;
  const fitsOther = low >= other && high < other + nodeCount;
  if (fitsOther && (outOfRange !== undefined || (base === other && low === other))) {
    throw scanner.error(
      `it counts nodes from ${other} and ${nodeLabel} from ${nodes.base}: renumber one of ${nodeLabel} and ${eleLabel}`,
    );
  }
  if (outOfRange !== undefined) throw scanner.error(outOfRange);
  return { tets: Int32Array.from(tets), tags: Float64Array.from(tags) };
}

function firstIndex(scanner: LineScanner): number {
  const index = scanner.integer(0);
  if (index !== 0 && index !== 1) {
    throw scanner.lineError(`has the first index ${index}, expected 0 or 1`);
  }
  return index;
}

function checkIndex(scanner: LineScanner, expected: number, what: string): void {
  const index = scanner.integer(0);
  if (index !== expected) {
    throw scanner.lineError(`has index ${index}, expected ${expected}: a ${what} may be missing`);
  }
}

function checkEnd(scanner: LineScanner, count: number, what: string): void {
  if (scanner.advance()) {
    throw scanner.lineError(`comes after the ${count} ${what} of the header: correct the count`);
  }
}
