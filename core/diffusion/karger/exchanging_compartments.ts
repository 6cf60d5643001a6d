/**
 * The Kärger model of compartments given by numbers alone: fractions, diffusivities and rates of exchange.
 *
 * @module
 */
import {
  type ComplexTensor,
  type CotangentOf,
  customVjp,
  type Tensor,
  toTensor,
  type Value,
} from "../../autodiff/mod.ts";
import { InputError } from "../../input_error.ts";
import {
  hasProtocolValues,
  protocolInputs,
  protocolValueCotangent,
  type ProtocolValues,
} from "../problem/mod.ts";
import { encodeProtocol, type Protocol, protocolCotangent } from "../protocol/mod.ts";
import { exchangeSignals } from "./exchange_signal.ts";

/** Compartments that exchange; N of them. */
export interface ExchangingCompartments {
  /** Magnetisation of each at the start, shape [N]; fractions where it sums to 1. */
  readonly fractions: Value;
  /** Diffusivities, shape [N], or tensors, shape [N, 3, 3], µm²/ms; of a tensor the symmetric part counts. 0 is allowed. */
  readonly diffusivity: Value;
  /** Rate k_ij at which spins of compartment i (row) pass to j (column), 1/ms, shape [N, N]; the diagonal does not count. */
  readonly exchangeRates: Value;
  /** Transverse relaxation times, ms, shape [N]; `Infinity` by default. */
  readonly T2?: Value;
}

/** What replaces the compartments' numbers and the protocol's, plain or traced. */
export interface ExchangeSignalInputs extends Partial<ExchangingCompartments>, ProtocolValues {}

/** From inputs to the signal, of the protocol's shape; what is left out is as given at the start. */
export type ExchangeSignalFunction = (inputs?: ExchangeSignalInputs) => ComplexTensor;

function listOf(value: Value, shape: readonly number[], name: string): Float64Array {
  const tensor = toTensor(value);
  if (tensor.shape.join() === shape.join()) return tensor.data;
  throw new InputError(
    `'${name}' has shape [${tensor.shape.join(", ")}] but must have [${shape.join(", ")}]`,
  );
}

function checked(values: Float64Array, name: string, unit: string, positive = false): Float64Array {
  const bad = values.findIndex((x) => positive ? !(x > 0) : !(x >= 0 && x < Infinity));
  if (bad < 0) return values;
  throw new InputError(
    `'${name}[${bad}]' is ${values[bad]}${unit} but must ${
      positive ? "be positive" : "not be negative"
    }`,
  );
}

/** Places in a 3×3 tensor of the entries xx, xy, xz, yy, yz, zz and of their mirror images. */
const PLACES = [[0, 0], [1, 3], [2, 6], [4, 4], [5, 7], [8, 8]] as const;

function tensorsOf(diffusivity: Value, count: number): Float64Array {
  const { shape, data } = toTensor(diffusivity);
  if (shape.length === 1 && shape[0] === count) {
    return Float64Array.from(
      [...checked(data, "diffusivity", " µm²/ms")].flatMap((d) => [d, 0, 0, d, 0, d]),
    );
  }
  const all = listOf(diffusivity, [count, 3, 3], "diffusivity");
  return Float64Array.from({ length: 6 * count }, (_, i) => {
    const [a, b] = PLACES[i % 6], at = 9 * Math.floor(i / 6);
    return (all[at + a] + all[at + b]) / 2;
  });
}

function diffusivityCotangent(diffusivity: Value, slopes: Float64Array): Tensor {
  const { shape, data } = toTensor(diffusivity), out = new Float64Array(data.length);
  slopes.forEach((slope, i) => {
    const c = Math.floor(i / 6), [a, b] = PLACES[i % 6];
    if (shape.length === 1) out[c] += a === b ? slope : 0;
    else {
      out[9 * c + a] += slope / 2;
      out[9 * c + b] += slope / 2;
    }
  });
  return { shape, data: out };
}

/** A of the rates: A_ji = k_ij, columns that sum to 0. */
function flows(rates: Float64Array, count: number): Float64Array {
  const out = new Float64Array(count * count);
  for (let i = 0; i < count; i++) {
    for (let j = 0; j < count; j++) {
      if (i === j) continue;
      out[j * count + i] += rates[i * count + j];
      out[i * count + i] -= rates[i * count + j];
    }
  }
  return out;
}

