// Checks that `send` runs on every reply of the Worker: its headers, and the API's documentation.
import { appendFileSync } from 'node:fs';
import type { OutgoingHttpHeaders } from 'node:http';
import { addressesIn } from './canary.ts';
import { Contract } from './contract.ts';
import type { Reply } from './http.ts';

/** A Worker under test. */
export interface Watched {
  /** Its settings, among them the allowed origins, the join page and the scheme. */
  readonly settings: Readonly<Record<string, string>>;
}
/** One request and its reply. */
export interface Exchange {
  readonly method: string;
  readonly path: string;
  readonly headers: OutgoingHttpHeaders;
  readonly reply: Reply;
}

const watched = new Map<string, Watched>();
let contract: Contract | undefined;
let checked = 0;

/** Checks every reply from this origin from now on. */
export function watch(origin: string, worker: Watched): void {
  if (watched.size === 0) process.once('exit', () => record({ replies: checked }));
  watched.set(origin, worker);
}

/** Adds to the counts of the whole test run; `cargo xtask test http` prints the sums. */
export function record(counts: Record<string, number>): void {
  const file = process.env['HALLPASS_SEEN'];
  if (file !== undefined) appendFileSync(file, `${JSON.stringify(counts)}\n`);
}

/** Checks a reply of a watched Worker. Throws if it violates a rule. */
export function lint(origin: string, exchange: Exchange): void {
  const worker = watched.get(origin);
  if (!worker) return;
  checked += 1;
  const misses = headerMisses(worker, exchange);
  if (!isForwarded(worker, exchange)) {
    contract ??= new Contract();
    misses.push(...contract.misses(exchange.method, exchange.path, exchange.reply));
  }
  if (misses.length > 0) throw new Error(misses.join('\n'));
}

const OWN = /^\/(v1|i|\.well-known|local|healthz)(\/|\?|$)/;

/** Whether the Worker forwarded the reply from the origin behind the gate. */
function isForwarded({ settings }: Watched, { path }: Exchange): boolean {
  return settings['GATE'] !== undefined && !OWN.test(path);
}

/** Headers that are missing, wrong or unexpected. */
export function headerMisses(worker: Watched, exchange: Exchange): string[] {
  const { method, path, reply } = exchange;
  const { status, headers } = reply;
  const about = `${method} ${path.slice(0, 80)} → ${status}`;
  const misses: string[] = [];
  const want = (name: string, pattern: RegExp): void => {
    const value = String(headers[name] ?? '');
    if (!pattern.test(value)) misses.push(`${about}: \`${name}: ${value}\``);
  };
  if (isForwarded(worker, exchange)) return misses;
  want('x-content-type-options', /^nosniff$/);
  want('referrer-policy', /^no-referrer$/);
  want('hallpass-request', /^req_[\w-]{22}$/);
  want('hallpass-time', /^\d{13}$/);
  want('server-timing', /^edge;dur=\d+$/);
  want('cache-control', cachedAs(exchange));
  const isPage = String(headers['content-type']).startsWith('text/html');
  if (isPage) want('cross-origin-opener-policy', /^same-origin$/);
  // The page that shows a mail's HTML: the console frames it, and it is sandboxed.
  if (path === '/mail-frame/') want('content-security-policy', /^default-src 'none';.*frame-ancestors 'self'; sandbox allow-scripts$/);
  else {
    want('content-security-policy', /^default-src 'none';.*frame-ancestors 'none'/);
    if (isPage) want('content-security-policy', /^(?!.*unsafe-(inline|eval)').*require-trusted-types-for 'script'/);
  }
  const secure = worker.settings['EDGE_ORIGIN']?.startsWith('https:');
  // A Worker with invalid settings does not know its scheme.
  const unknown = status === 503 || path === '/healthz';
  if (!unknown) want('strict-transport-security', secure ? /^max-age=31536000; includeSubDomains$/ : /^$/);
  if (status === 405) want('allow', /OPTIONS/);
  if (status === 401) want('www-authenticate', /^Bearer$/);
  if (status === 429) want('retry-after', /^\d+$/);
  if (status === 303) {
    want('x-robots-tag', /^noindex$/);
    if (!String(headers.location).startsWith(`${worker.settings['JOIN_URL']}#invite=`)) misses.push(`${about}: redirects elsewhere`);
  }
  const empty = method === 'HEAD' || [204, 303, 304].includes(status);
  if (empty !== (reply.text === '')) misses.push(`${about}: ${reply.text.length} characters of body`);
  for (const name of ['set-cookie', 'server', 'x-powered-by', 'via', 'access-control-allow-credentials'])
    if (headers[name] !== undefined) misses.push(`${about}: unexpected \`${name}\``);
  const stranger = exchange.headers['authorization'] === undefined && exchange.headers['hallpass-token'] === undefined;
  if (stranger) for (const address of addressesIn(reply.text)) misses.push(`${about}: reveals ${address} to a stranger`);
  return [...misses, ...corsMisses(worker, exchange).map((miss) => `${about}: ${miss}`)];
}

function cachedAs({ method, path, reply: { status } }: Exchange): RegExp {
  if (method === 'OPTIONS') return /^private, no-store$/;
  if (/^\/v1\/policy(\/|\?|$)/.test(path) && status < 400) return /^public, (no-cache|max-age=31536000, immutable)$/;
  if (path.startsWith('/.well-known/jwks.json') && status === 200) return /^public, max-age=300$/;
  if (status === 303) return /^no-store$/;
  return OWN.test(path) && !path.startsWith('/v1/openapi.yaml') ? /^private, no-store$/ : /./;
}

/** CORS: only the allowed origins, named exactly, and never with credentials. */
function corsMisses({ settings }: Watched, { path, headers, reply }: Exchange): string[] {
  const allowed = (settings['ALLOWED_ORIGINS'] ?? '').split(/[, ]+/);
  const origin = headers['origin'] === undefined ? undefined : String(headers['origin']);
  const loopback = settings['LOCAL_IDENTITY'] === 'on' && /^https?:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/.test(origin ?? '');
  const shared = /^\/v1\/|^\/\.well-known\/jwks\.json/.test(path);
  const local = path === '/local/sign-in';
  const allowedOrigin = reply.headers['access-control-allow-origin'];
  const misses: string[] = [];
  if (allowedOrigin !== undefined && (allowedOrigin !== origin || !(allowed.includes(allowedOrigin) || loopback) || !(shared || local)))
    misses.push(`allows the origin ${allowedOrigin}`);
  if (shared && reply.status !== 503 && !/\borigin\b/i.test(String(reply.headers.vary ?? ''))) misses.push('does not vary by origin');
  return misses;
}
