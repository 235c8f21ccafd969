// `hallpass` and `hallpass/edge` from the packed package in server runtimes, with a real edge.
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import type { ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { freePort, startEdge, type Edge } from '../harness/edge.ts';
import type { Person } from '../harness/person.ts';
import { expectOk } from '../harness/expect.ts';
import * as shapes from '../harness/shapes.ts';
import { answers, build, end, place, PROJECT, run, start } from './kit/project.ts';
import { invite, signIn } from './kit/visit.ts';

let edge: Edge;
let member: Person;
let account: string;
/** The owner, who has permissions that the member lacks. */
let owner: Person;
const started: ChildProcess[] = [];

before(async () => {
  edge = await startEdge();
  const invited = await invite(edge, 'servers');
  account = invited.account;
  owner = await signIn(edge, invited.ownerEmail, invited.owner);
  member = await signIn(edge, invited.email, 'Devi');
  await member.open();
  expectOk(await member.post('/v1/invites/accept', { inviteId: await inboxOf(member) }), shapes.accepted);
});
after(async () => {
  for (const child of started) await end(child);
  await edge?.stop();
});

async function inboxOf(person: Person): Promise<string> {
  for (;;) {
    const { items } = (await person.get('/v1/invites')).json() as { items: { id: string }[] };
    if (items[0]) return items[0].id;
    await new Promise((done) => setTimeout(done, 50));
  }
}

async function tokenOf(person: Person, of = account): Promise<string> {
  return expectOk(await person.post(`/v1/accounts/${of}/token`), shapes.token).token;
}

interface ResponseBody {
  readonly code?: string;
  readonly seenBy?: string;
  readonly startedBy?: string;
  readonly explanation?: { readonly reason: string; readonly rolesThatWould?: readonly string[] };
}

/** Checks every response of a server that guards `/accounts/{account}/pods`. */
async function checkGuards(origin: string): Promise<void> {
  const path = `${origin}/accounts/${account}/pods`;
  const ask = async (method: string, token?: string, url = path) => {
    const reply = await fetch(url, { method, headers: token === undefined ? {} : { 'hallpass-token': token } });
    return [reply.status, (await reply.json()) as ResponseBody] as const;
  };
  const token = await tokenOf(member);
  assert.deepEqual((await ask('GET', token)), [200, { pods: [], seenBy: member.id }]);
  const [status, why] = await ask('POST', token);
  assert.deepEqual([status, why.code, why.explanation?.reason], [403, 'forbidden', 'role_lacks']);
  assert.deepEqual(why.explanation?.rolesThatWould, ['dev', 'admin']);
  const [created, { startedBy }] = await ask('POST', await tokenOf(owner));
  assert.deepEqual([created, startedBy], [201, (await owner.open()).user.id]);
  assert.deepEqual((await ask('GET'))[1].code, 'not_signed_in');
  // The last characters of a signature are often A already, because its scalar is small.
  const forged = token.replace(/.(?=.{80}$)/, (one) => (one === 'A' ? 'B' : 'A'));
  assert.deepEqual((await ask('GET', forged))[1].code, 'token_invalid');
  assert.deepEqual((await ask('GET', await tokenOf(member, member.own)))[1].code, 'account_mismatch');
}

test('Express: protect allows what the token allows, and asks the edge if the freshness requires it', async () => {
  const port = await freePort();
  process.env['PORT'] = String(port);
  const child = start(place('express', edge.origin), 'main.mjs');
  started.push(child);
  await answers(`http://127.0.0.1:${port}/`, child);
  await checkGuards(`http://127.0.0.1:${port}`);
});

test('Deno: protect as a handler wrapper', async () => {
  const port = await freePort();
  process.env['PORT'] = String(port);
  const child = start(place('deno', edge.origin), 'deno/bin.cjs', 'run', '--allow-net', '--allow-read', '--allow-env', 'main.js');
  started.push(child);
  await answers(`http://127.0.0.1:${port}/`, child);
  await checkGuards(`http://127.0.0.1:${port}`);
});

async function worker(recipe: string): Promise<string> {
  const port = await freePort();
  const child = start(place(recipe, edge.origin), 'wrangler/bin/wrangler.js', 'dev', '--local', '--ip', '127.0.0.1', '--port', String(port), '--inspector-port', '0', '--log-level', 'warn', '--show-interactive-dev-session=false');
  started.push(child);
  await answers(`http://127.0.0.1:${port}/`, child);
  return `http://127.0.0.1:${port}`;
}

test('Hono on workerd: authorize in a middleware', async () => {
  await checkGuards(await worker('hono'));
});

test('workerd: protect around one handler, and a client that explains a denial', async () => {
  const origin = await worker('workerd');
  const ask = (path: string, headers: Record<string, string>) => fetch(origin + path, { headers });
  const denied = await ask('/pods', { 'hallpass-token': await tokenOf(member) });
  assert.deepEqual([denied.status, ((await denied.json()) as ResponseBody).code], [403, 'forbidden']);
  const allowed = await ask('/pods', { 'hallpass-token': await tokenOf(owner) });
  assert.deepEqual([allowed.status, await allowed.json()], [201, { started: true, path: '/pods' }]);
  const why = await ask(`/explain?account=${account}`, { authorization: `Bearer ${member.identity}` });
  assert.match(await why.text(), /^{.*"reason":"role_lacks"/);
});

const EXPECTED = { role: 'basic', can: true, why: 'role_lacks' };

test('Node with ES modules: a client, the verifier, and the slim entry with an explicit WebAssembly', async () => {
  const out = JSON.parse(await build(place('node-esm', edge.origin), 'main.mjs', member.identity, account)) as Record<string, unknown>;
  const permissions = edge.policy.roles.find(({ name }) => name === 'basic')?.permissions;
  assert.deepEqual(out, { user: member.id, permissions, slim: 'role_lacks', forged: 'token_invalid', ...EXPECTED });
});

test('Node with CommonJS: require returns the same modules', async () => {
  const out = await build(place('node-cjs', edge.origin), 'main.cjs', member.identity, account);
  assert.deepEqual(JSON.parse(out), { user: member.id, same: true, ...EXPECTED });
});

test('a server that is bundled into one file, away from the package’s WebAssembly, can verify', async () => {
  const folder = place('node-cjs', edge.origin);
  const far = join(PROJECT, 'bundled');
  mkdirSync(far, { recursive: true });
  const options = { entryPoints: ['main.cjs'], outfile: join(far, 'main.cjs'), bundle: true, platform: 'node', format: 'cjs', logLevel: 'error' };
  writeFileSync(join(folder, 'bundle.mjs'), `import { build } from 'esbuild';\nawait build(${JSON.stringify(options)});\n`);
  await build(folder, 'bundle.mjs');
  const out = await build(far, 'main.cjs', member.identity, account);
  assert.deepEqual(JSON.parse(out), { user: member.id, same: true, ...EXPECTED });
});

test('a removed member is denied at once with strict freshness', async () => {
  const token = await tokenOf(member);
  const origin = await worker('hono');
  assert.equal((await owner.send('DELETE', `/v1/accounts/${account}/members/${member.id}`)).status < 300, true);
  const strict = await fetch(`${origin}/accounts/${account}/pods`, { method: 'POST', headers: { 'hallpass-token': token } });
  assert.ok([401, 403].includes(strict.status), `${strict.status}`);
  const { status } = await run(place('node-esm', edge.origin), 'main.mjs', member.identity, account);
  assert.notEqual(status, 0, 'no new token');
});
