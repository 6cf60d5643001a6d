/**
 * What a command computes on.
 *
 * @module
 */
import type { BackendChoice } from "../core/diffusion/mod.ts";
import { InputError } from "../core/input_error.ts";
import type { GpuBackend } from "../gpu/mod.ts";
import { choiceOption } from "./arguments.ts";

/** The help of `--backend`. */
export const backendHelp =
  `  --backend BACKEND     cpu (default), gpu, or auto: the GPU where there is one and the mesh is
                        large enough, and the CPU where that fails`;

/**
 * Opens what `--backend` names. The GPU's code is loaded only where it may be used.
 *
 * @param options The options of the command.
 * @param onlyProcessor The options that the GPU cannot serve.
 * @returns The backend to compute on; nothing for the processor.
 * @throws {InputError} If the GPU is asked for what it cannot do.
 * @throws {GpuError} If the GPU is asked for and there is none.
 */
export async function openBackend(
  options: Readonly<Record<string, string | boolean | undefined>>,
  onlyProcessor: readonly string[] = [],
): Promise<BackendChoice<GpuBackend> | undefined> {
  const name = choiceOption(options, "backend", ["cpu", "gpu", "auto"]);
  const refused = onlyProcessor.find((option) => options[option] !== undefined);
  if (name === "gpu" && refused !== undefined) {
    throw new InputError(
      `Options '--backend gpu' and '--${refused}' are given but the GPU's work cannot be saved: leave out one of them`,
    );
  }
  if (name === "cpu" || refused !== undefined) return undefined;
  // What it offers under the name "auto" is offered by loading it.
  const { gpu } = await import("../gpu/mod.ts");
  return name === "gpu" ? await gpu() : "auto";
}
