// The gate in front of a real origin: which requests pass, what the origin receives, and what cannot be smuggled past the gate.
import assert from 'node:assert/strict';
import { request as plainRequest } from 'node:http';
import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { after, before, test } from 'node:test';
import { ALLOWED_ORIGIN, startEdges, SUPPORT_URL, type Edge } from '../harness/edge.ts';
import { send, type Reply } from '../harness/http.ts';
import { Origin } from '../harness/origin.ts';
import { memberOf, ownerWithTeam, sleep, type Person } from '../harness/person.ts';
import { expectOk, expectError } from '../harness/expect.ts';
import { decode, unknownAccount } from '../harness/secrets.ts';
import * as shapes from '../harness/shapes.ts';

const SECRET = 'the-origin-knows-the-gate-by-this';
const RULES = [
  { method: 'GET', path: '/api/{account}/pods', require: 'pods:connect' },
  { method: 'POST', path: '/api/{account}/pods', require: ['pods:connect', 'pods:manage'] },
  { method: 'GET', path: '/api/{account}/strict', require: 'team:access', freshness: 'strict' },
  { method: 'GET', path: '/api/{account}/stateless', require: 'team:access', freshness: 'stateless' },
  { method: '*', path: '/api/{account}/admin/*', require: 'team:manage', freshness: 'strict' },
  { method: 'POST', path: '/upload', require: 'volumes:manage' },
  { method: 'GET', path: '/socket', require: 'pods:connect' },
  { method: 'GET', path: '/api/{account}/{thing}', require: 'team:access' },
];

let origin: Origin;
let edge: Edge;
let unreachable: Edge;
let owner: Person;
let dora: Person;
let team: string;
let token: string;
before(async () => {
  origin = await new Origin().start();
  const settings = { GATE: JSON.stringify(RULES), ORIGIN: origin.address, ORIGIN_SECRET: SECRET };
  [edge, unreachable] = (await startEdges([
    { settings },
    // Nothing listens on port 1. Here the rules are a JSON binding, which is what a list in `wrangler.toml` becomes.
    { settings: { ...settings, GATE: undefined, ORIGIN: 'http://127.0.0.1:1' }, json: { GATE: RULES, MEMBERSHIP_TTL: 77 } },
  ])) as [Edge, Edge];
  ({ owner, team } = await ownerWithTeam(edge, 'Olga'));
  dora = await memberOf(owner, team, 'Dora', 'dev');
  token = await tokenFor(dora);
});
after(async () => {
  await edge?.stop();
  await origin?.stop();
});

async function tokenFor(user: Person, account = team): Promise<string> {
  return expectOk(await user.post(`/v1/accounts/${account}/token`), shapes.token).token;
}

function sendThroughGate(method: string, path: string, headers: Record<string, string | string[]> = {}, body?: string, at = edge): Promise<Reply> {
  return send(at.origin, method, path, { headers: { 'hallpass-token': token, ...headers }, ...(body === undefined ? {} : { body }) });
}

test('allowed requests pass, and the origin learns the user from the gate alone', async () => {
  const reply = await sendThroughGate('GET', `/api/${team}/pods?limit=3&x=%2F..`, { authorization: 'Bearer the-platforms-own' });
  assert.equal(reply.status, 200, reply.text);
  const { claims } = decode(token);
  const { method, url, headers } = origin.last;
  assert.deepEqual([method, url], ['GET', `/api/${team}/pods?limit=3&x=%2F..`], 'the query is passed on unchanged');
  assert.deepEqual(
    Object.fromEntries(Object.entries(headers).filter(([name]) => name.startsWith('hallpass-'))),
    {
      'hallpass-account': team,
      'hallpass-user': dora.id,
      'hallpass-role': 'dev',
      'hallpass-epoch': String(claims['epoch']),
      'hallpass-gate': SECRET,
      'hallpass-token': token,
    },
  );
  assert.equal(headers.authorization, 'Bearer the-platforms-own');
  assert.equal(headers.host, new URL(origin.address).host);
  assert.equal(reply.headers['cache-control'], 'private, no-store', 'responses to one member are not cached for others');
  assert.ok(reply.headers['hallpass-request'] && reply.headers['hallpass-time'] && reply.headers['x-content-type-options']);
  assert.equal((await sendThroughGate('HEAD', `/api/${team}/pods`)).status, 200);
});

