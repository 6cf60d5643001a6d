/**
 * The exponents of the short-time limit, x = B : D − 4/(3√π) C : G with G = (1/|Ω|) ∫ (Dn)(Dn)ᵀ (nᵀDn)^{−1/2} dS over the walls.
 *
 * For D = D₀ and one direction x/∫F² = D₀[1 − (4/3) √(D₀/π) C A_d/|Ω|], A_d = ∫(d·n)² dS (Mitra, Sen, Schwartz and Le Doussal, Phys.
 * Rev. Lett. 68, 1992); the tensor follows from that by stretching space with D^{−1/2}.
 *
 * @module
 */
import { echoTimeOf, type Encoding } from "../encoding/mod.ts";
import { InputError } from "../../input_error.ts";
import type { TetMesh } from "../../mesh/mod.ts";
import { encodingMoments } from "../waveform/mod.ts";
import { type ExponentCotangent, exponentCotangent, type ExponentModel } from "./exponents.ts";
import { freeExponents } from "./free_exponents.ts";
import { compartmentVolumes, faceVector, pullFaceVector, pullVolumes } from "./measures.ts";
import { pullShortTimeKernel, shortTimeKernel } from "./short_time_kernel.ts";
import {
  addCotangent,
  addProduct,
  contract,
  dot3,
  SYMMETRIC_ENTRIES,
  times,
  weigh,
} from "./symmetric.ts";

/** 4/(3√π). */
const FRONT = 4 / (3 * Math.sqrt(Math.PI));
/** Part of TE · max|v| below which what is left of ∫v dt counts as rounding. */
const REFOCUSED = 1e-9;

/** Refuses a waveform that does not refocus: there is no displacement between two times to speak of. */
function checkRefocused(encoding: Encoding, e: number): void {
  const { zeroth } = encodingMoments(encoding);
  let most = 0;
  for (const { vectors } of encoding.pieces) {
    for (const v of vectors) most = Math.max(most, Math.abs(v));
  }
  if (Math.hypot(...zeroth) <= REFOCUSED * most * echoTimeOf(encoding)) return;
  throw new InputError(
    `Waveform ${e} does not refocus, its integral at the echo is ${
      [...zeroth].map((x) => x.toPrecision(3)).join(", ")
    } ms: the short-time ADC takes waveforms whose integral vanishes`,
  );
}

/** The matrix (Ds)(Ds)ᵀ (sᵀDs)^{−1/2} of a face of vector s, added to G. */
function addFace(tensors: Float64Array, c: number, s: readonly number[], out: Float64Array): void {
  const ds = times(tensors, 6 * c, s);
  addProduct(out, 6 * c, ds, ds, 1 / Math.sqrt(dot3(s, ds)));
}

/** From ∂L/∂G, six entries at 6c, to ∂L/∂s, and to ∂L/∂D added to `out`. */
function pullFace(
  tensors: Float64Array,
  c: number,
  s: readonly number[],
  cotangent: Float64Array,
  out: Float64Array,
): number[] {
  const ds = times(tensors, 6 * c, s), r = Math.sqrt(dot3(s, ds));
  const wds = weigh(cotangent, 6 * c, ds), form = dot3(ds, wds);
  addCotangent(out, 6 * c, wds, s, 2 / r);
  addCotangent(out, 6 * c, s, s, -form / (2 * r ** 3));
  const dwds = times(tensors, 6 * c, wds);
  return dwds.map((x, k) => 2 * x / r - form * ds[k] / r ** 3);
}

/**
 * Makes the short-time model of a mesh.
 *
 * @param mesh A mesh whose compartments share no node, with ids 0 … C − 1: every wall reflects.
 * @returns The model.
 */
export function shortTimeExponents(mesh: TetMesh): ExponentModel {
  const { tets, compartments, boundaryFaces } = mesh, count = Math.max(...compartments) + 1;
  const compartmentOf = new Int32Array(mesh.points.shape[0]);
  tets.forEach((node, i) => compartmentOf[node] = compartments[i >> 2]);
  const faces = Array.from({ length: boundaryFaces.length / 3 }, (_, f) => {
    return [...boundaryFaces.subarray(3 * f, 3 * f + 3)];
  });
  return (points, tensors, encodings, differentiating) => {
    encodings.forEach(checkRefocused);
    const free = freeExponents(points, tensors, encodings, differentiating), E = encodings.length;
    const kernels = encodings.map(shortTimeKernel);
    const volumes = compartmentVolumes(points, tets, compartments, count);
    const walls = new Float64Array(6 * count);
    for (const [a, b, c] of faces) {
      addFace(tensors, compartmentOf[a], faceVector(points, a, b, c), walls);
    }
    const correction = Float64Array.from(free.values, (_, i) => {
      const c = Math.floor(i / E);
      return -FRONT * contract(kernels[i % E], 0, walls, 6 * c) / volumes[c];
    });
    const pullback = (weights: Float64Array): ExponentCotangent => {
      const out = exponentCotangent(points, tensors, encodings), straight = free.pullback(weights);
      const onVolumes = new Float64Array(count), onWalls = new Float64Array(6 * count);
      const onKernels = encodings.map(() => new Float64Array(6));
      weights.forEach((weight, i) => {
        const c = Math.floor(i / E), e = i % E;
        onVolumes[c] -= weight * correction[i] / volumes[c];
        const scale = -FRONT * weight / volumes[c];
        SYMMETRIC_ENTRIES.forEach(([row, column], k) => {
          const places = row === column ? scale : 2 * scale;
          onWalls[6 * c + k] += places * kernels[e][k];
          onKernels[e][k] += places * walls[6 * c + k];
        });
      });
      pullVolumes(points, tets, compartments, onVolumes, out.points);
      for (const [a, b, c] of faces) {
        const s = faceVector(points, a, b, c);
        const onFace = pullFace(tensors, compartmentOf[a], s, onWalls, out.tensors);
        pullFaceVector(points, a, b, c, onFace, out.points);
      }
      straight.tensors.forEach((g, i) => out.tensors[i] += g);
      const { waveforms } = straight;
      encodings.forEach((encoding, e) => pullShortTimeKernel(encoding, onKernels[e], waveforms[e]));
      return { ...out, waveforms };
    };
    return { values: free.values.map((x, i) => x + correction[i]), pullback };
  };
}
