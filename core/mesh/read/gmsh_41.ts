/**
 * The sections of the MSH format, version 4.1.
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
 * Reads `$Entities` for the physical groups of the volumes.
 *
 * @param scanner At the section's first line.
 * @param parts Where to put the groups.
 * @throws {InputError} If a line is malformed.
 */
export function readEntities41(scanner: LineScanner, parts: GmshParts): void {
  scanner.need("the numbers of points, curves, surfaces and volumes");
  scanner.columns(4);
  const lowerCount = scanner.size(0) + scanner.size(1) + scanner.size(2);
  const volumeCount = scanner.size(3);
  for (let entity = 0; entity < lowerCount + volumeCount; entity++) {
    const what = (): string => `entity ${entity + 1} of ${lowerCount + volumeCount}`;
    scanner.need(what);
    checkInside(scanner, what);
    // A volume: tag, six bounds, the number of its groups, the groups, its surfaces.
    if (entity < lowerCount || scanner.size(7) === 0) continue;
    parts.physicalOfVolume.set(scanner.integer(0), Math.abs(scanner.integer(8)));
  }
}

/**
 * Reads `$Nodes`: blocks of `dimension entity parametric count`, each with its tags, then its coordinates.
 *
 * @param scanner At the section's first line.
 * @param parts Where to put the nodes.
 * @throws {InputError} If a line is malformed or the counts disagree.
 */
export function readNodes41(scanner: LineScanner, parts: GmshParts): void {
  const { blocks, total } = readHeader(scanner, "nodes");
  for (let block = 0; block < blocks; block++) {
    const header = (): string => `node block ${block + 1} of ${blocks}`;
    scanner.need(header);
    checkInside(scanner, header);
    scanner.columns(4);
    const dimension = scanner.size(0);
    const coordinates = scanner.size(2) === 0 ? 3 : 3 + dimension;
    const count = scanner.size(3);
    for (let line = 0; line < 2 * count; line++) {
      const what = (): string =>
        `${line < count ? "tag" : "coordinates"} ${line % count + 1} of ${count} of a node block`;
      scanner.need(what);
      checkInside(scanner, what);
      if (line < count) {
        scanner.columns(1);
        addNodeTag(scanner, parts, scanner.integer(0));
      } else {
        scanner.columns(coordinates);
        for (let axis = 0; axis < 3; axis++) parts.points.push(scanner.number(axis));
      }
    }
  }
  checkTotal(scanner, parts.placeOfTag.size, total, "nodes");
  parts.nodesRead = true;
}

/**
 * Reads `$Elements`: blocks of `dimension entity type count`, each with lines `tag nodes…`.
 *
 * @param scanner At the section's first line.
 * @param parts Where to put the tetrahedra.
 * @throws {InputError} If a line is malformed or the counts disagree.
 */
export function readElements41(scanner: LineScanner, parts: GmshParts): void {
  const { blocks, total } = readHeader(scanner, "elements");
  let read = 0;
  for (let block = 0; block < blocks; block++) {
    const header = (): string => `element block ${block + 1} of ${blocks}`;
    scanner.need(header);
    checkInside(scanner, header);
    scanner.columns(4);
    const entity = scanner.integer(1);
    const tetrahedra = isTetrahedron(scanner, scanner.integer(2));
    const count = scanner.size(3);
    for (let element = 0; element < count; element++) {
      const what = (): string => `element ${element + 1} of ${count} of its block`;
      scanner.need(what);
      checkInside(scanner, what);
      read++;
      if (!tetrahedra) continue;
      scanner.columns(5);
      parts.physicalTags.push(parts.physicalOfVolume.get(entity) ?? 0);
      parts.entityTags.push(entity);
      addTetrahedron(scanner, parts, 1);
    }
  }
  checkTotal(scanner, read, total, "elements");
}

function readHeader(scanner: LineScanner, what: string): { blocks: number; total: number } {
  scanner.need(`the numbers of blocks and ${what}`);
  scanner.columns(4);
  return { blocks: scanner.size(0), total: scanner.size(1) };
}

function checkTotal(scanner: LineScanner, read: number, total: number, what: string): void {
  if (read !== total) {
    throw scanner.error(
      `its blocks hold ${read} ${what}, but their header gives ${total}: correct the count`,
    );
  }
}
