// `CONSOLE`: what `GET /v1/config` says of it, and what its mistakes are.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startEdges, type Edge } from '../harness/edge.ts';
import { send } from '../harness/http.ts';
import { OpenId } from '../harness/openid.ts';

let openid: OpenId;
let edges: Edge[];
before(async () => {
  openid = await OpenId.start({ console: 'RS256' });
  const provider = { name: 'openid', kind: 'user', issuer: openid.issuer, audience: 'console', algorithms: ['RS256'] };
  const sign = (more: object): string => JSON.stringify({ issuer: openid.issuer, clientId: 'console', ...more });
  edges = await startEdges([
    { providers: [provider], settings: { CONSOLE: sign({}), LOCAL_IDENTITY: 'off' } },
    { providers: [provider], json: { CONSOLE: { issuer: openid.issuer, clientId: 'console', scopes: 'openid offline_access' } } },
    { providers: [provider], settings: { CONSOLE: '', LOCAL_IDENTITY: 'off' } },
    { providers: [provider], settings: { CONSOLE: sign({ issuer: `${openid.issuer}/`, clientID: 'console' }), LOCAL_IDENTITY: 'off' } },
  ]);
});
after(async () => {
  await edges?.[0]?.stop();
  await openid?.stop();
});

const edge = (index: number): Edge => {
  const found = edges[index];
  assert.ok(found);
  return found;
};
const config = async (index: number): Promise<unknown> => {
  const reply = await send(edge(index).origin, 'GET', '/v1/config');
  assert.equal(reply.status, 200, reply.text);
  return reply.json();
};

test('the console is told issuer, client id and scopes, and whether there is local identity', async () => {
  const { issuer } = openid;
  assert.deepEqual(await config(0), { console: { issuer, clientId: 'console', scopes: ['openid', 'email', 'profile'] }, localIdentity: false });
  assert.deepEqual(await config(1), { console: { issuer, clientId: 'console', scopes: ['openid', 'offline_access'] }, localIdentity: true });
  assert.deepEqual(await config(2), { localIdentity: false });
});

test('a mistake stops the start, and is named with its value and the remedy', async () => {
  assert.equal((await send(edge(3).origin, 'GET', '/v1/config')).status, 503);
  const line = await edge(3).host.logLine('CONSOLE.issuer');
  assert.ok(line.includes(`CONSOLE.issuer: \\"${openid.issuer}/\\" is not the issuer of a provider of users`), line);
  assert.ok(line.includes('CONSOLE.clientID: is not a field; did you mean `clientId`?'), line);
});
