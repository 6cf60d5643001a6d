/**
 * Reads a case file: one simulation described in JSON.
 *
 * @module
 */
import { readTextFile } from "../files/mod.ts";
import { InputError } from "../input_error.ts";
import { readMesh, type TetMesh, tetMesh } from "../mesh/mod.ts";
import { entryWithKeys, excerpt } from "./keys.ts";
import { caseMeasurement } from "./case_measurement.ts";
import { readProtocol, readWeights } from "./read_protocol.ts";
import { readTissue } from "./read_tissue.ts";
import { compartmentIds, type SimulationCase } from "./simulation_case.ts";

/** Settings of {@linkcode readCase}. */
export interface ReadCaseOptions {
  /** Folder that a relative mesh path starts from; the case file's own, or the working folder for an object. */
  readonly baseUrl?: string | URL;
}

const REQUIRED = ["mesh", "compartments", "sequences"];
const OPTIONAL = ["bValues", "directions", "interfaces", "wallRelaxivity", "weights"];

/**
 * Parses a JSON file's text.
 *
 * @param text The text.
 * @param path The file's path, for the message.
 * @returns The value.
 * @throws {InputError} If it is not JSON; the message says in which line.
 */
export function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new InputError(`Cannot read '${path}': it is not JSON: ${lineOf(reason, text)}`, {
      cause,
    });
  }
}

/** The parser's reason with the line where it stopped, which it gives as a position or not at all. */
function lineOf(reason: string, text: string): string {
  if (/\(line \d+/.test(reason)) return reason;
  const position = /at position (\d+)/.exec(reason);
  const end = position === null ? text.length : Number(position[1]);
  return `${reason} (line ${text.slice(0, end).split("\n").length})`;
}

/** The path of a file named in a case, in the folder the case is in. */
function resolvePath(file: string, folder: string): string {
  const absolute = file.startsWith("/") || /^[A-Za-z]:[\\/]/.test(file);
  return absolute || folder === "" ? file : `${folder}/${file}`;
}

function folderOf(path: string): string {
  const end = Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\"));
  if (end < 0) return "";
  return end === 0 ? "/." : path.slice(0, end);
}

function folderPath(baseUrl: string | URL): string {
  const text = baseUrl instanceof URL ? baseUrl.href : baseUrl;
  const path = text.startsWith("file://") ? decodeURIComponent(new URL(text).pathname) : text;
  return path.replace(/\/+$/, "") || "/.";
}

function readCaseMesh(value: unknown, folder: string): TetMesh {
  if (typeof value === "string") return readMesh(resolvePath(value, folder));
  if (typeof value !== "object" || value === null) {
    throw new InputError(
      `'mesh' is ${excerpt(value)} but must be a file's path, or points and tets`,
    );
  }
  const entry = entryWithKeys(value, "mesh", ["points", "tets"], ["compartments"]);
  for (const key of ["points", "tets", "compartments"]) {
    if (entry[key] !== undefined && !Array.isArray(entry[key])) {
      throw new InputError(`'mesh.${key}' is ${excerpt(entry[key])} but must be a list`);
    }
  }
  const { points, tets, compartments } = entry as {
    points: number[][];
    tets: number[][];
    compartments?: number[];
  };
  try {
    return tetMesh({ points, tets, ...(compartments && { compartments }) });
  } catch (cause) {
    if (!(cause instanceof InputError)) throw cause;
    throw new InputError(`'mesh' cannot be used: ${cause.message}`, { cause });
  }
}

function readCaseObject(value: unknown, folder: string): SimulationCase {
  const entry = entryWithKeys(value, "", REQUIRED, OPTIONAL);
  const protocol = readProtocol(entry);
  const weights = entry.weights === undefined ? undefined : readWeights(entry.weights, protocol);
  const mesh = readCaseMesh(entry.mesh, folder);
  const tissue = readTissue(entry, compartmentIds(mesh));
  const measurement = caseMeasurement(entry);
  return { mesh, tissue, protocol, measurement, ...(weights && { weights }) };
}

/**
 * Reads a simulation's description and everything it needs, and checks it.
 *
 * The keys are `mesh` (a file's path, or points, tets and compartments inline), `compartments`, `sequences`, `bValues` and
 * `directions` (unless all sequences are literal waveforms), and optionally `interfaces`, `wallRelaxivity` and `weights`.
 *
 * @param source Path of a JSON file, or the same content as an object.
 * @param options Where relative mesh paths start.
 * @returns The checked case.
 * @throws {InputError} If a file is missing or malformed, a key is unknown or missing, or a value is of the wrong type or
 * impossible; the message names the file, and the key or the line.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { protocolShape, readCase } from "@torrey/torrey";
 *
 * const { tissue, protocol } = readCase({
 *   mesh: {
 *     points: [[0, 0, 0], [2, 0, 0], [0, 2, 0], [0, 0, 2]],
 *     tets: [[0, 1, 2, 3]],
 *   },
 *   compartments: [{ diffusivity: 2, T2: 80 }],
 *   sequences: [{ type: "PGSE", delta: 5, Delta: 10 }],
 *   bValues: [0, 1000],
 *   directions: [[0, 0, 1]],
 * });
 * assertEquals(protocolShape(protocol), [1, 1, 2]);
 * assertEquals(tissue.compartments, [{ diffusivity: 2, T2: 80, T1: Infinity, spinDensity: 1 }]);
 * ```
 */
export function readCase(
  source: string | URL | Readonly<Record<string, unknown>>,
  options: ReadCaseOptions = {},
): SimulationCase {
  const { baseUrl } = options;
  if (typeof source !== "string" && !(source instanceof URL)) {
    return readCaseObject(source, baseUrl === undefined ? "" : folderPath(baseUrl));
  }
  const path = source instanceof URL ? decodeURIComponent(source.pathname) : source;
  const value = parseJson(readTextFile(path), path);
  try {
    return readCaseObject(value, baseUrl === undefined ? folderOf(path) : folderPath(baseUrl));
  } catch (cause) {
    // A message about another file already names it.
    if (!(cause instanceof InputError) || cause.message.startsWith("Cannot read ")) throw cause;
    throw new InputError(`Cannot use '${path}': ${cause.message}`, { cause });
  }
}
