import { assert, assertEquals, assertThrows } from "@std/assert";
import { InputError } from "../input_error.ts";
import {
  fileExists,
  readBinaryFile,
  readTextFile,
  writeFileAtomic,
  writeFilesAtomic,
} from "./mod.ts";

function namesIn(folder: string): string[] {
  return [...Deno.readDirSync(folder)].map((entry) => entry.name).sort();
}

Deno.test("writeFileAtomic writes text and bytes, replaces, and leaves nothing else", () => {
  const folder = Deno.makeTempDirSync();
  writeFileAtomic(`${folder}/a.txt`, "first");
  writeFileAtomic(`${folder}/a.txt`, "µm");
  writeFileAtomic(`${folder}/b.bin`, new Uint8Array([1, 2, 255]));
  assertEquals(readTextFile(`${folder}/a.txt`), "µm");
  assertEquals([...readBinaryFile(`${folder}/b.bin`)], [1, 2, 255]);
  assertEquals(namesIn(folder), ["a.txt", "b.bin"]);
  Deno.removeSync(folder, { recursive: true });
});

Deno.test("a failed write leaves no partial file", () => {
  const folder = Deno.makeTempDirSync();
  Deno.mkdirSync(`${folder}/taken`);
  // Renaming a file over a folder fails after the temporary file has been written.
  const error = assertThrows(() => writeFileAtomic(`${folder}/taken`, "x"), InputError);
  assert(error.message.startsWith(`Cannot write '${folder}/taken': `));
  assertEquals(namesIn(folder), ["taken"]);
  assertThrows(
    () => writeFileAtomic(`${folder}/absent/a.txt`, "x"),
    InputError,
    `Cannot write '${folder}/absent/a.txt': no such file or folder`,
  );
  Deno.removeSync(folder, { recursive: true });
});

Deno.test("of files that belong together all are written or none", () => {
  const folder = Deno.makeTempDirSync();
  assertThrows(
    () => writeFilesAtomic({ [`${folder}/a.node`]: "x", [`${folder}/absent/a.ele`]: "y" }),
    InputError,
    `Cannot write '${folder}/absent/a.ele'`,
  );
  assertEquals(namesIn(folder), []);
  writeFilesAtomic({ [`${folder}/a.node`]: "x", [`${folder}/a.ele`]: "y" });
  assertEquals(namesIn(folder), ["a.ele", "a.node"]);
  Deno.removeSync(folder, { recursive: true });
});

Deno.test("readTextFile names the file and the reason", () => {
  const folder = Deno.makeTempDirSync();
  assertThrows(
    () => readTextFile(`${folder}/absent.node`),
    InputError,
    `Cannot read '${folder}/absent.node': no such file or folder`,
  );
  assertThrows(() => readBinaryFile(folder), InputError, `Cannot read '${folder}': `);
  assertEquals(fileExists(`${folder}/absent.node`), false);
  assertEquals(fileExists(folder), false);
  Deno.removeSync(folder, { recursive: true });
});
