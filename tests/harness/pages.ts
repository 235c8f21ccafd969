// Pages of a test on their own origin, with the published package unbundled under `/hallpass/…`. Every page has a content security
// policy.
import { existsSync, readFileSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, resolve } from 'node:path';
import type { Page } from 'playwright-core';

const DIST = resolve(import.meta.dirname, '../../pkg/dist');
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.wasm': 'application/wasm',
  '.json': 'application/json',
};

/** Exactly what the package requires a page to allow; the edge is on another origin. */
export const STRICT =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; connect-src 'self' http://127.0.0.1:*; " +
  "base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'";
/** The same with WebAssembly blocked. */
export const WITHOUT_WASM = STRICT.replace(" 'wasm-unsafe-eval'", '');

/** The content of a path, with the type of its extension; or a function of the request. */
export type Content = string | ((request: IncomingMessage) => string);

/** A request that the server received. */
export interface RecordedRequest {
  /** Method and path, for example `GET /path`. */
  readonly line: string;
  /** The path with the query. */
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
}

export interface Pages {
  readonly origin: string;
  /** Every request so far. */
  readonly requests: readonly RecordedRequest[];
  /** Serves `content` at `path`, with any query. Paths without an extension are HTML. */
  put(path: string, content: Content): void;
  stop(): Promise<void>;
}

/** Serves pages under `policy`. */
export async function servePages(policy: string = STRICT): Promise<Pages> {
  const contents = new Map<string, Content>();
  const requests: RecordedRequest[] = [];
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://pages');
    requests.push({ line: `${request.method ?? ''} ${pathname}`, url: request.url ?? '/', headers: request.headers });
    const found = contents.get(pathname);
    const file = join(DIST, pathname.replace(/^\/hallpass\//, ''));
    const packaged = pathname.startsWith('/hallpass/') && !pathname.includes('..') && existsSync(file);
    const body = found === undefined ? (packaged ? readFileSync(file) : undefined) : typeof found === 'string' ? found : found(request);
    response.writeHead(body === undefined ? 404 : 200, {
      'content-type': TYPES[extname(pathname) || '.html'] ?? 'text/plain',
      'content-security-policy': policy,
      'cache-control': 'no-store',
    });
    response.end(body);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    put: (path, content) => contents.set(path, content),
    stop: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}

/** Waits until `expression` is true in the page. Playwright's `waitForFunction` needs `eval`, which the policy forbids. */
export async function until(tab: Page, expression: string): Promise<void> {
  for (const end = Date.now() + 20_000; !(await tab.evaluate(expression));) {
    if (Date.now() > end) throw new Error(`never true: ${expression}`);
    await new Promise((done) => setTimeout(done, 20));
  }
}

/** An HTML page with this body. Its script is a separate file, since the policy forbids inline scripts. */
export function page(body: string, { script = '/page.js', dir = 'ltr', lang = 'en', head = '' } = {}): string {
  return (
    `<!doctype html><html lang="${lang}" dir="${dir}"><head><meta charset="utf-8"><title>Test page</title>` +
    `<link rel="stylesheet" href="/page.css">${head}<script type="module" src="${script}"></script></head>` +
    `<body>${body}</body></html>`
  );
}
