/**
 * What evaluates models elsewhere than on the processor, and how one is offered under the name `"auto"`.
 *
 * @module
 */
import { InputError } from "../../input_error.ts";

/** What every backend tells of itself. */
export interface Backend {
  /** What it computes on, for reports: the name of the graphics processor. */
  readonly description: string;
  /**
   * Whether it is worth its while: false leaves a problem of this size to the processor.
   *
   * @param nodes Number of nodes of the tissue mesh.
   */
  readonly takes: (nodes: number) => boolean;
  /**
   * Whether what fails on it for want of memory, precision or the device itself is computed on the processor instead; tells the
   * user why where it does.
   */
  readonly retries: (error: unknown) => boolean;
}

/** A backend, or `"auto"` for the one offered, where there is one and the problem is large enough. */
export type BackendChoice<Offered extends Backend> = Offered | "auto";

let offered: (() => Promise<Backend | undefined>) | undefined;

/**
 * Offers a backend under the name `"auto"`.
 *
 * @param make Makes the backend; nothing where the machine has none.
 */
export function offerBackend(make: () => Promise<Backend | undefined>): void {
  offered = make;
}

/**
 * The backend of a choice.
 *
 * @param choice What the user gave.
 * @returns The backend; nothing where `"auto"` finds none.
 * @throws {InputError} If `"auto"` is given where no module offers a backend.
 */
export async function chosenBackend<Offered extends Backend>(
  choice: BackendChoice<Offered>,
): Promise<Offered | undefined> {
  if (choice !== "auto") return choice;
  if (offered === undefined) {
    throw new InputError(
      `The backend is "auto" but none is offered: import '@torrey/torrey', or give a backend`,
    );
  }
  return await offered() as Offered | undefined;
}
