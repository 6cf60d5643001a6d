import { assertAlmostEquals, assertEquals, assertGreater, assertLess } from "@std/assert";
import { checkGrads, type Tensor } from "../../autodiff/mod.ts";
import { constantPiece, encoded, rampPiece, wavePiece } from "../../../testing/encodings.ts";
import { modelGradientErrors } from "../../../testing/model_gradient.ts";
import {
  richGeometry,
  richInputs,
  richTissue,
  symmetricProtocols,
} from "../../../testing/rich_tissue.ts";
import type { EncodedProtocol } from "../encoding/mod.ts";
import { matrixFormalismEvaluator } from "../matrix_formalism/mod.ts";
import type { ModelCotangent } from "../problem/mod.ts";
import { pgse } from "../protocol/mod.ts";
import {
  type AdjointMethod,
  ark4,
  sdirk2,
  sdirk4,
  timeStepping,
  timeSteppingEvaluator,
  type TimeSteppingOptions,
} from "./mod.ts";

const { mesh, tissue } = richTissue, geometry = richGeometry;

const protocols: Record<string, EncodedProtocol> = {
  "pulse pair": symmetricProtocols.pulsePair,
  "stored": symmetricProtocols.stimulatedEcho,
  "even sines": symmetricProtocols.evenSines,
  "not refocused": encoded([
    [{
      pieces: [
        rampPiece(1, [0, 0, 0], [1, 0.3, 0.2]),
        constantPiece(2, [1, 0.3, 0.2]),
        wavePiece(3, "cosine", 1, [0.2, 1, 0]),
        constantPiece(2, [-1, 0.1, -0.2]),
      ],
    }, [0.3, 0.7]],
    [{
      pieces: [
        rampPiece(1, [0, 0, 0], [1, -0.3, 0.2]),
        constantPiece(2, [1, -0.3, 0.2]),
        wavePiece(3, "cosine", 1, [0.2, 1, 0.4]),
        constantPiece(2, [-1, 0.1, -0.2]),
      ],
    }, [0.5]],
  ]),
};

/** All numbers of a cotangent. */
function numbersOf(cotangent: ModelCotangent): number[] {
  const { points: slopes, coefficients: constants, protocol } = cotangent;
  const own = [slopes, ...Object.values(constants)] as Float64Array[];
  if (protocol) {
    own.push(...protocol.durations, ...protocol.vectors.flat(), ...protocol.amplitudes);
  }
  return own.flatMap((values) => [...values]);
}

function cotangentOf(protocol: EncodedProtocol, options: TimeSteppingOptions): ModelCotangent {
  const inputs = richInputs(protocol);
  const { real, imag, pullback } = timeSteppingEvaluator(geometry, inputs, options)(
    inputs,
    true,
    "everything",
  );
  return pullback(real.map((_, m) => 1 - 0.3 * m), imag.map((_, m) => 0.5 + 0.4 * m));
}

/** The largest difference of two cotangents, each array relative to its largest number. */
function difference(a: ModelCotangent, b: ModelCotangent, stored: readonly number[] = []): number {
  const lists = [a, b].map(({ points: p, coefficients: c, protocol }) => [
    p,
    ...Object.values(c) as Float64Array[],
    ...protocol?.durations ?? [],
    ...protocol?.vectors.map((pieces) =>
      Float64Array.from(pieces.flatMap((v, p) => stored.includes(p) ? [] : [...v]))
    ) ?? [],
    ...protocol?.amplitudes ?? [],
  ]);
  let worst = 0;
  lists[0].forEach((x, k) => {
    const y = lists[1][k], scale = Math.max(...x.map(Math.abs), ...y.map(Math.abs));
    if (scale > 0) worst = Math.max(worst, ...x.map((value, i) => Math.abs(value - y[i]) / scale));
  });
  return worst;
}

/** Two discretisations differ by the tolerance of the signal, 1e-9, times how much more sensitive a derivative is. */
const DISCRETISATION = 2e-6;

