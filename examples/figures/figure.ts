/**
 * Figures as SVG, drawn without a browser.
 *
 * @module
 */
import * as Plot from "@observablehq/plot";
import { parseHTML } from "linkedom";

/** Colours that most colour-blind readers tell apart (Okabe and Ito). */
export const COLOURS = {
  blue: "#0072b2",
  orange: "#d55e00",
  green: "#009e73",
  purple: "#cc79a7",
  grey: "#888888",
} as const;

const STYLE = "background: white; color: #222; font: 13px system-ui, sans-serif;";

/**
 * Draws a figure.
 *
 * @param options What to draw.
 * @returns The SVG file's text.
 */
export function figure(options: Plot.PlotOptions): string {
  const { document } = parseHTML("<html><body></body></html>") as unknown as {
    document: NonNullable<Plot.PlotOptions["document"]>;
  };
  const drawn = Plot.plot({ ...options, document });
  drawn.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  drawn.setAttribute("style", STYLE);
  return `${drawn.outerHTML}\n`;
}

/**
 * Writes a figure to the folder `out`, made if need be.
 *
 * @param name The file's name, without ending.
 * @param options What to draw.
 */
export function writeFigure(name: string, options: Plot.PlotOptions): void {
  Deno.mkdirSync("out", { recursive: true });
  Deno.writeTextFileSync(`out/${name}.svg`, figure(options));
}
