import { assertAlmostEquals, assertLess, assertThrows } from "@std/assert";
import { pulsePieces } from "../../../testing/exact_reference.ts";
import { checkGrads } from "../../autodiff/mod.ts";
import { InputError } from "../../input_error.ts";
import { type ExactShape, exactSignal, type ShortPulseInputs, shortPulseSignal } from "./mod.ts";

const shapes: ExactShape[] = [
  { kind: "slab", width: 6 },
  { kind: "cylinder", radius: 3, height: Infinity },
  { kind: "cylinder", radius: 3, height: 8 },
  { kind: "sphere", radius: 4 },
];
const wavevectors = [[0.7, 0.4, 0.9], [0.1, 0.1, 0.1], [0, 0, 0], [0.9, -1.2, 0.4]];

Deno.test("shortPulseSignal() is the limit of exactSignal() for short pulses", () => {
  const [D, diffusionTime] = [1.5, 3];
  for (const shape of shapes) {
    const limit = shortPulseSignal(shape, D, { wavevectors, diffusionTime })().data;
    const errorsAt = (delta: number): number[] =>
      wavevectors.map((Q, k) => {
        const [signal] = exactSignal(shape, D, {
          shape: [1],
          encodings: [{ pieces: pulsePieces(delta, diffusionTime, Q) }],
          amplitudes: [Float64Array.of(1 / delta)],
        });
        return signal - limit[k];
      });
    const [short, shorter] = [2e-3, 1e-3].map(errorsAt);
    // The error is of first order in δ: its extrapolation vanishes.
    shorter.forEach((error, k) => {
      assertAlmostEquals(2 * error - short[k], 0, 3e-7, `${shape.kind}, ${k}`);
      assertLess(Math.abs(error), 1e-4);
    });
  }
});

Deno.test("shortPulseSignal() is smooth where QR passes a root of f'", () => {
  for (const shape of shapes.slice(1)) {
    const size = shape.kind === "slab" ? shape.width : shape.radius;
    const root = shape.kind === "cylinder" ? 1.8411837813406593 : 2.0815759778181;
    const at = (gap: number): number =>
      shortPulseSignal(shape, 2, {
        wavevectors: [[(root + gap) / size, 0, 0]],
        diffusionTime: 0.4,
      })().data[0];
    // Six values on both sides and both branches of the removable singularity lie on one polynomial.
    const h = 0.02, values = [-3, -2, -1, 0, 1, 2, 3].map((k) => at(k * h));
    const sixth = [1, -6, 15, -20, 15, -6, 1].reduce((sum, c, k) => sum + c * values[k], 0);
    assertAlmostEquals(sixth, 0, 1e-9);
    const far = [-0.33, -0.31, -0.29, -0.27].map((gap) => at(gap));
    assertAlmostEquals(far[0] - 3 * far[1] + 3 * far[2] - far[3], 0, 2e-5);
    assertAlmostEquals(at(1e-13), at(0), 1e-12);
  }
});

Deno.test("shortPulseSignal() has exact gradients", () => {
  for (const shape of shapes) {
    const signal = shortPulseSignal(shape, 1.5, { wavevectors, diffusionTime: 3 });
    const inputs: ShortPulseInputs = {
      diffusivity: 1.5,
      diffusionTime: 3,
      ...(shape.kind === "slab" ? { widths: shape.width } : { radii: shape.radius }),
      ...(shape.kind === "cylinder" && shape.height < Infinity && { height: shape.height }),
    };
    assertLess(checkGrads((x: ShortPulseInputs) => signal(x), inputs).maximum, 1e-8);
  }
});

Deno.test("shortPulseSignal() refuses impossible wavevectors and times", () => {
  const ball: ExactShape = { kind: "sphere", radius: 4 };
  assertThrows(
    () => shortPulseSignal(ball, 2, { wavevectors: [[1, 0]], diffusionTime: 1 }),
    InputError,
    "'wavevectors[0]' is [1,0]",
  );
  assertThrows(
    () => shortPulseSignal(ball, 2, { wavevectors, diffusionTime: -1 })(),
    InputError,
    "diffusion time is -1",
  );
  assertThrows(
    () => shortPulseSignal(ball, 2, { wavevectors, diffusionTime: 1e-6 })(),
    RangeError,
    "Dt/R² ≥ 1e-5",
  );
});
