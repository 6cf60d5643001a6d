/**
 * Gaussian models of compartments that do not exchange: what the signal's logarithm falls by.
 *
 * −ln(S/S0) = q² x for each compartment and waveform; the ADC is x/∫|F|². The models differ in x alone.
 *
 * @module
 */
import type { Encoding } from "../encoding/mod.ts";
import { meshPieces, submesh, type TetMesh } from "../../mesh/mod.ts";
import { compartmentVolumes, pullVolumes } from "./measures.ts";
import { pieceCumulants } from "./piece_cumulant.ts";
import { type WaveformCotangent, waveformCotangent } from "./time_kernel.ts";

/** ∂L in terms of what exponents depend on. */
export interface ExponentCotangent {
  /** ∂L/∂points, [3 × nodes]. */
  readonly points: Float64Array;
  /** ∂L/∂tensors, where xy counts both D_xy and D_yx, [6 × C]. */
  readonly tensors: Float64Array;
  /** One per waveform. */
  readonly waveforms: readonly WaveformCotangent[];
}

/** Exponents of C compartments under E waveforms. */
export interface Exponents {
  /** x of each compartment and waveform of unit amplitude, µm² ms², [C × E]. */
  readonly values: Float64Array;
  /** ∂L/∂x to ∂L/∂inputs. */
  readonly pullback: (weights: Float64Array) => ExponentCotangent;
}

/** A Gaussian model made ready for a mesh: exponents at points [3 × nodes] and tensors [6 × C]. */
export type ExponentModel = (
  points: Float64Array,
  tensors: Float64Array,
  encodings: readonly Encoding[],
  differentiating: boolean,
) => Exponents;

/** Zero cotangents to add to. */
export function exponentCotangent(
  points: Float64Array,
  tensors: Float64Array,
  encodings: readonly Encoding[],
): ExponentCotangent {
  return {
    points: new Float64Array(points.length),
    tensors: new Float64Array(tensors.length),
    waveforms: encodings.map(waveformCotangent),
  };
}

/** Adds one cotangent of waveforms to another. */
export function addWaveforms(
  from: readonly WaveformCotangent[],
  to: readonly WaveformCotangent[],
  scale: number = 1,
): void {
  from.forEach(({ durations, vectors }, e) => {
    durations.forEach((v, p) => to[e].durations[p] += scale * v);
    vectors.forEach((piece, p) => piece.forEach((v, k) => to[e].vectors[p][k] += scale * v));
  });
}

/**
 * The exponents of the homogenised ADC, x = κ/|Ω|: each compartment closed, to second order in q.
 *
 * @param mesh A mesh whose compartments share no node, with ids 0 … C − 1.
 * @param modes Number of eigenmodes of each connected piece; all that matters is kept where left out.
 * @returns The model.
 */
export function homogenisedExponents(mesh: TetMesh, modes?: number): ExponentModel {
  const { tets, compartments } = mesh, count = Math.max(...compartments) + 1;
  const pieces = Array.from({ length: count }, (_, c) => {
    const part = submesh(mesh, (tet) => compartments[tet] === c);
    return meshPieces(part.mesh).map((piece) => {
      return {
        nodes: piece.nodes.map((node) => part.nodes[node]),
        solve: pieceCumulants(piece.mesh, modes),
      };
    });
  });
  return (points, tensors, encodings, differentiating) => {
    const volumes = compartmentVolumes(points, tets, compartments, count), E = encodings.length;
    const values = new Float64Array(count * E);
    const solved = pieces.map((list, c) =>
      list.map(({ nodes, solve }) => {
        const at = Float64Array.from({ length: 3 * nodes.length }, (_, i) =>
          points[3 * nodes[Math.floor(i / 3)] + i % 3]);
        const cumulants = solve(at, tensors.slice(6 * c, 6 * c + 6), encodings, differentiating);
        cumulants.values.forEach((value, e) =>
          values[c * E + e] += value / volumes[c]
        );
        return { nodes, cumulants };
      })
    );
    const pullback = (weights: Float64Array): ExponentCotangent => {
      const out = exponentCotangent(points, tensors, encodings);
      const onVolumes = new Float64Array(count);
      solved.forEach((list, c) => {
        const mine = weights.slice(c * E, c * E + E);
        mine.forEach((w, e) => onVolumes[c] -= w * values[c * E + e] / volumes[c]);
        list.forEach(({ nodes, cumulants }) => {
          const gradient = cumulants.pullback(mine.map((w) => w / volumes[c]));
          nodes.forEach((node, i) => {
            for (let k = 0; k < 3; k++) out.points[3 * node + k] += gradient.points[3 * i + k];
          });
          gradient.tensor.forEach((g, e) => out.tensors[6 * c + e] += g);
          addWaveforms(gradient.waveforms, out.waveforms);
        });
      });
      pullVolumes(points, tets, compartments, onVolumes, out.points);
      return out;
    };
    return { values, pullback };
  };
}
