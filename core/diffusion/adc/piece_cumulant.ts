/**
 * The second cumulant of the phase in a connected closed piece: the coefficient of q² in −ln S, times the volume.
 *
 * κ = Σ_n a_nᵀ Ψ(λ_n) a_n with a = VᵀMx, VᵀKV = Λ in P1 finite elements. For a waveform that refocuses κ/(|Ω| ∫|F|²) is the
 * homogenised ADC (Haddar, Li and Schiavi, Math. Meth. Appl. Sci. 2016) and, on eigenmodes, the matrix-formalism ADC (Li et al.,
 * NeuroImage 222, 2020): one and the same sum.
 *
 * @module
 */
import { echoTimeOf, type Encoding, isFree } from "../encoding/mod.ts";
import { type P1Coefficients, type P1Space, p1Space } from "../../fem/mod.ts";
import { analyse, choleskyFactor, denseProduct } from "../../linalg/mod.ts";
import type { TetMesh } from "../../mesh/mod.ts";
import { spectralShift, type SpectralSolver, spectralSolver } from "../../spectral/mod.ts";
import { dividedKernel } from "./divided_kernel.ts";
import { krylovBasis, type PhaseBasis } from "./krylov_basis.ts";
import { modeBasis } from "./mode_basis.ts";
import { pullToMesh, type ReducedPhaseCotangent } from "./mesh_pullback.ts";
import { addCotangent, dot3, times } from "./symmetric.ts";
import {
  timeKernel,
  timeKernelPullback,
  type WaveformCotangent,
  waveformCotangent,
} from "./time_kernel.ts";

/** ∂L in terms of a piece and the waveforms. */
export interface PieceCotangent {
  /** ∂L/∂points, [3 × nodes]. */
  readonly points: Float64Array;
  /** ∂L/∂(xx, xy, xz, yy, yz, zz), where xy counts both D_xy and D_yx, [6]. */
  readonly tensor: Float64Array;
  /** One per waveform. */
  readonly waveforms: readonly WaveformCotangent[];
}

/** The cumulants of a piece under some waveforms. */
export interface PieceCumulants {
  /** κ of each waveform of unit amplitude, µm⁵ ms²: −ln(S/S0) = q² κ/|Ω|. */
  readonly values: Float64Array;
  /** ∂L/∂κ to ∂L/∂inputs. */
  readonly pullback: (weights: Float64Array) => PieceCotangent;
}

/** Computes the cumulants at other points and tensors. */
export type PieceCumulantFunction = (
  points: Float64Array,
  tensor: Float64Array,
  encodings: readonly Encoding[],
  differentiating: boolean,
) => PieceCumulants;

/** Columns of the space's blocks: products are made this many at a time. */
const COLUMNS = 32;
/** How far the poles reach above the frequency of the shortest piece: to what its edges excite. */
const REACH = 40;
/** Pieces of waveforms on which the convergence of the space is seen, and waveforms at least and at most, sampled evenly. */
const PROBED_PIECES = 4000, LEAST_PROBES = 3, MOST_PROBES = 24;

/** The coefficients of a closed piece: neither relaxation nor density matters to the phase. */
function closed(tensor: Float64Array): P1Coefficients {
  const none = new Float64Array(0);
  return { elements: Float64Array.of(...tensor, 0, 1), interfaces: none, walls: none };
}

/** Lowest and highest frequency of some waveforms: 1/TE, and that of the shortest piece or of a period. */
function frequencies(encodings: readonly Encoding[]): [number, number] {
  let low = Infinity, high = 0;
  for (const encoding of encodings) {
    low = Math.min(low, 1 / echoTimeOf(encoding));
    for (const piece of encoding.pieces) {
      if (isFree(piece) || piece.duration === 0) continue;
      const { duration, profile } = piece;
      const periods = "periods" in profile ? Math.max(1, Math.abs(profile.periods)) : 1;
      high = Math.max(high, REACH * periods / duration);
    }
  }
  return high > 0 && Number.isFinite(low) ? [low, Math.max(high, 2 * low)] : [0.01, 1];
}

/** κ = Σ_n a_nᵀ Ψ(λ_n) a_n. */
function cumulant({ rates, moments }: PhaseBasis, psi: Float64Array): number {
  let sum = 0;
  rates.forEach((_, n) => {
    const a = moments.subarray(3 * n, 3 * n + 3);
    sum += dot3(a, times(psi, 6 * n, a));
  });
  return sum;
}

/** Coordinates about the centre of mass, which drops out: Σ_b ∫φ_aφ_b are the weights of the nodes. */
function centred(space: P1Space, points: Float64Array): Float64Array[] {
  const [one, weight] = space.blocks, { nodes } = space;
  one.fill(1, 0, nodes);
  space.apply(space.matrices.mass, one, 1, weight);
  let volume = 0;
  const centre = [0, 0, 0];
  for (let i = 0; i < nodes; i++) {
    volume += weight[i];
    for (let k = 0; k < 3; k++) centre[k] += weight[i] * points[3 * i + k];
  }
  return centre.map((sum, k) =>
    Float64Array.from({ length: nodes }, (_, i) => points[3 * i + k] - sum / volume)
  );
}

