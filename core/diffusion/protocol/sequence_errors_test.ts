import { assertThrows } from "@std/assert";
import { InputError } from "../../input_error.ts";
import {
  bTensorEncoding,
  cosineOgse,
  doublePgse,
  gradientWaveform,
  makeSequence,
  pgse,
  protocol,
  sineOgse,
  squareOgse,
  stimulatedEcho,
  trapezoidPgse,
  twiceRefocused,
} from "./mod.ts";

Deno.test("impossible sequences are refused in one sentence that names the key", () => {
  const directions = [[1, 0, 0]], m = { bValues: [1000], directions };
  const pulses = { delta: 5, Delta: 10 };
  const cases: [() => unknown, string][] = [
    [() => doublePgse({ ...pulses, pause: -1, ...m }), "'pause' is -1 ms but must not be negative"],
    [() => doublePgse({ ...pulses, pause: [0, -1], ...m }), "'pause[1]' is -1 ms"],
    [
      () => doublePgse({ delta: 5, Delta: 4, ...m }),
      "'Delta' is 4 ms but must be at least delta = 5 ms",
    ],
    [
      () => doublePgse({ ...pulses, ...m, secondDirections: [[1, 0, 0], [0, 1, 0]] }),
      "'secondDirections' of sequence 1 has 2 directions but 'directions' has 1: give one, or as many",
    ],
    [
      () => doublePgse({ ...pulses, ...m, secondDirections: [[0, 0, 0]] }),
      "'secondDirections[0]' is the zero vector",
    ],
    [
      () => trapezoidPgse({ ...pulses, rampTime: 6, ...m }),
      "'delta' is 5 ms but must be at least rampTime = 6 ms: the pulse begins with a ramp inside delta",
    ],
    [
      () => trapezoidPgse({ delta: 5, Delta: 5.5, rampTime: 1, ...m }),
      "'Delta' is 5.5 ms but must be at least delta + rampTime = 6 ms",
    ],
    [() => cosineOgse({ ...pulses, periods: 0, ...m }), "'periods' is 0 but must be positive"],
    [() => cosineOgse({ ...pulses, periods: [1, -2], ...m }), "'periods[1]' is -2 but must"],
    [() => sineOgse({ delta: 11, Delta: 10, periods: 1, ...m }), "'Delta' is 10 ms but must be"],
    [
      () => squareOgse({ ...pulses, periods: 0.7, ...m }),
      "'periods' is 0.7 but must be a multiple of ½",
    ],
    [
      () => stimulatedEcho({ ...pulses, mixingTime: 6, ...m }),
      "at least delta + mixingTime = 11 ms",
    ],
    [
      () => twiceRefocused({ delta1: 1, delta2: 2, delta3: 4, ...m }),
      "'delta1' is 1 ms but must be at least delta3 − delta2 = 2 ms",
    ],
    [() => twiceRefocused({ ...m }), "'delta' is missing"],
    [
      () => twiceRefocused({ delta: 1, delta1: 1, delta2: 2, delta3: 1, ...m }),
      "'delta' and 'delta1' are both given: give delta, or delta1 to delta3",
    ],
    [() => pgse({ ...pulses, echoTime: 14, ...m }), "'echoTime' is 14 ms but must be at least"],
    [
      () => bTensorEncoding({ shape: -0.6, delta: 5, ...m }),
      "'shape' is -0.6 but must be from -0.5",
    ],
    [
      () => bTensorEncoding({ shape: ["linear", "flat" as "planar"], delta: 5, ...m }),
      `'shape[1]' is "flat" but must be 'linear', 'planar', 'spherical' or a number`,
    ],
    [() => bTensorEncoding({ shape: 0, delta: 5, samples: 8, ...m }), "'samples' is 8 but must be"],
    [() => gradientWaveform({ dt: 0, gradient: [[1, 0, 0]] }), "'dt' is 0 ms but must be positive"],
    [() => gradientWaveform({ dt: 1, gradient: [] }), "'gradient' is empty"],
    [() => gradientWaveform({ dt: 1, gradient: [[1, 0]] }), "'gradient[0]' must be three numbers"],
    [
      () => gradientWaveform({ dt: 1, gradient: [[1, 0, 0], [0, NaN, 0]] }),
      "'gradient[1][1]' is NaN but must be finite",
    ],
    [
      () => gradientWaveform({ dt: 1, gradient: [[1, 0, 0]], interpolation: "linear" }),
      "'gradient' has 1 sample but straight lines need at least 2",
    ],
    [
      () => protocol({ sequences: [{ type: "Waveform", dt: 1, gradient: [[1, 0, 0]] }], ...m }),
      "'bValues' is given but a waveform in mT/m takes no b-values or directions",
    ],
    [
      () =>
        protocol({
          sequences: [{ type: "Waveform", dt: 1, gradient: [[0, 0, 0]], scaled: true }],
          ...m,
        }),
      "Sequence 1 (Waveform) has no gradient, so that no amplitude gives a b-value",
    ],
    [() => protocol({ sequences: [], ...m }), "'sequences' is empty"],
    [
      () => protocol({ sequences: [{ type: "PGSE", delta: 5, Delta: 2 }], ...m }),
      "'sequences[0].Delta' is 2 ms but must be at least delta = 5 ms",
    ],
    [
      () => protocol({ sequences: [{ type: "PGSE", ...pulses }], bValues: [1] }),
      "'directions' is missing",
    ],
    [
      () => makeSequence({ type: "PGSe" } as never, "s"),
      "'s.type' is \"PGSe\", which is no sequence type: did you mean 'PGSE'?",
    ],
    [() => makeSequence({} as never), "'type' is missing"],
    [() => makeSequence(3 as never), "'sequence' is 3 but must be an object"],
    [
      () => makeSequence({ type: "PGSE", ...pulses, periods: 2 } as never, "s"),
      "'s.periods' is not a key of the sequence type 'PGSE': known are 'delta', 'Delta', 'echoTime', 'initialPause'",
    ],
    [() => makeSequence({ type: "CosOGSE", delta: 5 } as never), "'periods' is missing"],
  ];
  for (const [make, message] of cases) assertThrows(make, InputError, message);
});
