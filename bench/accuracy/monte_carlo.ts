/**
 * Monte Carlo against the matrix formalism, which shares with it the mesh and nothing else.
 *
 * The walkers see the polyhedron itself, P1 elements only as finely as it is meshed: the reference is the polyhedron meshed
 * once and twice more finely, extrapolated in h².
 *
 * @module
 */
import { pgse, type TetMesh, tetMesh, type Tissue } from "../../mod.ts";
import { matrixFormalism } from "../../core/diffusion/matrix_formalism/mod.ts";
import { monteCarlo } from "../../core/diffusion/monte_carlo/mod.ts";
import { refine } from "../cases/refine.ts";
import type { AccuracyRow } from "./row.ts";

/** Standard errors within which the signals must agree. */
const STANDARD_ERRORS = 4;
/** Tolerance of the basis, far below a standard error. */
const TOLERANCE = 1e-5;

interface MeshFile {
  readonly points: number[][];
  readonly tets: number[][];
  readonly tet_compartment: number[];
  readonly D: number[][][];
  readonly kappa_m_per_s: number | null;
}

interface MonteCarloCase {
  readonly what: string;
  readonly mesh: TetMesh;
  readonly tissue: Tissue;
}

function readCase(name: string, what: string): MonteCarloCase {
  const path = new URL(`../../testdata/diffusion/fem/${name}.json`, import.meta.url);
  const file: MeshFile = JSON.parse(Deno.readTextFileSync(path));
  const mesh = tetMesh(
    { points: file.points, tets: file.tets, compartments: file.tet_compartment },
    { repair: true },
  );
  // Cylinders 0 … n − 1 in the extracellular space n; µm²/µs and m/s in the file.
  const outside = file.D.length - 1;
  return {
    what,
    mesh,
    tissue: {
      compartments: file.D.map((diffusivity) => ({
        diffusivity: diffusivity.map((row) => row.map((d) => 1e3 * d)),
      })),
      interfaces: Array.from({ length: outside }, (_, c) => ({
        between: [c, outside] as const,
        permeability: 1e3 * (file.kappa_m_per_s ?? 0),
      })),
    },
  };
}

/** How many walkers, and in how many threads. */
export interface MonteCarloRowOptions {
  /** 1 000 000 by default. */
  readonly walkers?: number;
  /** As many as the machine has by default. */
  readonly workers?: number;
}

/**
 * The largest difference of sphere, cylinder and permeable bundle over all measurements, real and imaginary, in standard errors.
 *
 * @param options Walkers and threads.
 */
export async function* monteCarloAgreement(
  { walkers = 1_000_000, workers = navigator.hardwareConcurrency }: MonteCarloRowOptions = {},
): AsyncIterable<AccuracyRow> {
  // Short, so that a million walkers take minutes: their steps are as many as the echo time is long.
  const protocol = pgse({
    delta: 2,
    Delta: 6,
    bValues: [500, 1000, 4000],
    directions: [[1, 0, 0], [0, 0, 1], [1, 2, 3]],
  });
  const cases = [
    readCase("sphere_r5", "sphere"),
    readCase("cyl_r2_h20", "cylinder"),
    readCase("bundle3_ecs_k1e-5", "permeable bundle"),
  ];
  for (const { what, mesh, tissue } of cases) {
    const finer = refine(mesh), options = { tolerance: TOLERANCE };
    const [coarse, fine] = [mesh, finer].map((m) => {
      const { real, imag } = matrixFormalism(m, tissue, protocol, options)();
      return [...real.data, ...imag.data];
    });
    const { signal, standardError, spins, timeStep, abandonedSteps } = await monteCarlo(
      mesh,
      tissue,
      protocol,
      { walkers, workers },
    );
    const reference = fine.map((s, m) => s + (s - coarse[m]) / 3);
    const walked = [...signal.real.data, ...signal.imag.data];
    const errors = [...standardError.real.data, ...standardError.imag.data];
    const ratios = walked.map((s, m) => Math.abs(s - reference[m]) / errors[m]);
    const worst = ratios.indexOf(Math.max(...ratios));
    const extrapolated = Math.max(...reference.map((s, m) => Math.abs(s - fine[m])));
    const share = (signal: number) => `${(signal / spins).toExponential(1)} S0`;
    yield {
      what:
        `Monte Carlo, ${what}: \\|ΔS\\| in standard errors, the largest of ${ratios.length}, ${walkers} walkers, steps of ${
          timeStep.toPrecision(2)
        } ms${abandonedSteps > 0 ? ` (${abandonedSteps} given up)` : ""}`,
      target: STANDARD_ERRORS,
      measured: ratios[worst],
      reference: `matrix formalism, extrapolated by ${share(extrapolated)}; a standard error is ${
        share(errors[worst])
      }`,
    };
  }
}
