// Every request that the Worker sends to another server bypasses the platform's HTTP cache: it is shared by all callers,
// and a response may depend on who asks.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startEdge, type Edge } from '../harness/edge.ts';
import { send } from '../harness/http.ts';
import { KeyServer } from '../harness/key-server.ts';
import { Origin } from '../harness/origin.ts';
import { ownerWithTeam, type Person } from '../harness/person.ts';
import { Provider } from '../harness/provider.ts';
import { expectOk } from '../harness/expect.ts';
import * as shapes from '../harness/shapes.ts';

/** A Worker that records the requests it sends, and lists them under `/recorded`. */
const RECORDER = `
import Worker from './entry.mjs';
export { AccountObject, MailboxObject, UserObject } from './entry.mjs';
const recorded = [];
const send = globalThis.fetch;
globalThis.fetch = (input, init) => {
  const request = input instanceof Request ? input : new Request(input, init);
  recorded.push({ url: request.url, method: request.method, cache: request.cache ?? null });
  return send(input, init);
};
export default {
  fetch(request, env, context) {
    if (new URL(request.url).pathname === '/recorded') return Response.json(recorded);
    return new Worker(context, env).fetch(request);
  },
};
`;

interface Recorded {
  readonly url: string;
  readonly method: string;
  readonly cache: string | null;
}

let keys: KeyServer;
let discovery: KeyServer;
let origin: Origin;
let edge: Edge;
const configured = new Provider('configured');
/** Its issuer is a URL, from which its keys are discovered. */
const discovered = new Provider('discovered');
before(async () => {
  origin = await new Origin().start();
  keys = await KeyServer.start(configured);
  discovery = await KeyServer.start(discovered);
  const gate = ['GET', 'POST'].map((method) => ({ method, path: '/export.csv', require: 'team:access', freshness: 'strict' }));
  edge = await startEdge({
    entry: RECORDER,
    providers: [
      configured.setting({ jwks: undefined, jwksUrl: `${keys.origin}/jwks` }),
      discovered.setting({ jwks: undefined, issuer: discovery.origin }),
    ].map((setting) => ({ ...setting, emailDomains: ['*'] })),
    settings: { GATE: JSON.stringify(gate), ORIGIN: origin.address, ORIGIN_SECRET: 'the-origin-knows-the-gate-by-this' },
  });
});
after(async () => {
  await edge?.stop();
  await Promise.all([keys, discovery, origin].map((each) => each?.stop()));
});

async function recorded(): Promise<Recorded[]> {
  const reply = await fetch(`${edge.origin}/recorded`);
  return (await reply.json()) as Recorded[];
}

async function membershipToken(owner: Person, team: string): Promise<string> {
  return expectOk(await owner.post(`/v1/accounts/${team}/token`), shapes.token).token;
}

test('requests for keys, for discovery and to the origin are no-store', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  for (const token of [configured.token({ subject: 'Mo' }), discovered.token({ subject: 'Mo' }, { iss: discovery.origin })]) {
    assert.equal((await send(edge.origin, 'PUT', '/v1/me', { headers: { authorization: `Bearer ${token}` } })).status, 200);
  }
  const headers = { 'hallpass-token': await membershipToken(owner, team) };
  assert.equal((await send(edge.origin, 'GET', '/export.csv', { headers })).status, 200);
  assert.equal((await send(edge.origin, 'POST', '/export.csv', { headers, body: '{}' })).status, 200);

  const seen = await recorded();
  for (const [method, url] of [
    ['GET', `${keys.origin}/jwks`],
    ['GET', `${discovery.origin}/.well-known/openid-configuration`],
    ['GET', `${discovery.origin}/jwks`],
    ['GET', `${origin.address}/export.csv`],
    ['POST', `${origin.address}/export.csv`],
  ]) {
    assert.ok(seen.some((each) => each.url === url && each.method === method), `${method} ${url} was not sent`);
  }
  for (const { method, url, cache } of seen) assert.equal(cache, 'no-store', `${method} ${url}`);
});

test('the origin gets the headers that no-store adds, and no others', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  const headers = { 'hallpass-token': await membershipToken(owner, team) };
  await send(edge.origin, 'GET', '/export.csv', { headers });
  assert.deepEqual([origin.last.headers['cache-control'], origin.last.headers['pragma']], ['no-cache', 'no-cache']);
  await send(edge.origin, 'GET', '/export.csv', { headers: { ...headers, 'cache-control': 'max-age=0', pragma: 'x' } });
  assert.deepEqual([origin.last.headers['cache-control'], origin.last.headers['pragma']], ['max-age=0', 'x'], 'the caller’s headers are kept');
});
