import { assert, assertAlmostEquals, assertEquals, assertLess, assertRejects } from "@std/assert";
import { InputError } from "../../core/input_error.ts";
import { pieceInputs, tissuePieces } from "../../core/diffusion/problem/mod.ts";
import { checkOptions } from "../../core/diffusion/time_stepping/mod.ts";
import { constantPiece, encoded } from "../../testing/encodings.ts";
import { gpuTest } from "../../testing/gpu_test.ts";
import { onSlowClock } from "../../testing/slow_clock.ts";
import { richGeometry, richInputs } from "../../testing/rich_tissue.ts";
import type { Gpu } from "../device.ts";
import { GpuError } from "../gpu_error.ts";
import { timeSteppingPiece } from "./mod.ts";
import { protocols } from "./testing.ts";

type Options = Parameters<typeof checkOptions>[0] & { readonly byCompartment?: boolean };
type Watch = Parameters<typeof timeSteppingPiece>[5];

const pair = protocols["a pulse pair"];

function make(gpu: Gpu, { byCompartment = false, ...options }: Options, watch?: Watch, of = pair) {
  const [piece] = tissuePieces(richGeometry), inputs = richInputs(of);
  const checked = { ...checkOptions(options, of), byCompartment };
  return timeSteppingPiece(gpu, piece, pieceInputs(piece, inputs), of, checked, watch);
}

gpuTest("the signals of the compartments add up to the whole", async (gpu) => {
  const { initial, compartments = [], spins, dispose } = await make(gpu, {
    step: 0.6,
    byCompartment: true,
  });
  const whole = await make(gpu, { step: 0.6, timeReversal: false });
  assertEquals(compartments.length, 2);
  initial.real.forEach((re, m) => {
    assertAlmostEquals(compartments[0].real[m] + compartments[1].real[m], re, 1e-6 * spins);
    assertAlmostEquals(whole.initial.real[m], re, 1e-6 * spins);
    assert(compartments[0].real[m] > 0.01 * spins && compartments[1].real[m] > 0.01 * spins);
  });
  dispose?.();
  whole.dispose?.();
});

gpuTest("progress is told in order, and no step waits for a read-back", async (gpu) => {
  const fractions: number[] = [], { readBacks } = gpu.counters;
  const onProgress = (fraction: number) => void fractions.push(fraction);
  const { steps, dispose } = await onSlowClock(() => make(gpu, { step: 0.6 }, { onProgress }));
  assertEquals(gpu.counters.readBacks - readBacks, 1);
  assertEquals(fractions.length, steps[0]);
  fractions.forEach((fraction, i) => {
    assert(fraction > 0 && fraction < 1);
    if (i > 0) assertLess(fractions[i - 1], fraction);
  });
  dispose?.();
});

gpuTest("a sweep can be interrupted", async (gpu) => {
  const controller = new AbortController(), reason = new Error("enough");
  let told = 0;
  const error = await assertRejects(() =>
    onSlowClock(() =>
      make(gpu, { step: 0.6 }, {
        signal: controller.signal,
        onProgress: () => {
          told++;
          controller.abort(reason);
        },
      })
    )
  );
  assertEquals([error, told], [reason, 1]);
});

gpuTest("a tolerance that single precision cannot tell is refused", async (gpu) => {
  const error = await assertRejects(() => make(gpu, { tolerance: 1e-7 }), GpuError);
  assertEquals(error.failure, "precision");
  assertEquals(
    error.message,
    "The tolerance is 1e-7 but time stepping in single precision reaches 0.000001 at best: " +
      "give a larger one, or compute on the CPU, which computes in double precision",
  );
});

gpuTest("steps too long for the gradient are refused, overflow with them", async (gpu) => {
  const strong = (duration: number, q: number) =>
    encoded([[{
      pieces: [constantPiece(duration, [1, 0, 0]), constantPiece(duration, [-1, 0, 0])],
    }, [q]]]);
  await assertRejects(
    () => make(gpu, { step: 4 }, undefined, strong(8, 4)),
    InputError,
    "are too long for the gradient",
  );
  const error = await assertRejects(
    () => make(gpu, { step: 1 }, undefined, strong(40, 60)),
    GpuError,
    "in single precision",
  );
  assertEquals(error.failure, "precision");
});
