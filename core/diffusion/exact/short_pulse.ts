/**
 * The signal of slab, cylinder and sphere for two infinitely short pulses ±Q a time t apart,
 * S/S0 = Σ_n e^{−λ_n t} |⟨e^{iQ·x}⟩_n|² (Tanner & Stejskal, J. Chem. Phys. 49, 1768, 1968; Callaghan, J. Magn. Reson. A 113, 53, 1995).
 *
 * With x = QR and the eigenfunctions f_l(α_lk r): the constant mode gives (d f_1(x)/x)², mode (l, k) gives
 * e^{−α²Dt/R²} c_lk g², g = x f_l'(x)/(x² − α²).
 *
 * @module
 */
import { type CotangentOf, customVjp, type Tensor, type Value } from "../../autodiff/mod.ts";
import { InputError } from "../../input_error.ts";
import {
  discFamily,
  gaussLegendre,
  type RadialFamily,
  slopeRoots,
  sphereFamily,
} from "../../special/mod.ts";
import { checkConstant } from "../tissue/mod.ts";
import { bodyOf, constantsAt, layeredConstants, pullLayerInputs } from "./layered_constants.ts";
import { zeroParameters } from "./layer_parameters.ts";
import type { Section } from "./section.ts";
import { type ExactShape, layersOf } from "./shapes.ts";

/** Two short pulses. */
export interface ShortPulses {
  /** Q = q δ, rad/µm: one vector per measurement. */
  readonly wavevectors: readonly (readonly number[])[];
  /** Time t between the pulses, ms. */
  readonly diffusionTime: number;
}

/** What may vary, plain or traced. */
export interface ShortPulseInputs {
  /** Width of the slab, µm. */
  readonly widths?: Value;
  /** Radius of the cylinder or the sphere, µm. */
  readonly radii?: Value;
  /** Height of a cylinder, µm, finite. */
  readonly height?: Value;
  /** Diffusivity, µm²/ms. */
  readonly diffusivity?: Value;
  /** Time between the pulses, ms. */
  readonly diffusionTime?: Value;
}

/** S, ∂S/∂x and ∂S/∂τ at x = QR, τ = Dt/R². */
type UnitSignal = readonly [value: number, byPhase: number, byTime: number];

/** Below this distance of x from a root, f'(x)/(x − α) is taken from the integral of f''. */
const NEAR_ROOT = 0.3;
const nearRule = gaussLegendre(8);

/** f_l, f_l', f_l'', f_l''' of a family in d dimensions; l(l + d − 2) = turns. */
function derivatives(family: RadialFamily, d: number, l: number, x: number): number[] {
  const values = family.values(l + 1, x), turns = l * (l + d - 2);
  const value = values[l], slope = family.slope(values, l, x);
  const curvature = family.curvature(value, slope, l, x);
  const third = (1 - d) * curvature / x + (d - 1) * slope / x ** 2 - (1 - turns / x ** 2) * slope -
    2 * turns / x ** 3 * value;
  return [value, slope, curvature, third];
}

/** h = f'(x)/(x − α) and its derivative; f'(α) = 0. */
function dividedSlope(
  family: RadialFamily,
  d: number,
  l: number,
  x: number,
  root: number,
  [, slope, curvature]: readonly number[],
): [number, number] {
  const gap = x - root;
  if (Math.abs(gap) > NEAR_ROOT) {
    const h = slope / gap;
    return [h, (curvature - h) / gap];
  }
  let h = 0, change = 0;
  nearRule.points.forEach((s, k) => {
    const [, , second, third] = derivatives(family, d, l, root + s * gap);
    h += nearRule.weights[k] * second;
    change += nearRule.weights[k] * s * third;
  });
  return [h, change];
}

/** Largest root worth taking: that e^{−α²τ} is below rounding beyond it is asked of every time. */
const LARGEST_ROOT = 2000;

/** The root beyond which e^{−α²τ} < 5e-18. */
function cutoffOf(time: number): number {
  const cutoff = Math.sqrt(40 / time);
  if (cutoff <= LARGEST_ROOT) return cutoff;
  throw new RangeError(
    `The short-pulse formula needs Dt/R² ≥ 1e-5 but has ${time}: diffusion is free in so short a time`,
  );
}

