// A host's page: bundled from the published package, on its own origin, under a strict content security policy.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';
import type { Browser } from 'playwright-core';
import { openBrowser, type Appearance, type UserBrowser } from './browser.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const DIST = join(ROOT, 'pkg/dist');
const TYPES: Readonly<Record<string, string>> = { js: 'text/javascript', css: 'text/css', wasm: 'application/wasm' };

export interface HostPage {
  readonly origin: string;
  stop(): Promise<void>;
}

export interface HostPageOptions {
  /** A file in `tests/pages`. */
  readonly script: string;
  /** The origin of the edge that the page may call, if any. */
  readonly edge?: string;
  /** The content of `#root` before the script runs. */
  readonly html?: string;
  /** JSON for the element `#data`. */
  readonly data?: unknown;
  /** React's development build by default, since it prints warnings. */
  readonly mode?: 'development' | 'production';
}

/** Builds a page and serves it at every path. */
export async function hostPage({ script, edge = '', html = '', data = null, mode = 'development' }: HostPageOptions): Promise<HostPage> {
  const files = await bundle(script, mode);
  const page = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>A page of a host</title>
<meta name="viewport" content="width=device-width"><link rel="icon" href="data:,">
<link rel="stylesheet" href="/styles.css"><script type="module" src="/page.js"></script></head>
<body><main id="root">${html}</main>
<script type="application/json" id="data">${JSON.stringify(data).replaceAll('<', '\\u003c')}</script></body></html>`;
  const policy = [
    "default-src 'none'",
    "script-src 'self' 'wasm-unsafe-eval'",
    "style-src 'self'",
    'img-src data:',
    `connect-src 'self' ${edge}`,
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ');
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://page').pathname;
    const file = files.get(path);
    response.setHeader('content-type', file ? (TYPES[path.split('.').at(-1) ?? ''] ?? 'text/plain') : 'text/html; charset=utf-8');
    response.setHeader('content-security-policy', policy);
    response.end(file ?? page);
  });
  await listen(server);
  // A failed test must not keep its process alive.
  server.unref();
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () => new Promise((done) => (server.closeAllConnections(), server.close(() => done()))),
  };
}

const listen = (server: Server): Promise<void> => new Promise((done) => server.listen(0, '127.0.0.1', done));

const SHARED = {
  absWorkingDir: ROOT,
  bundle: true,
  format: 'esm',
  target: 'es2022',
  jsx: 'automatic',
  write: false,
  logLevel: 'error',
} as const;

async function bundle(script: string, mode: string): Promise<Map<string, Uint8Array>> {
  const { outputFiles } = await build({
    ...SHARED,
    entryPoints: [{ in: join(ROOT, 'tests/pages', script), out: 'page' }],
    outdir: '/',
    splitting: true,
    chunkNames: '[name]-[hash]',
    minify: mode === 'production',
    define: { 'process.env.NODE_ENV': JSON.stringify(mode) },
  });
  const files = new Map(outputFiles.map(({ path, contents }) => [path, contents] as const));
  // The WebAssembly files are next to the bundle, as the package documents.
  for (const name of ['hallpass_bg.wasm', 'hallpass_invite_bg.wasm']) files.set(`/${name}`, readFileSync(join(DIST, name)));
  files.set('/styles.css', readFileSync(join(DIST, 'react/styles.css')));
  return files;
}

/** Imports a file of `tests/pages` into this process, as a host's server would. */
export async function hostServer<M>(script: string): Promise<M> {
  const { outputFiles } = await build({
    ...SHARED,
    entryPoints: [join(ROOT, 'tests/pages', script)],
    platform: 'node',
    // React's server build loads Node's modules with `require`.
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire('file:///');" },
    define: { 'process.env.NODE_ENV': '"production"' },
  });
  const folder = mkdtempSync(join(tmpdir(), 'hallpass-page-'));
  try {
    const file = join(folder, 'server.mjs');
    writeFileSync(file, outputFiles[0]?.contents ?? '');
    return (await import(file)) as M;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Opens the page with the parts of `hallpass/react` (`gallery.tsx`), signed in, in this account. */
export async function openGallery(
  browser: Browser,
  host: HostPage,
  edge: string,
  user: { readonly identity: string },
  account: string,
  appearance: Appearance = {},
): Promise<UserBrowser> {
  const seat = await openBrowser(browser, host.origin, appearance);
  await seat.page.addInitScript(
    ([identity, chosen]) => {
      sessionStorage.setItem('identity', identity);
      sessionStorage.setItem('hallpass.account', chosen);
    },
    [user.identity, account] as const,
  );
  await seat.open(`/?${new URLSearchParams({ edge, scheme: appearance.colorScheme ?? 'light', asks: 'no' })}`);
  return seat;
}