test('a denial contains the browser’s explanation, and does not reach the origin', async () => {
  const bill = await memberOf(owner, team, 'Bill', 'billing');
  const before = origin.requests.length;
  const problem = expectError(await sendThroughGate('POST', `/api/${team}/pods`, { 'hallpass-token': await tokenFor(bill) }, '{}'), 'forbidden');
  const explanation = shapes.explanation(problem.explanation, 'explanation');
  assert.deepEqual(
    [explanation.reason, explanation.missing, explanation.rolesThatWould, explanation.askWho, explanation.supportUrl],
    ['role_lacks', ['pods:connect', 'pods:manage'], ['dev', 'admin'], [{ user: owner.id, name: 'Olga' }], SUPPORT_URL],
  );
  for (const [about, code, reply] of [
    ['no token', 'not_signed_in', await send(edge.origin, 'GET', `/api/${team}/pods`)],
    ['an identity token', 'token_invalid', await sendThroughGate('GET', `/api/${team}/pods`, { 'hallpass-token': dora.identity })],
    ['another account', 'account_mismatch', await sendThroughGate('GET', `/api/${dora.own}/pods`)],
    ['an unknown account', 'account_mismatch', await sendThroughGate('GET', `/api/${unknownAccount()}/pods`)],
    ['an account id in upper case', 'account_mismatch', await sendThroughGate('GET', `/api/${team.toUpperCase()}/pods`)],
    ['a method without a rule', 'forbidden', await sendThroughGate('DELETE', `/api/${team}/pods`)],
    ['an unknown method', 'forbidden', await sendThroughGate('PROPFIND', `/api/${team}/pods`)],
    ['a path without a rule', 'forbidden', await sendThroughGate('GET', `/api/${team}/pods/7/logs`)],
    ['the prefix itself', 'forbidden', await sendThroughGate('GET', '/api')],
    ['the prefix in upper case', 'forbidden', await sendThroughGate('GET', `/API`)],
  ] as const) {
    expectError(reply, code, about);
  }
  assert.equal(origin.requests.length, before, 'nothing reached the origin');
});

/** Sends one request as raw bytes, for paths and headers that HTTP clients do not send. */
function raw(lines: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(edge.origin);
    const socket = connect(Number(port), hostname);
    let text = '';
    socket.on('data', (chunk) => (text += chunk.toString()));
    socket.on('close', () => resolve(text));
    socket.on('error', reject);
    socket.write([...lines, 'Host: gate', `hallpass-token: ${token}`, 'Connection: close', '', ''].join('\r\n'));
  });
}

test('an ambiguous path is rejected before it is interpreted', async () => {
  assert.match(await raw([`GET /api/${team}/pods HTTP/1.1`]), /^HTTP\/1\.1 200 /, 'control: a plain path passes');
  const before = origin.requests.length;
  for (const path of [
    `/api/${team}/admin%2fusers`,
    `/api/${team}/x%2F..%2Fadmin`,
    `/api/${team}%5cadmin`,
    `/api/${team}\\admin\\users`,
    `/api/${team}/%00admin`,
    `/api/${team}/pods/../admin/users`,
    `/api/${team}/pods/%2e%2e/admin/users`,
    `/api/${team}/pods/.%2E/admin/users`,
    `/api/${team}/./admin/users`,
    `/api/${team}/%2e/admin`,
    `/x/../api/${team}/admin/users`,
    `/api/${team}/pods%0d%0ax`,
    `/api/${team}//admin/users`,
    `/api/${team}/%zz`,
  ]) {
    const reply = await raw([`GET ${path} HTTP/1.1`]);
    assert.match(reply, /^HTTP\/1\.1 400 [\s\S]*"code":"invalid_request"/, `${path}: ${reply.split('\r\n')[0]}`);
  }
  assert.equal(origin.requests.length, before, 'nothing reached the origin');
});

test('another spelling of a path matches the same rule', async () => {
  for (const path of [`/api/${team}/%61dmin/users`, `/api/${team}/ADMIN/users`, `/%61pi/${team}/admin/users/`]) {
    expectError(await sendThroughGate('GET', path), 'forbidden', path);
    const reply = await sendThroughGate('GET', path, { 'hallpass-token': await tokenFor(owner) });
    assert.equal(reply.status, 200, `${path}: ${reply.text}`);
    assert.ok(!origin.last.url.includes('%61'), 'the origin gets the normalized path');
  }
});