const knownRoots = new Map<string, number[][]>();

/** Roots of f_l' below a cutoff for the orders that x reaches; both are rounded up so that roots are found once. */
function rootsOf(dimension: number, x: number, cutoff: number): number[][] {
  const up = (value: number): number => 2 ** Math.ceil(Math.log2(Math.max(value, 8)));
  const orders = up(x + 12 * Math.cbrt(x) + 16), rounded = up(cutoff);
  const key = `${dimension},${orders},${rounded}`;
  const family = dimension === 2 ? discFamily : sphereFamily;
  const roots = knownRoots.get(key) ?? slopeRoots(family, orders, rounded);
  knownRoots.set(key, roots);
  return roots.map((list) => list.filter((root) => root < cutoff));
}

/** The disc (d = 2) or the ball (d = 3) of radius 1. */
function roundSignal(d: 2 | 3, x: number, time: number): UnitSignal {
  if (x === 0) return [1, 0, 0];
  const family = d === 2 ? discFamily : sphereFamily;
  const [, first, second] = derivatives(family, d, 0, x);
  // f_0' = −f_1.
  const zero = -d * first / x, zeroSlope = -d * (second - first / x) / x;
  let [value, byPhase, byTime] = [zero * zero, 2 * zero * zeroSlope, 0];
  rootsOf(d, x, cutoffOf(time)).forEach((list, l) => {
    if (list.length === 0) return;
    const all = derivatives(family, d, l, x);
    for (const root of list) {
      const [h, change] = dividedSlope(family, d, l, x, root, all);
      const g = x * h / (x + root), slope = (x * change + h * root / (x + root)) / (x + root);
      const square = root * root, decay = Math.exp(-square * time);
      const share = d === 2
        ? (l === 0 ? 4 : 8) * square / (square - l * l)
        : 6 * (2 * l + 1) * square / (square - l * (l + 1));
      value += share * decay * g * g;
      byPhase += 2 * share * decay * g * slope;
      byTime -= square * share * decay * g * g;
    }
  });
  return [value, byPhase, byTime];
}

/** The slab of width 1: x = QL. Mode n is √2 cos nπz. */
function slabSignal(x: number, time: number): UnitSignal {
  let [value, byPhase, byTime] = [0, 0, 0];
  const last = Math.ceil(cutoffOf(time) / Math.PI);
  for (let n = 0; n <= last; n++) {
    // ⟨e^{ixz}⟩_n is the sum of sinc((x ± nπ)/2) with the phases e^{±inπ/2}.
    const parts = n === 0 ? [0] : [n * Math.PI, -n * Math.PI];
    let [real, imag, realSlope, imagSlope] = [0, 0, 0, 0];
    for (const shift of parts) {
      const half = (x + shift) / 2, scale = n === 0 ? 1 : Math.SQRT1_2;
      const sinc = Math.abs(half) < 1e-4 ? 1 - half * half / 6 : Math.sin(half) / half;
      const slope = Math.abs(half) < 1e-4 ? -half / 3 : (Math.cos(half) - sinc) / half;
      real += scale * sinc * Math.cos(shift / 2);
      imag += scale * sinc * Math.sin(shift / 2);
      realSlope += scale * slope * Math.cos(shift / 2) / 2;
      imagSlope += scale * slope * Math.sin(shift / 2) / 2;
    }
    const rate = (n * Math.PI) ** 2, decay = Math.exp(-rate * time);
    const square = real * real + imag * imag;
    value += decay * square;
    byPhase += 2 * decay * (real * realSlope + imag * imagSlope);
    byTime -= rate * decay * square;
  }
  return [value, byPhase, byTime];
}

/** The components of Q that a section confines, and the length of what it leaves free. */
function split({ dimension }: Section, [x, y, z]: readonly number[]): [number, number] {
  if (dimension === 1) return [Math.abs(z), Math.hypot(x, y)];
  return dimension === 2 ? [Math.hypot(x, y), Math.abs(z)] : [Math.hypot(x, y, z), 0];
}

/** S and its derivatives by size, diffusivity and time. */
interface SectionValue {
  readonly value: number;
  readonly bySize: number;
  readonly byDiffusivity: number;
  readonly byTime: number;
}

