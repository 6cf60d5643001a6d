/**
 * The web server of the browser's tests: an empty page, the bundles, and the files of the repository that tests read.
 *
 * @module
 */
import { ROOT } from "./test_files.ts";

/** A server and where it is. */
export interface TestServer extends AsyncDisposable {
  readonly url: string;
}

const PAGE =
  `<!doctype html><title>tests</title><link rel="icon" href="data:,"><script type="module" src="/testing/browser/page.js"></script>`;

async function send(url: URL, type: string, absent: Response): Promise<Response> {
  try {
    return new Response(await Deno.readFile(url), { headers: { "content-type": type } });
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return absent;
    throw error;
  }
}

/** Serves bundles from a folder on a free port of this machine alone. */
export function serveTests(folder: string): TestServer {
  const bundles = new URL(`file://${folder}/`), shared = new URL("../shared/", ROOT);
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, (request) => {
    const { pathname, searchParams } = new URL(request.url);
    if (pathname === "/") {
      return new Response(PAGE, { headers: { "content-type": "text/html; charset=utf-8" } });
    }
    if (pathname !== "/file") {
      const missing = new Response("not found", { status: 404 });
      return send(new URL(`.${pathname}`, bundles), "text/javascript", missing);
    }
    const url = new URL(searchParams.get("path") ?? "", ROOT);
    const nothing = new Response(null, { status: 204 });
    const served = [ROOT, shared].some(({ href }) => url.href.startsWith(href));
    return served ? send(url, "application/octet-stream", nothing) : nothing;
  });
  return {
    url: `http://localhost:${server.addr.port}/`,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}
