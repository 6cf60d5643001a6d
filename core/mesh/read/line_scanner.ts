/**
 * Walks through a text line by line, splits lines into fields and says which line a problem is on.
 *
 * @module
 */
import { InputError } from "../../input_error.ts";

const NEW_LINE = 10, SPACE = 32, PLUS = 43, MINUS = 45, ZERO = 48, NINE = 57;

/** The most digits an integer may have to be added up exactly, digit by digit. */
const SAFE_DIGITS = 15;

/** A place in a text; a class because it is a position that moves. */
export class LineScanner {
  /** The number of the current line, from 1; 0 before the first. */
  line = 0;
  /** How many fields the current line has. */
  count = 0;

  readonly #text: string;
  readonly #label: string;
  readonly #comment: number;
  readonly #starts: number[] = [];
  readonly #ends: number[] = [];
  #next = 0;

  /**
   * Starts before the first line.
   *
   * @param text The text.
   * @param label How errors call it, such as `'a.node'` with its quotes.
   * @param comment The character that starts a comment, if the format has any.
   */
  constructor(text: string, label: string, comment?: string) {
    this.#text = text;
    this.#label = label;
    if (text.startsWith("\uFEFF")) this.#next = 1;
    this.#comment = comment === undefined ? -1 : comment.charCodeAt(0);
  }

  /**
   * Goes to the next line that holds anything but blanks and comments.
   *
   * @returns False at the end of the text.
   */
  advance(): boolean {
    const text = this.#text;
    while (this.#next < text.length) {
      this.line++;
      this.count = 0;
      let i = this.#next;
      for (; i < text.length; i++) {
        const code = text.charCodeAt(i);
        if (code === NEW_LINE) break;
        if (code <= SPACE) continue;
        if (code === this.#comment) {
          i = text.indexOf("\n", i);
          if (i < 0) i = text.length;
          break;
        }
        this.#starts[this.count] = i;
        while (
          i < text.length && text.charCodeAt(i) > SPACE && text.charCodeAt(i) !== this.#comment
        ) i++;
        this.#ends[this.count++] = i--;
      }
      this.#next = i + 1;
      if (this.count > 0) return true;
    }
    return false;
  }

  /**
   * Goes to the next line, which must be there.
   *
   * @param what What is expected, for the error: "node 3 of 8".
   * @throws {InputError} At the end of the text.
   */
  need(what: string | (() => string)): void {
    if (this.advance()) return;
    const expected = typeof what === "string" ? what : what();
    throw this.error(
      `it ends after line ${this.line}, before ${expected}: the file may be truncated`,
    );
  }

  /**
   * Checks how many fields the current line has.
   *
   * @param expected How many there must be.
   * @throws {InputError} If there are more or fewer.
   */
  columns(expected: number): void {
    if (this.count === expected) return;
    const columns = `${this.count} ${this.count === 1 ? "column" : "columns"}`;
    const hint = this.count < expected ? ": the file may be truncated" : "";
    throw this.lineError(`has ${columns}, expected ${expected}${hint}`);
  }

  /**
   * Gives a field as it is written.
   *
   * @param field Which field, from 0.
   * @returns Its text; empty if the line has no such field.
   */
  text(field: number): string {
    return field < this.count ? this.#text.slice(this.#starts[field], this.#ends[field]) : "";
  }

  /**
   * Reads a field as a finite number.
   *
   * @param field Which field, from 0.
   * @returns The number.
   * @throws {InputError} If it is none.
   */
  number(field: number): number {
    const text = this.text(field);
    const value = text === "" ? NaN : Number(text);
    if (!Number.isFinite(value)) throw this.#fieldError(text, "finite number");
    return value;
  }

  /**
   * Reads a field as a whole number.
   *
   * @param field Which field, from 0.
   * @returns The number.
   * @throws {InputError} If it is none.
   */
  integer(field: number): number {
    const start = this.#starts[field], end = this.#ends[field];
    const first = field < this.count ? this.#text.charCodeAt(start) : 0;
    let i = first === MINUS || first === PLUS ? start + 1 : start;
    if (field < this.count && i < end && end - i <= SAFE_DIGITS) {
      let value = 0;
      for (; i < end; i++) {
        const code = this.#text.charCodeAt(i);
        if (code < ZERO || code > NINE) break;
        value = 10 * value + (code - ZERO);
      }
      if (i === end) return first === MINUS ? -value : value;
    }
    const text = this.text(field);
    const value = text === "" ? NaN : Number(text);
    if (!Number.isSafeInteger(value)) throw this.#fieldError(text, "whole number");
    return value;
  }

  /**
   * Reads a field as a count.
   *
   * @param field Which field, from 0.
   * @returns The count.
   * @throws {InputError} If it is no whole number from 0.
   */
  size(field: number): number {
    const value = this.integer(field);
    if (value < 0) throw this.lineError(`holds the count ${value}, expected a whole number from 0`);
    return value;
  }

  /**
   * Makes an error about the current line.
   *
   * @param problem The rest of the sentence.
   * @returns The error, to throw.
   */
  lineError(problem: string): InputError {
    return this.error(`line ${this.line} ${problem}`);
  }

  /**
   * Makes an error about the text.
   *
   * @param problem The sentence after the file's name.
   * @returns The error, to throw.
   */
  error(problem: string): InputError {
    return new InputError(`Cannot read ${this.#label}: ${problem}`);
  }

  #fieldError(text: string, expected: string): InputError {
    if (text !== "") return this.lineError(`holds '${text}', expected a ${expected}`);
    return this.lineError(`has too few columns, ${this.count}: the file may be truncated`);
  }
}