/**
 * Prepares a connected piece.
 *
 * @param mesh The piece; its compartment ids do not matter.
 * @param modes Number of eigenmodes; left out, a space without truncation error is made for the waveforms.
 * @returns Computes its cumulants.
 */
export function pieceCumulants(mesh: TetMesh, modes?: number): PieceCumulantFunction {
  const single = { ...mesh, compartments: new Int32Array(mesh.compartments.length) };
  const nodes = mesh.points.shape[0], count = modes && Math.min(modes, nodes);
  const space = p1Space(single, { columns: Math.max(COLUMNS, count ?? 0) });
  const factor = count ? undefined : choleskyFactor(analyse(space.pattern));
  let solver: SpectralSolver | undefined;

  const basisFor = (
    x: readonly Float64Array[],
    encodings: readonly Encoding[],
    differentiating: boolean,
  ): PhaseBasis => {
    if (factor === undefined) {
      solver ??= spectralSolver(space, count ?? nodes, spectralShift(space));
      return modeBasis(space, solver, x, differentiating);
    }
    const longest = encodings.reduce((most, { pieces }) => Math.max(most, pieces.length), 1);
    const wanted = Math.max(LEAST_PROBES, Math.min(MOST_PROBES, PROBED_PIECES / longest));
    const stride = Math.max(1, Math.ceil(encodings.length / wanted));
    const probes = encodings.filter((_, e) => e % stride === 0);
    const evaluate = (basis: PhaseBasis) =>
      Float64Array.from(probes, (probe) => cumulant(basis, timeKernel(probe, basis.rates).values));
    return krylovBasis(space, factor, x, frequencies(encodings), evaluate, differentiating ? 4 : 2);
  };

  return (points, tensor, encodings, differentiating) => {
    space.assemble(points, closed(tensor));
    const x = centred(space, points), basis = basisFor(x, encodings, differentiating);
    const { rates, moments } = basis, m = rates.length;
    const kernels = encodings.map((encoding) => timeKernel(encoding, rates));
    const values = Float64Array.from(kernels, (kernel) => cumulant(basis, kernel.values));

    const pullback = (weights: Float64Array): PieceCotangent => {
      const sum = (at: (e: number) => Float64Array, length: number) => {
        const total = new Float64Array(length);
        encodings.forEach((_, e) => at(e).forEach((v, i) => total[i] += weights[e] * v));
        return total;
      };
      const psi = {
        values: sum((e) => kernels[e].values, 6 * m),
        slopes: sum((e) => kernels[e].slopes, 6 * m),
      };
      const scale = 1 / Math.max(...encodings.map(echoTimeOf));
      const divided = dividedKernel(
        (at) => {
          const all = encodings.map((encoding) => timeKernel(encoding, at));
          const slopes = sum((e) => all[e].slopes, 6 * at.length);
          return { values: new Float64Array(6 * at.length), slopes };
        },
        rates,
        psi,
        scale,
      );
      const { stiffness, mass, start } = reducedCotangents(basis, psi.values, divided);
      space.assemble(points, closed(tensor));
      const gradient = pullToMesh(space, basis, x, { stiffness, mass, start });
      const waveforms = encodings.map((encoding, e) => {
        const out = waveformCotangent(encoding), onKernel = new Float64Array(6 * m);
        rates.forEach((_, n) => {
          const a = moments.subarray(3 * n, 3 * n + 3);
          addCotangent(onKernel, 6 * n, a, a, weights[e]);
        });
        if (weights[e] !== 0) timeKernelPullback(encoding, rates, onKernel, out);
        return out;
      });
      return { points: gradient.points, tensor: gradient.elements.slice(0, 6), waveforms };
    };
    return { values, pullback };
  };
}

/** With E = dVᵀMV the basis V(1 − E/2) is orthonormal again: stiffness and moments turn with it. */
function reducedCotangents(
  { rates, moments }: PhaseBasis,
  psi: Float64Array,
  divided: Float64Array,
): ReducedPhaseCotangent {
  const m = rates.length, a = (n: number) => moments.subarray(3 * n, 3 * n + 3);
  const start = new Float64Array(3 * m);
  for (let n = 0; n < m; n++) start.set(times(psi, 6 * n, a(n)).map((v) => 2 * v), 3 * n);
  const stiffness = new Float64Array(m * m);
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < m; j++) {
      stiffness[i * m + j] = dot3(a(i), times(divided, 6 * (i * m + j), a(j)));
    }
  }
  const overlap = denseProduct(start, moments, m, 3, m, { transB: true });
  const mass = stiffness.map((c, e) => {
    const i = Math.floor(e / m), j = e % m;
    return -(rates[i] + rates[j]) * c / 2 - (overlap[i * m + j] + overlap[j * m + i]) / 4;
  });
  return { stiffness, mass, start };
}
