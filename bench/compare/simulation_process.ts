/**
 * Value and gradient of a case file's loss in a process of its own, so that its peak memory can be told.
 *
 * `deno run -A bench/compare/simulation_process.ts CASE.json` prints {"value", "gradient" (seconds; value included), "loss",
 * "signal", "slope", "peakMiB"}.
 *
 * @module
 */
import { matrixFormalism, type Tensor, toNumber, valueAndGrad } from "../../mod.ts";
import { simulatedMesh } from "../cases/bending.ts";
import { pointLists, signalLists } from "../cases/case_file.ts";
import { reconstructionCase, remidiLoss, rotated } from "../cases/remidi.ts";
import { median, milliseconds } from "./comparison.ts";
import { peakMiB } from "./peak_memory.ts";

/** What the process prints. */
export interface SimulationResult {
  /** Median time of the loss, s. */
  readonly value: number;
  /** Median time of the loss and its gradient, s. */
  readonly gradient: number;
  readonly loss: number;
  /** [bValues][sequences][directions], µm³. */
  readonly signal: number[][][];
  /** ∂loss/∂points, [nodes][3], 1/µm. */
  readonly slope: number[][];
  /** Peak resident memory of the whole process, MiB. */
  readonly peakMiB: number;
}

const WARM_UP = 15, RUNS = 15;

/** Median times in s of two things done in turn, so that a busy machine slows both alike. */
function medianSeconds(first: () => void, second: () => void): [number, number] {
  const times: [number[], number[]] = [[], []];
  for (let run = -WARM_UP; run < RUNS; run++) {
    [first, second].forEach((task, i) => {
      const time = milliseconds(task) / 1000;
      if (run >= 0) times[i].push(time);
    });
  }
  return [median(times[0]), median(times[1])];
}

if (import.meta.main) {
  const of = reconstructionCase(JSON.parse(Deno.readTextFileSync(Deno.args[0])), 1);
  const { mesh, rotation, diffusivity, protocol, modes, target } = of;
  const simulate = matrixFormalism(simulatedMesh(of), { diffusivity }, protocol, { modes });
  const loss = (points: Tensor) => remidiLoss(simulate(rotated(points, rotation)), target);
  const [value, gradient] = medianSeconds(
    () => loss(mesh.points),
    () => valueAndGrad(loss)(mesh.points),
  );
  const [final, slope] = valueAndGrad(loss)(mesh.points);
  const result: SimulationResult = {
    value,
    gradient,
    loss: toNumber(final),
    signal: signalLists(simulate().real),
    slope: pointLists(slope.data),
    peakMiB: peakMiB(),
  };
  console.log(JSON.stringify(result));
}
