/**
 * Propagates the states of a few columns through a list of steps, all in one workgroup.
 *
 * A workgroup (a team) holds two columns that share their coupling W: the current u_k in its memory, everything else in registers.
 * It reads W once per term of the series; workgroups never wait for each other, so a whole run is one dispatch. Forwards the columns
 * are two amplitudes; backwards they are the state, again from the start of the step, and the adjoint state, and what both are at the
 * Gauss points of the step is written for the pairing.
 *
 * @module
 */
import { type Kernel, kernel } from "../device/kernel.ts";
import { lines, productSource } from "./product.wgsl.ts";
import { LANES, PULSE, STEP_WORDS, STORED, TEAM_WORDS, WIDTH } from "./team.ts";

const bindings = {
  matrices: "read f32",
  numbers: "read f32",
  steps: "read u32",
  teams: "read u32",
  states: "read_write vec2f",
  starts: "read_write vec2f",
} as const;

const backwardBindings = { ...bindings, starts: "read vec2f", pairs: "read_write vec2f" } as const;

const params = {
  n: "u32",
  stride: "u32",
  parts: "u32",
  fresh: "u32",
  keep: "u32",
  amplitudes: "u32",
} as const;

/** Change of a component relative to its base above which it is added to it. */
const LARGE_CHANGE = 0.25;

/** Lines for each number an invocation holds: cell c, row r, lane l. */
type EachCell = (line: (c: number, r: number, l: number) => string) => string;

function cellsOf(rows: number): EachCell {
  return (line) =>
    lines(rows, (r) => {
      const own = lines(LANES, (l) => line(r * LANES + l, r, l));
      return rows === 1 ? own : `if (rowOf(place, ${r}u) < p.n) {\n${own}\n}`;
    });
}

/** Shows the team an invocation's vectors. */
function show(eachCell: EachCell, name: string): string {
  return eachCell((c, r, l) => `current[rowOf(place, ${r}u) * ${LANES}u + ${l}u] = ${name}[${c}];`);
}

/** Where the states come from, into `base`, and the amplitudes of the lanes, into `q`. */
function begin(eachCell: EachCell, backward: boolean): string {
  const amplitude = (l: number) =>
    backward
      ? `  q[${l}] = numbers[p.amplitudes + column];`
      : `  if (${l}u < lanes) { q[${l}] = numbers[p.amplitudes + column + ${l}u]; }`;
  const state = (c: number, r: number, l: number) => {
    const row = `rowOf(place, ${r}u)`;
    if (backward) return l === 0 ? "" : `    base[${c}] = states[column * p.n + ${row}];`;
    return `    if (${l}u < lanes) {
      if (p.fresh == 1u) { base[${c}] = vec2f(numbers[p.n + ${row}], 0f); }
      else { base[${c}] = states[(column + ${l}u) * p.n + ${row}]; }
    }`;
  };
  return `${lines(LANES, amplitude)}\n  if (place.owner) {\n${eachCell(state)}\n  }`;
}

/** Where the states go. */
function finish(eachCell: EachCell, backward: boolean): string {
  return eachCell((c, r, l) => {
    const row = `rowOf(place, ${r}u)`, value = `base[${c}] + change[${c}]`;
    if (backward) return l === 0 ? "" : `    states[column * p.n + ${row}] = ${value};`;
    return `    if (${l}u < lanes) { states[(column + ${l}u) * p.n + ${row}] = ${value}; }`;
  });
}

/** Forwards the start of a step is kept; backwards the state begins there again. The states into `value`. */
function startOfStep(eachCell: EachCell, backward: boolean): string {
  return eachCell((c, r, l) => {
    const at = `(firstStart + ${l}u * startStride + step - begin) * p.n + rowOf(place, ${r}u)`;
    if (backward && l === 0) return `      value[${c}] = starts[${at}];`;
    const value = `      value[${c}] = base[${c}] + change[${c}];`;
    if (backward) return value;
    return `${value}\n      if (p.keep == 1u && ${l}u < lanes) { starts[${at}] = value[${c}]; }`;
  });
}

/** Writes the pairs of a pulse: the state at the Gauss points, the adjoint at the same times from the other end. */
function writePairs(eachCell: EachCell, cells: number, points: number): string {
  const at = (g: number) =>
    eachCell((c, r, l) => {
      const pair = l === 0 ? `2u * (first + ${g}u) + 1u` : `2u * (first + points - ${g + 1}u)`;
      const target = `pairs[(${pair}) * p.n + rowOf(place, ${r}u)]`;
      return `          ${target} = value[${c}] + result[${g * cells + c}];`;
    });
  return `
      if (place.owner) {
        let first = teams[team + 6u] + steps[at + 7u];
${lines(points, (g) => `        if (${g}u < points) {\n${at(g)}\n        }`)}
      }`;
}

