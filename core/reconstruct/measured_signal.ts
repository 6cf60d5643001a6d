/**
 * The measured signal as attenuation S/S0: what a scanner gives, whose S0 carries an unknown factor.
 *
 * @module
 */
import type { Tensor } from "../autodiff/mod.ts";
import { type Protocol, protocolShape } from "../diffusion/mod.ts";
import { InputError } from "../input_error.ts";

/** The mean over the unweighted measurements of one sequence; NaN if there is none. */
function meanUnweighted(measured: Tensor, protocol: Protocol, sequence: number): number {
  const [, directions, bValues] = protocolShape(protocol);
  let total = 0, count = 0;
  for (let d = 0; d < directions; d++) {
    for (let b = 0; b < bValues; b++) {
      if (protocol.bValues[sequence * bValues + b] !== 0) continue;
      total += measured.data[(sequence * directions + d) * bValues + b];
      count++;
    }
  }
  return total / count;
}

/**
 * Divides each sequence's measurements by their S0.
 *
 * @param measured Real signals, shape [sequences, directions, bValues], of any unit.
 * @param protocol How they were measured.
 * @param unweighted S0 of each sequence; by default the mean of the measurements at b = 0.
 * @returns S/S0, of the same shape.
 * @throws {InputError} If the shapes differ, a number is not finite, or an S0 is missing or not positive.
 */
export function attenuation(
  measured: Tensor,
  protocol: Protocol,
  unweighted?: readonly number[],
): Tensor {
  const shape = protocolShape(protocol);
  if (measured.shape.join() !== shape.join()) {
    throw new InputError(
      `The measured signal has shape [${measured.shape.join(", ")}] but the protocol's is [${
        shape.join(", ")
      }], for its sequences, directions and b-values`,
    );
  }
  const count = shape[0] * shape[1] * shape[2];
  if (measured.data.length !== count) {
    throw new InputError(
      `The measured signal holds ${measured.data.length} numbers but its shape [${
        shape.join(", ")
      }] asks for ${count}`,
    );
  }
  const perSequence = shape[1] * shape[2];
  const bad = measured.data.findIndex((x) => !Number.isFinite(x));
  if (bad >= 0) {
    const [d, b] = [Math.floor(bad % perSequence / shape[2]), bad % shape[2]];
    throw new InputError(
      `The measured signal at [${Math.floor(bad / perSequence)}][${d}][${b}] is ${
        measured.data[bad]
      }`,
    );
  }
  if (unweighted !== undefined && unweighted.length !== shape[0]) {
    throw new InputError(
      `${unweighted.length} unweighted signals are given but the protocol has ${
        shape[0]
      } sequences`,
    );
  }
  const scales = protocol.sequences.map((_, s) => {
    const value = unweighted?.[s] ?? meanUnweighted(measured, protocol, s);
    if (value > 0 && Number.isFinite(value)) return value;
    throw new InputError(
      Number.isNaN(value)
        ? `Sequence ${s} has no measurement at b = 0: measure one, or give the unweighted signal`
        : `The unweighted signal of sequence ${s} is ${value} but must be positive`,
    );
  });
  const data = measured.data.map((x, i) => x / scales[Math.floor(i / perSequence)]);
  return { shape, data };
}
