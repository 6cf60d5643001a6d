/**
 * Reads a cell that TetGen has meshed, reports on the mesh, and simulates its signal.
 *
 * deno run -A examples/read_tetgen.ts [CELL.node]
 *
 * @module
 */
import {
  fibonacciHemisphere,
  formatQuality,
  meshQuality,
  pgse,
  readMesh,
  simulateSignal,
} from "@torrey/torrey";

/** A small ellipsoid; its `.ele` file lies beside it. */
export const ELLIPSOID = decodeURIComponent(
  new URL("../testdata/mesh/ellipsoid.node", import.meta.url).pathname,
);

/** What the file holds. */
export interface CellResult {
  /** The mesh in a few lines. */
  readonly quality: string;
  /** Volume, µm³. */
  readonly volume: number;
  /** S/S0 averaged over all directions, at each b-value. */
  readonly meanAttenuation: number[];
}

/**
 * Reads and simulates a cell.
 *
 * @param path Its `.node` file, in µm.
 * @returns The mesh's quality and the cell's signal.
 */
export function readAndSimulate(path: string): CellResult {
  // Files that count from 0 or from 1 are told apart; `repair` would turn inverted tetrahedra.
  const cell = readMesh(path);

  const bValues = [0, 1000, 3000]; // s/mm²
  const directions = fibonacciHemisphere(12);
  const protocol = pgse({ delta: 10, Delta: 20, bValues, directions });
  const { signal, volume } = simulateSignal(cell, { diffusivity: 2 }, protocol);

  const count = protocol.directions.length / 3;
  const meanAttenuation = bValues.map((_, b) =>
    Array.from({ length: count }, (_, d) => signal.real.data[d * bValues.length + b] / volume)
      .reduce((sum, s) => sum + s / count, 0)
  );
  return { quality: formatQuality(meshQuality(cell)), volume, meanAttenuation };
}

if (import.meta.main) {
  const { quality, meanAttenuation } = readAndSimulate(Deno.args[0] ?? ELLIPSOID);
  console.log(quality);
  console.log(
    `S/S0 at b = 0, 1000, 3000 s/mm²: ${meanAttenuation.map((s) => s.toFixed(4)).join(", ")}`,
  );
}