/** A step under a gradient: the series, its change at each time. */
function pulse(eachCell: EachCell, cells: number, times: number, backward: boolean): string {
  const advance = eachCell((c, r, l) =>
    `          slope[${c}] -= scale * (numbers[rowOf(place, ${r}u)] * term[${c}] +
            q[${l}] * factor * vec2f(-sum[${c}].y, sum[${c}].x));
          term[${c}] += slope[${c}];`
  );
  const add = (g: number) =>
    `          let c${g} = numbers[row + ${g}u];\n` +
    lines(cells, (c) => `          result[${g * cells + c}] += c${g} * slope[${c}];`);
  return `
      let matrix = steps[at + 1u];
      let coefficients = steps[at + 2u];
      let terms = steps[at + 3u];
      let factor = bitcast<f32>(steps[at + 4u]);
      let inverse = bitcast<f32>(steps[at + 5u]);
      if (place.owner) {
${show(eachCell, "value")}
      }
      workgroupBarrier();
      var term = value;
      // Written out: not every compiler sets variables declared in a loop to zero each time.
      var slope = Cells();
      // The change alone, so that it keeps its digits.
      var result = array<vec2f, ${times * cells}>();
      for (var k = 1u; k < terms; k++) {
        let sum = product(matrix, place);
        if (place.owner) {
          let scale = select(2f, 1f, k == 1u) * inverse;
          let row = coefficients + (k - 1u) * ${times}u;
${advance}
${show(eachCell, "term")}
${lines(times, add)}
        }
        workgroupBarrier();
      }
${backward ? writePairs(eachCell, cells, times - 1) : ""}
      if (place.owner) {
${eachCell((c) => `        change[${c}] += result[${(times - 1) * cells + c}];`)}
      }`;
}

/** A step without gradient: the decay, of stored magnetisation in the basis that makes Λ + E diagonal. */
function pause(eachCell: EachCell, cells: number, backward: boolean): string {
  const turn = (matrix: string, name: string) => `
      if (kind == ${STORED}u) {
        if (place.owner) {
${show(eachCell, name)}
        }
        workgroupBarrier();
        ${name} = product(${matrix}, place);
      }`;
  const decay = eachCell((c, r, l) => {
    const row = `rowOf(place, ${r}u)`;
    const pair = `(2u * (teams[team + 7u] + steps[at + 7u]) + ${1 - l}u) * p.n + ${row}`;
    return (backward ? `        pairs[${pair}] = value[${c}];\n` : "") +
      `        base[${c}] = value[${c}] * numbers[decay + ${row}];`;
  });
  return `
      let matrix = steps[at + 1u];
      let decay = steps[at + 2u];
${turn("matrix", "value")}
      if (place.owner) {
${decay}
      }
${lines(cells, (c) => `      change[${c}] = vec2f();`)}
${turn("matrix + p.n * p.n", "base")}`;
}

/** What has changed much becomes the base of what will change. */
function rebase(eachCell: EachCell): string {
  return eachCell((c) => `
      let large${c} = abs(change[${c}]) > ${LARGE_CHANGE} * abs(base[${c}]);
      base[${c}] += select(vec2f(), change[${c}], large${c});
      change[${c}] = select(change[${c}], vec2f(), large${c});`);
}

/** The kernel's code: `rows` rows per invocation, `times` results per pulse, of which the last is the whole step. */
function source(rows: number, times: number, backward: boolean): string {
  const eachCell = cellsOf(rows), cells = rows * LANES;
  return `${productSource(rows)}

fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) t: u32) {
  let team = group.x * ${TEAM_WORDS}u;
  let column = teams[team];
  let lanes = teams[team + 1u];
  let begin = teams[team + 2u];
  let end = teams[team + 3u];
  let firstStart = teams[team + 4u];
  let startStride = teams[team + 5u];
  let place = placeOf(t);
  // The states are base + change: of a change that is small, only its own digits are rounded.
  var base = Cells();
  var change = Cells();
  var value = Cells();
  var q = array<f32, ${LANES}>();
${begin(eachCell, backward)}
  for (var count = begin; count < end; count++) {
    let step = ${backward ? "begin + end - 1u - count" : "count"};
    let at = step * ${STEP_WORDS}u;
    let kind = steps[at];
    let points = steps[at + 6u];
    if (place.owner) {
${startOfStep(eachCell, backward)}
    }
    if (kind == ${PULSE}u) {
${pulse(eachCell, cells, times, backward)}
    } else {
${pause(eachCell, cells, backward)}
    }
    if (place.owner) {
${rebase(eachCell)}
    }
  }
  if (place.owner) {
${finish(eachCell, backward)}
  }
}`;
}

/** The kernel that runs forwards. */
export function forwardKernel(rows: number): Kernel<typeof bindings, typeof params> {
  return kernel({
    name: `reduced forward ${rows}`,
    bindings,
    params,
    workgroup: [WIDTH, 1, 1],
    code: source(rows, 1, false),
  });
}

/** The kernel that runs backwards, with room for a number of Gauss points. */
export function backwardKernel(
  rows: number,
  points: number,
): Kernel<typeof backwardBindings, typeof params> {
  return kernel({
    name: `reduced backward ${rows} ${points}`,
    bindings: backwardBindings,
    params,
    workgroup: [WIDTH, 1, 1],
    code: source(rows, points + 1, true),
  });
}
