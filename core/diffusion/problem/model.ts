/**
 * The one interface behind which every signal model stands: from plain arrays to a signal and its pullback.
 *
 * @module
 */
import type { EncodedCotangent, EncodedProtocol } from "../encoding/mod.ts";

/** The constants of a tissue as plain arrays; C compartments, F permeable faces, G wall faces of a `TissueMesh`. */
export interface TissueCoefficients {
  /** Diffusion tensors xx, xy, xz, yy, yz, zz, µm²/ms, [6 × C]. */
  readonly tensors: Float64Array;
  /** Transverse relaxation rates 1/T2, 1/ms, [C]. */
  readonly rates: Float64Array;
  /** Longitudinal relaxation rates 1/T1, 1/ms, [C]: felt while magnetisation is stored. */
  readonly storedRates: Float64Array;
  /** Spin densities ρ > 0, [C]. */
  readonly densities: Float64Array;
  /** Permeability κ of each permeable face, µm/ms, [F]. */
  readonly permeabilities: Float64Array;
  /** Relaxivity κ_w of each face of the outer wall, µm/ms, [G]; empty where the wall does not relax. */
  readonly wallRelaxivities: Float64Array;
}

/** Everything a signal depends on. */
export interface ModelInputs {
  /** Node positions of the `TissueMesh`, [3 × nodes], µm. */
  readonly points: Float64Array;
  readonly coefficients: TissueCoefficients;
  readonly protocol: EncodedProtocol;
}

/** ∂L in terms of everything a signal depends on; arrays as in {@linkcode ModelInputs}. */
export interface ModelCotangent {
  readonly points: Float64Array;
  readonly coefficients: TissueCoefficients;
  readonly protocol: EncodedCotangent;
}

/** A signal and its pullback. */
export interface ModelEvaluation {
  /** Re S, [measurements], µm³ × spin density. */
  readonly real: Float64Array;
  /** Im S, [measurements]. */
  readonly imag: Float64Array;
  /** From ∂L/∂Re S and ∂L/∂Im S to ∂L/∂inputs. */
  readonly pullback: (real: Float64Array, imag: Float64Array) => ModelCotangent;
}

/** A model made ready for one tissue mesh. `differentiating` tells whether the pullback may be called. */
export type ModelEvaluator = (inputs: ModelInputs, differentiating: boolean) => ModelEvaluation;
