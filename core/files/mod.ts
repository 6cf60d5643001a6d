/**
 * Files: whole-or-nothing writing, and reading with clear errors.
 *
 * @module
 */
export { fileExists, readBinaryFile, readTextFile } from "./read_file.ts";
export { writeFileAtomic, writeFilesAtomic } from "./write_file_atomic.ts";
