// Many clients use invites and change memberships concurrently, while the runtime is killed and objects are evicted from memory. The
// checker in `crates/reference/src/history` decides whether the history of each invite and of each membership is linearizable.
import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { startEdge, type Edge } from '../tests/harness/edge.ts';
import { defaultPolicy } from '../tests/harness/policy.ts';
import { Provider } from '../tests/harness/provider.ts';
import { ServiceProvider } from '../tests/harness/service.ts';
import { progress, Random, report, scaled, SEED, type Control, type Figure } from './kit/proof.ts';
import { part, runProof } from './kit/time-limit.ts';

const OPERATIONS = scaled(1_000_000, 5_000);
const KILLS = scaled(60, 4);
const CLIENTS = 64;
/** A runtime runs JavaScript on one thread, so several run at once, each with its own storage and clients. */
const RUNTIMES = 2;
/** Clients that work on the same invites. */
const CLIENTS_PER_GROUP = 4;
const EVICT_EVERY = 250;
/** How much of a runtime's log is kept. */
const LOG_CHARACTERS = 4_000;
const CONTROL_OPERATIONS = 1_500;
/** Nearly always the first attempt shows the fault. */
const MAX_CONTROL_ATTEMPTS = 10;

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
  readonly unexpected: Readonly<Record<string, number>>;
}

/** A Worker that can evict a team's object from memory in the middle of its work. `handle` passes a request to the built object. */
const evictable = (handle: string): string => `
import Worker, { AccountObject as Account } from './entry.mjs';
export { MailboxObject, UserObject } from './entry.mjs';
export class AccountObject {
  constructor(ctx, env) { this.ctx = ctx; this.inner = new Account(ctx, env); }
  async fetch(request) {
    if (request.url === 'https://object/evict') this.ctx.abort('evicted');
    ${handle}
  }
  alarm(...given) { return this.inner.alarm(...given); }
}
export async function respond(request, env, ctx) {
  const { pathname } = new URL(request.url);
  if (!pathname.startsWith('/evict/')) return new Worker(ctx, env).fetch(request);
  await env.ACCOUNT.getByName(pathname.slice(7)).fetch('https://object/evict').catch(() => {});
  return new Response();
}
`;
const CORRECT = `${evictable('return this.inner.fetch(request);')}
export default { fetch: respond };
`;

/** A Worker whose `respondWrongly` alters some responses. */
const faulty = (code: string): string => `${evictable('return this.inner.fetch(request);')}
const stored = new Map();
let turn = 0;
${code}
export default { fetch: respondWrongly };
`;

/** A Worker whose objects run a statement on their database after each acceptance. */
const faultyStorage = (statement: string): string => `${evictable(`
    const response = await this.inner.fetch(request);
    if (request.url.endsWith('/accept-invite')) this.ctx.storage.sql.exec(${JSON.stringify(statement)});
    return response;`)}
export default { fetch: respond };
`;

/** A Worker that answers some changes of a member with what it would be, and does not make them. */
const unmade = (condition: string, change: string): string =>
  faulty(`
async function respondWrongly(request, env, ctx) {
  const path = new URL(request.url).pathname;
  const body = request.method === 'PATCH' ? await request.clone().json() : {};
  if (!(${condition}) || ++turn % 2) return respond(request, env, ctx);
  const members = path.slice(0, path.lastIndexOf('/'));
  const list = await respond(new Request(new URL(members + '?limit=200', request.url), { headers: request.headers }), env, ctx);
  const member = list.status === 200 && (await list.json()).items.find(({ user }) => path.endsWith(user));
  if (!member) return respond(request, env, ctx);
  ${change}
  return Response.json(member);
}`);

