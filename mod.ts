/**
 * Torrey.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { x } from "@torrey/torrey";
 * assertEquals(x, 1);
 * ```
 * @module
 */
/** x */
export const x: number = 1;
