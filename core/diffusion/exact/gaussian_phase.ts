/**
 * The Gaussian phase approximation of slab, cylinder and sphere for any waveform,
 * −ln S/S0 = Σ_k B_k ∫∫_{s<t} q(t)·q(s) e^{−λ_k(t−s)} ds dt (Murday & Cotts 1968; Neuman 1974; Stepišnik, Physica B 183, 343, 1993).
 *
 * @module
 */
import { InputError } from "../../input_error.ts";
import { timeKernel, timeKernelPullback, waveformCotangent } from "../adc/mod.ts";
import type { EncodedProtocol, Encoding } from "../encoding/mod.ts";
import type { Protocol } from "../protocol/mod.ts";
import type { Compartment } from "../tissue/mod.ts";
import type { BodySignal } from "./body_signal.ts";
import { freeDecay } from "./free_decay.ts";
import { layeredConstants } from "./layered_constants.ts";
import {
  type BodyFormula,
  layeredFunction,
  type LayeredSignalFunction,
} from "./layered_function.ts";
import { addParameters, zeroParameters } from "./layer_parameters.ts";
import { phaseModes } from "./phase_modes.ts";
import { addCotangent, type Section, zeroCotangent } from "./section.ts";
import { labFrame, timelineOf } from "./timeline.ts";
import { type ExactShape, layersOf } from "./shapes.ts";

/** Diagonal entries of a symmetric tensor xx, xy, xz, yy, yz, zz along the axes a section confines. */
const CONFINED = [[5], [0, 3], [0, 3, 5]];
/** Axes a section leaves free. */
const FREE = [[0, 1], [2], []];

/** −ln S/S0 of the confined axes for unit amplitude, and its derivatives. */
interface Exponent {
  readonly value: number;
  readonly bySize: number;
  readonly byDiffusivity: number;
  readonly rates: Float64Array;
  /** ∂/∂Ψ of each rate, [6 × rates]. */
  readonly weights: Float64Array;
}

/** Distance of the walls: the width, or the radius. */
function sizeOf({ parameters: { edges } }: Section): number {
  return edges[1] - edges[0];
}

function exponentOf(section: Section, encoding: Encoding): Exponent {
  const size = sizeOf(section), [D] = section.parameters.diffusivities;
  const { roots, weights: unit } = phaseModes(section.dimension);
  const rates = roots.map((root) => D * (root / size) ** 2);
  const kernel = timeKernel(encoding, rates);
  const weights = new Float64Array(6 * rates.length);
  let value = 0, turn = 0;
  rates.forEach((rate, k) => {
    for (const entry of CONFINED[section.dimension - 1]) {
      weights[6 * k + entry] = unit[k] * size * size;
      value += unit[k] * size * size * kernel.values[6 * k + entry];
      // λ dΨ/dλ: λ goes with D and with 1/R².
      turn += unit[k] * size * size * rate * kernel.slopes[6 * k + entry];
    }
  });
  return { value, bySize: (2 * value - 2 * turn) / size, byDiffusivity: turn / D, rates, weights };
}

