// Pages of a test's own on an origin of their own, with the published package beside them: `/hallpass/…` is
// `pkg/dist`, unbundled. Every page is under a content security policy.
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

/** What the package asks a page to allow, and nothing more; the edge is on another origin. */
export const STRICT =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; connect-src 'self' http://127.0.0.1:*; " +
  "base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'";
/** The same, but WebAssembly is blocked. */
export const WITHOUT_WASM = STRICT.replace(" 'wasm-unsafe-eval'", '');

/** What answers a path: a text under the type of the path's ending, or a function of the request. */
export type Served = string | ((request: IncomingMessage) => string);

/** One request: `GET /path`, its path with the query, its headers. */
export interface Seen {
  readonly line: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
}

export interface Pages {
  readonly origin: string;
  /** Every request so far. */
  readonly seen: readonly Seen[];
  /** Answers `path`, and below it every one with a query. An ending of `.html` may be left out. */
  put(path: string, served: Served): void;
  stop(): Promise<void>;
}

/** Serves pages under `policy`. */
export async function servePages(policy: string = STRICT): Promise<Pages> {
  const served = new Map<string, Served>();
  const seen: Seen[] = [];
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://pages');
    seen.push({ line: `${request.method ?? ''} ${pathname}`, url: request.url ?? '/', headers: request.headers });
    const found = served.get(pathname);
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
    seen,
    put: (path, answer) => served.set(path, answer),
    stop: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}

/** Asks the page until `expression` is true. The policy forbids Playwright's own way, which makes functions of text. */
export async function until(tab: Page, expression: string): Promise<void> {
  for (const end = Date.now() + 20_000; !(await tab.evaluate(expression));) {
    if (Date.now() > end) throw new Error(`never true: ${expression}`);
    await new Promise((done) => setTimeout(done, 20));
  }
}

/** A page with this body; its script is a file of its own, since the policy runs no text in a page. */
export function page(body: string, { script = '/page.js', dir = 'ltr', lang = 'en', head = '' } = {}): string {
  return (
    `<!doctype html><html lang="${lang}" dir="${dir}"><head><meta charset="utf-8"><title>Test page</title>` +
    `<link rel="stylesheet" href="/page.css">${head}<script type="module" src="${script}"></script></head>` +
    `<body>${body}</body></html>`
  );
}
