/**
 * What each operation costs: the statements that all objects run for it, the rows that those read and write, the requests to objects,
 * and how many of those the reply waits for, one after the other. Deliveries after the reply and the account's alarm are counted too.
 * From these the price per million follows. The figures are counted, not measured: they do not depend on the machine.
 *
 * Each operation runs once, in objects that are in memory, in a team of three that has one project.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { ROUTES, routeOf } from '../tests/harness/routes.ts';
import { COUNTED, type Cost, costOf } from '../tests/harness/costs.ts';
import { type Person } from '../tests/harness/person.ts';
import { defaultPolicy } from '../tests/harness/policy.ts';
import { type Service, ServiceProvider } from '../tests/harness/service.ts';
import { send, type Reply } from '../tests/harness/http.ts';
import { atMost, publish, table } from './figures.ts';
import { Hallpass } from './hallpass.ts';

/** Cloudflare's list prices for what an operation adds beyond the included volumes, in USD per million. */
const PRICES = {
  source: 'developers.cloudflare.com/durable-objects/platform/pricing and /workers/platform/pricing, November 2026',
  workerRequest: 0.3,
  objectRequest: 0.15,
  rowsRead: 0.001,
  rowsWritten: 1,
} as const;

/** What an accept of an invite to an address cost at commit 51953e3, counted in the same way, and what remains of it at most. */
const ACCEPT = { before: { statements: 59, rowsWritten: 35, requests: 6 }, share: 0.6, roundTrips: 2 } as const;

/** Routes that reach no object. */
const WITHOUT_OBJECTS = ['GET /v1/config', 'GET /v1/policy', 'GET /v1/policy/{id}', 'GET /.well-known/jwks.json', 'GET /healthz'];
/** Routes of operators who send mails: `cargo xtask test http mail-cost` counts those. */
const OF_MAILS = ['GET /v1/accounts/{acc}/invites/{inv}/mail', 'POST /v1/email/events/{transport}', 'GET /stop/{code}', 'POST /stop/{code}'];

/** As in `crates/core/src/limits.rs`, and a second. */
const RESEND_MS = 61_000;

const machines = new ServiceProvider({ importer: defaultPolicy().permissions });
const hallpass = await Hallpass.start({ entry: COUNTED, providers: [machines.setting({ powers: ['erase'] })] });
const importer: Service = machines.service(hallpass.origin, 'importer');

/** A team of three with a project. */
interface Team {
  readonly owner: Person;
  readonly id: string;
  readonly path: string;
  readonly members: readonly [Person, Person];
  readonly project: string;
}

let people = 0;
const someone = (): Promise<Person> => hallpass.signIn(`person-${people++}`);
const idIn = (reply: Reply): string => (reply.json() as { id: string }).id;

async function newTeam(): Promise<Team> {
  const [owner, first, second] = [await someone(), await someone(), await someone()];
  const { id } = await owner.team('Compute');
  for (const member of [first, second]) {
    const { invite } = await owner.invite(id, { email: member.email, role: 'dev' });
    await member.join({ inviteId: invite.id });
  }
  const project = idIn(await owner.post(`/v1/accounts/${id}/projects`, { name: 'Search' }));
  return { owner, id, path: `/v1/accounts/${id}`, members: [first, second], project };
}

interface Operation {
  /** Method and path, with what it is called on if that is not what most callers do. */
  readonly name: string;
  readonly cost: Cost;
}
const operations: Operation[] = [];
const reached = new Set<string>();

type Caller = Pick<Person | Service, 'send'>;

/** Counts one request, which has to succeed. Like the SDK, it sends an idempotency key with each change. */
async function count(caller: Caller, method: string, path: string, body?: unknown, about = ''): Promise<Reply> {
  let reply: Reply | undefined;
  const cost = await costOf(hallpass, async () => {
    reply = await caller.send(method, path, body, method === 'GET' ? {} : { key: randomUUID() });
  });
  if (!reply || reply.status >= 400) throw new Error(`${method} ${path}: ${reply?.status} ${reply?.text}`);
  const route = routeOf(new URL(path, hallpass.origin).pathname) ?? (path.startsWith('/i/') ? { path: '/i/{code}' } : undefined);
  if (!route) throw new Error(`no route for ${path}`);
  reached.add(`${method} ${route.path}`);
  operations.push({ name: `${method} ${route.path}${about === '' ? '' : `, ${about}`}`, cost });
  return reply;
}