/** The first ones, which nearly every run of the clients meets, are made in quick runs too. */
const FAULTS: readonly { readonly fault: string; readonly entry: string }[] = [
  {
    fault: 'some reads come from a cache',
    entry: faulty(`
async function respondWrongly(request, env, ctx) {
  const isRead = request.method === 'GET' && /\\/invites\\/inv_/.test(request.url);
  if (isRead && stored.has(request.url) && ++turn % 4 === 0) return Response.json(JSON.parse(stored.get(request.url)));
  const reply = await respond(request, env, ctx);
  if (isRead && reply.status === 200 && !stored.has(request.url)) stored.set(request.url, await reply.clone().text());
  return reply;
}`),
  },
  {
    fault: 'a used link accepts another user',
    entry: faulty(`
async function respondWrongly(request, env, ctx) {
  if (!request.url.endsWith('/v1/invites/accept')) return respond(request, env, ctx);
  const body = await request.clone().text();
  const reply = await respond(request, env, ctx);
  if (reply.status === 200) stored.set(body, await reply.clone().text());
  if (reply.status !== 410 || !stored.has(body) || ++turn % 2) return reply;
  return new Response(stored.get(body), { status: 200, headers: { 'content-type': 'application/json' } });
}`),
  },
  {
    fault: 'some revocations are acknowledged but not made',
    entry: faulty(`
async function respondWrongly(request, env, ctx) {
  if (request.method !== 'DELETE' || ++turn % 3) return respond(request, env, ctx);
  const read = await respond(new Request(request.url, { headers: request.headers }), env, ctx);
  const text = (await read.text()).replace('"status":"pending"', '"status":"revoked"');
  return new Response(text, { status: read.status, headers: read.headers });
}`),
  },
  {
    fault: 'a new member keeps their other pending invite',
    entry: faultyStorage("UPDATE invites SET state = 'pending', decided_by = NULL, decided_at = NULL WHERE state = 'revoked' AND address IN (SELECT address FROM members)"),
  },
  {
    fault: 'some suspensions are acknowledged but not made',
    entry: unmade('body.suspended === true', 'member.suspended = true;'),
  },
  {
    fault: 'some ends of memberships are acknowledged but not stored',
    entry: unmade("typeof body.expiresAt === 'string'", 'member.expiresAt = body.expiresAt;'),
  },
  {
    fault: 'some lists of permissions are acknowledged but not stored',
    entry: unmade("body.role === 'custom'", 'Object.assign(member, body);'),
  },
  {
    fault: 'some grants are acknowledged but not made',
    entry: faulty(`
async function respondWrongly(request, env, ctx) {
  if (request.method !== 'PUT' || !request.url.includes('/projects/') || ++turn % 2) return respond(request, env, ctx);
  const again = request.clone();
  const reply = await respond(request, env, ctx);
  if (reply.status === 200) await respond(new Request(request.url, { method: 'DELETE', headers: { authorization: again.headers.get('authorization') } }), env, ctx);
  return reply;
}`),
  },
];

const USERS = new Provider('users');
const SERVICES = new ServiceProvider({ importer: defaultPolicy().permissions });

/** Runs clients, and kills the runtime at random times. */
async function play(edge: Edge, operations: number, clients: number, kills: number, seed: string): Promise<Outcome> {
  const { host } = edge;
  const spread = operations > 100_000 ? 4 : 1;
  const counts = { own: clients * spread, invited: 64 * spread, owners: 8 * spread };
  const people = Array.from({ length: counts.own + counts.invited + counts.owners }, (_, index) => {
    const email = `person${index}@example.com`;
    const who = { subject: `person-${index}`, email, emailVerified: true, name: `Person ${index}` };
    return { email, identity: USERS.token(who, { exp: Math.floor(Date.now() / 1000) + 4 * 3600 }) };
  });
  const service = SERVICES.provider.token({ subject: 'importer' }, { exp: Math.floor(Date.now() / 1000) + 4 * 3600 });
  const [plan, out] = [join(host.folder, 'plan.json'), join(host.folder, 'outcome.json')];
  const address = new URL(edge.origin).host;
  writeFileSync(
    plan,
    JSON.stringify({ address, operations, clients, groupSize: CLIENTS_PER_GROUP, seed, ...counts, evictEvery: EVICT_EVERY, people, service, out }),
  );
  const program = process.env['HALLPASS_HISTORY'];
  if (program === undefined) throw new Error('HALLPASS_HISTORY must be the path of the clients');
  const child = spawn(program, [plan], { stdio: ['ignore', 'pipe', 'inherit'] });
  const kill = (): void => void child.kill('SIGKILL');
  process.once('exit', kill);
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve)).finally(() => process.removeListener('exit', kill));
  const random = new Random(seed);
  const killAfter = Array.from({ length: kills }, (_, index) => (operations * (index + 0.1 + 0.8 * random.fraction())) / kills);
  const [print, began] = [progress(), performance.now()];
  let killed = 0;
  for await (const line of createInterface({ input: child.stdout })) {
    const sent = Number(line);
    // A million lines would exceed the longest string.
    host.log = host.log.slice(-LOG_CHARACTERS);
    print(`${sent} of ${operations} operations, ${Math.round((sent * 1000) / (performance.now() - began))} a second, ${killed} kills`);
    if (sent < (killAfter[killed] ?? Infinity)) continue;
    killed += 1;
    await part(`the restart after kill ${killed}`, async () => {
      await host.kill();
      await host.start();
    });
  }
  const status = await part('the search for an order of each history', () => ended);
  if (status !== 0) throw new Error(`the clients ended with ${status}; the end of the runtime's log:\n${host.log.slice(-LOG_CHARACTERS)}`);
  if (killed < kills) throw new Error(`${killed} kills instead of ${kills}`);
  return JSON.parse(readFileSync(out, 'utf8')) as Outcome;
}

