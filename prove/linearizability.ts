// Many clients create, accept, decline, revoke and read invites at once, while the runtime is killed and objects are
// thrown out of memory. Whether the history of every invite could have happened one thing after another is decided by an
// existing checker, in `crates/reference/src/history`.
import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { startEdge, type Edge } from '../tests/harness/edge.ts';
import { Draw, found, progress, scaled, SEED, type Control, type Figure } from './kit/proof.ts';

const OPERATIONS = scaled(1_000_000, 8_000);
const KILLS = scaled(60, 4);
const CLIENTS = 64;
/** The runtime has one thread for JavaScript: several use more of a machine, each with storage and clients of its own. */
const RUNTIMES = 2;
const TOGETHER = 4;
const EVICT_EVERY = 250;
const BROKEN_OPERATIONS = 1_500;

interface Outcome {
  readonly operations: number;
  readonly sent: Readonly<Record<string, number>>;
  readonly unanswered: number;
  readonly histories: number;
  readonly contested: number;
  readonly unexplained: number;
  readonly examples: readonly string[];
  readonly slowestSearchMilliseconds: number;
  readonly evictions: number;
  readonly surprises: Readonly<Record<string, number>>;
}

/** The Worker, with one power more: a team's object can be thrown out of memory in the midst of what it does. */
const EVICTABLE = `
import Inner, { AccountObject as Account } from './entry.mjs';
export { MailboxObject, UserObject } from './entry.mjs';
export class AccountObject {
  constructor(ctx, env) { this.ctx = ctx; this.inner = new Account(ctx, env); }
  fetch(request) {
    if (request.url === 'https://object/evict') this.ctx.abort('evicted');
    return this.inner.fetch(request);
  }
  alarm(...given) { return this.inner.alarm(...given); }
}
export const inner = (request, env, ctx) => typeof Inner === 'function' ? new Inner(ctx, env).fetch(request) : Inner.fetch(request, env, ctx);
export async function answer(request, env, ctx) {
  const { pathname } = new URL(request.url);
  if (!pathname.startsWith('/evict/')) return inner(request, env, ctx);
  await env.ACCOUNT.getByName(pathname.slice(7)).fetch('https://object/evict').catch(() => {});
  return new Response();
}
`;
const WHOLE = `${EVICTABLE}
export default { fetch: answer };
`;

/** A Worker that is broken on purpose: \`broken(request, reply)\` may give another reply. */
const broken = (code: string): string => `${EVICTABLE}
const kept = new Map();
let turn = 0;
${code}
export default { fetch: answerWrongly };
`;

const FAULTS: readonly { readonly broken: string; readonly entry: string }[] = [
  {
    broken: 'some reads are answered from a cache',
    entry: broken(`
async function answerWrongly(request, env, ctx) {
  const isRead = request.method === 'GET' && /\\/invites\\/inv_/.test(request.url);
  if (isRead && kept.has(request.url) && ++turn % 4 === 0) return Response.json(JSON.parse(kept.get(request.url)));
  const reply = await answer(request, env, ctx);
  if (isRead && reply.status === 200 && !kept.has(request.url)) kept.set(request.url, await reply.clone().text());
  return reply;
}`),
  },
  {
    broken: 'a used link lets the next one in, too',
    entry: broken(`
async function answerWrongly(request, env, ctx) {
  if (!request.url.endsWith('/v1/invites/accept')) return answer(request, env, ctx);
  const body = await request.clone().text();
  const reply = await answer(request, env, ctx);
  if (reply.status === 200) kept.set(body, await reply.clone().text());
  if (reply.status !== 410 || !kept.has(body) || ++turn % 2) return reply;
  return new Response(kept.get(body), { status: 200, headers: { 'content-type': 'application/json' } });
}`),
  },
  {
    broken: 'some revocations are acknowledged and not done',
    entry: broken(`
async function answerWrongly(request, env, ctx) {
  if (request.method !== 'DELETE' || ++turn % 3) return answer(request, env, ctx);
  const read = await answer(new Request(request.url, { headers: request.headers }), env, ctx);
  const text = (await read.text()).replace('"status":"pending"', '"status":"revoked"');
  return new Response(text, { status: read.status, headers: read.headers });
}`),
  },
];

