/**
 * Value and gradient of a reconstruction's loss against PyTorch with matrix exponentials and autograd.
 *
 * @module
 */
import { bendingCase } from "../cases/bending.ts";
import { caseFile } from "../cases/case_file.ts";
import { type Figure, process, reference } from "./comparison.ts";
import type { SimulationResult } from "./simulation_process.ts";

interface Reference {
  readonly value: number;
  readonly gradient: number;
  readonly loss: number;
  /** Largest difference of the signals, relative to S0. */
  readonly signalError: number;
  /** Difference of the gradients, relative in norm. */
  readonly gradientError: number;
  readonly peakMiB: number;
}

/** Most that the signals and the gradients may differ. */
const AGREEMENT = { signal: 1e-9, gradient: 1e-7 };

/** Time in s, memory in MiB; signals and gradients must agree. */
export async function compareSimulation(repeats: number): Promise<readonly Figure[]> {
  const { name, case: of } = bendingCase();
  const signals = of.protocol.q.length * of.protocol.directions.length / 3;
  const path = await Deno.makeTempFile({ suffix: ".json" });
  const ours: SimulationResult[] = [], theirs: Reference[] = [];
  try {
    const file = caseFile(of);
    for (let repeat = 0; repeat < repeats; repeat++) {
      await Deno.writeTextFile(path, JSON.stringify(file));
      const own = await process<SimulationResult>(
        new URL("simulation_process.ts", import.meta.url),
        path,
      );
      const results = { S_real: own.signal, dloss_dpoints: own.slope };
      await Deno.writeTextFile(path, JSON.stringify({ ...file, ...results }));
      const other = await reference<Reference>("remidi_like.py", path);
      if (
        !(other.signalError < AGREEMENT.signal && other.gradientError < AGREEMENT.gradient)
      ) {
        throw new Error(
          `Signals differ by ${other.signalError}, gradients by ${other.gradientError}`,
        );
      }
      ours.push(own);
      theirs.push(other);
    }
  } finally {
    await Deno.remove(path);
  }
  const { signalError, gradientError } = theirs[0];
  const agreement = `signals agree to ${signalError.toExponential(1)}, gradients to ${
    gradientError.toExponential(1)
  }`;
  const size = `${name}, ${
    of.mesh.points.shape[0]
  } nodes, ${of.modes} modes, ${signals} signals; PyTorch`;
  const figure = (
    what: string,
    unit: string,
    of: (result: SimulationResult | Reference) => number,
    limit?: number,
  ): Figure => ({
    what,
    unit,
    ours: ours.map(of),
    theirs: theirs.map(of),
    better: "less",
    ...(limit !== undefined && { limit }),
  });
  return [
    figure(`value and gradient, ${size} (${agreement})`, "s", (r) => r.gradient, 0.25),
    figure("… value alone", "s", (r) => r.value),
    figure("… peak memory of the process", "MiB", (r) => r.peakMiB, 300e6 / 2 ** 20),
    figure("… value and gradient over value", "×", (r) => r.gradient / r.value, 2.5),
  ];
}
