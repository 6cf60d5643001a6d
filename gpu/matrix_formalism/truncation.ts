/**
 * The truncation error of a basis on the device, by comparing its signal with that of a finer one.
 *
 * @module
 */
import type { EncodedProtocol } from "../../core/diffusion/encoding/mod.ts";
import {
  comparisonResolution,
  estimatedErrors,
} from "../../core/diffusion/matrix_formalism/mod.ts";
import type { Gpu } from "../device.ts";
import type { GpuReduction } from "./reduction.ts";
import type { Stages } from "./stages.ts";

/**
 * The estimated truncation errors of S/S0: for each encoding the largest over its amplitudes.
 *
 * @param gpu The device.
 * @param signal Computes the signal of a reduced system.
 * @param reduction The reduction.
 * @param protocol The measurements.
 * @param size The errors that matter.
 * @returns The estimates, [encodings]; two read-backs beside those of the finer basis.
 */
export async function truncationErrors(
  gpu: Gpu,
  signal: Stages["signal"],
  reduction: GpuReduction,
  protocol: EncodedProtocol,
  size?: number,
): Promise<Float64Array> {
  const resolution = comparisonResolution(size);
  using finer = await signal(gpu, await reduction.finer(), protocol, { resolution });
  using own = await signal(gpu, reduction.model, protocol, { resolution });
  const corrected = reduction.basis.basis.corrections !== undefined;
  return estimatedErrors(protocol, finer, own, corrected)
    .map((error) => error / reduction.spins);
}
