/**
 * The Kärger model of a tissue on its mesh: compartments within which the phase is Gaussian exchange through their walls.
 *
 * @module
 */
import {
  addWaveforms,
  compartmentVolumes,
  type ExponentModel,
  normalisedExponents,
  pullVolumes,
} from "../adc/mod.ts";
import { emptyTissueGradient, type ModelEvaluator } from "../problem/mod.ts";
import type { TissueMesh } from "../tissue/mod.ts";
import { exchangeMatrix } from "./exchange_matrix.ts";
import { exchangeSignals } from "./exchange_signal.ts";

/** d I of each compartment as six entries. */
function isotropic(values: Float64Array): Float64Array {
  return Float64Array.from([...values].flatMap((d) => [d, 0, 0, d, 0, d]));
}

/**
 * Makes the model.
 *
 * @param tissue The tissue's mesh.
 * @param apparent Gives the apparent diffusivities within the compartments; their own diffusion tensors unless given.
 * @returns The model: real signals.
 */
export function kargerEvaluator(tissue: TissueMesh, apparent?: ExponentModel): ModelEvaluator {
  const { tets, compartments } = tissue.mesh;
  return ({ points, coefficients, protocol }, differentiating) => {
    const { tensors, rates, storedRates, densities } = coefficients, C = densities.length;
    const { encodings } = protocol, E = encodings.length;
    const volumes = compartmentVolumes(points, tets, compartments, C);
    const walls = exchangeMatrix(tissue, points, coefficients, volumes);
    const adc = apparent &&
      normalisedExponents(apparent, points, tensors, encodings, differentiating);
    const signals = exchangeSignals({
      exchange: walls.exchange,
      rates: rates.map((rate, c) => rate + walls.losses[c]),
      storedRates: storedRates.map((rate, c) => rate + walls.losses[c]),
      start: volumes.map((volume, c) => densities[c] * volume),
      tensors: encodings.map((_, e) =>
        adc ? isotropic(volumes.map((_, c) => adc.values[c * E + e])) : tensors
      ),
    }, protocol);
    return {
      real: signals.values,
      imag: new Float64Array(signals.values.length),
      pullback: (weights) => {
        const slopes = signals.pullback(weights);
        const out = {
          points: new Float64Array(points.length),
          coefficients: emptyTissueGradient(coefficients),
        };
        const to = out.coefficients;
        to.rates.set(slopes.rates);
        to.storedRates.set(slopes.storedRates);
        to.densities.set(slopes.start.map((slope, c) => slope * volumes[c]));
        const onVolumes = slopes.start.map((slope, c) => slope * densities[c]);
        const onLosses = slopes.rates.map((slope, c) => slope + slopes.storedRates[c]);
        walls.pullback(slopes.exchange, onLosses, out, onVolumes);
        pullVolumes(points, tets, compartments, onVolumes, out.points);
        if (adc === undefined) {
          for (const own of slopes.tensors) own.forEach((slope, i) => to.tensors[i] += slope);
        } else {
          const onAdc = adc.values.map((_, i) => {
            const own = slopes.tensors[i % E], at = 6 * Math.floor(i / E);
            return own[at] + own[at + 3] + own[at + 5];
          });
          const { points: onPoints, tensors: onTensors, waveforms } = adc.pullback(onAdc);
          onPoints.forEach((slope, i) => out.points[i] += slope);
          onTensors.forEach((slope, i) => to.tensors[i] += slope);
          const { durations, vectors } = slopes.protocol;
          addWaveforms(
            waveforms,
            durations.map((own, e) => ({ durations: own, vectors: vectors[e] })),
          );
        }
        return { ...out, protocol: slopes.protocol };
      },
    };
  };
}
