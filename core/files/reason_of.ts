/**
 * Puts the reason a file operation failed into plain words.
 *
 * @module
 */

/**
 * Says in a few words why the file system refused.
 *
 * @param error What the file operation threw.
 * @returns The reason, without a final period.
 */
export function reasonOf(error: unknown): string {
  if (error instanceof Deno.errors.NotFound) return "no such file or folder";
  if (error instanceof Deno.errors.PermissionDenied) return "permission denied";
  if (error instanceof Deno.errors.NotCapable) {
    return "Deno was not given the permission, run it with --allow-read and --allow-write";
  }
  if (error instanceof Deno.errors.IsADirectory) return "it is a folder";
  if (error instanceof Deno.errors.NotADirectory) return "a part of the path is not a folder";
  const message = error instanceof Error ? error.message : String(error);
  return message.replace(/\.$/, "");
}
