import { assertLess } from "@std/assert";
import fc from "fast-check";
import { sphere, totalVolume } from "../../mesh/mod.ts";
import { constantPiece, encoded, pausePiece, rampPiece } from "../../../testing/encodings.ts";
import type { EncodedProtocol } from "../encoding/mod.ts";
import type { ModelEvaluation } from "../problem/mod.ts";
import { tissueCoefficients, tissueMesh } from "../tissue/mod.ts";
import { encodingMoments } from "../waveform/mod.ts";
import { timeSteppingEvaluator } from "./mod.ts";

const mesh = sphere({ radius: 3, edgeLength: 2 }), volume = totalVolume(mesh);
const tissue = { diffusivity: 1.5, T2: 50 };
const geometry = tissueMesh(mesh, tissue), coefficients = tissueCoefficients(geometry, tissue);
const tolerance = 1e-7;

function signalOf(
  protocol: EncodedProtocol,
  shift: readonly number[] = [0, 0, 0],
): ModelEvaluation {
  const points = geometry.mesh.points.data.map((x, i) => x + shift[i % 3]);
  const inputs = { points, coefficients, protocol };
  return timeSteppingEvaluator(geometry, inputs, { tolerance })(inputs, false);
}

const vector = fc.tuple(...[0, 1, 2].map(() => fc.double({ min: -1, max: 1, noNaN: true })));
const waveform = fc.record({
  first: vector,
  second: vector,
  pause: fc.double({ min: 0, max: 20, noNaN: true }),
})
  .map(({ first, second, pause }) => ({
    pieces: [
      rampPiece(1, [0, 0, 0], first),
      constantPiece(3, first),
      pausePiece(pause),
      constantPiece(2, second),
    ],
  }));

Deno.test("moving the mesh turns the phase by its moment and nothing else", () => {
  fc.assert(
    fc.property(waveform, vector, (encoding, shift) => {
      const q = 0.5, protocol = encoded([[encoding, [q]]]);
      const here = signalOf(protocol), there = signalOf(protocol, shift);
      const { zeroth } = encodingMoments(encoding);
      const phase = -q * zeroth.reduce((sum, x, k) => sum + x * shift[k], 0);
      const [c, s] = [Math.cos(phase), Math.sin(phase)];
      const re = c * here.real[0] - s * here.imag[0], im = s * here.real[0] + c * here.imag[0];
      assertLess(Math.hypot(there.real[0] - re, there.imag[0] - im) / volume, 2 * tolerance);
    }),
    { numRuns: 8 },
  );
});

Deno.test("turning the gradient round conjugates the signal, which is largest without", () => {
  fc.assert(
    fc.property(waveform, (encoding) => {
      const { real, imag } = signalOf(encoded([[encoding, [0, 0.7, -0.7]]]));
      const te = encoding.pieces.reduce((sum, { duration }) => sum + duration, 0);
      const error = 2 * tolerance * volume;
      assertLess(Math.abs(real[0] - volume * Math.exp(-te / tissue.T2)), error);
      assertLess(Math.hypot(real[1] - real[2], imag[1] + imag[2]), error);
      assertLess(Math.hypot(real[1], imag[1]), real[0] + error);
    }),
    { numRuns: 8 },
  );
});
