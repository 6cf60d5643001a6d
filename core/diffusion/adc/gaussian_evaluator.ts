/**
 * The signal of compartments that do not exchange and whose phase is Gaussian, as a model.
 *
 * S = w Σ_c ρ_c |Ω_c| e^{−t_c} e^{−q² x_c} with t_c = TE/T2 (1/T1 while the magnetisation is stored), x_c an exponent model's.
 *
 * @module
 */
import { echoTimeOf, type Encoding } from "../encoding/mod.ts";
import type { ModelEvaluator } from "../problem/mod.ts";
import type { TissueMesh } from "../tissue/mod.ts";
import type { ExponentModel } from "./exponents.ts";
import { compartmentVolumes, pullVolumes } from "./measures.ts";

/** How long the magnetisation is stored, ms. */
function storedTime({ pieces }: Encoding): number {
  return pieces.reduce((sum, { duration, stored }) => sum + (stored ? duration : 0), 0);
}

/**
 * Makes the model of a tissue.
 *
 * @param tissue The tissue's mesh.
 * @param model Its exponents.
 * @returns The model: real signals; walls neither relax nor let pass.
 */
export function gaussianEvaluator({ mesh }: TissueMesh, model: ExponentModel): ModelEvaluator {
  const { tets, compartments } = mesh;
  return ({ points, coefficients, protocol }, differentiating) => {
    const { rates, storedRates, densities } = coefficients, { encodings, amplitudes } = protocol;
    const count = densities.length, E = encodings.length;
    const volumes = compartmentVolumes(points, tets, compartments, count);
    const exponents = model(points, coefficients.tensors, encodings, differentiating);
    const stored = encodings.map(storedTime);
    const transverse = encodings.map((encoding, e) => echoTimeOf(encoding) - stored[e]);
    /** The part of compartment c in the signal of waveform e, without diffusion. */
    const amplitude = (c: number, e: number) =>
      (encodings[e].weight ?? 1) * densities[c] * volumes[c] *
      Math.exp(-rates[c] * transverse[e] - storedRates[c] * stored[e]);
    const signals = amplitudes.flatMap((list, e) =>
      Array.from(list, (q) => {
        let sum = 0;
        for (let c = 0; c < count; c++) {
          sum += amplitude(c, e) * Math.exp(-q * q * exponents.values[c * E + e]);
        }
        return sum;
      })
    );
    const real = Float64Array.from(signals);
    return {
      real,
      imag: new Float64Array(real.length),
      pullback: (weights) => {
        const zeros = (values: Float64Array) => new Float64Array(values.length);
        const onRates = zeros(rates), onStored = zeros(rates), onDensities = zeros(rates);
        const onVolumes = zeros(volumes), onExponents = zeros(exponents.values);
        const onAmplitudes = amplitudes.map(zeros), onTimes = encodings.map(() => [0, 0]);
        let m = 0;
        amplitudes.forEach((list, e) =>
          list.forEach((q, a) => {
            const weight = weights[m++];
            for (let c = 0; c < count; c++) {
              const x = exponents.values[c * E + e];
              const part = weight * amplitude(c, e) * Math.exp(-q * q * x);
              onExponents[c * E + e] -= q * q * part;
              onAmplitudes[e][a] -= 2 * q * x * part;
              onRates[c] -= transverse[e] * part;
              onStored[c] -= stored[e] * part;
              onTimes[e][0] -= rates[c] * part;
              onTimes[e][1] -= storedRates[c] * part;
              onDensities[c] += part / densities[c];
              onVolumes[c] += part / volumes[c];
            }
          })
        );
        const gradient = exponents.pullback(onExponents);
        pullVolumes(points, tets, compartments, onVolumes, gradient.points);
        return {
          points: gradient.points,
          coefficients: {
            tensors: gradient.tensors,
            rates: onRates,
            storedRates: onStored,
            densities: onDensities,
            permeabilities: zeros(coefficients.permeabilities),
            wallRelaxivities: zeros(coefficients.wallRelaxivities),
          },
          protocol: {
            durations: encodings.map(({ pieces }, e) =>
              gradient.waveforms[e].durations.map((slope, p) =>
                slope + onTimes[e][pieces[p].stored ? 1 : 0]
              )
            ),
            vectors: gradient.waveforms.map(({ vectors }) => vectors),
            amplitudes: onAmplitudes,
          },
        };
      },
    };
  };
}
