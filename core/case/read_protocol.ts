/**
 * The `sequences`, `bValues`, `directions` and `weights` of a case file.
 *
 * @module
 */
import { pgse, type PgseProtocol, type PgseTiming, protocolShape } from "../diffusion/mod.ts";
import { InputError } from "../input_error.ts";
import { entryWithKeys, excerpt, finite, listOf, positive } from "./keys.ts";
import { suggestion } from "../suggestion.ts";

/** The sequence types of the case format. */
const SEQUENCE_TYPES = ["PGSE", "DoublePGSE", "CosOGSE", "SinOGSE", "Waveform"];

function readSequence(value: unknown, path: string): PgseTiming {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new InputError(`'${path}' is ${excerpt(value)} but must be an object`);
  }
  const { type } = value as { type?: unknown };
  if (type === undefined) throw new InputError(`'${path}.type' is missing`);
  if (typeof type !== "string" || !SEQUENCE_TYPES.includes(type)) {
    const hint = suggestion(String(type), SEQUENCE_TYPES);
    throw new InputError(`'${path}.type' is ${excerpt(type)}, which is no sequence type: ${hint}`);
  }
  if (type !== "PGSE") {
    throw new InputError(`'${path}.type' is "${type}", which is not supported yet: only "PGSE" is`);
  }
  const entry = entryWithKeys(value, path, ["type", "delta", "Delta"]);
  const delta = positive(entry.delta, `${path}.delta`, "ms");
  const Delta = positive(entry.Delta, `${path}.Delta`, "ms");
  if (Delta < delta) {
    throw new InputError(
      `'${path}.Delta' is ${Delta} ms but must be at least delta = ${delta} ms: the second pulse starts after the first ends`,
    );
  }
  return { delta, Delta };
}

/**
 * Reads the measurement.
 *
 * @param entry The case, its keys checked.
 * @returns The protocol.
 */
export function readProtocol(
  entry: {
    readonly sequences?: unknown;
    readonly bValues?: unknown;
    readonly directions?: unknown;
  },
): PgseProtocol {
  const sequences = listOf(entry.sequences, "sequences").map((value, s) =>
    readSequence(value, `sequences[${s}]`)
  );
  const bValues = listOf(entry.bValues, "bValues").map((b, i) => finite(b, `bValues[${i}]`));
  const directions = listOf(entry.directions, "directions").map((direction, d) => {
    const path = `directions[${d}]`;
    return listOf(direction, path, 3, "coordinates").map((x, k) => finite(x, `${path}[${k}]`));
  });
  return pgse({
    delta: sequences.map(({ delta }) => delta),
    Delta: sequences.map(({ Delta }) => Delta),
    bValues,
    directions,
  });
}

/**
 * Reads `weights`, ∂L/∂Re S.
 *
 * @param value Lists [sequence][direction][b].
 * @param protocol The measurement they weigh.
 * @returns The numbers, [sequences × directions × bValues].
 */
export function readWeights(value: unknown, protocol: PgseProtocol): Float64Array {
  const [sequences, directions, bValues] = protocolShape(protocol);
  return Float64Array.from(
    listOf(value, "weights", sequences, "sequences").flatMap((perSequence, s) =>
      listOf(perSequence, `weights[${s}]`, directions, "directions").flatMap((perDirection, d) =>
        listOf(perDirection, `weights[${s}][${d}]`, bValues, "b-values").map((weight, b) =>
          finite(weight, `weights[${s}][${d}][${b}]`)
        )
      )
    ),
  );
}