/** ln(S/S0) of one encoding and amplitude is the sum of these over the sections, and its derivative is simple. */
const evaluate: BodyFormula = (body, protocol): BodySignal => {
  if (body.sections.some(({ parameters }) => parameters.wallRelaxivity[0] !== 0)) {
    throw new InputError(
      "'wallRelaxivity' is not 0 but the Gaussian phase formula takes no relaxation at the wall: use 'layeredSignal'",
    );
  }
  const exponents = protocol.encodings.map((encoding) =>
    body.sections.map((section) => exponentOf(section, encoding))
  );
  const decaysOf = (encoding: Encoding, q: number) => {
    const timeline = timelineOf(encoding, q, labFrame);
    return body.sections.map(({ parameters, dimension, free }) => ({
      timeline,
      decay: freeDecay(parameters, timeline, free ? FREE[dimension - 1] : []),
      duration: timeline.reduce((sum, { duration }) => sum + duration, 0),
    }));
  };
  const signals: number[] = [];
  protocol.encodings.forEach((encoding, e) => {
    for (const q of protocol.amplitudes[e]) {
      let signal = encoding.weight ?? 1;
      decaysOf(encoding, q).forEach(({ decay, duration }, s) => {
        signal *= decay.value * Math.exp(
          -q * q * exponents[e][s].value - duration * body.sections[s].parameters.rates[0],
        );
      });
      signals.push(signal);
    }
  });
  const real = Float64Array.from(signals);
  const pullback: BodySignal["pullback"] = (weights) => {
    const sums = body.sections.map(({ parameters }) => zeroParameters(parameters));
    let at = 0;
    const slopes = protocol.encodings.map((encoding, e) => {
      const amplitudes = new Float64Array(protocol.amplitudes[e].length);
      const onWaveform = waveformCotangent(encoding);
      protocol.amplitudes[e].forEach((q, a) => {
        const scale = weights[at] * real[at];
        at++;
        if (scale === 0) return;
        decaysOf(encoding, q).forEach(({ timeline, decay, duration }, s) => {
          const { parameters, dimension } = body.sections[s];
          const exponent = exponents[e][s];
          const sum = zeroCotangent(parameters, timeline);
          addCotangent(sum, decay.slope(), scale / decay.value);
          sum.parameters.rates[0] -= scale * duration;
          sum.timeline.durations.forEach((_, p) =>
            sum.timeline.durations[p] -= scale * parameters.rates[0]
          );
          const bySize = -scale * q * q * exponent.bySize;
          sum.parameters.edges[1] += bySize;
          if (dimension === 1) sum.parameters.edges[0] -= bySize;
          sum.parameters.diffusivities[0] -= scale * q * q * exponent.byDiffusivity;
          amplitudes[a] -= 2 * scale * q * exponent.value;
          addParameters(sums[s], sum.parameters, 1);
          timeKernelPullback(
            encoding,
            exponent.rates,
            exponent.weights.map((x) => -scale * q * q * x),
            onWaveform,
          );
          sum.timeline.durations.forEach((x, p) => onWaveform.durations[p] += x);
          sum.timeline.vectors.forEach((slope, p) =>
            slope.forEach((x, k) => {
              onWaveform.vectors[p][k] += q * x;
              amplitudes[a] += encoding.pieces[p].vectors[k] * x;
            })
          );
        });
      });
      return { ...onWaveform, amplitudes };
    });
    return {
      sections: sums,
      protocol: {
        durations: slopes.map(({ durations }) => durations),
        vectors: slopes.map(({ vectors }) => vectors),
        amplitudes: slopes.map(({ amplitudes }) => amplitudes),
      },
    };
  };
  return { real, imag: new Float64Array(real.length), pullback };
};

/**
 * The signal of slab, cylinder or sphere as if the phase that spins gather were Gaussian.
 *
 * Exact to second order in the gradient, and in the limits of free and of fast confined diffusion; at high b-values it is not a
 * truth (0.293 against 0.263 for the sphere of radius 5 µm at 10 000 s/mm²): for that there is {@linkcode exactSignal}. Of a waveform
 * that does not refocus it gives the magnitude, about the middle of the shape.
 *
 * @param shape The slab, the cylinder (both about z) or the sphere, µm.
 * @param tissue Diffusivity, µm²/ms, or constants of the tissue.
 * @param protocol The measurements: of any sequence.
 * @returns The function from inputs to S/S0, of the protocol's shape, real; `widths` or `radii` take a number.
 * @throws {InputError} If a length or a constant is impossible.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { gaussianPhaseSignal, pgse } from "@torrey/torrey";
 *
 * const protocol = pgse({ delta: 10, Delta: 20, bValues: [10_000], directions: [[1, 0, 0]] });
 * const { real } = gaussianPhaseSignal({ kind: "sphere", radius: 5 }, 2, protocol)();
 * assertAlmostEquals(real.data[0], 0.293, 1e-3);
 * ```
 */
export function gaussianPhaseSignal(
  shape: ExactShape,
  tissue: number | Compartment,
  protocol: Protocol | EncodedProtocol,
): LayeredSignalFunction {
  const compartment = typeof tissue === "number" ? { diffusivity: tissue } : tissue;
  const constants = layeredConstants(layersOf(shape), compartment);
  return layeredFunction("gaussianPhaseSignal", constants, protocol, evaluate);
}