test('clients cannot send our own headers, in any spelling', async () => {
  await raw([
    `GET /api/${team}/pods HTTP/1.1`,
    'Hallpass-User: usr_forged',
    'HALLPASS-ACCOUNT: acc_forged',
    'hallpass_role: admin',
    'Hallpass_Gate: forged',
    'hallpass-gate: forged',
    'hallpass-epoch: 99',
    'hallpass-anything: forged',
    'hallpass-min-epoch: 0',
    'X-HTTP-Method-Override: DELETE',
    'X_HTTP_Method_Override: DELETE',
    'x-method-override: DELETE',
    'x-own: unchanged',
  ]);
  const { rawHeaders, headers } = origin.last;
  const names = rawHeaders.filter((_, index) => index % 2 === 0).map((name) => name.toLowerCase().replaceAll('_', '-'));
  const ours = names.filter((name) => name.startsWith('hallpass-'));
  assert.deepEqual(ours.toSorted(), ['hallpass-account', 'hallpass-epoch', 'hallpass-gate', 'hallpass-role', 'hallpass-token', 'hallpass-user']);
  assert.deepEqual([headers['hallpass-gate'], headers['hallpass-user'], headers['hallpass-role']], [SECRET, dora.id, 'dev']);
  assert.ok(!names.some((name) => name.includes('override')), 'an origin that honours it would do what the gate did not check');
  assert.equal(headers['x-own'], 'unchanged', 'control: other headers pass');
});

test('our own headers are removed from responses, and the origin’s other headers stay', async () => {
  origin.on(`/api/${team}/leaky`, (_, reply) => {
    reply.setHeader('Hallpass-Gate', SECRET);
    reply.setHeader('hallpass_gate', SECRET);
    reply.setHeader('Set-Cookie', ['a=1; Path=/', 'b=2; Path=/']);
    reply.setHeader('Cache-Control', 'max-age=5');
    reply.setHeader('Referrer-Policy', 'origin');
    reply.setHeader('X-Own', 'unchanged');
    reply.statusCode = 418;
    reply.end('short and stout');
  });
  const reply = await sendThroughGate('GET', `/api/${team}/leaky`);
  assert.deepEqual([reply.status, reply.text], [418, 'short and stout']);
  assert.ok(!JSON.stringify(reply.headers).includes(SECRET), 'the secret does not leave the gate');
  assert.deepEqual(reply.headers['set-cookie'], ['a=1; Path=/', 'b=2; Path=/']);
  assert.deepEqual([reply.headers['cache-control'], reply.headers['referrer-policy'], reply.headers['x-own']], ['max-age=5', 'origin', 'unchanged']);
});

test('bodies are streamed in both directions', async () => {
  origin.on('/upload', (incoming, reply) => {
    reply.writeHead(200, { 'content-type': 'text/plain' });
    incoming.on('data', (chunk: Buffer) => reply.write(`got ${chunk.toString()};`));
    incoming.on('end', () => reply.end('end'));
  });
  const { hostname, port } = new URL(edge.origin);
  const received: string[] = [];
  await new Promise<void>((resolve, reject) => {
    const sent = plainRequest({ hostname, port, method: 'POST', path: '/upload', headers: { 'hallpass-token': token, 'transfer-encoding': 'chunked' } });
    sent.on('error', reject);
    sent.on('response', (reply) => {
      reply.on('data', (chunk: Buffer) => {
        received.push(chunk.toString());
        // The second part is sent after the origin's response to the first has arrived: a buffering gate would hang.
        if (received.join('') === 'got one;') sent.end('two');
      });
      reply.on('end', resolve);
    });
    sent.write('one');
  });
  assert.equal(received.join(''), 'got one;got two;end');
});

test('large bodies and compressed responses pass unchanged', async () => {
  const body = 'x'.repeat(3_000_000);
  const reply = await sendThroughGate('POST', `/api/${team}/pods`, { 'content-type': 'application/octet-stream' }, body);
  assert.equal(reply.status, 200);
  assert.equal(origin.last.body.length, body.length, 'the body limit applies to the API, not to the gate');
  origin.on(`/api/${team}/packed`, (_, packed) => {
    packed.writeHead(200, { 'content-encoding': 'gzip', 'content-type': 'text/plain' });
    packed.end(gzipSync('unpacked'));
  });
  const fetched = await fetch(`${edge.origin}/api/${team}/packed`, { headers: { 'hallpass-token': token } });
  assert.equal(await fetched.text(), 'unpacked');
});

test('redirects are left to the client', async () => {
  const before = origin.requests.length;
  origin.on(`/api/${team}/moved`, (_, reply) => {
    reply.writeHead(302, { location: `/api/${team}/pods` });
    reply.end();
  });
  const reply = await sendThroughGate('GET', `/api/${team}/moved`);
  assert.deepEqual([reply.status, reply.headers.location], [302, `/api/${team}/pods`]);
  assert.equal(origin.requests.length, before + 1, 'the gate sends one request');
});

