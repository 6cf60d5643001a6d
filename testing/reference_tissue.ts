/**
 * The finite-element reference signals of `testdata/diffusion/fem` with their tissues and all their sequences, in the project's
 * units.
 *
 * @module
 */
import {
  cosineOgse,
  doublePgse,
  pgse,
  type Protocol,
  sineOgse,
} from "../core/diffusion/protocol/mod.ts";
import { interfaceFaces, type Tissue } from "../core/diffusion/tissue/mod.ts";
import { type TetMesh, tetMesh } from "../core/mesh/mod.ts";

/** One sequence with its signals; arrays are [directions × bValues]. */
export interface ReferenceSequence {
  /** Such as "PGSE 10/20". */
  readonly name: string;
  /** What was measured. */
  readonly protocol: Protocol;
  /** Re S, µm³. */
  readonly real: Float64Array;
  /** Im S, µm³. */
  readonly imag: Float64Array;
  /** Re S of each compartment. */
  readonly compartments: readonly Float64Array[];
  /** Largest stated error of S/V: time stepping plus truncation. */
  readonly error: number;
}

/** A tissue with its signals. */
export interface ReferenceTissue {
  /** The mesh; every compartment has its own nodes. */
  readonly mesh: TetMesh;
  /** Its constants. */
  readonly tissue: Tissue;
  /** Volume, µm³. */
  readonly volume: number;
  /** The lowest 40 eigenvalues of K + Q + R, 1/ms. */
  readonly eigenvalues: Float64Array;
  /** The sequences. */
  readonly sequences: readonly ReferenceSequence[];
}

/** Files of `testdata/diffusion/fem` with meshes. */
export type ReferenceTissueName =
  | "sphere_r5"
  | "cyl_r2_h20"
  | "bundle3_ecs_k1e-5"
  | "sphere_nucleus_k1e-5_T2";

type Complex = [number, number];

interface SequenceFile {
  type: "PGSE" | "DoublePGSE" | "CosOGSE" | "SinOGSE";
  delta_us: number;
  Delta_us: number;
  tpause_us?: number;
  nperiod?: number;
}

interface ResultFile {
  sequence: SequenceFile;
  gammag_rad_per_um_us: number[];
  direction_index: number[];
  S: Complex[][];
  S_compartment: Complex[][][] | null;
  time_err: number[][];
  basis_trunc_est: number[][];
}

interface TissueFile {
  points: number[][];
  tets: number[][];
  tet_compartment: number[];
  volume_um3: number;
  D: number[][][];
  T2_us: (number | null)[];
  kappa_m_per_s: number | null;
  eigenvalues_first40_per_us: number[];
  directions: number[][];
  results: ResultFile[];
}

/** µs in a ms; also the diffusivity, permeability and q of the files, per µs, in the project's units, per ms. */
const MS = 1000;

function protocolOf(file: TissueFile, result: ResultFile): Protocol {
  const { type, delta_us, Delta_us, tpause_us = 0, nperiod = 1 } = result.sequence;
  const options = {
    delta: delta_us / MS,
    Delta: Delta_us / MS,
    directions: result.direction_index.map((d) => file.directions[d]),
    qValues: result.gammag_rad_per_um_us.map((q) => q * MS),
  };
  switch (type) {
    case "PGSE":
      return pgse(options);
    case "DoublePGSE":
      return doublePgse({ ...options, pause: tpause_us / MS });
    case "CosOGSE":
      return cosineOgse({ ...options, periods: nperiod });
    case "SinOGSE":
      return sineOgse({ ...options, periods: nperiod });
  }
}

function sequenceOf(file: TissueFile, result: ResultFile): ReferenceSequence {
  const { type, delta_us, Delta_us } = result.sequence;
  const part = (signal: Complex[][], k: 0 | 1) => Float64Array.from(signal.flat(), (s) => s[k]);
  const errors = result.time_err.flat().map((e, i) => e + result.basis_trunc_est.flat()[i]);
  return {
    name: `${type} ${delta_us / MS}/${Delta_us / MS}`,
    protocol: protocolOf(file, result),
    real: part(result.S, 0),
    imag: part(result.S, 1),
    compartments: (result.S_compartment ?? [result.S]).map((signal) => part(signal, 0)),
    error: Math.max(...errors),
  };
}

/**
 * Reads a tissue of `testdata/diffusion/fem` with the signals of all its sequences.
 *
 * @param name Name of the file without `.json`.
 */
export function referenceTissue(name: ReferenceTissueName): ReferenceTissue {
  const url = new URL(`../testdata/diffusion/fem/${name}.json`, import.meta.url);
  const file: TissueFile = JSON.parse(Deno.readTextFileSync(url));
  const mesh = tetMesh({
    points: file.points,
    tets: file.tets,
    compartments: file.tet_compartment,
  }, { repair: true });
  const permeability = (file.kappa_m_per_s ?? 0) * MS;
  return {
    mesh,
    tissue: {
      compartments: file.D.map((rows, c) => {
        const T2 = file.T2_us[c];
        return {
          diffusivity: rows.map((row) => row.map((x) => x * MS)),
          ...(T2 !== null && { T2: T2 / MS }),
        };
      }),
      interfaces: interfaceFaces(mesh).map(({ between }) => ({ between, permeability })),
    },
    volume: file.volume_um3,
    eigenvalues: Float64Array.from(file.eigenvalues_first40_per_us, (x) => x * MS),
    sequences: file.results.map((result) => sequenceOf(file, result)),
  };
}
