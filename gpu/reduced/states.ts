/**
 * The states of the columns, and what is kept of them.
 *
 * @module
 */
import type { WantedStates } from "../../core/diffusion/reduced/mod.ts";
import type { Gpu } from "../device.ts";
import type { GpuArray } from "../device/gpu.ts";
import { checkFinite } from "../device/single_precision.ts";
import type { RunProgram } from "./program.ts";
import type { Wave } from "./schedule.ts";

/** The states of a wave on the device. */
export interface WaveStates {
  readonly wave: Wave;
  /** States at the end, [columns × n] complex. */
  readonly states: GpuArray;
  /** States at the start of every step, one array per chunk; or the states before each chunk but the first. */
  readonly starts: readonly GpuArray[];
  readonly everyStep: boolean;
}

/** Arrays as read back, in one go. @throws {GpuError} If a number is not finite. */
export async function finiteNumbers(
  gpu: Gpu,
  arrays: readonly GpuArray[],
): Promise<Float32Array[]> {
  const read = await gpu.read(...arrays);
  read.forEach((data, k) => checkFinite(arrays[k].label, data));
  return read;
}

/** The states of a run at its wanted amplitudes, from the states of all waves as read back. */
export function endStates(
  n: number,
  program: RunProgram,
  waves: readonly Wave[],
  read: readonly Float32Array[],
): WantedStates {
  const { run: { wanted }, columnOf } = program, size = n * wanted.length;
  const real = new Float64Array(size), imag = new Float64Array(size);
  waves.forEach(({ parts }, w) => {
    for (const part of parts) {
      if (part.program !== program) continue;
      wanted.forEach((q, b) => {
        const column = columnOf[b] - part.from;
        if (column < 0 || column >= part.amplitudes.length) return;
        const sign = part.amplitudes[column] === q ? 1 : -1;
        for (let j = 0; j < n; j++) {
          const at = 2 * ((part.column + column) * n + j);
          real[j * wanted.length + b] = read[w][at];
          imag[j * wanted.length + b] = sign * read[w][at + 1];
        }
      });
    }
  });
  return { real, imag };
}

/** Adjoint states at the columns of a wave from those at the wanted amplitudes, [columns × n] complex. */
export function adjointColumns(
  n: number,
  wave: Wave,
  adjointOf: (program: RunProgram) => WantedStates,
): Float64Array {
  const all = new Float64Array(2 * n * wave.columns);
  for (const part of wave.parts) {
    const { run: { wanted }, columnOf } = part.program, adjoint = adjointOf(part.program);
    wanted.forEach((q, b) => {
      const column = columnOf[b] - part.from;
      if (column < 0 || column >= part.amplitudes.length) return;
      const sign = part.amplitudes[column] === q ? 1 : -1;
      for (let j = 0; j < n; j++) {
        const at = 2 * ((part.column + column) * n + j), e = j * wanted.length + b;
        all[at] += adjoint.real[e];
        all[at + 1] += sign * adjoint.imag[e];
      }
    });
  }
  return all;
}
