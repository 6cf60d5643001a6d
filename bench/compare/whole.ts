/**
 * A whole simulation of a mesh of 20 000 nodes at a tolerance against what comes first in one without it: scipy's eigen-solve
 * of 200 modes.
 *
 * @module
 */
import { largeCylinder } from "../cases/cylinder.ts";
import { type Figure, process, reference } from "./comparison.ts";
import { TOLERANCE, type WholeResult } from "./whole_process.ts";

const MODES = 200;
/** Ours in at most a fifth of the time. */
const TARGET = 5;

interface Reference {
  /** Seconds. */
  readonly eigen: number;
  readonly peakMiB: number;
}

/** Time in s, memory in MiB; the estimated truncation error must be below the tolerance. */
export async function compareWhole(repeats: number): Promise<readonly Figure[]> {
  const mesh = largeCylinder();
  const folder = await Deno.makeTempDir();
  const signals: WholeResult[] = [], gradients: WholeResult[] = [], theirs: Reference[] = [];
  const own = (what: string) =>
    process<WholeResult>(new URL("whole_process.ts", import.meta.url), what);
  try {
    await Deno.writeFile(`${folder}/points.f64`, new Uint8Array(mesh.points.data.slice().buffer));
    await Deno.writeFile(`${folder}/tets.i32`, new Uint8Array(mesh.tets.slice().buffer));
    for (let repeat = 0; repeat < repeats; repeat++) {
      signals.push(await own("signal"));
      gradients.push(await own("gradient"));
      theirs.push(
        await reference<Reference>("eigen.py", folder, "--modes", MODES, "--repeats", 1),
      );
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
  const { modes, corrections, truncationError } = signals[0];
  if (!(truncationError <= TOLERANCE)) {
    throw new Error(`The truncation error is estimated as ${truncationError}`);
  }
  const size = `${mesh.points.shape[0]} nodes, ${mesh.tets.length / 4} tets`;
  const found = `${modes} modes and ${corrections} corrections, error ${
    truncationError.toExponential(1)
  }`;
  const figure = (
    what: string,
    unit: string,
    ours: readonly WholeResult[],
    of: (result: WholeResult) => number,
    other: (result: Reference) => number,
    target?: number,
  ): Figure => ({
    what,
    unit,
    ours: ours.map(of),
    theirs: theirs.map(other),
    better: "less",
    ...(target !== undefined && { target }),
  });
  return [
    figure(
      `60 PGSE signals to ${TOLERANCE}, everything, ${size} (${found}); eigsh, ${MODES} modes alone`,
      "s",
      signals,
      (r) => r.seconds,
      (r) => r.eigen,
      TARGET,
    ),
    figure(
      "… with the gradient of 60 signals, points and diffusivity",
      "s",
      gradients,
      (r) => r.seconds,
      (r) => r.eigen,
      TARGET,
    ),
    figure("… peak memory of the process", "MiB", gradients, (r) => r.peakMiB, (r) => r.peakMiB),
  ];
}