const anonymous: Caller = { send: (method, path, body) => send(hallpass.origin, method, path, { body }) };
const withToken = (token: string): Caller => ({
  send: (method, path, body) => send(hallpass.origin, method, path, { body, headers: { 'hallpass-token': token } }),
});

const { owner, id, path, members: [mia, max], project } = await newTeam();

/** The cost of an accept in a team of one, by which it is compared with what it was. */
async function countPlainAccept(): Promise<Cost> {
  const [owner, guest] = [await someone(), await someone()];
  const { id } = await owner.team('Compute');
  const { link } = await owner.invite(id, { email: guest.email, role: 'dev' });
  const token = await hallpass.openLink(link);
  await count(guest, 'POST', '/v1/invites/accept', { token }, 'the second member');
  return operations.at(-1)!.cost;
}
const accept = await countPlainAccept();

// Signing in.
await count(hallpass.person(`person-${people++}`), 'PUT', '/v1/me', undefined, 'the first time');
await count(mia, 'PUT', '/v1/me', undefined, 'later');
await count(mia, 'GET', '/v1/me');
await count(mia, 'POST', `${path}/token`);
await count(mia, 'POST', `${path}/token`, { project }, 'for a project');
await count(mia, 'POST', '/v1/tokens', { accounts: [mia.own, id] }, 'for two accounts');
const { token } = (await mia.post(`${path}/token`)).json() as { token: string };
const check = (freshness: string) => ({ account: id, permissions: ['pods:connect'], freshness });
await count(withToken(token), 'POST', '/v1/check', check('strict'), 'strict');
await count(withToken(token), 'POST', '/v1/check', check('cached'), 'cached, not yet in the isolate');
await count(withToken(token), 'POST', '/v1/check', check('stateless'), 'stateless');

// Invites.
await count(owner, 'GET', `${path}/invites`);
const guest = await someone();
const sent = (await count(owner, 'POST', `${path}/invites`, { email: guest.email, role: 'dev' }, 'to an address')).json() as { invite: { id: string }; link: string };
const shared = (await count(owner, 'POST', `${path}/invites`, { role: 'dev' }, 'by link')).json() as { invite: { id: string }; link: string };
await count(owner, 'POST', `${path}/invites/bulk`, { items: Array.from({ length: 25 }, (_, n) => ({ email: `bulk-${n}@example.com`, role: 'dev' })) }, '25 rows');
const invite = `${path}/invites/${sent.invite.id}`;
await count(owner, 'GET', invite);
await count(owner, 'GET', `${invite}/link`);
await count(owner, 'PATCH', invite, { note: 'Hello' });
await count(guest, 'GET', '/v1/invites');
await count(anonymous, 'GET', new URL(sent.link).pathname);
const inviteToken = await hallpass.openLink(sent.link);
await count(guest, 'POST', '/v1/invites/preview', { token: inviteToken });
await count(guest, 'POST', '/v1/invites/accept', { token: inviteToken }, 'the fourth member');
await count(await someone(), 'POST', '/v1/invites/accept', { token: await hallpass.openLink(shared.link) }, 'by link, the fifth member');
const decliner = await someone();
const declined = await owner.invite(id, { email: decliner.email, role: 'dev' });
await count(decliner, 'POST', '/v1/invites/decline', { inviteId: declined.invite.id });
const waiting = await owner.invite(id, { email: 'waiting@example.com', role: 'dev' });
const resendable = Date.now() + RESEND_MS;

// Members, projects and the audit log.
await count(mia, 'GET', path);
await count(mia, 'GET', `${path}/members`);
await count(owner, 'PATCH', `${path}/members/${mia.id}`, { role: 'basic' });
const enrolled = await someone();
await count(importer, 'PUT', `${path}/members/${enrolled.id}`, { role: 'dev' });
await count(enrolled, 'DELETE', `${path}/members/${enrolled.id}`);
await count(owner, 'GET', `${path}/projects`);
await count(owner, 'POST', `${path}/projects`, { name: 'Ads' });
await count(owner, 'GET', `${path}/projects/${project}`);
await count(owner, 'PATCH', `${path}/projects/${project}`, { name: 'Search 2' });
await count(owner, 'GET', `${path}/projects/${project}/members`);
await count(owner, 'PUT', `${path}/projects/${project}/members/${max.id}`, { role: 'editor' });
await count(owner, 'DELETE', `${path}/projects/${project}/members/${max.id}`);
await count(owner, 'GET', `${path}/audit`);
await count(owner, 'GET', `${path}/events?after=0`);
await count(importer, 'POST', `${path}/audit`, { action: 'pod.create', resourceType: 'pod', resourceId: 'pod-1', details: {} });

