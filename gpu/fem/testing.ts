/**
 * Tissues on meshes for the tests of the finite elements on a device, with their matrices in double precision.
 *
 * @module
 */
import {
  type P1Coefficients,
  type P1Pattern,
  p1Pattern,
  type P1Space,
  p1Space,
} from "../../core/fem/mod.ts";
import { type Tissue, tissueMesh } from "../../core/diffusion/tissue/mod.ts";
import { concentricSpheres, cylinder, sphere, type TetMesh, tetMesh } from "../../core/mesh/mod.ts";
import { fillRandom, randomSource } from "../../wasm/testing.ts";
import type { SpacePiece } from "./mod.ts";

/** A space's inputs. */
export interface TestPiece {
  readonly name: string;
  readonly piece: Required<SpacePiece> & { readonly mesh: TetMesh };
  readonly points: Float64Array;
  readonly coefficients: P1Coefficients;
  readonly pattern: P1Pattern;
}

const NONE = new Int32Array(0);

/** Node positions about their middle, each moved by up to a part of the edge length, so that nothing vanishes by symmetry. */
function shaken({ points }: Pick<TetMesh, "points">, by: number): Float64Array {
  const nodes = points.shape[0], random = randomSource(17);
  const moved = points.data.map((x) => x + by * (2 * random() - 1));
  const middle = [0, 1, 2].map((k) =>
    moved.reduce((sum, x, i) => i % 3 === k ? sum + x / nodes : sum, 0)
  );
  return moved.map((x, i) => x - middle[i % 3]);
}

function pieceOf(
  name: string,
  { interfaceFaces = NONE, wallFaces = NONE, compartments = 1, mesh }: SpacePiece & {
    readonly mesh: TetMesh;
  },
  points: Float64Array,
  coefficients: P1Coefficients,
): TestPiece {
  const piece = { mesh, interfaceFaces, wallFaces, compartments };
  const pattern = p1Pattern(points.length / 3, mesh.tets, interfaceFaces);
  return { name, piece, points, coefficients, pattern };
}

const none = new Float64Array(0);

/** Shapes with isotropic and anisotropic diffusion, relaxation, several compartments, permeable faces and relaxing walls. */
export function testPieces(): TestPiece[] {
  const ball = sphere({ radius: 2, edgeLength: 0.9 });
  const rod = cylinder({ radius: 2, height: 5, edgeLength: 1 });
  const halves = tetMesh({
    points: rod.points,
    tets: rod.tets,
    compartments: Array.from(rod.compartments, (_, t) => t % 3),
  });
  const cell = concentricSpheres({ radii: [2, 3.5], edgeLength: 1.1 });
  const tissue: Tissue = {
    compartments: [{ diffusivity: 1 }],
    interfaces: [{ between: [0, 1], permeability: 0.1 }],
  };
  const split = tissueMesh(cell, tissue), random = randomSource(3);
  const positive = (count: number) => Float64Array.from({ length: count }, () => 0.1 + random());
  const isotropic = Float64Array.of(2, 0, 0, 2, 0, 2, 0, 1);
  const tensors = Float64Array.of(
    ...[2, 0.3, -0.1, 1.5, 0.2, 1, 0.02, 1.2],
    ...[1, 0, 0, 1, 0, 1, 0, 0.4],
    ...[0.5, 0.1, 0.2, 0.9, -0.1, 0.7, 0.05, 1],
  );
  const two = Float64Array.of(
    ...[2, 0.3, -0.1, 1.5, 0.2, 1, 0.02, 1.2],
    ...[1, 0, 0.2, 1, 0, 1.3, 0.01, 0.7],
  );
  return [
    pieceOf("a ball", { mesh: ball }, shaken(ball, 0), {
      elements: isotropic,
      interfaces: none,
      walls: none,
    }),
    pieceOf(
      "a ball with a relaxing wall",
      { mesh: ball, wallFaces: ball.boundaryFaces },
      shaken(ball, 0.05),
      {
        elements: isotropic,
        interfaces: none,
        walls: positive(ball.boundaryFaces.length / 3),
      },
    ),
    pieceOf(
      "a rough rod of three tissues",
      { mesh: halves, compartments: 3 },
      shaken(halves, 0.1),
      {
        elements: tensors,
        interfaces: none,
        walls: none,
      },
    ),
    pieceOf(
      "a cell with permeable and relaxing walls",
      { ...split, compartments: 2 },
      shaken(split.mesh, 0.05),
      {
        elements: two,
        interfaces: positive(split.interfaceFaces.length / 6),
        walls: positive(split.wallFaces.length / 3),
      },
    ),
    pieceOf(
      "a cell with permeable walls whose outer wall does not relax",
      { ...split, compartments: 2 },
      shaken(split.mesh, 0.05),
      { elements: two, interfaces: positive(split.interfaceFaces.length / 6), walls: none },
    ),
    pieceOf(
      "a cell with permeable walls alone",
      { ...split, wallFaces: NONE, compartments: 2 },
      shaken(split.mesh, 0.05),
      { elements: two, interfaces: positive(split.interfaceFaces.length / 6), walls: none },
    ),
  ];
}

/** Random numbers in [−1, 1). */
export function randomNumbers(length: number, seed: number): Float64Array {
  return fillRandom(new Float64Array(length), randomSource(seed));
}

/** The space in double precision, assembled. */
export function exactSpace({ piece, points, coefficients, pattern }: TestPiece): P1Space {
  const space = p1Space(piece.mesh, {
    columns: 1,
    compartments: piece.compartments,
    pattern,
    interfaceFaces: piece.interfaceFaces,
    wallFaces: piece.wallFaces,
  });
  space.assemble(points, coefficients);
  return space;
}