async function withEdge<T>(entry: string, work: (edge: Edge) => Promise<T>): Promise<T> {
  const edge = await startEdge({ entry, providers: [USERS.setting(), SERVICES.setting()] });
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

function sumOf(all: readonly Outcome[]): Outcome {
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
    unexpected: counts((each) => each.unexpected),
  };
}

/** Sends operations to a faulty Worker until a history shows the fault. */
async function runControl({ fault, entry }: (typeof FAULTS)[number]): Promise<Control> {
  const unexplained = await withEdge(entry, async (edge) => {
    for (let attempt = 1; ; attempt++) {
      const outcome = await part(`attempt ${attempt} to notice that ${fault}`, () => play(edge, CONTROL_OPERATIONS, 32, 0, `${SEED} ${fault} ${attempt}`));
      if (outcome.unexplained > 0 || attempt === MAX_CONTROL_ATTEMPTS) return outcome.unexplained;
    }
  });
  return { fault, figures: [{ name: 'histories that are not linearizable', value: unexplained }] };
}

async function main(): Promise<void> {
  const began = performance.now();
  const share = (of: number): number => Math.ceil(of / RUNTIMES);
  const outcome = sumOf(
    await Promise.all(
      Array.from({ length: RUNTIMES }, (_, index) =>
        part(`runtime ${index}`, () => withEdge(CORRECT, (edge) => play(edge, share(OPERATIONS), share(CLIENTS), share(KILLS), `${SEED} ${index}`))),
      ),
    ),
  );
  const seconds = (performance.now() - began) / 1000;
  const controls = await Promise.all(FAULTS.slice(0, scaled(FAULTS.length, 2)).map(runControl));
  const figures: Figure[] = [
    { name: 'operations', value: outcome.operations, at_least: OPERATIONS },
    { name: 'clients at once', value: CLIENTS, at_least: 64 },
    { name: 'kills of a runtime', value: share(KILLS) * RUNTIMES, at_least: KILLS },
    { name: 'evictions of objects', value: outcome.evictions, at_least: Math.floor(OPERATIONS / EVICT_EVERY / 2) },
    { name: 'operations without a response', value: outcome.unanswered, at_least: KILLS },
    { name: 'histories of invites and memberships', value: outcome.histories, at_least: 100 },
    { name: 'of them with concurrent changes', value: outcome.contested, at_least: 100 },
    { name: 'histories that are not linearizable', value: outcome.unexplained, exactly: 0 },
  ];
  const kinds = Object.entries(outcome.sent).map(([kind, count]) => `${count} × ${kind}`);
  const notes = [kinds.join(', '), `${Math.round(outcome.operations / seconds)} operations per second; the longest search for an order took ${outcome.slowestSearchMilliseconds} ms`, ...outcome.examples];
  if (sum(outcome.unexpected) > 0) throw new Error(`unexpected responses: ${JSON.stringify(outcome.unexpected)}`);
  report({ figures, controls, notes });
}

await runProof(main);
