/**
 * Which states a forward sweep keeps for the adjoint, and how those between are had again.
 *
 * @module
 */

/**
 * What the adjoint remembers: `"stored"`, the state before every step; `"checkpointed"`, one in √N of them, those between are
 * computed a second time; `"recomputed"`, none, the whole sweep is run a second time. All give the same gradient. Running the
 * equation itself backwards in time is none of the choices: diffusion forgets, and the error would grow as exp(λ_max TE).
 */
export type AdjointMethod = "stored" | "checkpointed" | "recomputed";

/** All adjoint methods. */
export const adjointMethods: readonly AdjointMethod[] = ["stored", "checkpointed", "recomputed"];

/** States kept from a sweep, by the number of the step they precede. */
export type Checkpoints = Map<number, Float64Array>;

/** The distance between checkpoints of a sweep. */
export function checkpointSpacing(method: AdjointMethod, steps: number): number {
  return method === "stored" ? 1 : Math.max(1, Math.ceil(Math.sqrt(steps)));
}
