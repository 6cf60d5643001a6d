/**
 * Meshes and protocols of the benchmark of the matrix formalism.
 *
 * @module
 */
import type { EncodedProtocol } from "../../../core/diffusion/encoding/mod.ts";
import {
  type PieceInputs,
  pieceInputs,
  type TissuePiece,
  tissuePieces,
} from "../../../core/diffusion/problem/mod.ts";
import {
  encodeProtocol,
  fibonacciHemisphere,
  pgse,
  type Protocol,
} from "../../../core/diffusion/protocol/mod.ts";
import { tissueCoefficients, tissueMesh } from "../../../core/diffusion/tissue/mod.ts";
import { sphere, type TetMesh, tetMesh, withPoints } from "../../../core/mesh/mod.ts";
import { sharedJson } from "../../../testing/reference_data.ts";

/** What is measured. */
export interface BenchCase {
  readonly piece: TissuePiece;
  readonly inputs: PieceInputs;
  readonly protocol: EncodedProtocol;
  /** Number of modes unless told otherwise. */
  readonly modes: number;
}

/** Nodes of a sphere of radius r and edge length e, over (r/e)³. */
const NODES = 6.4, RADIUS = 5;
const AMPLITUDES = [500, 1500, 4000];

function caseOf(mesh: TetMesh, diffusivity: number, protocol: Protocol, modes: number): BenchCase {
  const tissue = { diffusivity }, geometry = tissueMesh(mesh, tissue);
  const [piece] = tissuePieces(geometry), encoded = encodeProtocol(protocol);
  const inputs = pieceInputs(piece, {
    points: geometry.mesh.points.data,
    coefficients: tissueCoefficients(geometry, tissue),
    protocol: encoded,
  });
  return { piece, inputs, protocol: encoded, modes };
}

/** A file of ../shared/data/diffusion/remidi; lengths µm, times µs. */
interface RemidiFile {
  readonly points: number[][];
  readonly tets: number[][];
  readonly points_rotated: number[][];
  readonly diffusivity: number;
  readonly sequences: readonly { readonly delta: number; readonly Delta: number }[];
  readonly qvalues: number[][];
  readonly directions: [number, number, number][];
  readonly neig: number;
}

function remidiCase(name: string): BenchCase {
  const file = sharedJson<RemidiFile>(`diffusion/remidi/${name}.json`);
  if (file === undefined) {
    console.error(`The mesh '${name}' needs ../shared/data/diffusion/remidi, which is absent`);
    Deno.exit(2);
  }
  const mesh = withPoints(tetMesh({ points: file.points, tets: file.tets }), {
    shape: [file.points.length, 3],
    data: Float64Array.from(file.points_rotated.flat()),
  });
  const protocol = pgse({
    delta: file.sequences.map(({ delta }) => delta / 1000),
    Delta: file.sequences.map(({ Delta }) => Delta / 1000),
    directions: file.directions,
    qValues: file.sequences.map((_, s) => file.qvalues.map((row) => 1000 * row[s])),
  });
  return caseOf(mesh, 1000 * file.diffusivity, protocol, file.neig);
}

/**
 * The case of a name.
 *
 * @param name `sphere`, or a file of ReMiDi.
 * @param nodes About how many nodes a sphere has.
 * @param pairs How many pairs of direction and b-value it is measured with.
 * @returns The case.
 */
export function benchCase(name: string, nodes: number, pairs: number): BenchCase {
  if (name !== "sphere") return remidiCase(name);
  const mesh = sphere({ radius: RADIUS, edgeLength: RADIUS * Math.cbrt(NODES / nodes) });
  const directions = fibonacciHemisphere(Math.ceil(pairs / AMPLITUDES.length));
  const protocol = pgse({ delta: 10, Delta: 20, bValues: AMPLITUDES, directions });
  return caseOf(mesh, 2, protocol, 40);
}