/** Plays clients, killing the runtime at drawn moments. */
async function play(edge: Edge, operations: number, clients: number, kills: number, word: string): Promise<Outcome> {
  const { host } = edge;
  const spread = operations > 100_000 ? 4 : 1;
  const crowd = { own: clients * spread, invited: 64 * spread, owners: 8 * spread };
  const people = Array.from({ length: crowd.own + crowd.invited + crowd.owners }, (_, index) => {
    const email = `person${index}@example.com`;
    const who = { subject: `person-${index}`, email, emailVerified: true, name: `Person ${index}` };
    return { email, identity: edge.identity(who, { exp: Math.floor(Date.now() / 1000) + 4 * 3600 }) };
  });
  const [plan, out] = [join(host.folder, 'plan.json'), join(host.folder, 'outcome.json')];
  const address = new URL(edge.origin).host;
  writeFileSync(
    plan,
    JSON.stringify({ address, operations, clients, together: TOGETHER, seed: word, ...crowd, evictEvery: EVICT_EVERY, people, out }),
  );
  const program = process.env['HALLPASS_HISTORY'];
  if (program === undefined) throw new Error('HALLPASS_HISTORY does not say where the clients are');
  const child = spawn(program, [plan], { stdio: ['ignore', 'pipe', 'inherit'] });
  const kill = (): void => void child.kill('SIGKILL');
  process.once('exit', kill);
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve)).finally(() => process.removeListener('exit', kill));
  const draw = new Draw(word);
  const moments = Array.from({ length: kills }, (_, index) => (operations * (index + 0.1 + 0.8 * draw.share())) / kills);
  const [say, began] = [progress(), performance.now()];
  let killed = 0;
  for await (const line of createInterface({ input: child.stdout })) {
    const sent = Number(line);
    // A million lines would be more than a text may hold.
    host.log = '';
    say(`${sent} of ${operations} operations, ${Math.round((sent * 1000) / (performance.now() - began))} a second, ${killed} kills`);
    if (sent < (moments[killed] ?? Infinity)) continue;
    killed += 1;
    await host.kill();
    await host.start();
  }
  if ((await ended) !== 0) throw new Error('the clients did not end well');
  if (killed < kills) throw new Error(`${killed} kills instead of ${kills}`);
  return JSON.parse(readFileSync(out, 'utf8')) as Outcome;
}

async function withEdge<T>(entry: string, work: (edge: Edge) => Promise<T>): Promise<T> {
  const edge = await startEdge({ entry });
  try {
    return await work(edge);
  } finally {
    await edge.host.kill();
    await edge.stop();
  }
}

function sum(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((all, each) => all + each, 0);
}

function added(all: readonly Outcome[]): Outcome {
  const counts = (of: (each: Outcome) => Readonly<Record<string, number>>): Record<string, number> => {
    const names = new Set(all.flatMap((each) => Object.keys(of(each))));
    return Object.fromEntries([...names].map((name) => [name, all.reduce((total, each) => total + (of(each)[name] ?? 0), 0)]));
  };
  const total = (of: (each: Outcome) => number): number => all.reduce((before, each) => before + of(each), 0);
  return {
    operations: total((each) => each.operations),
    sent: counts((each) => each.sent),
    unanswered: total((each) => each.unanswered),
    histories: total((each) => each.histories),
    contested: total((each) => each.contested),
    unexplained: total((each) => each.unexplained),
    examples: all.flatMap((each) => each.examples),
    slowestSearchMilliseconds: Math.max(...all.map((each) => each.slowestSearchMilliseconds)),
    evictions: total((each) => each.evictions),
    surprises: counts((each) => each.surprises),
  };
}

async function main(): Promise<void> {
  const began = performance.now();
  const share = (of: number): number => Math.ceil(of / RUNTIMES);
  const outcome = added(
    await Promise.all(
      Array.from({ length: RUNTIMES }, (_, index) =>
        withEdge(WHOLE, (edge) => play(edge, share(OPERATIONS), share(CLIENTS), share(KILLS), `${SEED} ${index}`)),
      ),
    ),
  );
  const seconds = (performance.now() - began) / 1000;
  const controls: Control[] = await Promise.all(
    FAULTS.map(async ({ broken: what, entry }) => {
      const { unexplained } = await withEdge(entry, (edge) => play(edge, BROKEN_OPERATIONS, 32, 0, `${SEED} ${what}`));
      return { broken: what, figures: [{ name: 'histories that no order explains', value: unexplained }] };
    }),
  );
  const figures: Figure[] = [
    { name: 'operations', value: outcome.operations, at_least: OPERATIONS },
    { name: 'clients at once', value: CLIENTS, at_least: 64 },
    { name: 'kills of a runtime', value: share(KILLS) * RUNTIMES, at_least: KILLS },
    { name: 'evictions of objects', value: outcome.evictions, at_least: Math.floor(OPERATIONS / EVICT_EVERY / 2) },
    { name: 'operations never answered', value: outcome.unanswered, at_least: KILLS },
    { name: 'histories, one for each invite', value: outcome.histories, at_least: 100 },
    { name: 'of them with changes at the same time', value: outcome.contested, at_least: 100 },
    { name: 'histories that no order explains', value: outcome.unexplained, exactly: 0 },
  ];
  const kinds = Object.entries(outcome.sent).map(([kind, count]) => `${count} × ${kind}`);
  const notes = [kinds.join(', '), `${Math.round(outcome.operations / seconds)} operations a second; the longest search for an order took ${outcome.slowestSearchMilliseconds} ms`, ...outcome.examples];
  if (sum(outcome.surprises) > 0) throw new Error(`answers that no rule foresees: ${JSON.stringify(outcome.surprises)}`);
  found({ figures, controls, notes });
}

await main();
