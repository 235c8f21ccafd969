// A web server for a built app: its files, the page for every other path, and a strict content security policy.
import { createReadStream, existsSync, statSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { extname, join, normalize } from 'node:path';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.css': 'text/css',
  '.wasm': 'application/wasm',
};

export interface SiteOptions {
  readonly folder: string;
  readonly port: number;
  /** The only other origin that the page may call. */
  readonly edge: string;
  /** The Trusted Types policies of a framework. */
  readonly trustedTypes?: string;
  /** Whether WebAssembly may run. */
  readonly wasm?: boolean;
}

/** The content security policy of an app: its files, WebAssembly, its edge, and no inline code. */
export function policyOf({ edge, trustedTypes = "'none'", wasm = true }: SiteOptions): string {
  return [
    "default-src 'none'",
    `script-src 'self'${wasm ? " 'wasm-unsafe-eval'" : ''}`,
    "style-src 'self'",
    "img-src 'self' data:",
    `connect-src 'self' ${edge}`,
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    `trusted-types ${trustedTypes}`,
  ].join('; ');
}

/** Serves a folder. */
export function serve(options: SiteOptions): Promise<Server> {
  const policy = policyOf(options);
  const server = createServer((request, reply) => {
    const path = normalize(new URL(request.url ?? '/', 'http://site').pathname);
    const wanted = join(options.folder, path);
    const found = existsSync(wanted) && statSync(wanted).isFile();
    // A missing file is 404, so that a WebAssembly file that was not copied is noticed; other paths are the app's.
    if (!found && extname(path) !== '') return void reply.writeHead(404).end();
    const file = found ? wanted : join(options.folder, 'index.html');
    reply.writeHead(200, { 'content-type': TYPES[extname(file)] ?? 'application/octet-stream', 'content-security-policy': policy, 'cache-control': 'no-store' });
    createReadStream(file).pipe(reply);
  });
  return new Promise((done) => void server.listen(options.port, '127.0.0.1', () => done(server)));
}
