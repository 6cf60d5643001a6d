import { assertEquals, assertStringIncludes } from "@std/assert";
import { inFolder, runCli } from "../testing/run_cli.ts";
import { InputError } from "../core/input_error.ts";
import { commands } from "./commands.ts";
import { GpuError } from "../gpu/mod.ts";
import { describeError } from "./main.ts";

Deno.test("--help of the program, of each command and of each mesh command prints help and succeeds", () => {
  inFolder((folder) => {
    const names = Object.keys(commands);
    const calls = [
      ["--help"],
      ["-h"],
      ...names.map((name) => [name, "--help"]),
      ...["generate", "convert", "quality"].map((name) => ["mesh", name, "--help"]),
      ["mesh", "generate", "sphere", "--help"],
    ];
    for (const args of calls) {
      const { code, stdout, stderr } = runCli(args, folder);
      assertEquals([code, stderr], [0, ""], args.join(" "));
      assertStringIncludes(stdout, "Usage: deno run -A cli.ts");
    }
    const { stdout } = runCli(["--help"], folder);
    for (const name of names) assertStringIncludes(stdout, `  ${name} `);
  });
});

Deno.test("an unknown or missing command is said with code 2", () => {
  inFolder((folder) => {
    const unknown = runCli(["simulat"], folder);
    assertEquals([unknown.code, unknown.stdout], [2, ""]);
    assertEquals(unknown.stderr, "error: Unknown command 'simulat': did you mean 'simulate'?\n");
    const option = runCli(["--modes", "3"], folder);
    assertEquals(option.code, 2);
    assertStringIncludes(option.stderr, "error: Option '--modes' stands before any command");
    const nothing = runCli([], folder);
    assertEquals([nothing.code, nothing.stdout], [2, ""]);
    assertStringIncludes(nothing.stderr, "Usage:");
  });
});

Deno.test("describeError() tells the user's errors from ours", () => {
  assertEquals(describeError(new InputError("No")), { code: 2, text: "error: No" });
  const memory = new RangeError("The problem needs 5 GiB");
  assertEquals(describeError(memory), { code: 2, text: "error: The problem needs 5 GiB" });
  const missing = new GpuError("unavailable", "No graphics processor was found");
  assertEquals(describeError(missing), { code: 1, text: "error: No graphics processor was found" });
  const recurse = (): number => recurse() + 1;
  let endless: unknown;
  try {
    recurse();
  } catch (error) {
    endless = error;
  }
  assertEquals(describeError(endless).code, 1);
  const ours = describeError(new TypeError("x is undefined"));
  assertEquals(ours.code, 1);
  assertStringIncludes(ours.text, "main_test.ts");
});
