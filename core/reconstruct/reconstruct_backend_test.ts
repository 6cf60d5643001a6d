import { assert, assertEquals, assertLess, assertRejects } from "@std/assert";
import { type BackendAction, cpuBackend, DeviceError } from "../../testing/cpu_backend.ts";
import type { Tensor } from "../autodiff/mod.ts";
import { pgse, simulateSignal } from "../diffusion/mod.ts";
import { stretch } from "../mesh/deform/mod.ts";
import { cylinder, withPoints } from "../mesh/mod.ts";
import { type DescentOptions, reconstructDeformation, type Reconstruction } from "./mod.ts";

const axon = cylinder({ radius: 2, height: 4, edgeLength: 1 });
const protocol = pgse({
  delta: 5,
  Delta: 10,
  bValues: [0, 3000],
  directions: [[1, 0, 0], [0, 1, 1]],
});

/** One parameter, the width. */
interface Width {
  readonly width: number;
}
const wider = (points: Tensor, { width }: Width) => stretch(points, { x: width, y: width });
const actual = withPoints(axon, wider(axon.points, { width: 1.1 }));
const measured = simulateSignal(actual, { diffusivity: 2 }, protocol, { modes: 11 }).signal.real;

const reconstruct = (options: Partial<DescentOptions<Width>>): Promise<Reconstruction<Width>> =>
  reconstructDeformation(axon, measured, protocol, {
    diffusivity: 2,
    modes: 11,
    parameters: { width: 1 },
    starts: [{ width: 1.3 }, { width: 1.05 }],
    deformation: wider,
    ...options,
  });

/** A reconstruction without the time it took. */
function stepsOf({ state: { seconds: _, ...state }, ...rest }: Reconstruction<Width>) {
  return { ...rest, state };
}

Deno.test("reconstructDeformation() takes the same steps on a backend, and frees it", async () => {
  const backend = cpuBackend();
  const here = await reconstruct({}), there = await reconstruct({ backend });
  assertEquals(stepsOf(there), stepsOf(here));
  assertLess(Math.abs(here.parameters.width - 1.1), 1e-4);
  await new Promise((resolve) => setTimeout(resolve, 0));
  assertEquals(backend.actions.at(-1), "dispose");
});

Deno.test("reconstructDeformation() goes on where a backend fails, unless it is told not to", async () => {
  const failing = () => {
    let count = 0;
    return (action: BackendAction) => {
      if (action === "pullback" && ++count === 3) throw new DeviceError("device lost");
    };
  };
  const told: unknown[] = [];
  const backend = cpuBackend({ before: failing() });
  const there = await reconstruct({ backend, onRetry: (error) => told.push(error) });
  assertEquals(stepsOf(there), stepsOf(await reconstruct({})));
  assert(told.length === 1 && told[0] instanceof DeviceError);
  const onRetry = (error: unknown) => {
    throw error;
  };
  await assertRejects(
    () => reconstruct({ backend: cpuBackend({ before: failing() }), onRetry }),
    DeviceError,
    "device lost",
  );
});
