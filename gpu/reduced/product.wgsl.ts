/**
 * The product of a team's vectors with a matrix, in WGSL.
 *
 * @module
 */
import { LANES, UNROLLED, WIDTH } from "./team.ts";

/** Lines of WGSL for 0 … count − 1: indices of private arrays are written out, so that they are registers. */
export function lines(count: number, line: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => line(index)).join("\n");
}

/** The sum of the parts of a row, for its owner. */
const ADD_PARTS = `
  if (p.parts > 1u) {
    let at = (place.part * p.stride + place.row) * ${LANES}u;
    if (place.on && place.part > 0u) {
${lines(LANES, (l) => `      partial[at + ${l}u] = sum[${l}];`)}
    }
    workgroupBarrier();
    if (place.owner) {
      for (var part = 1u; part < p.parts; part++) {
        let other = (part * p.stride + place.row) * ${LANES}u;
${lines(LANES, (l) => `        sum[${l}] += partial[other + ${l}u];`)}
      }
    }
    return sum;
  }`;

/** One row of the matrix times one entry of each vector, for every row of an invocation. */
function addRow(rows: number, j: string, k: string): string {
  const load = (r: number) => `matrices[base + (${j}) * p.n + min(rowOf(place, ${r}u), p.n - 1u)]`;
  return lines(LANES, (l) => `      let u${k}_${l} = current[(${j}) * ${LANES}u + ${l}u];`) + "\n" +
    lines(rows, (r) =>
      `      let w${k}_${r} = ${load(r)};\n` +
      lines(LANES, (l) => `      sum[${r * LANES + l}] += w${k}_${r} * u${k}_${l};`));
}

/**
 * `product(base, place)`: Σ_j matrix[j][i] current[j] for the owner of each row i; after it all may write `current`.
 *
 * @param rows Rows per invocation.
 */
export function productSource(rows: number): string {
  return `
alias Cells = array<vec2f, ${rows * LANES}>;

/** An invocation: its first row, its part of the sums over j, whether it has one, whether it holds the states of its rows. */
struct Place { row: u32, part: u32, first: u32, last: u32, on: bool, owner: bool }

/** The vectors that a matrix is applied to, [n][lanes]. */
var<workgroup> current: array<vec2f, ${rows * WIDTH * LANES}>;
${rows === 1 ? `var<workgroup> partial: array<vec2f, ${WIDTH * LANES}>;` : ""}

fn placeOf(t: u32) -> Place {
  let part = t / p.stride;
  let length = (p.n + p.parts - 1u) / p.parts;
  let first = min(part * length, p.n);
  let on = part < p.parts;
  return Place(t % p.stride, part, first, min(first + length, p.n), on, on && part == 0u);
}

fn rowOf(place: Place, r: u32) -> u32 { return place.row + r * p.stride; }

fn product(base: u32, place: Place) -> Cells {
  var sum = Cells();
  if (place.on) {
    var j = place.first;
    for (; j + ${UNROLLED}u <= place.last; j += ${UNROLLED}u) {
${lines(UNROLLED, (k) => addRow(rows, `j + ${k}u`, `${k}`))}
    }
    for (; j < place.last; j++) {
${addRow(rows, "j", "")}
    }
  }
${rows === 1 ? ADD_PARTS : ""}
  workgroupBarrier();
  return sum;
}`;
}
