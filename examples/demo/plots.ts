/**
 * The figures of the demonstration, as SVG.
 *
 * @module
 */
import * as Plot from "@observablehq/plot";
import { protocolShape, signalIndex, type Tensor } from "@torrey/torrey";
import { COLOURS, figure } from "../figures/figure.ts";
import type { DemoResult } from "./reconstruct_axon.ts";

const { blue: BLUE, orange: ORANGE, green: GREEN, grey: GREY } = COLOURS;

/** How far off something is after a step. */
interface CoursePoint {
  readonly step: number;
  readonly error: number;
}

/** A curve with its name above one of its points, or below. */
function curve(
  points: CoursePoint[],
  colour: string,
  name: string,
  at: CoursePoint,
  dy = -12,
): Plot.Markish[] {
  const channels = { x: "step", y: "error" } as const;
  return [
    Plot.lineY(points, { ...channels, stroke: colour, strokeWidth: 2 }),
    Plot.dot(points, { ...channels, fill: colour, r: 2.5 }),
    Plot.text([at], {
      ...channels,
      text: () => name,
      fill: colour,
      fontWeight: "bold",
      textAnchor: "start",
      dx: 10,
      dy,
    }),
  ];
}

/**
 * Draws how the errors of the signal and of the shape fall, step by step.
 *
 * @param result The demonstration's result.
 * @returns The figure.
 */
export function coursePlot({ parametric, smooth, course, meshError }: DemoResult): string {
  const [first, then] = [parametric, smooth].map(({ state }, k) =>
    state.history.map(({ signalError: error }, i) => ({
      step: i + (k === 0 ? 0 : parametric.iterations),
      error,
    }))
  );
  const shape = course.map(({ step, chamfer: error }) => ({ step, error }));
  const middle = <T>(list: T[]): T => list[Math.floor(list.length / 2)];
  const floor = { step: then[then.length - 1].step, error: meshError };
  return figure({
    width: 760,
    height: 460,
    marginLeft: 60,
    marginRight: 30,
    marginTop: 35,
    marginBottom: 45,
    x: { label: "iteration →", labelAnchor: "center", labelOffset: 40 },
    y: {
      type: "log",
      label: "↑ RMS error of S/S0; chamfer distance (µm)",
      grid: true,
      ticks: 5,
      tickFormat: decade,
      nice: true,
    },
    marks: [
      Plot.ruleY([floor], { y: "error", stroke: GREY, strokeDasharray: "5,4" }),
      Plot.text([floor], {
        x: "step",
        y: "error",
        text: () => "signal error of the true shape on the coarser mesh of the fit",
        fill: GREY,
        textAnchor: "end",
        dy: -10,
      }),
      ...curve(shape, GREEN, "chamfer distance of the shape", middle(shape)),
      ...curve(first, BLUE, "signal error:\nbend, twist,\nradius", first[0], 98),
      ...curve(then, ORANGE, "signal error: smooth modes", middle(then)),
    ],
  });
}

/** The powers of ten as they are written; nothing between them. */
function decade(value: number): string {
  const power = Math.log10(value);
  if (Math.abs(power - Math.round(power)) > 1e-6) return "";
  return `10${
    [...String(Math.round(power))].map((c) => "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"["-0123456789".indexOf(c)]).join("")
  }`;
}

/** Directions nearest to the axes, with their names and colours. */
function namedDirections(directions: Float64Array): { d: number; name: string; colour: string }[] {
  return ["x", "y", "z"].map((name, axis) => {
    let d = 0;
    for (let i = 0; i < directions.length / 3; i++) {
      if (Math.abs(directions[3 * i + axis]) > Math.abs(directions[3 * d + axis])) d = i;
    }
    return { d, name, colour: [BLUE, ORANGE, GREEN][axis] };
  });
}

/**
 * Draws the signals along three directions at every diffusion time.
 *
 * @param result The demonstration's result.
 * @returns The figure: dots as measured, full lines as fitted, dashed lines as at the start.
 */
export function signalPlot({ protocol, measured, startAttenuation, smooth }: DemoResult): string {
  const [sequences, , bValues] = protocolShape(protocol);
  const named = namedDirections(protocol.directions);
  const rows = (values: Tensor) =>
    Array.from({ length: sequences }, (_, s) => s).flatMap((s) =>
      named.flatMap(({ d, name, colour }) =>
        Array.from({ length: bValues }, (_, b) => ({
          b: protocol.bValues[s * bValues + b] / 1000,
          attenuation: values.data[signalIndex(protocol, s, d, b)],
          panel: `Δ = ${protocol.sequences[s].Delta} ms`,
          name,
          colour,
        }))
      )
    );
  const line = (values: Tensor, options: Plot.LineOptions) =>
    Plot.line(rows(values), {
      x: "b",
      y: "attenuation",
      fx: "panel",
      z: "name",
      stroke: "colour",
      ...options,
    });
  const fitted = rows(smooth.attenuation);
  const ends = fitted.filter(({ b }) => b === fitted[bValues - 1].b);
  return figure({
    width: 960,
    height: 400,
    marginLeft: 60,
    marginRight: 30,
    marginTop: 50,
    marginBottom: 45,
    fx: { label: null, domain: [...new Set(fitted.map(({ panel }) => panel))], padding: 0.08 },
    x: { label: "b (1000 s/mm²) →", labelAnchor: "center", labelOffset: 40 },
    y: { type: "log", label: "↑ S/S0", grid: true, ticks: 5, tickFormat: "~r" },
    color: { type: "identity" },
    marks: [
      Plot.frame({ stroke: "#ccc" }),
      line(startAttenuation, { strokeDasharray: "4,4", strokeWidth: 1.2, strokeOpacity: 0.7 }),
      line(smooth.attenuation, { strokeWidth: 2 }),
      Plot.dot(rows(measured), {
        x: "b",
        y: "attenuation",
        fx: "panel",
        stroke: "colour",
        fill: "white",
        r: 3,
      }),
      Plot.text(ends.filter(({ panel }) => panel === fitted[0].panel), {
        x: "b",
        y: "attenuation",
        fx: "panel",
        text: "name",
        fill: "colour",
        fontWeight: "bold",
        textAnchor: "start",
        dx: 7,
      }),
      Plot.text(["○ measured    — fitted    - - start;   gradient nearly along x, y, z"], {
        frameAnchor: "top-left",
        fx: () => fitted[0].panel,
        dy: -46,
        text: (text: string) => text,
      }),
    ],
  });
}
