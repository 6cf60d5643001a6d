/**
 * The command line of Torrey: `deno run -A cli.ts --help` says what it does.
 *
 * @module
 */
import { main } from "./cli/main.ts";

if (import.meta.main) Deno.exit(await main(Deno.args));
