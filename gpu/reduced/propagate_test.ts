import { assert, assertEquals, assertLess } from "@std/assert";
import { gpuTest } from "../../testing/gpu_test.ts";
import { constantPiece, encoded, pausePiece } from "../../testing/encodings.ts";
import { randomModel } from "../../testing/random_model.ts";
import { decays, type ReducedModel, runsOf } from "../../core/diffusion/reduced/mod.ts";
import { gaussLegendre } from "../../core/special/mod.ts";
import type { Gpu } from "../device.ts";
import { USUAL_BUDGET } from "./budget.ts";
import { coupleKernel } from "./couple.wgsl.ts";
import { layoutOf } from "./layout.ts";
import { programsOf, type RunProgram, type Step } from "./program.ts";
import { couplingsOf, type Propagated, runBackward, runForward } from "./propagate.ts";
import { scheduled } from "./schedule.ts";
import { relativeError } from "./testing.ts";

type Complex = { real: Float64Array; imag: Float64Array };

/** A x for a dense matrix. */
function times(a: (i: number, j: number) => number, x: Float64Array): Float64Array {
  return x.map((_, i) => x.reduce((sum, value, j) => sum + a(i, j) * value, 0));
}

/** exp(−tA)x by a Taylor series in small steps, A = D + iC of dense D, C: as plain as can be. */
function exponential(
  d: (i: number, j: number) => number,
  c: (i: number, j: number) => number,
  t: number,
  x: Complex,
  size: number,
): Complex {
  const steps = Math.ceil(t * size) + 1, h = t / steps;
  let { real, imag } = x;
  for (let step = 0; step < steps; step++) {
    let re = real, im = imag;
    for (let k = 1; k < 24; k++) {
      const dr = times(d, re), di = times(d, im), cr = times(c, re), ci = times(c, im);
      [re, im] = [
        dr.map((v, j) => -h / k * (v - ci[j])),
        di.map((v, j) => -h / k * (v + cr[j])),
      ];
      real = real.map((v, j) => v + re[j]);
      imag = imag.map((v, j) => v + im[j]);
    }
  }
  return { real, imag };
}

/** The state of one column after a time within a step, in double precision. */
function twin(model: ReducedModel, step: Step, q: number, t: number, x: Complex): Complex {
  const n = model.modes, largest = Math.max(...model.eigenvalues);
  const lambda = (i: number, j: number) => i === j ? model.eigenvalues[i] : 0;
  if (step.kind === "pulse") {
    const { direction: [dx, dy, dz], centre, factor } = step.plan, [wx, wy, wz] = model.moments;
    const coupling = (i: number, j: number) => {
      const e = i * n + j;
      return q * factor * (dx * wx[e] + dy * wy[e] + dz * wz[e] - (i === j ? centre : 0));
    };
    return exponential(lambda, coupling, t, x, largest + 4 * Math.abs(q * factor));
  }
  const storage = step.kind === "stored" ? model.storage : undefined;
  const operator = (i: number, j: number) => lambda(i, j) + (storage?.[i * n + j] ?? 0);
  return exponential(operator, () => 0, t, x, largest + 1);
}

const lengthOf = (step: Step) =>
  step.kind === "pulse" ? step.series.weights.reduce((a, b) => a + b, 0) : step.duration;

/** A model and a protocol with all kinds of steps. */
function fixture(n: number) {
  const eigenvalues = Array.from({ length: n }, (_, j) => n > 1 ? 4 * (j / (n - 1)) ** 1.5 : 0.3);
  const plain = randomModel(eigenvalues, [[-1, 1], [-1.2, 1], [-1, 0.8]], 3 + n);
  const storage = Float64Array.from(
    { length: n * n },
    (_, e) => 0.2 / n + (e % (n + 1) ? 0 : 0.01 * e / n),
  );
  const model: ReducedModel = { ...plain, storage };
  const first = {
    pieces: [constantPiece(0.9, [1, 0, 0.5]), pausePiece(0.6), pausePiece(0.8, true)],
  };
  const second = { pieces: [constantPiece(0.4, [0, -1, 0]), constantPiece(0.5, [0, 0.5, 0])] };
  const protocol = encoded([[first, [0.7, -1.3, 2.1]], [second, [0.5]]]);
  return { model, programs: programsOf(model, runsOf(model, protocol, "whole"), true) };
}

/** The model on the device. */
function uploaded(gpu: Gpu, model: ReducedModel): Propagated & { dispose: () => void } {
  const n = model.modes, all = new Float64Array(3 * n * n);
  model.moments.forEach((w, k) => all.set(w, k * n * n));
  const moments = gpu.upload("moments", all), pauses = decays(model);
  const v = pauses.stored.turn!, both = new Float64Array(2 * n * n);
  for (let e = 0; e < n * n; e++) both[e] = both[n * n + (e % n) * n + Math.floor(e / n)] = v[e];
  const turn = gpu.upload("stored modes", both);
  const { eigenvalues, start } = model;
  const dispose = () => [moments, turn].forEach((array) => array[Symbol.dispose]());
  return { modes: n, eigenvalues, start, pauses, moments, turn, dispose };
}

/** Row `at` of complex rows. */
function complexRow(data: Float32Array, n: number, at: number): number[] {
  return [...data.subarray(2 * at * n, 2 * (at + 1) * n)];
}

const flat = ({ real, imag }: Complex) => [...real].flatMap((x, j) => [x, imag[j]]);

