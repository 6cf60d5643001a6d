/**
 * What the tests of the generators share.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { uniqueEdges } from "../edges.ts";
import { meshQuality } from "../quality.ts";
import { boundarySurface, compartmentSurface, type Surface } from "../surface.ts";
import type { TetMesh } from "../tet_mesh.ts";
import { totalVolume } from "../volumes.ts";

/** Numbers of a range. */
export const positive = (min: number, max: number): fc.Arbitrary<number> =>
  fc.double({ min, max, noNaN: true });

/** The Euler characteristics of the solid and of its surface, and that the surface is a closed manifold. */
export function assertTopology(mesh: TetMesh, solid: number, shell: number): void {
  const faces = (mesh.tets.length + mesh.boundaryFaces.length / 3) / 2;
  const edges = uniqueEdges(mesh.tets).length / 2;
  assertEquals(mesh.points.shape[0] - edges + faces - mesh.tets.length / 4, solid);
  assertManifold(boundarySurface(mesh), shell);
}

/** That a surface is a closed manifold of a given Euler characteristic. */
export function assertManifold({ points, triangles }: Surface, shell: number): void {
  // Each directed edge occurs once, and so does its reverse.
  const next = new Map<string, number>();
  for (let f = 0; f < triangles.length; f += 3) {
    for (let k = 0; k < 3; k++) {
      const key = `${triangles[f + k]} ${triangles[f + (k + 1) % 3]}`;
      assert(!next.has(key));
      next.set(key, triangles[f + (k + 2) % 3]);
    }
  }
  for (const key of next.keys()) assert(next.has(key.split(" ").reverse().join(" ")));
  assertEquals(points.shape[0] - next.size / 2 + triangles.length / 3, shell);
  // Walking round a node from triangle to triangle passes all of them: the surface does not pinch.
  const degree = new Int32Array(points.shape[0]);
  for (const node of triangles) degree[node]++;
  const walked = new Set<number>();
  for (const key of next.keys()) {
    const [node, start] = key.split(" ").map(Number);
    if (walked.has(node)) continue;
    walked.add(node);
    let neighbour = start, steps = 0;
    do {
      neighbour = next.get(`${node} ${neighbour}`)!;
      steps++;
    } while (neighbour !== start);
    assertEquals(steps, degree[node]);
  }
}

/** Orders of convergence of a volume from each edge length to the next, half as long. */
export function orders(
  make: (edgeLength: number) => TetMesh,
  exact: number,
  edgeLengths: number[],
  volumeOf: (mesh: TetMesh) => number = totalVolume,
): number[] {
  const errors = edgeLengths.map((h) => {
    const mesh = make(h);
    return { h: meshQuality(mesh).edgeLength.mean, error: Math.abs(exact - volumeOf(mesh)) };
  });
  return errors.slice(1).map(({ h, error }, i) =>
    Math.log(errors[i].error / error) / Math.log(errors[i].h / h)
  );
}

/** The volumes of the compartments, by id. */
export function compartmentVolumes(mesh: TetMesh): number[] {
  return meshQuality(mesh).compartments.map(({ id, volume }, i) => {
    assertEquals(id, i);
    return volume;
  });
}

/** The volume a surface encloses, by the divergence theorem: right only if it is closed and all normals point outwards. */
export function enclosedVolume({ points, triangles }: Surface): number {
  let sum = 0;
  for (let f = 0; f < triangles.length; f += 3) {
    const [[ax, ay, az], [bx, by, bz], [cx, cy, cz]] = [0, 1, 2].map((k) => {
      const node = 3 * triangles[f + k];
      return points.data.subarray(node, node + 3);
    });
    sum += ax * (by * cz - bz * cy) + ay * (bz * cx - bx * cz) + az * (bx * cy - by * cx);
  }
  return sum / 6;
}

/** Faces that a tetrahedron of one compartment shares with one of another: nodes and area by the two ids, "low high". */
export interface InterfaceFaces {
  nodes: Set<number>;
  faces: number;
  area: number;
}

/** The interfaces of a mesh; each face is found from both its sides. */
export function interfacesOf(mesh: TetMesh): Map<string, InterfaceFaces> {
  const found = new Map<string, InterfaceFaces>();
  const seen = new Map<string, number>();
  const { data } = mesh.points;
  mesh.adjacency.forEach((other, slot) => {
    const tet = slot >> 2;
    if (other < 0 || mesh.compartments[other] === mesh.compartments[tet]) return;
    const face = [0, 1, 2, 3].filter((k) => k !== (slot & 3)).map((k) => mesh.tets[4 * tet + k]);
    const faceKey = face.sort((a, b) => a - b).join(" ");
    seen.set(faceKey, (seen.get(faceKey) ?? 0) + 1);
    if (mesh.compartments[tet] > mesh.compartments[other]) return;
    const key = `${mesh.compartments[tet]} ${mesh.compartments[other]}`;
    const entry = found.get(key) ?? { nodes: new Set<number>(), faces: 0, area: 0 };
    const [a, b, c] = face.map((node) => data.subarray(3 * node, 3 * node + 3));
    const [u, v] = [b, c].map((p) => [p[0] - a[0], p[1] - a[1], p[2] - a[2]]);
    entry.area += Math.hypot(
      u[1] * v[2] - u[2] * v[1],
      u[2] * v[0] - u[0] * v[2],
      u[0] * v[1] - u[1] * v[0],
    ) / 2;
    entry.faces++;
    for (const node of face) entry.nodes.add(node);
    found.set(key, entry);
  });
  for (const times of seen.values()) assertEquals(times, 2);
  return found;
}

/** That each compartment's surface is closed and encloses its volume. */
export function assertWatertight(mesh: TetMesh, tolerance: number): void {
  compartmentVolumes(mesh).forEach((volume, id) => {
    const enclosed = enclosedVolume(compartmentSurface(mesh, id));
    assert(Math.abs(enclosed - volume) <= tolerance, `${id}: ${enclosed} is not ${volume}`);
  });
}
