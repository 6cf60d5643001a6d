/**
 * Reads a result as a measurement: the signal, and how it was measured.
 *
 * @module
 */
import type { Tensor } from "../autodiff/mod.ts";
import { echoTimeOf, encodeProtocol, type Protocol, protocolShape } from "../diffusion/mod.ts";
import { readTextFile } from "../files/mod.ts";
import { InputError } from "../input_error.ts";
import { MEASUREMENT_KEYS } from "./case_measurement.ts";
import { type Entry, entryWithKeys, finite, listOf, positive } from "./keys.ts";
import { parseJson } from "./read_case.ts";
import { readProtocol } from "./read_protocol.ts";
import { readTissue } from "./read_tissue.ts";
import type { CaseCompartment } from "./simulation_case.ts";

/** A signal of one compartment and how it was measured. */
export interface MeasuredSignal {
  /** Real signals, shape [sequences, directions, bValues], in the result's unit. */
  readonly signal: Tensor;
  /** The measurements. */
  readonly protocol: Protocol;
  /** The tissue's constants. */
  readonly tissue: CaseCompartment;
  /** The signal at b = 0 of each sequence, ρ V e^{−TE/T2}, without storage, where the result has the volume. */
  readonly unweighted?: readonly number[];
}

/** Where the measurements are described. */
export interface ReadMeasuredOptions {
  /** Path of a case file; its mesh is not read. By default the result's own key `case`. */
  readonly case?: string;
}

const REQUIRED = ["compartments", "sequences"] as const;
const OPTIONAL = MEASUREMENT_KEYS.filter((key) => !REQUIRED.some((name) => name === key));

/** Imaginary parts up to this part of the largest signal are rounding. */
const ROUNDING = 1e-6;

/** Runs `read` and puts the file's name in front of what it complains of. */
function reading<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    if (!(cause instanceof InputError) || cause.message.startsWith("Cannot read ")) throw cause;
    throw new InputError(`Cannot use '${path}': ${cause.message}`, { cause });
  }
}

function readEntry(path: string): Entry {
  const value = parseJson(readTextFile(path), path);
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new InputError(`Cannot use '${path}': it does not hold an object`);
  }
  return value as Entry;
}

function readMeasurement(value: unknown, path: string, other: readonly string[]) {
  const entry = entryWithKeys(value, path, REQUIRED, [...OPTIONAL, ...other]);
  const { compartments } = readTissue({ compartments: entry.compartments }, [0]);
  return { protocol: readProtocol(entry), tissue: compartments[0] };
}

function readSignal(value: unknown, protocol: Protocol): Tensor {
  const shape = protocolShape(protocol);
  const real: number[] = [], imag: number[] = [];
  listOf(value, "signal", shape[0], "sequences").forEach((perSequence, s) =>
    listOf(perSequence, `signal[${s}]`, shape[1], "directions").forEach((perDirection, d) =>
      listOf(perDirection, `signal[${s}][${d}]`, shape[2], "b-values").forEach((pair, b) => {
        const path = `signal[${s}][${d}][${b}]`;
        const [re, im] = listOf(pair, path, 2, "parts, real and imaginary");
        real.push(finite(re, `${path}[0]`));
        imag.push(finite(im, `${path}[1]`));
      })
    )
  );
  const largest = real.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
  const at = imag.findIndex((x) => Math.abs(x) > ROUNDING * largest);
  if (at >= 0) {
    throw new InputError(
      `'signal' has the imaginary part ${
        imag[at]
      } at measurement ${at} but a closed cell's is real: give its magnitude`,
    );
  }
  return { shape, data: Float64Array.from(real) };
}

/**
 * Reads the result of a simulation, or a measurement in its format, of a cell of one compartment.
 *
 * @param path A JSON file with `signal` as [re, im] by [sequence][direction][b], and either `case` as {@linkcode
 * runCase} writes it, or a case file beside.
 * @param options The case file.
 * @returns The signal and how it was measured.
 * @throws {InputError} If a file is missing or malformed, or signal and measurements do not match.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { readCase, readMeasuredSignal, runCase } from "@torrey/torrey";
 *
 * const simulation = readCase({
 *   mesh: { points: [[0, 0, 0], [2, 0, 0], [0, 2, 0], [0, 0, 2]], tets: [[0, 1, 2, 3]] },
 *   compartments: [{ diffusivity: 2 }],
 *   sequences: [{ type: "PGSE", delta: 5, Delta: 10 }],
 *   bValues: [0, 1000],
 *   directions: [[0, 0, 1]],
 * });
 * const path = Deno.makeTempDirSync() + "/result.json";
 * Deno.writeTextFileSync(path, JSON.stringify(await runCase(simulation, { modes: 4 })));
 * const { signal, protocol, tissue } = readMeasuredSignal(path);
 * assertEquals(signal.shape, [1, 1, 2]);
 * assertEquals([protocol, tissue], [simulation.protocol, simulation.tissue.compartments[0]]);
 * ```
 */
export function readMeasuredSignal(
  path: string,
  options: ReadMeasuredOptions = {},
): MeasuredSignal {
  const result = readEntry(path);
  const casePath = options.case;
  const { protocol, tissue } = casePath !== undefined
    ? reading(casePath, () => {
      return readMeasurement(readEntry(casePath), "", ["mesh", "weights"]);
    })
    : reading(path, () => {
      if (result.case !== undefined) return readMeasurement(result.case, "case", []);
      throw new InputError(
        "'case' is missing, which says how the signal was measured: give the case file, by '--case'",
      );
    });
  return reading(path, () => {
    if (result.signal === undefined) throw new InputError("'signal' is missing");
    const signal = readSignal(result.signal, protocol);
    if (result.volume === undefined) return { signal, protocol, tissue };
    const volume = positive(result.volume, "volume", "µm³");
    const { T2, spinDensity } = tissue;
    const { encodings } = encodeProtocol(protocol), [, directions] = protocolShape(protocol);
    const unweighted = protocol.sequences.map((_, s) => {
      const encoding = encodings[s * directions], { weight = 1 } = encoding;
      return weight * spinDensity * volume * Math.exp(-echoTimeOf(encoding) / T2);
    });
    return { signal, protocol, tissue, unweighted };
  });
}
