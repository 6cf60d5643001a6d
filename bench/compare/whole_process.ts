/**
 * One simulation of a large mesh in a process of its own, from the mesh in memory to the signal and its truncation error.
 *
 * `deno run -A bench/compare/whole_process.ts signal|gradient` prints {"seconds", "modes", "corrections",
 * "truncationError", "peakMiB"}; nothing has run before, so that compiling counts too.
 *
 * @module
 */
import { fibonacciHemisphere, pgse, simulateSignal } from "../../mod.ts";
import { largeCylinder } from "../cases/cylinder.ts";
import { timed } from "./comparison.ts";
import { peakMiB } from "./peak_memory.ts";

/** Largest estimated truncation error of S/S0 asked for. */
export const TOLERANCE = 1e-4;

/** What the process prints. */
export interface WholeResult {
  /** Wall-clock time, s. */
  readonly seconds: number;
  readonly modes: number;
  readonly corrections: number;
  readonly truncationError: number;
  /** Peak resident memory of the whole process, MiB. */
  readonly peakMiB: number;
}

/** 3 b-values in 20 directions. */
const protocol = pgse({
  delta: 10.6,
  Delta: 43.1,
  bValues: [1000, 4000, 10_000],
  directions: fibonacciHemisphere(20),
});

if (import.meta.main) {
  const weights = Deno.args[0] === "gradient" && { weights: new Float64Array(60).fill(1) };
  const mesh = largeCylinder();
  const [report, milliseconds] = timed(() =>
    simulateSignal(mesh, { diffusivity: 2 }, protocol, { tolerance: TOLERANCE, ...weights })
  );
  const { modes, corrections, truncationError } = report;
  const result: WholeResult = {
    seconds: milliseconds / 1000,
    modes,
    corrections,
    truncationError,
    peakMiB: peakMiB(),
  };
  console.log(JSON.stringify(result));
}
