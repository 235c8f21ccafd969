// Negative controls of the checks that run in every HTTP test: a missing header, a token in a log and an address in the wrong
// column are found.
import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { addressesIn, searchDatabases, tokensIn } from '../harness/canary.ts';
import { startEdges, type Edge } from '../harness/edge.ts';
import { send, type Reply } from '../harness/http.ts';
import { headerMisses, type Exchange } from '../harness/lint.ts';
import { ownerWithTeam, person } from '../harness/person.ts';

let edge: Edge;
let secure: Edge;
before(async () => {
  const settings = { EDGE_ORIGIN: 'https://hallpass.example', LOCAL_IDENTITY: 'off' };
  [edge, secure] = (await startEdges([{}, { settings }])) as [Edge, Edge];
});
after(() => edge?.stop());

test('a missing or unexpected header is found', async () => {
  const worker = { settings: edge.host.workers[0]?.settings ?? {} };
  const reply = await send(edge.origin, 'GET', '/v1/me');
  const exchange: Exchange = { method: 'GET', path: '/v1/me', headers: {}, reply };
  assert.deepEqual(headerMisses(worker, exchange), []);
  const missesWith = (headers: Reply['headers'], drop = ''): number => {
    const { [drop]: _, ...rest } = reply.headers;
    return headerMisses(worker, { ...exchange, reply: { ...reply, headers: { ...rest, ...headers } } }).length;
  };
  for (const name of [
    'x-content-type-options',
    'referrer-policy',
    'hallpass-request',
    'hallpass-time',
    'server-timing',
    'cache-control',
    'content-security-policy',
    'www-authenticate',
    'vary',
  ])
    assert.equal(missesWith({}, name), 1, name);
  for (const extra of [
    { 'set-cookie': ['a=b'] },
    { server: 'workerd' },
    { 'access-control-allow-origin': '*' },
    { 'access-control-allow-origin': 'https://evil.example' },
    { 'access-control-allow-credentials': 'true' },
    { 'strict-transport-security': 'max-age=0' },
    { 'cache-control': 'public, max-age=60' },
  ])
    assert.equal(missesWith(extra), 1, JSON.stringify(extra));
  const encrypted = { settings: { ...worker.settings, EDGE_ORIGIN: 'https://hallpass.example' } };
  assert.equal(headerMisses(encrypted, exchange).length, 1, 'no HSTS');
  const revealing = { ...reply, text: `${reply.text} ada@example.com` };
  assert.equal(headerMisses(worker, { ...exchange, reply: revealing }).length, 1, 'an address in an unauthenticated response');
});

test('over https every response has an HSTS header', async () => {
  // `send` checks each response.
  for (const path of ['/v1/policy', '/v1/me', '/v1/nothing', `/i/${'A'.repeat(68)}`, '/', '/missing.js']) {
    const reply = await send(secure.origin, 'GET', path);
    assert.match(String(reply.headers['strict-transport-security']), /includeSubDomains/, path);
  }
});

test('a token, a code, a secret or an address in the log is found', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  const { link } = await owner.invite(team, { role: 'dev' });
  const secret = { pepper: edge.secrets.pepper, texts: [edge.secrets.pepper.toString('base64url')] };
  for (const planted of [owner.identity, link, secret.texts[0] ?? '']) {
    assert.deepEqual(tokensIn(`{"note":"${planted}"}`, [secret]).length, 1, planted);
  }
  assert.deepEqual(addressesIn(`{"note":"${owner.email}"}`), [owner.email]);
  assert.deepEqual([tokensIn(edge.host.log, [secret]), addressesIn(edge.host.log)], [[], []]);
  assert.deepEqual(tokensIn('A'.repeat(68), [secret]), [], 'a text of the length of a code is not one');
  assert.deepEqual(addressesIn('d***@example.com'), [], 'a masked address is not one');
});

test('a token or an address in the wrong column is found', async () => {
  const user = await person(edge, 'Ada');
  const folder = mkdtempSync(join(tmpdir(), 'hallpass-canary-test-'));
  try {
    const database = new DatabaseSync(join(folder, 'x.sqlite'));
    database.exec('CREATE TABLE members (address TEXT, name TEXT); CREATE TABLE events (details TEXT)');
    database.prepare('INSERT INTO members VALUES (?, ?)').run(user.email, 'Ada');
    assert.deepEqual(searchDatabases(folder, []), { databases: 1, values: 2, misses: [] });
    database.prepare('INSERT INTO events VALUES (?)').run(JSON.stringify({ to: user.email }));
    database.prepare('INSERT INTO members VALUES (?, ?)').run(null, user.identity);
    assert.equal(searchDatabases(folder, []).misses.length, 2);
    database.close();
  } finally {
    rmSync(folder, { recursive: true });
  }
});
