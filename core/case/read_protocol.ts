/**
 * The `sequences`, `bValues`, `directions` and `weights` of a case file.
 *
 * @module
 */
import {
  type Protocol,
  protocol,
  protocolShape,
  type SequenceDescription,
} from "../diffusion/mod.ts";
import { finite, listOf } from "./keys.ts";

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
): Protocol {
  // What a sequence has is checked where it is made.
  const sequences = listOf(entry.sequences, "sequences") as SequenceDescription[];
  const bValues = entry.bValues === undefined ? undefined : readBValues(entry.bValues);
  const directions = entry.directions === undefined ? undefined : readDirections(entry.directions);
  return protocol({
    sequences,
    ...(bValues && { bValues }),
    ...(directions && { directions }),
  });
}

/** One list for all sequences, or one for each. */
function readBValues(value: unknown): number[] | number[][] {
  const list = listOf(value, "bValues");
  const read = (values: unknown[], path: string) =>
    values.map((b, i) => finite(b, `${path}[${i}]`));
  if (!list.some(Array.isArray)) return read(list, "bValues");
  return list.map((values, s) => read(listOf(values, `bValues[${s}]`), `bValues[${s}]`));
}

function readDirections(value: unknown): number[][] {
  return listOf(value, "directions").map((direction, d) => {
    const path = `directions[${d}]`;
    return listOf(direction, path, 3, "coordinates").map((x, k) => finite(x, `${path}[${k}]`));
  });
}

/**
 * Reads `weights`, ∂L/∂Re S.
 *
 * @param value Lists [sequence][direction][b].
 * @param protocol The measurement they weigh.
 * @returns The numbers, [sequences × directions × bValues].
 */
export function readWeights(value: unknown, protocol: Protocol): Float64Array {
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