for (const [name, protocol] of Object.entries(protocols)) {
  for (const method of [ark4, sdirk4, sdirk2]) {
    Deno.test(`the gradient of ${method.name} for ${name} equals finite differences`, () => {
      const options = { method, step: 0.5, timeReversal: false };
      const evaluate = timeSteppingEvaluator(geometry, richInputs(protocol), options);
      const errors = modelGradientErrors(evaluate, richInputs(protocol), 3);
      assertGreater(Object.keys(errors).length, 8);
      for (const error of Object.values(errors)) assertLess(error, 1e-6);
    });
  }

  Deno.test(`the gradient with time reversal for ${name} equals that without`, () => {
    const [half, whole] = [true, false].map((timeReversal) =>
      cotangentOf(protocol, { tolerance: 1e-9, timeReversal })
    );
    assertLess(difference(half, whole), DISCRETISATION);
  });

  Deno.test(`points and tissue with time reversal for ${name} equal finite differences`, () => {
    const evaluate = timeSteppingEvaluator(geometry, richInputs(protocol), { step: 0.5 });
    const ofTissue = (key: string) => !/durations|vectors/.test(key);
    const errors = modelGradientErrors(evaluate, richInputs(protocol), 5, ofTissue);
    for (const error of Object.values(errors)) assertLess(error, 1e-6);
  });

  Deno.test(`the gradient for ${name} is that of the matrix formalism with all modes`, () => {
    const inputs = richInputs(protocol), modes = inputs.points.length / 3;
    const { real, imag, pullback } = matrixFormalismEvaluator(geometry, inputs, { modes })(
      inputs,
      true,
      "everything",
    );
    const exact = pullback(real.map((_, m) => 1 - 0.3 * m), imag.map((_, m) => 0.5 + 0.4 * m));
    // No gradient is felt by stored magnetisation: there is nothing to compare.
    const stored = protocol.encodings[0].pieces.flatMap((piece, p) => piece.stored ? [p] : []);
    assertLess(
      difference(cotangentOf(protocol, { tolerance: 1e-9 }), exact, stored),
      DISCRETISATION,
    );
  });
}

Deno.test("stored magnetisation feels no gradient", () => {
  const protocol = protocols.stored, [encoding] = protocol.encodings, options = { step: 0.5 };
  const pieces = encoding.pieces.map((piece) =>
    piece.stored ? { ...piece, vectors: Float64Array.of(3, 2, 1) } : piece
  );
  const withCrusher = { ...protocol, encodings: [{ ...encoding, pieces }] };
  const [plain, crushed] = [protocol, withCrusher].map((at) =>
    timeSteppingEvaluator(geometry, richInputs(at), options)(richInputs(at), false)
  );
  plain.real.forEach((re, m) => assertAlmostEquals(crushed.real[m], re, 1e-13));
  assertEquals(cotangentOf(withCrusher, options).protocol?.vectors[0][2], new Float64Array(3));
});

Deno.test("every adjoint method gives the same gradient", () => {
  for (const protocol of Object.values(protocols)) {
    const methods: AdjointMethod[] = ["stored", "checkpointed", "recomputed"];
    const [stored, ...others] = methods.map((adjoint) =>
      numbersOf(cotangentOf(protocol, { step: 0.4, adjoint }))
    );
    others.forEach((other) => assertEquals(other, stored));
  }
});

Deno.test("the signal function is differentiable in all inputs at once", () => {
  const protocol = pgse({ delta: 4, Delta: 6, bValues: [300, 900], directions: [[1, 0, 1]] });
  const simulate = timeStepping(mesh, tissue, protocol, { step: 0.5 });
  interface Inputs {
    points: Tensor;
    T2: Tensor;
    permeability: number;
  }
  const signal = ({ points: at, T2, permeability }: Inputs) =>
    simulate(at, { T2, permeability }).real;
  const T2 = { shape: [2], data: Float64Array.of(60, 80) };
  const { maximum } = checkGrads(signal, { points: mesh.points, T2, permeability: 0.1 }, {
    directions: 2,
    step: 1e-3,
    tolerance: 1e-6,
  });
  assertGreater(maximum, 0);
});

Deno.test("a waveform that loses its symmetry is stepped through to its end", () => {
  const inputs = richInputs(protocols["pulse pair"]);
  const evaluate = timeSteppingEvaluator(geometry, inputs, { tolerance: 1e-8 });
  const [encoding] = inputs.protocol.encodings;
  const bent = {
    ...inputs.protocol,
    encodings: [{
      ...encoding,
      pieces: encoding.pieces.map((piece, p) =>
        p === 2 ? { ...piece, duration: 3.5, vectors: Float64Array.of(-0.7, 0.1, -0.6) } : piece
      ),
    }],
  };
  const here = evaluate({ ...inputs, protocol: bent }, false);
  const expected = timeSteppingEvaluator(geometry, { ...inputs, protocol: bent }, {
    tolerance: 1e-8,
  })({ ...inputs, protocol: bent }, false);
  here.real.forEach((re, m) => {
    assertAlmostEquals(re, expected.real[m], 1e-6);
    assertAlmostEquals(here.imag[m], expected.imag[m], 1e-6);
  });
  assertGreater(Math.abs(here.imag[2]), 0.1);
});
