/**
 * Reference signals of shapes known exactly, as encoded protocols in the project's units.
 *
 * @module
 */
import type { EncodedProtocol, EncodingPiece } from "../core/diffusion/encoding/mod.ts";
import { constantPiece, pausePiece, wavePiece } from "./encodings.ts";

/** µs in a ms. */
const MS = 1000;

function readJson<T>(path: string): T {
  return JSON.parse(Deno.readTextFileSync(new URL(`../testdata/${path}`, import.meta.url)));
}

function reversed(v: readonly number[]): number[] {
  return v.map((x) => -x);
}

/** Two pulses, the second reversed; oscillating if periods are given. */
export function pulsePieces(
  delta: number,
  Delta: number,
  direction: readonly number[],
  wave?: { readonly kind: "cosine" | "sine"; readonly periods: number },
): EncodingPiece[] {
  const pulse = (v: readonly number[]): EncodingPiece =>
    wave === undefined ? constantPiece(delta, v) : wavePiece(delta, wave.kind, wave.periods, v);
  return [pulse(direction), pausePiece(Delta - delta), pulse(reversed(direction))];
}

/** The sequences of the finite-element files. */
interface FemSequence {
  readonly type: "PGSE" | "DoublePGSE" | "CosOGSE" | "SinOGSE";
  readonly delta_us: number;
  readonly Delta_us: number;
  readonly tpause_us?: number;
  readonly nperiod?: number;
}

function femPieces(sequence: FemSequence, direction: readonly number[]): EncodingPiece[] {
  const { type, delta_us, Delta_us, tpause_us = 0, nperiod: periods = 0 } = sequence;
  const [delta, Delta] = [delta_us / MS, Delta_us / MS];
  const pair = pulsePieces(delta, Delta, direction);
  if (type === "PGSE") return pair;
  if (type === "DoublePGSE") return [...pair, pausePiece(tpause_us / MS), ...pair];
  const kind = type === "CosOGSE" ? "cosine" : "sine";
  return pulsePieces(delta, Delta, direction, { kind, periods });
}

/** One sequence of a finite-element file with the exact signals of the smooth shape per volume. */
export interface ExactResult {
  readonly name: string;
  readonly protocol: EncodedProtocol;
  readonly exact: readonly number[];
}

/** All sequences of a finite-element file. */
export function exactResults(
  name: "sphere_r5" | "cyl_r2_h20" | "sphere_nucleus_k1e-5_T2",
): ExactResult[] {
  const file = readJson<{
    directions: number[][];
    results: {
      sequence: FemSequence;
      direction_index: number[];
      gammag_rad_per_um_us: number[];
      S_exact_over_V: [number, number][][];
    }[];
  }>(`diffusion/fem/${name}.json`);
  return file.results.map((result) => {
    const q = Float64Array.from(result.gammag_rad_per_um_us, (x) => x * MS);
    const { sequence, direction_index: indices } = result;
    return {
      name: `${name} ${sequence.type} Δ = ${sequence.Delta_us / MS} ms`,
      protocol: {
        shape: [indices.length, q.length],
        encodings: indices.map((d) => ({ pieces: femPieces(sequence, file.directions[d]) })),
        amplitudes: indices.map(() => q),
      },
      exact: result.S_exact_over_V.flat().map(([real]) => real),
    };
  });
}

/** One case of `mcf.json`. */
export interface CutCase {
  readonly name: string;
  readonly dimension: 1 | 2 | 3;
  readonly size: number;
  readonly diffusivity: number;
  readonly protocol: EncodedProtocol;
  readonly signal: readonly number[];
}

/** The cases of `mcf.json`. */
export function cutCases(): CutCase[] {
  const { cases } = readJson<{
    cases: {
      geometry: "slab" | "cylinder" | "sphere";
      size_m: number;
      D: number;
      sequence: string;
      delta: number;
      Delta: number;
      sign_second?: number;
      g_rad_per_s_per_m?: number;
      b: number[];
      signal: number | number[];
    }[];
  }>("diffusion/analytic/mcf.json");
  return cases.map((entry) => {
    const dimension = ({ slab: 1, cylinder: 2, sphere: 3 } as const)[entry.geometry];
    const direction = dimension === 2 ? [1, 0, 0] : [0, 0, 1];
    const second = direction.map((x) => x * (entry.sign_second ?? 1));
    const [delta, Delta] = [entry.delta * MS, entry.Delta * MS];
    const pieces = entry.sequence === "PGSE"
      ? pulsePieces(delta, Delta, direction)
      : entry.sequence.startsWith("square")
      ? Array.from(
        { length: 8 },
        (_, k) => constantPiece(2.5, k % 2 === 0 ? direction : reversed(direction)),
      )
      : [
        ...pulsePieces(5, 20, direction),
        pausePiece(5),
        ...pulsePieces(5, 20, second),
      ];
    const q = entry.g_rad_per_s_per_m === undefined
      ? entry.b.map((b) => Math.sqrt(b * 1e-9 / (delta * delta * (Delta - delta / 3))))
      : [entry.g_rad_per_s_per_m * 1e-9];
    return {
      name: `${entry.geometry} ${entry.size_m * 1e6} µm, D = ${entry.D * 1e9}, ${entry.sequence}`,
      dimension,
      size: entry.size_m * 1e6,
      diffusivity: entry.D * 1e9,
      protocol: {
        shape: [q.length],
        encodings: [{ pieces }],
        amplitudes: [Float64Array.from(q)],
      },
      signal: [entry.signal].flat(),
    };
  });
}

/** A row of permeable cells of `exchange.json`. */
export interface PermeableRow {
  readonly widths: readonly number[];
  readonly permeability: number;
  readonly diffusivity: number;
  readonly protocol: EncodedProtocol;
  readonly signal: number;
}

/** The rows of `exchange.json`. */
export function permeableRows(): PermeableRow[] {
  const { permeable_1d: rows } = readJson<{
    permeable_1d: {
      cell_width_m: number;
      n_cells: number;
      permeability_m_per_s: number;
      D: number;
      delta: number;
      Delta: number;
      b: number;
      signal_richardson: number;
    }[];
  }>("diffusion/analytic/exchange.json");
  return rows.map((row) => {
    const [delta, Delta] = [row.delta * MS, row.Delta * MS];
    const q = Math.sqrt(row.b * 1e-9 / (delta * delta * (Delta - delta / 3)));
    return {
      widths: Array<number>(row.n_cells).fill(row.cell_width_m * 1e6),
      // 1 m/s = 1000 µm/ms.
      permeability: row.permeability_m_per_s * 1000,
      diffusivity: row.D * 1e9,
      protocol: {
        shape: [1],
        encodings: [{ pieces: pulsePieces(delta, Delta, [0, 0, 1]) }],
        amplitudes: [Float64Array.of(q)],
      },
      signal: row.signal_richardson,
    };
  });
}
