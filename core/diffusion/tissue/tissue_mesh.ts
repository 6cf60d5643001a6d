/**
 * A mesh whose compartments share no node, with the faces at which they touch.
 *
 * @module
 */
import { InputError } from "../../input_error.ts";
import { type TetMesh, tetMesh } from "../../mesh/mod.ts";
import { type CheckedTissue, checkTissue, compartmentIds } from "./check_tissue.ts";
import {
  type CompartmentContact,
  type CompartmentContacts,
  compartmentContacts,
  faceNodes,
} from "./compartment_contacts.ts";
import { type SeparateNodes, separateNodes } from "./separate_nodes.ts";
import type { Interface, Tissue } from "./tissue.ts";

/** The geometry every solver works on. C compartments with spins, F permeable faces, G faces of the outer wall. */
export interface TissueMesh {
  /**
   * The mesh, its nodes at interfaces duplicated: each node belongs to one compartment. Its compartment ids are 0 … C − 1,
   * indices into `compartmentIds`; compartments without spins are left out.
   */
  readonly mesh: TetMesh;
  /** The id in the mesh as given of each compartment, ascending, [C]. */
  readonly compartmentIds: Int32Array;
  /** All compartment ids of the mesh as given, ascending, those without spins too. */
  readonly givenIds: Int32Array;
  /** The node of the mesh as given that each node is a copy of, [nodes]. */
  readonly original: Int32Array;
  /** Nodes of the permeable faces: three of the first compartment, then their copies in the second, [6 × F]. */
  readonly interfaceFaces: Int32Array;
  /** For each permeable face, the index of its entry in the tissue's `interfaces`, [F]. */
  readonly interfaceOf: Int32Array;
  /** Number of faces of each entry of the tissue's `interfaces`, those of compartments without spins too, [interfaces]. */
  readonly interfaceSizes: Int32Array;
  /** The place of each permeable face among all faces of the tissue's `interfaces`, one entry after the other, [F]. */
  readonly interfacePlace: Int32Array;
  /** The compartments 0 … C − 1 on the two sides of each permeable face, in the order of its nodes, [2 × F]. */
  readonly interfaceSides: Int32Array;
  /** Nodes of the faces of the outer wall, outward, [3 × G]: all faces that no other compartment touches. */
  readonly wallFaces: Int32Array;
  /** The compartment 0 … C − 1 of each wall face, [G]. */
  readonly wallSides: Int32Array;
  /** Ids of pairs of compartments that touch but have no entry in `interfaces`: their wall is impermeable. */
  readonly sealed: readonly (readonly [number, number])[];
}

/** The contact of an entry of `interfaces`. */
function contactOf(
  contacts: readonly CompartmentContact[],
  { between, permeability }: Interface,
  i: number,
): CompartmentContact {
  const [low, high] = [...between].sort((a, b) => a - b);
  const contact = contacts.find((c) => c.between[0] === low && c.between[1] === high);
  if (contact === undefined) {
    throw new InputError(
      `'interfaces[${i}]' joins compartments ${low} and ${high} but they touch at no face: remove it`,
    );
  }
  const count = contact.faces.length;
  if (typeof permeability !== "number" && permeability.length !== count) {
    throw new InputError(
      `'interfaces[${i}].permeability' has ${permeability.length} values but the wall between compartments ${low} and ${high} has ${count} faces: give one number, or one per face in the order of 'interfaceFaces'`,
    );
  }
  return contact;
}

/** The permeable faces of a tissue mesh. */
function permeableFaces(
  mesh: TetMesh,
  { contacts }: CompartmentContacts,
  { interfaces }: CheckedTissue,
  { copyOf }: SeparateNodes,
  indexOf: ReadonlyMap<number, number>,
) {
  const nodes: number[] = [], of: number[] = [], place: number[] = [], sides: number[] = [];
  const sizes: number[] = [];
  let before = 0;
  interfaces.forEach((entry, i) => {
    const { between: [low, high], faces } = contactOf(contacts, entry, i);
    const first = indexOf.get(low), second = indexOf.get(high);
    sizes.push(faces.length);
    faces.forEach(({ lowNodes, highNodes, lowTet, highTet }, k) => {
      if (first === undefined || second === undefined) return;
      const ids = mesh.compartments;
      nodes.push(
        ...lowNodes.map((node) => copyOf(node, ids[lowTet])),
        ...highNodes.map((node) => copyOf(node, ids[highTet])),
      );
      of.push(i);
      place.push(before + k);
      sides.push(first, second);
    });
    before += faces.length;
  });
  return {
    interfaceFaces: Int32Array.from(nodes),
    interfaceOf: Int32Array.from(of),
    interfaceSizes: Int32Array.from(sizes),
    interfacePlace: Int32Array.from(place),
    interfaceSides: Int32Array.from(sides),
  };
}

/** Ids of compartments that touch without an entry in `interfaces`. */
function sealedPairs(
  contacts: readonly CompartmentContact[],
  { interfaces }: CheckedTissue,
  has: (id: number) => boolean,
): [number, number][] {
  const given = new Set(interfaces.map(({ between }) => [...between].sort((a, b) => a - b).join()));
  return contacts.filter(({ between }) => between.every(has) && !given.has(between.join()))
    .map(({ between: [a, b] }) => [a, b]);
}

/**
 * Finds the compartments of a mesh, gives each its own nodes, and finds the walls between and around them.
 *
 * @param mesh The mesh; at an interface compartments may share nodes or have their own at the same places.
 * @param tissue The tissue; only walls with an entry in its `interfaces` are permeable, κ = 0 included.
 * @returns The tissue mesh; its mesh is the one given where nothing has to change.
 * @throws {InputError} If the tissue is impossible or does not fit the mesh.
 */
export function tissueMesh(mesh: TetMesh, tissue: Tissue): TissueMesh {
  const checked = checkTissue(tissue, compartmentIds(mesh.compartments));
  const ids = checked.compartments.filter(({ spinDensity }) => spinDensity > 0).map(({ id }) => id);
  const indexOf = new Map(ids.map((id, c) => [id, c]));
  const separate = separateNodes(mesh, indexOf);
  const found = compartmentContacts(mesh);
  const walls = found.walls.filter((face) => indexOf.has(mesh.compartments[face >> 2]));
  return {
    mesh: separate.unchanged ? mesh : tetMesh(separate),
    compartmentIds: Int32Array.from(ids),
    givenIds: Int32Array.from(checked.compartments, ({ id }) => id),
    original: separate.original,
    ...permeableFaces(mesh, found, checked, separate, indexOf),
    wallFaces: Int32Array.from(walls.flatMap((face) => {
      const id = mesh.compartments[face >> 2];
      return faceNodes(mesh.tets, face).map((node) => separate.copyOf(node, id));
    })),
    wallSides: Int32Array.from(walls, (face) => indexOf.get(mesh.compartments[face >> 2]) ?? 0),
    sealed: sealedPairs(found.contacts, checked, (id) => indexOf.has(id)),
  };
}

/**
 * What a user may not expect of a tissue, in sentences.
 *
 * @param tissueMesh The tissue on its mesh.
 * @returns One sentence per pair of compartments that touch without an entry in `interfaces`.
 */
export function tissueWarnings({ sealed }: TissueMesh): string[] {
  return sealed.map(([a, b]) =>
    `Compartments ${a} and ${b} touch but 'interfaces' has no entry for them: the wall between them is impermeable`
  );
}
