/**
 * Headless Chromium with WebGPU on the processor (SwiftShader), driven by Playwright.
 *
 * @module
 */
import { type Browser, chromium, type Page } from "playwright-core";
import { within } from "../within.ts";

/** Where Debian, Ubuntu and Playwright's image install it. */
const PLACES = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

const FLAGS = [
  "--no-sandbox",
  "--enable-unsafe-webgpu",
  "--use-webgpu-adapter=swiftshader",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** The path of Chromium, or nothing where it is not installed; CHROMIUM names another place. */
export async function findChromium(): Promise<string | undefined> {
  const named = Deno.env.get("CHROMIUM");
  for (const path of named ? [named] : PLACES) {
    const known = await Deno.stat(path).catch(() => undefined);
    if (known?.isFile) return path;
  }
}

/** A page of tests and what it has said. */
export interface OpenPage {
  /** Evaluates an expression; fails after `limit` ms. */
  readonly ask: <T>(expression: string, limit: number) => Promise<T>;
  /** Errors since the last call: uncaught ones and those on the console. */
  readonly errors: () => string[];
  /** Warnings since the last call. */
  readonly warnings: () => string[];
}

/** Starts Chromium. */
export async function startChromium(executablePath: string): Promise<Browser> {
  return await chromium.launch({ executablePath, args: FLAGS });
}

/** Opens a page and waits for its script. */
export async function openPage(browser: Browser, url: string): Promise<OpenPage> {
  const page: Page = await browser.newPage();
  const errors: string[] = [], warnings: string[] = [];
  page.on("pageerror", (error) => errors.push(`Uncaught ${error.stack ?? error.message}`));
  page.on("crash", () => errors.push("The page crashed"));
  page.on("console", (message) => {
    if (message.type() === "error") errors.push(message.text());
    if (message.type() === "warning") warnings.push(message.text());
  });
  await page.goto(url, { waitUntil: "load" });
  return {
    ask: <T>(expression: string, limit: number) =>
      within(page.evaluate(expression) as Promise<T>, limit, "The browser's answer"),
    errors: () => errors.splice(0),
    warnings: () => warnings.splice(0),
  };
}

/** The name of Chromium's adapter as a page of tests sees it, or nothing where it has none. */
export async function chromiumAdapter(path: string, url: string): Promise<string | undefined> {
  const browser = await startChromium(path);
  try {
    const page = await openPage(browser, url);
    return await page.ask<string | undefined>("testPage.adapter()", 30_000);
  } finally {
    await browser.close();
  }
}
