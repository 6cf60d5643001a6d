/**
 * Finite-difference checks of signal models: every array a signal depends on, along random directions.
 *
 * @module
 */
import type { ModelEvaluator, ModelInputs } from "../core/diffusion/problem/mod.ts";
import { randomSource } from "../wasm/testing.ts";

/** A derivative smaller than this part of the signal, for a change of the input by its own size, is zero up to rounding. */
const ROUNDING = 1e-9;

/** The arrays of a model's inputs, or of their cotangents, by name. */
type Arrays = Record<string, Float64Array>;

function arraysOf({ points, coefficients, protocol }: ModelInputs): Arrays {
  const out: Arrays = { points, ...coefficients };
  protocol.encodings.forEach(({ pieces }, e) => {
    out[`durations ${e}`] = Float64Array.from(pieces, ({ duration }) => duration);
    pieces.forEach(({ vectors }, p) => out[`vectors ${e} ${p}`] = vectors);
    out[`amplitudes ${e}`] = protocol.amplitudes[e];
  });
  return out;
}

function withArrays({ protocol }: ModelInputs, arrays: Arrays): ModelInputs {
  const { points, tensors, rates, storedRates, densities, permeabilities, wallRelaxivities } =
    arrays;
  return {
    points,
    coefficients: { tensors, rates, storedRates, densities, permeabilities, wallRelaxivities },
    protocol: {
      shape: protocol.shape,
      amplitudes: protocol.amplitudes.map((_, e) => arrays[`amplitudes ${e}`]),
      encodings: protocol.encodings.map((encoding, e) => ({
        ...encoding,
        pieces: encoding.pieces.map((piece, p) => ({
          ...piece,
          duration: arrays[`durations ${e}`][p],
          vectors: arrays[`vectors ${e} ${p}`],
        })),
      })),
    },
  };
}

/**
 * Compares the pullback of a model with finite differences.
 *
 * @param evaluate The model.
 * @param inputs Where.
 * @param seed Of the random directions and weights.
 * @param only Which arrays are changed; all unless given.
 * @returns For each array the error of the derivative along a random direction, relative to √Σ(gᵢvᵢ)² and the derivative. Left out
 * are arrays by which both vanish to rounding.
 */
export function modelGradientErrors(
  evaluate: ModelEvaluator,
  inputs: ModelInputs,
  seed: number,
  only: (name: string) => boolean = () => true,
): Record<string, number> {
  const random = randomSource(seed),
    { real, imag, pullback } = evaluate(inputs, true, "everything");
  const weights = [real, imag].map((values) => values.map(() => 2 * random() - 1));
  const slopes = pullback(weights[0], weights[1]);
  if (slopes.protocol === undefined) throw new Error("The pullback left the protocol out");
  const { durations, vectors, amplitudes } = slopes.protocol;
  const gradient: Arrays = { points: slopes.points, ...slopes.coefficients };
  durations.forEach((own, e) => gradient[`durations ${e}`] = own);
  vectors.forEach((own, e) => own.forEach((v, p) => gradient[`vectors ${e} ${p}`] = v));
  amplitudes.forEach((own, e) => gradient[`amplitudes ${e}`] = own);
  const arrays = arraysOf(inputs), errors: Record<string, number> = {};
  const loss = (at: Arrays) => {
    const signal = evaluate(withArrays(inputs, at), false, "none");
    const dot = (a: Float64Array, b: Float64Array) => a.reduce((sum, x, i) => sum + x * b[i], 0);
    return dot(signal.real, weights[0]) + dot(signal.imag, weights[1]);
  };
  for (const [name, values] of Object.entries(arrays)) {
    if (values.length === 0 || !only(name)) continue;
    const size = Math.sqrt(values.reduce((sum, x) => sum + x * x, 0) / values.length) || 1;
    const v = values.map(() => size * (2 * random() - 1));
    const at = (h: number) => loss({ ...arrays, [name]: values.map((x, i) => x + h * v[i]) });
    const h = name === "points" ? 3e-4 : 1e-3;
    const slope = (8 * (at(h) - at(-h)) - (at(2 * h) - at(-2 * h))) / (12 * h);
    const parts = gradient[name].map((g, i) => g * v[i]);
    const expected = parts.reduce((sum, x) => sum + x, 0);
    const scale = Math.max(Math.abs(slope), Math.hypot(...parts));
    if (scale > ROUNDING * Math.abs(at(0))) errors[name] = Math.abs(slope - expected) / scale;
  }
  return errors;
}
