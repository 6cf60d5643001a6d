/**
 * The reference data the tests read, in the project's units: the files of `testdata/`, and those of `../shared/data`
 * where they are present.
 *
 * @module
 */

/** One PGSE sequence of a reference mesh with its signals; arrays are [directions × bValues]. */
export interface ReferencePgse {
  /** Pulse duration and separation, ms. */
  readonly timing: { readonly delta: number; readonly Delta: number };
  /** b-values, s/mm², [bValues]. */
  readonly bValues: Float64Array;
  /** Amplitudes, rad/(µm ms), [bValues]. */
  readonly q: Float64Array;
  /** Unit directions, [3 × directions]. */
  readonly directions: Float64Array;
  /** Real part of the P1 signal on the mesh, µm³. */
  readonly real: Float64Array;
  /** Imaginary part of the P1 signal on the mesh, µm³; its phase is that of the points as stored, not centred. */
  readonly imaginary: Float64Array;
  /** Stated error of the P1 signal per volume: time stepping plus truncation of the basis. */
  readonly error: Float64Array;
  /** Exact signal of the smooth shape (not of the mesh) per volume. */
  readonly exact: Float64Array;
  /** Stated error of `exact`. */
  readonly exactError: number;
}

/** A mesh with P1 finite-element signals. */
export interface ReferenceMesh {
  /** Node positions, µm, [3 × nodes]. */
  readonly points: Float64Array;
  /** Node indices, [4 × tets]. */
  readonly tets: Int32Array;
  /** Compartment id of each tetrahedron. */
  readonly compartments: Int32Array;
  /** Volume of the mesh, µm³. */
  readonly volume: number;
  /** Diffusivity, µm²/ms. */
  readonly diffusivity: number;
  /** Lowest eigenvalues of (K, M) with that diffusivity, 1/ms. */
  readonly eigenvalues: Float64Array;
  /** All unit directions, [3 × directions]. */
  readonly directions: Float64Array;
  /** The PGSE sequences. */
  readonly pgse: readonly ReferencePgse[];
}

/** An exact PGSE signal of a slab, a cylinder across its axis, or a sphere. */
export interface ExactCase {
  /** The shape. */
  readonly geometry: "slab" | "cylinder" | "sphere";
  /** Width of the slab, radius of the others, µm. */
  readonly size: number;
  /** Diffusivity, µm²/ms. */
  readonly diffusivity: number;
  /** Pulse duration and separation, ms. */
  readonly timing: { readonly delta: number; readonly Delta: number };
  /** b-values, s/mm². */
  readonly bValues: readonly number[];
  /** S/S0 at each b-value. */
  readonly signal: readonly number[];
}

interface MeshFile {
  points: number[][];
  tets: number[][];
  tet_compartment: number[];
  volume_um3: number;
  D: number[][][];
  eigenvalues_first40_per_us: number[];
  directions: number[][];
  b_values: number[];
  results: {
    sequence: { type: string; delta_us: number; Delta_us: number };
    gammag_rad_per_um_us: number[];
    direction_index: number[];
    S: [number, number][][];
    time_err: number[][];
    basis_trunc_est: number[][];
    S_exact_over_V: [number, number][][];
    exact_time_err: number;
  }[];
}

interface ExactFile {
  cases: {
    geometry: ExactCase["geometry"];
    size_m: number;
    D: number;
    sequence: string;
    delta: number;
    Delta: number;
    b: number[];
    signal: number[];
  }[];
}

/** µs in a ms. */
const MS = 1000;

function readJson<T>(path: string): T {
  return JSON.parse(Deno.readTextFileSync(new URL(`../testdata/${path}`, import.meta.url)));
}

/**
 * Reads a mesh of `testdata/diffusion/fem` with its PGSE signals.
 *
 * @param name Name of the file without `.json`.
 */
export function referenceMesh(name: "sphere_r5" | "cyl_r2_h20"): ReferenceMesh {
  const file = readJson<MeshFile>(`diffusion/fem/${name}.json`);
  const pgse = file.results.filter(({ sequence }) => sequence.type === "PGSE").map((result) => ({
    timing: { delta: result.sequence.delta_us / MS, Delta: result.sequence.Delta_us / MS },
    bValues: Float64Array.from(file.b_values),
    q: Float64Array.from(result.gammag_rad_per_um_us, (q) => q * MS),
    directions: Float64Array.from(result.direction_index.flatMap((d) => file.directions[d])),
    real: Float64Array.from(result.S.flat(), ([re]) => re),
    imaginary: Float64Array.from(result.S.flat(), ([, im]) => im),
    error: Float64Array.from(
      result.time_err.flat(),
      (error, i) => error + result.basis_trunc_est.flat()[i],
    ),
    exact: Float64Array.from(result.S_exact_over_V.flat(), ([re]) => re),
    exactError: result.exact_time_err,
  }));
  return {
    points: Float64Array.from(file.points.flat()),
    tets: Int32Array.from(file.tets.flat()),
    compartments: Int32Array.from(file.tet_compartment),
    volume: file.volume_um3,
    diffusivity: file.D[0][0][0] * MS,
    eigenvalues: Float64Array.from(file.eigenvalues_first40_per_us, (x) => x * MS),
    directions: Float64Array.from(file.directions.flat()),
    pgse,
  };
}

/** Reads the exact PGSE signals of `testdata/diffusion/analytic/mcf.json`. */
export function exactCases(): ExactCase[] {
  const file = readJson<ExactFile>("diffusion/analytic/mcf.json");
  return file.cases.filter(({ sequence }) => sequence === "PGSE").map((entry) => ({
    geometry: entry.geometry,
    size: entry.size_m * 1e6,
    diffusivity: entry.D * 1e9,
    timing: { delta: entry.delta * MS, Delta: entry.Delta * MS },
    bValues: entry.b.map((b) => b * 1e-6),
    signal: entry.signal,
  }));
}

/**
 * The address of a file of `../shared/data`, which holds other people's data and is not part of the project.
 *
 * @param path Path below `../shared/data`.
 * @returns Its address, or `undefined` where it is absent.
 */
export function sharedFile(path: string): URL | undefined {
  const url = new URL(`../../shared/data/${path}`, import.meta.url);
  try {
    return Deno.statSync(url).isFile ? url : undefined;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

/**
 * Reads a JSON file of `../shared/data`.
 *
 * @param path Path below `../shared/data`.
 * @returns Its content, or `undefined` where the file is absent: the test then skips, saying so.
 */
export function sharedJson<T>(path: string): T | undefined {
  const url = sharedFile(path);
  return url === undefined ? undefined : JSON.parse(Deno.readTextFileSync(url));
}
