/**
 * The apparent diffusion coefficient of each compartment under each waveform of a protocol, x/∫|F|² of an exponent model.
 *
 * @module
 */
import { type Encoding, isFree } from "../encoding/mod.ts";
import { InputError } from "../../input_error.ts";
import { squaredIntegral } from "../waveform/mod.ts";
import type { AdcEvaluator } from "./adc_function.ts";
import { addWaveforms, type ExponentModel, type Exponents } from "./exponents.ts";

/** Refuses waveforms without a gradient. */
function checkGradients(encodings: readonly Encoding[]): void {
  const e = encodings.findIndex(({ pieces }) => pieces.every(isFree));
  if (e < 0) return;
  throw new InputError(`Waveform ${e} has no gradient: it measures no diffusion coefficient`);
}

/** ADCs as plain numbers, [C × E], with their pullback; 0 for a waveform without a gradient. */
export function normalisedExponents(
  model: ExponentModel,
  points: Float64Array,
  tensors: Float64Array,
  encodings: readonly Encoding[],
  differentiating: boolean,
): Exponents {
  const integrals = encodings.map((encoding) => {
    const integral = squaredIntegral(encoding);
    return { ...integral, value: integral.value || 1 };
  });
  const exponents = model(points, tensors, encodings, differentiating), E = encodings.length;
  const values = exponents.values.map((x, i) => x / integrals[i % E].value);
  return {
    values,
    pullback: (weights) => {
      const out = exponents.pullback(weights.map((w, i) => w / integrals[i % E].value));
      const onIntegrals = new Float64Array(E);
      weights.forEach((w, i) => onIntegrals[i % E] -= w * values[i] / integrals[i % E].value);
      onIntegrals.forEach((w, e) => addWaveforms([integrals[e]], [out.waveforms[e]], w));
      return out;
    },
  };
}

/**
 * The evaluator of the ADCs of an exponent model.
 *
 * @param model The model.
 * @returns ADCs of shape [compartments, sequences, directions].
 */
export function directionalAdc(model: ExponentModel): AdcEvaluator {
  return (points, tensors, { encodings, shape }, differentiating) => {
    checkGradients(encodings);
    const adc = normalisedExponents(model, points, tensors, encodings, differentiating);
    return {
      value: { shape: [tensors.length / 6, ...shape.slice(0, -1)], data: adc.values },
      pullback: adc.pullback,
    };
  };
}
