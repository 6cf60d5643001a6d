/**
 * Where the compartments of a mesh touch: pairs of tetrahedra of different compartments that meet at a face, whether they
 * share its nodes or each side has its own at the same places.
 *
 * @module
 */
import { nodePlaces, TET_FACES, type TetMesh } from "../../mesh/mod.ts";

/** A face between two compartments. */
export interface ContactFace {
  /** The tetrahedron of the compartment with the lower id. */
  readonly lowTet: number;
  /** The tetrahedron on the other side. */
  readonly highTet: number;
  /** Nodes on the side of the lower id, outward from it. */
  readonly lowNodes: readonly number[];
  /** Nodes of the other side at the same places, in the same order. */
  readonly highNodes: readonly number[];
}

/** All faces between two compartments. */
export interface CompartmentContact {
  /** The two ids, ascending. */
  readonly between: readonly [number, number];
  /** The faces, ordered by the tetrahedra of the lower id. */
  readonly faces: readonly ContactFace[];
}

/** What lies on the outside of each compartment. */
export interface CompartmentContacts {
  /** The contacts, ordered by their ids. */
  readonly contacts: readonly CompartmentContact[];
  /** Faces that no other compartment touches, as 4 × tetrahedron + opposite node, ascending. */
  readonly walls: readonly number[];
}

/** The nodes of a face, outward. */
export function faceNodes(tets: Int32Array, face: number): number[] {
  return TET_FACES[face & 3].map((k) => tets[(face & ~3) + k]);
}

/** Pairs of faces across which compartments touch, and the faces left over. */
function pairedFaces(
  { tets, adjacency, compartments }: TetMesh,
  places: Int32Array,
): { pairs: [number, number][]; walls: number[] } {
  const pairs: [number, number][] = [], open: number[] = [];
  for (let face = 0; face < adjacency.length; face++) {
    const other = adjacency[face];
    if (other < 0) open.push(face);
    else if (other > face >> 2 && compartments[other] !== compartments[face >> 2]) {
      const back = [0, 1, 2, 3].find((k) => adjacency[4 * other + k] === face >> 2);
      pairs.push([face, 4 * other + (back ?? 0)]);
    }
  }
  if (places.every((place, node) => place === node)) return { pairs, walls: open };
  const waiting = new Map<string, number>();
  for (const face of open) {
    const key = faceNodes(tets, face).map((node) => places[node]).sort((a, b) => a - b).join();
    const other = waiting.get(key);
    if (other === undefined || compartments[other >> 2] === compartments[face >> 2]) {
      waiting.set(key, face);
    } else {
      pairs.push([other, face]);
      waiting.delete(key);
    }
  }
  return { pairs, walls: [...waiting.values()].sort((a, b) => a - b) };
}

/**
 * Finds the faces between compartments and those of the outer wall.
 *
 * @param mesh The mesh; at an interface compartments may share nodes or have their own at the same places.
 * @returns The contacts and the outer wall.
 */
export function compartmentContacts(mesh: TetMesh): CompartmentContacts {
  const { tets, compartments } = mesh;
  const places = nodePlaces(mesh.points.data);
  const { pairs, walls } = pairedFaces(mesh, places);
  const ordered = pairs.map(([a, b]) =>
    compartments[a >> 2] < compartments[b >> 2] ? [a, b] : [b, a]
  ).sort(([a], [b]) => a - b);
  const found = new Map<string, { between: [number, number]; faces: ContactFace[] }>();
  for (const [low, high] of ordered) {
    const between: [number, number] = [compartments[low >> 2], compartments[high >> 2]];
    const contact = found.get(between.join()) ?? { between, faces: [] };
    const lowNodes = faceNodes(tets, low), others = faceNodes(tets, high);
    const highNodes = lowNodes.map((node) =>
      others.find((other) => places[other] === places[node]) ?? node
    );
    contact.faces.push({ lowTet: low >> 2, highTet: high >> 2, lowNodes, highNodes });
    found.set(between.join(), contact);
  }
  const contacts = [...found.values()].sort((a, b) =>
    a.between[0] - b.between[0] || a.between[1] - b.between[1]
  );
  return { contacts, walls };
}
