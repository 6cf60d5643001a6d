/**
 * The sections of the MSH format, version 2.2.
 *
 * @module
 */
import {
  addNodeTag,
  addTetrahedron,
  checkInside,
  type GmshParts,
  isTetrahedron,
} from "./gmsh_parts.ts";
import type { LineScanner } from "./line_scanner.ts";

/**
 * Reads `$Nodes`: a count, then a line `tag x y z` for each.
 *
 * @param scanner At the section's first line.
 * @param parts Where to put the nodes.
 * @throws {InputError} If a line is malformed.
 */
export function readNodes22(scanner: LineScanner, parts: GmshParts): void {
  scanner.need("the number of nodes");
  scanner.columns(1);
  const count = scanner.size(0);
  for (let node = 0; node < count; node++) {
    const what = (): string => `node ${node + 1} of ${count}`;
    scanner.need(what);
    checkInside(scanner, what);
    scanner.columns(4);
    addNodeTag(scanner, parts, scanner.integer(0));
    for (let axis = 1; axis <= 3; axis++) parts.points.push(scanner.number(axis));
  }
  parts.nodesRead = true;
}

/**
 * Reads `$Elements`: a count, then a line `tag type tagCount tags… nodes…` for each.
 *
 * @param scanner At the section's first line.
 * @param parts Where to put the tetrahedra.
 * @throws {InputError} If a line is malformed.
 */
export function readElements22(scanner: LineScanner, parts: GmshParts): void {
  scanner.need("the number of elements");
  scanner.columns(1);
  const count = scanner.size(0);
  for (let element = 0; element < count; element++) {
    const what = (): string => `element ${element + 1} of ${count}`;
    scanner.need(what);
    checkInside(scanner, what);
    if (!isTetrahedron(scanner, scanner.integer(1))) continue;
    const tagCount = scanner.size(2);
    scanner.columns(3 + tagCount + 4);
    parts.physicalTags.push(tagCount > 0 ? scanner.integer(3) : 0);
    parts.entityTags.push(tagCount > 1 ? scanner.integer(4) : 0);
    addTetrahedron(scanner, parts, 3 + tagCount);
  }
}
