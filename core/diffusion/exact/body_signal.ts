/**
 * The signals of a body for every measurement, and their pullback: the product over its separable sections.
 *
 * @module
 */
import type { EncodedCotangent, EncodedProtocol, Encoding } from "../encoding/mod.ts";
import { addParameters, type LayerParameters, zeroParameters } from "./layer_parameters.ts";
import type { SignalCotangent } from "./pull_propagation.ts";
import { type Section, type SectionSignal, sectionSolver } from "./section.ts";
import { ballFrame, cylinderFrame, type Frame, labFrame, timelineOf } from "./timeline.ts";

/** Sections whose propagators multiply; the frame is that of the first. */
export interface Body {
  readonly sections: readonly Section[];
}

/** S/∫ρ of all measurements. */
export interface BodySignal {
  readonly real: Float64Array;
  readonly imag: Float64Array;
  /** From ∂L/∂Re S and ∂L/∂Im S to ∂L of each section's layers and of the protocol. */
  readonly pullback: (real: Float64Array, imag: Float64Array) => BodyCotangent;
}

/** ∂L of everything a body's signal depends on. */
export interface BodyCotangent {
  readonly sections: readonly LayerParameters[];
  readonly protocol: EncodedCotangent;
}

/** One measurement as computed. */
interface Measurement {
  readonly encoding: number;
  readonly amplitude: number;
  readonly frame: Frame;
  readonly parts: readonly SectionSignal[];
}

type Complex = readonly [number, number];

function times(a: Complex, b: Complex): Complex {
  return [a[0] * b[0] - a[1] * b[1], a[0] * b[1] + a[1] * b[0]];
}

function frameOf({ sections }: Body, encoding: Encoding): Frame {
  const { dimension } = sections[0];
  return dimension === 1
    ? labFrame
    : dimension === 2
    ? cylinderFrame(encoding)
    : ballFrame(encoding);
}

/** ∂L/∂vectors of the encoding and ∂L/∂amplitude, from the cotangent in the frame. */
function pullTimeline(
  encoding: Encoding,
  amplitude: number,
  { axes }: Frame,
  cotangent: SignalCotangent["timeline"],
  scale: number,
  sum: { durations: Float64Array; vectors: readonly Float64Array[]; amplitudes: Float64Array },
  at: number,
): void {
  encoding.pieces.forEach(({ vectors, stored }, p) => {
    sum.durations[p] += scale * cotangent.durations[p];
    if (stored === true) return;
    for (let j = 0; j < vectors.length; j += 3) {
      for (let k = 0; k < 3; k++) {
        const slope = scale * cotangent.vectors[p][j + k];
        let component = 0;
        for (let x = 0; x < 3; x++) {
          component += axes[3 * k + x] * vectors[j + x];
          sum.vectors[p][j + x] += slope * amplitude * axes[3 * k + x];
        }
        sum.amplitudes[at] += slope * component;
      }
    }
  });
}

/**
 * The signals of a body.
 *
 * @param body The body.
 * @param protocol The measurements.
 * @param tolerance Allowed change of S/∫ρ when the basis is refined.
 * @param differentiating Whether the pullback may be called.
 */
export function bodySignal(
  body: Body,
  protocol: EncodedProtocol,
  tolerance: number,
  differentiating: boolean,
): BodySignal {
  const solvers = body.sections.map((section) => sectionSolver(section, tolerance));
  const measurements: Measurement[] = [];
  protocol.encodings.forEach((encoding, e) => {
    const frame = frameOf(body, encoding);
    protocol.amplitudes[e].forEach((q, a) => {
      const timeline = timelineOf(encoding, q, frame);
      const parts = solvers.map((solve, s) =>
        solve(timeline, body.sections[s].dimension === 1 ? 1 : frame.rank, differentiating)
      );
      measurements.push({ encoding: e, amplitude: a, frame, parts });
    });
  });
  const weightOf = ({ encoding }: Measurement): number => protocol.encodings[encoding].weight ?? 1;
  const totals = measurements.map((one) =>
    one.parts.reduce<Complex>((product, { real, imag }) => times(product, [real, imag]), [
      weightOf(one),
      0,
    ])
  );
  return {
    real: Float64Array.from(totals, ([real]) => real),
    imag: Float64Array.from(totals, ([, imag]) => imag),
    pullback: (real, imag) => {
      const sections = body.sections.map(({ parameters }) => zeroParameters(parameters));
      const sums = protocol.encodings.map(({ pieces }, e) => ({
        durations: new Float64Array(pieces.length),
        vectors: pieces.map(({ vectors }) => new Float64Array(vectors.length)),
        amplitudes: new Float64Array(protocol.amplitudes[e].length),
      }));
      measurements.forEach((one, i) => {
        if (real[i] === 0 && imag[i] === 0) return;
        const encoding = protocol.encodings[one.encoding];
        const q = protocol.amplitudes[one.encoding][one.amplitude];
        one.parts.forEach((part, s) => {
          let weight: Complex = [weightOf(one) * real[i], -weightOf(one) * imag[i]];
          one.parts.forEach((other, k) => {
            if (k !== s) weight = times(weight, [other.real, other.imag]);
          });
          const slopes = part.slopes!;
          // dL = Re(w dS).
          const add = (slope: SignalCotangent, scale: number): void => {
            if (scale === 0) return;
            addParameters(sections[s], slope.parameters, scale);
            const sum = sums[one.encoding];
            pullTimeline(
              encoding,
              q,
              one.frame,
              slope.timeline,
              scale,
              sum,
              one.amplitude,
            );
          };
          add(slopes.real, weight[0]);
          if (slopes.imag !== undefined) add(slopes.imag, -weight[1]);
        });
      });
      return {
        sections,
        protocol: {
          durations: sums.map(({ durations }) => durations),
          vectors: sums.map(({ vectors }) => vectors),
          amplitudes: sums.map(({ amplitudes }) => amplitudes),
        },
      };
    },
  };
}
