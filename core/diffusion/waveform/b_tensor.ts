/**
 * The b-tensor of a waveform, B = ∫ q qᵀ dt with q the integral of the gradient, and its shape (Westin et al., NeuroImage 135,
 * 2016; Eriksson et al., J. Chem. Phys. 142, 2015).
 *
 * @module
 */
import { denseSymmetricEigen } from "../../linalg/dense/mod.ts";
import type { Encoding } from "../encoding/mod.ts";
import { squaredIntegralTensor } from "./squared_integral.ts";
import { bValueUnit } from "./units.ts";

/** How strongly, along which axes and how evenly a waveform encodes diffusion. */
export interface BTensor {
  /** The tensor, s/mm², [3 × 3], symmetric. */
  readonly tensor: Float64Array;
  /** Its trace: the b-value, s/mm². */
  readonly bValue: number;
  /**
   * b_Δ = (b_∥ − b_⊥)/b with b_∥ the eigenvalue farthest from the mean: 1 linear, 0 spherical, −½ planar; 0 where the tensor is
   * zero.
   */
  readonly shape: number;
  /** b_η = (3/2)(b_yy − b_xx)/(b b_Δ) ≥ 0, how far the tensor is from axial symmetry; 0 where b_Δ is. */
  readonly asymmetry: number;
}

/** Eigenvalues that differ from the mean by less of it differ by rounding. */
const ROUNDING = 1e-14;

/** Entries below this part of the trace have no influence on an eigenvalue. */
const VANISHING = 1e-100;

/**
 * The b-tensor of a waveform at an amplitude.
 *
 * @param encoding The waveform.
 * @param amplitude The amplitude q = γ g, rad/(µm ms); 1 unless given.
 * @returns The tensor, its trace and its shape.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals, assertEquals } from "@std/assert";
 * import { bTensor, encodeProtocol, pgse } from "@torrey/torrey";
 *
 * const protocol = pgse({ delta: 10, Delta: 20, bValues: [1000], directions: [[0, 0, 1]] });
 * const { encodings, amplitudes } = encodeProtocol(protocol);
 * const { tensor, bValue, shape } = bTensor(encodings[0], amplitudes[0][0]);
 * assertAlmostEquals(bValue, 1000, 1e-9);
 * assertAlmostEquals(tensor[8], 1000, 1e-9);
 * assertEquals(shape, 1); // linear
 * ```
 */
export function bTensor(encoding: Encoding, amplitude = 1): BTensor {
  const scale = amplitude * amplitude / bValueUnit;
  const tensor = squaredIntegralTensor(encoding).map((x) => scale * x);
  const bValue = tensor[0] + tensor[4] + tensor[8], mean = bValue / 3;
  // Entries whose squares underflow are nothing beside the trace, but would spoil the reflections of the eigensolver.
  const entries = tensor.map((x) => Math.abs(x) <= VANISHING * bValue ? 0 : x);
  const { values } = denseSymmetricEigen(entries, 3);
  const [low, middle, high] = values.map((x) =>
    Math.abs(x - mean) <= ROUNDING * mean ? 0 : x - mean
  );
  const [parallel, across] = high >= -low ? [high, middle - low] : [low, high - middle];
  const shape = bValue === 0 ? 0 : 3 / 2 * parallel / bValue;
  const asymmetry = shape === 0 ? 0 : Math.abs(3 / 2 * across / (bValue * shape));
  return { tensor, bValue, shape, asymmetry };
}