/**
 * Makes the function from inputs to the Kärger signal of compartments given by numbers,
 * S' = (A − q² diag(F(t)ᵀD_iF(t)) − diag(1/T2_i)) S, A_ji = k_ij (Kärger, Pfeifer and Heink, Adv. Magn. Reson. 12, 1988).
 *
 * In equilibrium f_i k_ij = f_j k_ji: the fractions stay as they are without gradients. The equations are integrated to about 1e-12
 * whatever the waveform; the closed form for narrow pulses is their limit.
 *
 * @param compartments The compartments.
 * @param protocol The measurements.
 * @returns The function.
 * @throws {InputError} If a shape does not fit, or a number is negative.
 *
 * @example Two compartments that exchange: the fast one drains the slow one
 * ```ts
 * import { assertAlmostEquals, assertLess } from "@std/assert";
 * import { fromArray, kargerCompartments, pgse, tensor } from "@torrey/torrey";
 *
 * const protocol = pgse({ delta: 2, Delta: 30, bValues: [0, 4000], directions: [[1, 0, 0]] });
 * const simulate = kargerCompartments({
 *   fractions: tensor([0.3, 0.7]),
 *   diffusivity: tensor([0.1, 2]),
 *   exchangeRates: fromArray([[0, 0.07], [0.03, 0]]), // 1/ms
 * }, protocol);
 * const [S0, S] = simulate().real.data;
 * assertAlmostEquals(S0, 1, 1e-12);
 * const apart = simulate({ exchangeRates: fromArray([[0, 0], [0, 0]]) }).real.data[1];
 * assertLess(S, apart);
 * assertAlmostEquals(apart, 0.3 * Math.exp(-0.4) + 0.7 * Math.exp(-8), 1e-10);
 * ```
 */
export function kargerCompartments(
  compartments: ExchangingCompartments,
  protocol: Protocol,
): ExchangeSignalFunction {
  const initial = encodeProtocol(protocol);
  const primitive = customVjp("kargerCompartments", (given: ExchangeSignalInputs) => {
    const { fractions, diffusivity, exchangeRates, T2 } = { ...compartments, ...given };
    const N = toTensor(fractions).data.length;
    const start = checked(listOf(fractions, [N], "fractions"), "fractions", "");
    const between = listOf(exchangeRates, [N, N], "exchangeRates")
      .map((k, at) => at % (N + 1) === 0 ? 0 : k);
    const rates = checked(between, "exchangeRates", " 1/ms");
    const times = T2 === undefined
      ? new Float64Array(N).fill(Infinity)
      : checked(listOf(T2, [N], "T2"), "T2", " ms", true);
    const changed = hasProtocolValues(given), ofProtocol = protocolInputs(protocol, given);
    const encoded = changed ? encodeProtocol(protocol, ofProtocol) : initial, { shape } = encoded;
    const tensors = tensorsOf(diffusivity, N), relaxation = times.map((time) => 1 / time);
    const signals = exchangeSignals({
      exchange: flows(rates, N),
      rates: relaxation,
      // Compartments without a T1 keep what is stored.
      storedRates: new Float64Array(N),
      start,
      tensors: encoded.encodings.map(() => tensors),
    }, encoded);
    return {
      value: {
        real: { shape, data: signals.values },
        imag: { shape, data: new Float64Array(signals.values.length) },
      },
      pullback: (seed: ComplexTensor): [CotangentOf<ExchangeSignalInputs>] => {
        const slopes = signals.pullback(seed.real.data);
        const onTensors = tensors.map((_, i) =>
          slopes.tensors.reduce((sum, own) => sum + own[i], 0)
        );
        const onRates = rates.map((_, at) => {
          const i = Math.floor(at / N), j = at % N;
          return i === j ? 0 : slopes.exchange[j * N + i] - slopes.exchange[i * N + i];
        });
        return [{
          ...(changed &&
            protocolValueCotangent(
              given,
              protocolCotangent(protocol, ofProtocol, slopes.protocol),
            )),
          ...(given.fractions !== undefined && { fractions: { shape: [N], data: slopes.start } }),
          ...(given.diffusivity !== undefined &&
            { diffusivity: diffusivityCotangent(diffusivity, onTensors) }),
          ...(given.exchangeRates !== undefined &&
            { exchangeRates: { shape: [N, N], data: onRates } }),
          ...(given.T2 !== undefined && {
            T2: { shape: [N], data: slopes.rates.map((slope, c) => -slope / times[c] ** 2) },
          }),
        }];
      },
    };
  });
  primitive({});
  return (inputs = {}) => primitive(inputs);
}