// An invite can be sent again after a minute.
await setTimeout(Math.max(0, resendable - Date.now()));
await count(owner, 'POST', `${path}/invites/${waiting.invite.id}/resend`);
await count(owner, 'DELETE', `${path}/invites/${waiting.invite.id}`);

// Access reviews.
const review = idIn(await count(owner, 'POST', `${path}/reviews`));
await count(owner, 'GET', `${path}/reviews`);
await count(owner, 'GET', `${path}/reviews/${review}`);
await count(owner, 'POST', `${path}/reviews/${review}/decisions`, { user: max.id, decision: 'keep' });
await count(owner, 'POST', `${path}/reviews/${review}/close`);
await count(owner, 'GET', `${path}/reviews/${review}/summary`);

// Accounts.
await count(owner, 'PATCH', path, { name: 'Compute 2' });
await count(mia, 'POST', '/v1/accounts', { name: 'Another' });
const converter = await someone();
const own = `/v1/accounts/${converter.own}`;
await count(converter, 'POST', `${own}/convert`, { name: 'Converted' });
await count(converter, 'POST', `${own}/revert`, { confirmName: 'Converted' });
const offer = { user: mia.id, confirmName: 'Compute 2' };
await owner.patch(`${path}/members/${mia.id}`, { role: 'admin' });
await count(owner, 'POST', `${path}/transfer`, offer);
await count(owner, 'DELETE', `${path}/transfer`);
await owner.post(`${path}/transfer`, offer);
await count(mia, 'POST', `${path}/transfer/decline`);
await owner.post(`${path}/transfer`, offer);
await count(mia, 'POST', `${path}/transfer/accept`);
await count(importer, 'PUT', '/v1/users', { provider: hallpass.provider.name, subject: 'imported', email: 'imported@example.com', emailVerified: true, name: 'Imported' });

// What is held about a user. Each is in one team.
await count(max, 'GET', '/v1/me/export');
await count(max, 'DELETE', '/v1/me');
const gone = await someone();
await importer.put(`${path}/members/${gone.id}`, { role: 'dev' });
await count(importer, 'DELETE', `/v1/users/${gone.id}`);
await hallpass.stop();

const all = ROUTES.flatMap((route) => route.methods.map(({ method }) => `${method} ${route.path}`));
const missing = all.filter((name) => !reached.has(name) && ![...WITHOUT_OBJECTS, ...OF_MAILS].includes(name));
if (missing.length > 0) throw new Error(`not counted: ${missing.join(', ')}`);

/** USD per million, without the processor's time. */
const priceOf = ({ requests, alarmsRun, rowsRead, rowsWritten }: Cost): number =>
  PRICES.workerRequest + PRICES.objectRequest * (requests.length + alarmsRun) + PRICES.rowsRead * rowsRead + PRICES.rowsWritten * rowsWritten;

const exact = (value: number) => ({ median: value, low: value, high: value });
const shareOf = (name: 'statements' | 'rowsWritten', now: number) => exact(now / ACCEPT.before[name]);
publish(
  'costs',
  [
    atMost(`an accept’s statements / ${ACCEPT.before.statements} at 51953e3`, ACCEPT.share, shareOf('statements', accept.statements.length)),
    atMost(`an accept’s rows written / ${ACCEPT.before.rowsWritten} at 51953e3`, ACCEPT.share, shareOf('rowsWritten', accept.rowsWritten)),
    atMost('an accept’s round trips before the reply', ACCEPT.roundTrips, exact(accept.roundTrips)),
  ],
  {
    prices: PRICES,
    operations: operations.map(({ name, cost: { statements, requests, ...cost } }) =>
      ({ name, statements: statements.length, requests: requests.length, ...cost, usdPerMillion: Number(priceOf({ statements, requests, ...cost }).toFixed(2)) })),
  },
  table(
    ['operation', 'statements', 'rows read', 'rows written', 'requests', 'alarms', 'round trips', 'USD'],
    operations.map(({ name, cost }) => [
      name, String(cost.statements.length), String(cost.rowsRead), String(cost.rowsWritten), String(cost.requests.length), String(cost.alarmsRun),
      String(cost.roundTrips), priceOf(cost).toFixed(2),
    ]),
  ),
  'OPERATIONS.md',
);