function sectionValue(section: Section, wavevector: readonly number[], t: number): SectionValue {
  const { dimension, parameters: { edges, diffusivities: [D] }, free } = section;
  const [confined, along] = split(section, wavevector);
  const size = edges[1] - edges[0], x = confined * size, time = D * t / (size * size);
  const [unit, byPhase, byTime] = dimension === 1
    ? slabSignal(x, time)
    : roundSignal(dimension, x, time);
  const square = free ? along * along : 0, decay = Math.exp(-D * t * square);
  return {
    value: decay * unit,
    bySize: decay * (byPhase * confined - 2 * byTime * time / size),
    byDiffusivity: decay * (byTime * t / (size * size) - unit * t * square),
    byTime: decay * (byTime * D / (size * size) - unit * D * square),
  };
}

function numberOf(value: Value): number {
  return typeof value === "number" ? value : value.data[0];
}

/**
 * The signal of slab, cylinder or sphere in the limit of short gradient pulses.
 *
 * @param shape The slab, the cylinder (both about z) or the sphere, µm.
 * @param diffusivity Diffusivity, µm²/ms.
 * @param pulses The wavevectors, rad/µm, and the time between the pulses, ms.
 * @returns The function from inputs to S/S0, shape [wavevectors].
 * @throws {InputError} If a length, the diffusivity or the time is not positive.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { shortPulseSignal } from "@torrey/torrey";
 *
 * // After a long time the walls alone show: (3 j₁(QR)/QR)² of the sphere.
 * const x = 2;
 * const signal = shortPulseSignal({ kind: "sphere", radius: 4 }, 2, {
 *   wavevectors: [[0, 0, x / 4]],
 *   diffusionTime: 1000,
 * })();
 * const j1 = Math.sin(x) / x ** 2 - Math.cos(x) / x;
 * assertAlmostEquals(signal.data[0], (3 * j1 / x) ** 2, 1e-14);
 * ```
 */
export function shortPulseSignal(
  shape: ExactShape,
  diffusivity: number,
  { wavevectors, diffusionTime }: ShortPulses,
): (inputs?: ShortPulseInputs) => Tensor {
  const initial = layeredConstants(layersOf(shape), { diffusivity });
  bodyOf(initial);
  const vectors = wavevectors.map((vector, k) => {
    if (vector.length === 3 && vector.every(Number.isFinite)) return [...vector];
    throw new InputError(`'wavevectors[${k}]' is [${vector}] but must be three finite numbers`);
  });
  const primitive = customVjp("shortPulseSignal", (inputs: ShortPulseInputs) => {
    const constants = constantsAt(initial, inputs), { sections } = bodyOf(constants);
    const t = checkConstant(
      "diffusion time",
      numberOf(inputs.diffusionTime ?? diffusionTime),
      " ms",
      "positive",
    );
    const parts = vectors.map((vector) => sections.map((one) => sectionValue(one, vector, t)));
    const total = (values: readonly SectionValue[], without: number): number =>
      values.reduce((product, { value }, s) => s === without ? product : product * value, 1);
    const pullback = (seed: Tensor): [CotangentOf<ShortPulseInputs>] => {
      let onTime = 0;
      const sums = sections.map(({ dimension, parameters }, s) => {
        const sum = zeroParameters(parameters);
        parts.forEach((values, k) => {
          const scale = seed.data[k] * total(values, s);
          sum.edges[1] += scale * values[s].bySize;
          if (dimension === 1) sum.edges[0] -= scale * values[s].bySize;
          sum.diffusivities[0] += scale * values[s].byDiffusivity;
          onTime += scale * values[s].byTime;
        });
        return sum;
      });
      const { diffusionTime: time } = inputs;
      return [{
        ...pullLayerInputs(constants, inputs, sums),
        ...(time !== undefined && {
          diffusionTime: typeof time === "number"
            ? onTime
            : { shape: time.shape, data: Float64Array.of(onTime) },
        }),
      }];
    };
    const data = Float64Array.from(parts, (values) => total(values, -1));
    return { value: { shape: [data.length], data }, pullback };
  });
  return (inputs = {}) => primitive(inputs);
}