/** Calls back with every column of every run, from its first state on. */
function eachColumn(
  model: ReducedModel,
  programs: readonly RunProgram[],
  action: (program: RunProgram, column: number, q: number, start: Complex) => void,
): void {
  programs.forEach((program) =>
    program.amplitudes.forEach((q, c) =>
      action(program, program.first + c, q, {
        real: model.start,
        imag: new Float64Array(model.modes),
      })
    )
  );
}

for (const n of [1, 2, 17, 33]) {
  gpuTest(`forwards, states and starts of steps equal Taylor series: ${n} modes`, async (gpu) => {
    const { model, programs } = fixture(n), onGpu = uploaded(gpu, model);
    const [wave] = scheduled(n, programs, true, USUAL_BUDGET), [chunk] = wave.chunks;
    const layout = layoutOf(wave, chunk);
    assertEquals(wave.columns, 4);
    using couplings = couplingsOf(gpu, onGpu, layout, chunk);
    using states = gpu.array("states", 2 * n * wave.columns);
    using starts = gpu.array("starts", 2 * n * layout.starts);
    runForward(gpu, onGpu, wave, chunk, layout, { couplings, states, starts }, true);
    const [ends, begins] = await gpu.read(states, starts);
    let row = 0;
    eachColumn(model, programs, ({ steps }, column, q, start) => {
      let state = start;
      for (const step of steps) {
        assertLess(relativeError(complexRow(begins, n, row++), flat(state)), 3e-6);
        state = twin(model, step, q, lengthOf(step), state);
      }
      assertLess(relativeError(complexRow(ends, n, column), flat(state)), 3e-6);
    });
    assertEquals(row, layout.starts);
    onGpu.dispose();
  });

  gpuTest(`backwards, adjoints and pairs equal Taylor series: ${n} modes`, async (gpu) => {
    const { model, programs } = fixture(n), onGpu = uploaded(gpu, model);
    const [wave] = scheduled(n, programs, true, USUAL_BUDGET), [chunk] = wave.chunks;
    const layout = layoutOf(wave, chunk);
    using couplings = couplingsOf(gpu, onGpu, layout, chunk);
    using forward = gpu.array("states", 2 * n * wave.columns);
    using starts = gpu.array("starts", 2 * n * layout.starts);
    runForward(gpu, onGpu, wave, chunk, layout, { couplings, states: forward, starts }, true);
    const given = Float64Array.from({ length: 2 * n * wave.columns }, (_, e) => Math.sin(e + 1));
    using states = gpu.upload("adjoint states", given);
    using pairs = gpu.array("pairs", 4 * n * layout.pairs);
    runBackward(gpu, onGpu, wave, chunk, layout, { couplings, states, starts }, pairs);
    const [ends, read] = await gpu.read(states, pairs);
    assert(read.every(Number.isFinite), "a pair was not written");
    const turn = (step: Step, x: Complex): Complex => {
      if (step.kind !== "stored") return x;
      const v = onGpu.pauses.stored.turn!, back = (i: number, j: number) => v[j * n + i];
      return { real: times(back, x.real), imag: times(back, x.imag) };
    };
    eachColumn(model, programs, ({ steps, run }, column, q, start) => {
      const part = layout.parts.find(({ part }) => part.program.run === run)!;
      const own = column - part.part.column, states = [start];
      steps.forEach((step, k) => states.push(twin(model, step, q, lengthOf(step), states[k])));
      const column2 = given.subarray(2 * n * column, 2 * n * (column + 1));
      let y: Complex = {
        real: column2.filter((_, e) => e % 2 === 0),
        imag: column2.filter((_, e) => e % 2 === 1),
      };
      for (let k = steps.length - 1; k >= 0; k--) {
        const step = steps[k], rows = step.kind === "pulse" ? part.pulse : part.pause;
        const first = rows.first + own * rows.rows + part.offsets[k], length = lengthOf(step);
        const points = step.kind === "pulse" ? gaussLegendre(step.series.points).points : [0];
        points.forEach((x, g) => {
          const s = turn(step, twin(model, step, q, x * length, states[k]));
          const rest = step.kind === "pulse" ? (1 - x) * length : 0;
          const other = turn(step, twin(model, step, q, rest, y));
          assertLess(relativeError(complexRow(read, n, 2 * (first + g) + 1), flat(s)), 4e-6);
          assertLess(relativeError(complexRow(read, n, 2 * (first + g)), flat(other)), 4e-6);
        });
        y = twin(model, step, q, length, y);
      }
      assertLess(relativeError(complexRow(ends, n, column), flat(y)), 4e-6);
    });
    onGpu.dispose();
  });
}

for (const [n, count] of [[1, 1], [1, 5], [7, 1], [20, 3]]) {
  gpuTest(`the couplings are the sums over the axes: ${count} of ${n} modes`, async (gpu) => {
    const moments = Float64Array.from({ length: 3 * n * n }, (_, e) => Math.cos(e));
    const directions = Float64Array.from({ length: 4 * count }, (_, e) => Math.sin(3 * e + 1));
    using w = gpu.upload("moments", moments);
    using list = gpu.upload("directions", directions);
    using out = gpu.array("couplings", count * n * n);
    gpu.run(coupleKernel, {
      arrays: { moments: w, directions: list, out },
      params: { n, count },
      size: { threads: count * n * n },
    });
    const [read] = await gpu.read(out);
    const expected = Array.from({ length: count * n * n }, (_, at) => {
      const d = directions.subarray(4 * Math.floor(at / (n * n))), e = at % (n * n);
      return d[0] * moments[e] + d[1] * moments[n * n + e] + d[2] * moments[2 * n * n + e] -
        (e % (n + 1) === 0 ? d[3] : 0);
    });
    assertLess(relativeError(read, expected), 3e-7);
  });
}
