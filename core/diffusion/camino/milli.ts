/**
 * Decimal numbers between SI units and their thousandths, without rounding: the decimal point moves, so that what is written reads
 * back to the bit.
 *
 * @module
 */

const DECIMAL = /^([+-]?(?:\d+\.?\d*|\.\d+))(?:[eE]([+-]?\d+))?$/;

/** The decimal number times a power of ten, as text; `undefined` where the text is no decimal number. */
function shifted(text: string, power: number): string | undefined {
  const parts = DECIMAL.exec(text);
  return parts === null ? undefined : `${parts[1]}e${Number(parts[2] ?? 0) + power}`;
}

/** A thousand times the number a text stands for (T/m to mT/m, s to ms), rounded once; NaN where it is no decimal number. */
export function toMilli(text: string): number {
  const milli = shifted(text, 3);
  return milli === undefined ? NaN : Number(milli);
}

/** A thousandth of the number (mT/m to T/m, ms to s) as text that {@linkcode toMilli} reads back to the bit. */
export function fromMilli(value: number): string {
  const exact = shifted(String(value), -3)!;
  const short = String(Number(exact));
  return toMilli(short) === value ? short : exact;
}