test('WebSockets are allowed and denied like any request', async () => {
  const url = `${edge.origin.replace('http', 'ws')}/socket`;
  const open = (headers: Record<string, string>): Promise<string> =>
    new Promise((resolve, reject) => {
      const socket = new WebSocket(url, { headers } as unknown as string[]);
      socket.addEventListener('open', () => socket.send('hello'));
      socket.addEventListener('message', ({ data }) => {
        resolve(String(data));
        socket.close();
      });
      socket.addEventListener('error', () => reject(new Error('denied')));
    });
  assert.equal(await open({ 'hallpass-token': token }), 'hello');
  assert.deepEqual([origin.last.headers['hallpass-user'], origin.last.headers['upgrade']], [dora.id, 'websocket']);
  const before = origin.requests.length;
  await assert.rejects(open({}), /denied/);
  await assert.rejects(open({ 'hallpass-token': await tokenFor(await memberOf(owner, team, 'Bo', 'billing')) }), /denied/);
  assert.equal(origin.requests.length, before);
});

test('a removed member is denied as soon as each rule’s freshness requires', async () => {
  const mia = await memberOf(owner, team, 'Mia', 'dev');
  const mias = { 'hallpass-token': await tokenFor(mia) };
  for (const place of ['strict', 'pods', 'stateless']) assert.equal((await sendThroughGate('GET', `/api/${team}/${place}`, mias)).status, 200, place);
  assert.equal((await owner.delete(`/v1/accounts/${team}/members/${mia.id}`)).status, 204);
  expectError(await sendThroughGate('GET', `/api/${team}/strict`, mias), 'stale_epoch');
  await sleep(2000);
  expectError(await sendThroughGate('GET', `/api/${team}/pods`, mias), 'stale_epoch');
  assert.equal((await sendThroughGate('GET', `/api/${team}/stateless`, mias)).status, 200, 'a stateless rule accepts the token until it expires');
  assert.equal((await sendThroughGate('GET', `/api/${team}/pods`)).status, 200, 'other members are still allowed');
});

test('pages of allowed origins can send preflights and read responses, denials included', async () => {
  const requested = { origin: ALLOWED_ORIGIN, 'access-control-request-method': 'POST', 'access-control-request-headers': 'hallpass-token, x-own' };
  const preflight = await send(edge.origin, 'OPTIONS', `/api/${team}/pods`, { headers: requested });
  assert.equal(preflight.status, 204);
  assert.equal(preflight.headers['access-control-allow-origin'], ALLOWED_ORIGIN);
  assert.match(String(preflight.headers['access-control-allow-methods']), /GET.*POST/);
  assert.match(String(preflight.headers['access-control-allow-headers']), /hallpass-token.*x-own/);
  const allowed = await sendThroughGate('GET', `/api/${team}/pods`, { origin: ALLOWED_ORIGIN });
  assert.equal(allowed.headers['access-control-allow-origin'], ALLOWED_ORIGIN);
  const denied = await send(edge.origin, 'GET', `/api/${team}/pods`, { headers: { origin: ALLOWED_ORIGIN } });
  assert.deepEqual([denied.status, denied.headers['access-control-allow-origin']], [401, ALLOWED_ORIGIN]);
  const other = await send(edge.origin, 'OPTIONS', `/api/${team}/pods`, { headers: { ...requested, origin: 'https://evil.example' } });
  assert.equal(other.headers['access-control-allow-origin'], undefined);
});

test('an unreachable origin is 503, and paths outside the gate go to the console', async () => {
  const { owner: olga, team: theirs } = await ownerWithTeam(unreachable);
  const own = expectOk(await olga.post(`/v1/accounts/${theirs}/token`), shapes.token).token;
  expectError(await sendThroughGate('GET', `/api/${theirs}/pods`, { 'hallpass-token': own }, undefined, unreachable), 'unavailable');
  const { iat, exp } = decode(own).claims as { iat: number; exp: number };
  assert.equal(exp - iat, 77, 'a numeric setting applies');
  const page = await send(edge.origin, 'GET', '/index.html');
  assert.equal(page.status, 200);
  assert.equal((await send(edge.origin, 'PROPFIND', '/index.html')).status, 405, 'an unknown method is not treated as GET');
  assert.equal((await dora.send('PROPFIND', '/v1/me')).status, 405);
});
