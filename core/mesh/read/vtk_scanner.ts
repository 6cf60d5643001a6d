/**
 * Walks through a legacy VTK file: header lines as text, values as text or as big-endian binary.
 *
 * @module
 */
import { InputError } from "../../input_error.ts";

/** How a type of value lies in a binary file. */
interface BinaryType {
  readonly bytes: number;
  readonly read: (view: DataView, offset: number) => number;
}

const FLOAT: BinaryType = { bytes: 4, read: (view, at) => view.getFloat32(at) };
const DOUBLE: BinaryType = { bytes: 8, read: (view, at) => view.getFloat64(at) };
const INT32: BinaryType = { bytes: 4, read: (view, at) => view.getInt32(at) };
const INT64: BinaryType = { bytes: 8, read: (view, at) => Number(view.getBigInt64(at)) };

const TYPES: ReadonlyMap<string, BinaryType> = new Map([
  ["char", { bytes: 1, read: (view, at) => view.getInt8(at) }],
  ["signed_char", { bytes: 1, read: (view, at) => view.getInt8(at) }],
  ["unsigned_char", { bytes: 1, read: (view, at) => view.getUint8(at) }],
  ["short", { bytes: 2, read: (view, at) => view.getInt16(at) }],
  ["unsigned_short", { bytes: 2, read: (view, at) => view.getUint16(at) }],
  ["int", INT32],
  ["unsigned_int", { bytes: 4, read: (view, at) => view.getUint32(at) }],
  ["long", INT64],
  ["unsigned_long", INT64],
  ["vtktypeint64", INT64],
  ["vtkidtype", INT32],
  ["float", FLOAT],
  ["double", DOUBLE],
]);

/** A place in a legacy VTK file; a class because it is a position that moves. */
export class VtkScanner {
  /** Whether values are binary. */
  binary = false;

  readonly #label: string;
  readonly #text: string;
  readonly #view: DataView | undefined;
  #position = 0;
  #line = 0;

  /**
   * Starts before the first line.
   *
   * @param source The file's text or, needed if it is binary, its bytes.
   * @param label How errors call it, quotes included.
   */
  constructor(source: string | Uint8Array, label: string) {
    this.#label = label;
    if (typeof source === "string") {
      this.#text = source;
    } else {
      // One character per byte, so that places in the text are places in the bytes.
      this.#text = new TextDecoder("latin1").decode(source);
      this.#view = new DataView(source.buffer, source.byteOffset, source.byteLength);
    }
  }

  /**
   * Reads the next line, whatever it holds.
   *
   * @returns The line without its end, or nothing at the end of the file.
   */
  rawLine(): string | undefined {
    if (this.#position >= this.#text.length) return undefined;
    this.#line++;
    const found = this.#text.indexOf("\n", this.#position);
    const end = found < 0 ? this.#text.length : found;
    const line = this.#text.slice(this.#position, end).trim();
    this.#position = end + 1;
    return line;
  }

  /**
   * Reads the next line that is not blank.
   *
   * @returns Its fields, or nothing at the end of the file.
   */
  fields(): string[] | undefined {
    for (let line = this.rawLine(); line !== undefined; line = this.rawLine()) {
      if (line !== "") return line.split(/\s+/);
    }
    return undefined;
  }

  /**
   * Reads the next line that is not blank, which must be there.
   *
   * @param what What is expected, for the error.
   * @returns Its fields.
   * @throws {InputError} At the end of the file.
   */
  needFields(what: string): string[] {
    const fields = this.fields();
    if (fields === undefined) throw this.error(`it ends before ${what}: the file may be truncated`);
    return fields;
  }

  /**
   * Reads a count from a header line.
   *
   * @param text The field.
   * @returns The count.
   * @throws {InputError} If it is no whole number from 0.
   */
  size(text: string | undefined): number {
    const value = Number(text ?? "");
    if (text === undefined || !Number.isSafeInteger(value) || value < 0) {
      throw this.lineError(`holds '${text ?? ""}', expected a count`);
    }
    return value;
  }

  /**
   * Reads values that begin on the next line.
   *
   * @param count How many.
   * @param type Their VTK type.
   * @param what What they are, for errors: "the coordinates".
   * @returns The values.
   * @throws {InputError} If the type is unknown, a value is no number, or the file ends.
   */
  values(count: number, type: string, what: string): Float64Array {
    const layout = TYPES.get(type.toLowerCase());
    if (layout === undefined) {
      throw this.lineError(
        `gives ${what} the type '${type}', expected one such as 'float' or 'int'`,
      );
    }
    return this.binary ? this.#binaryValues(count, layout, what) : this.#textValues(count, what);
  }

  #binaryValues(count: number, { bytes, read }: BinaryType, what: string): Float64Array {
    const view = this.#view;
    if (view === undefined) throw this.error("it is binary: read it as bytes, not as text");
    if (this.#position + bytes * count > view.byteLength) {
      throw this.error(
        `it ends within ${what}, ${count} values of ${bytes} bytes: the file may be truncated`,
      );
    }
    const values = new Float64Array(count);
    for (let i = 0; i < count; i++) values[i] = read(view, this.#position + bytes * i);
    this.#position += bytes * count;
    return values;
  }

  #textValues(count: number, what: string): Float64Array {
    const text = this.#text;
    // Not allocated at once: a wrong count must not exhaust memory before it is found out.
    const values: number[] = [];
    let i = this.#position;
    let line = this.#line + 1;
    while (values.length < count) {
      for (; i < text.length && text.charCodeAt(i) <= 32; i++) {
        if (text.charCodeAt(i) === 10) line++;
      }
      const start = i;
      while (i < text.length && text.charCodeAt(i) > 32) i++;
      this.#line = line;
      if (start === i) {
        throw this.error(
          `it ends after ${values.length} of ${count} values of ${what}: the file may be truncated`,
        );
      }
      const value = Number(text.slice(start, i));
      // Data to be passed over may hold these; a mesh made of them is refused later.
      if (Number.isNaN(value) && !/^[+-]?(nan|inf)$/i.test(text.slice(start, i))) {
        throw this.lineError(
          `holds '${text.slice(start, i)}', expected value ${
            values.length + 1
          } of ${count} of ${what}`,
        );
      }
      values.push(value);
    }
    if (count > 0) {
      const end = text.indexOf("\n", i);
      const rest = text.slice(i, end < 0 ? text.length : end).trim();
      if (rest !== "") {
        throw this.lineError(`goes on with '${rest}' after the ${count} values of ${what}`);
      }
      this.#position = end < 0 ? text.length : end + 1;
    }
    return Float64Array.from(values);
  }

  /**
   * Makes an error about the current line.
   *
   * @param problem The rest of the sentence.
   * @returns The error, to throw.
   */
  lineError(problem: string): InputError {
    // Behind binary values lines have no numbers.
    return this.error(this.binary ? `a header line ${problem}` : `line ${this.#line} ${problem}`);
  }

  /**
   * Makes an error about the file.
   *
   * @param problem The sentence after the file's name.
   * @returns The error, to throw.
   */
  error(problem: string): InputError {
    return new InputError(`Cannot read ${this.#label}: ${problem}`);
  }
}
