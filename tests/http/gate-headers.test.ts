// Which headers pass the gate, in either direction.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ALLOWED_ORIGIN, startEdge, type Edge } from '../harness/edge.ts';
import { expectOk } from '../harness/expect.ts';
import { send, type Reply } from '../harness/http.ts';
import { Origin } from '../harness/origin.ts';
import { ownerWithTeam } from '../harness/person.ts';
import { sendRaw, statusOf } from '../harness/raw-http.ts';
import * as shapes from '../harness/shapes.ts';

const SECRET = 'the-origin-knows-the-gate-by-this';
/** Every character of a header's name (RFC 9110 §5.6.2) that is neither a letter nor a digit. */
const SEPARATORS = [..."!#$%&'*+-.^_`|~"];

let origin: Origin;
let edge: Edge;
let team: string;
let token: string;
before(async () => {
  origin = await new Origin().start();
  const rules = [{ method: '*', path: '/api/{account}/*', require: 'team:access' }];
  edge = await startEdge({ settings: { GATE: JSON.stringify(rules), ORIGIN: origin.address, ORIGIN_SECRET: SECRET } });
  const opened = await ownerWithTeam(edge, 'Olga');
  team = opened.team;
  token = expectOk(await opened.owner.post(`/v1/accounts/${team}/token`), shapes.token).token;
});
after(async () => {
  await edge?.stop();
  await origin?.stop();
});

/** The names of the headers that the origin receives, in lower case, if a caller adds these. */
async function namesAtOrigin(added: readonly string[]): Promise<string[]> {
  const reply = await sendRaw(edge.origin, [`GET /api/${team}/pods HTTP/1.1`, 'Host: gate', `hallpass-token: ${token}`, ...added]);
  assert.equal(statusOf(reply), 200, reply);
  return origin.last.rawHeaders.filter((_, index) => index % 2 === 0).map((name) => name.toLowerCase());
}

/** The reply to a request through the gate, if the origin answers with these headers. */
async function replyWith(headers: Record<string, string | string[]>, sent: Record<string, string> = {}): Promise<Reply> {
  origin.on(`/api/${team}/answer`, (_, reply) => {
    for (const [name, value] of Object.entries(headers)) reply.setHeader(name, value);
    reply.end('answer');
  });
  const reply = await send(edge.origin, 'GET', `/api/${team}/answer`, { headers: { 'hallpass-token': token, ...sent } });
  assert.equal(reply.status, 200, reply.text);
  return reply;
}

test('no spelling of Hallpass’s own headers enters', async () => {
  const forged = SEPARATORS.flatMap((separator) => [`hallpass${separator}user: usr_forged`, `HallPass${separator}Gate: forged`, `HALLPASS${separator}anything: forged`]);
  const names = await namesAtOrigin(forged);
  const own = names.filter((name) => name.startsWith('hallpass')).toSorted();
  assert.deepEqual(own, ['hallpass-account', 'hallpass-epoch', 'hallpass-gate', 'hallpass-role', 'hallpass-token', 'hallpass-user']);
  assert.equal(origin.last.headers['hallpass-gate'], SECRET);
});

test('headers that replace the method, the path or the caller do not enter, in any spelling', async () => {
  const names = [
    'X-HTTP-Method', 'X-HTTP-Method-Override', 'X-Method', 'X-Method-Override', 'X-Original-URL', 'X-Original-URI', 'X-Original-Method', 'X-Original-Host', 'X-Rewrite-URL', 'X-Override-URL',
    'Forwarded', 'X-Forwarded', 'X-Forwarded-For', 'X-Forwarded-Host', 'X-Forwarded-Proto', 'X-Forwarded-Port', 'X-Forwarded-Prefix', 'X-Forwarded-Path', 'X-Forwarded-Uri', 'X-Forwarded-User', 'X-Forwarded-Server', 'X-Forwarded-Scheme',
    'X-Real-IP', 'X-Client-IP', 'Client-IP', 'True-Client-IP', 'X-Cluster-Client-IP', 'X-Host', 'X-HTTP-Host-Override', 'Proxy', 'Remote-User', 'X-Remote-User', 'X-Remote-Addr', 'X-Middleware-Subrequest', 'X-Envoy-Original-Path', 'X-WAWS-Unencoded-URL',
  ];
  const spelled = names.flatMap((name) => [name, name.toUpperCase(), ...SEPARATORS.map((separator) => name.replaceAll('-', separator))]);
  const control = ['X-Own: 1', 'X-Request-Id: 1', 'Traceparent: 1', 'X-Api-Version: 1', 'x_own: 1'];
  const received = await namesAtOrigin([...new Set(spelled)].map((name) => `${name}: forged`).concat(control));
  const fold = (name: string): string => name.toLowerCase().replaceAll(/[^a-z0-9]/g, '-');
  const refused = new Set(names.map(fold));
  assert.deepEqual(received.filter((name) => refused.has(fold(name))), []);
  for (const line of control) assert.ok(received.includes(line.split(':')[0]!.toLowerCase()), `control: ${line} passes`);
});

test('headers of the caller’s connection end at the gate, and those that it names', async () => {
  const names = await namesAtOrigin(['Connection: X-Hop, x-other ,keep-alive', 'X-Hop: 1', 'X-Other: 1', 'Keep-Alive: timeout=5', 'TE: trailers', 'Proxy-Connection: keep-alive', 'Proxy-Authorization: Basic eA==', 'Upgrade: h2c', 'X-Own: 1']);
  const arrived = names.filter((name) => /^(x-hop|x-other|keep-alive|te|proxy-.*|upgrade)$/.test(name));
  assert.deepEqual(arrived, []);
  assert.ok(names.includes('x-own'), 'control: other headers pass');
  await namesAtOrigin(['Connection: hallpass-user, hallpass-gate, hallpass-token']);
  assert.equal(origin.last.headers['hallpass-gate'], SECRET, 'a caller cannot have the gate’s own headers removed');
});

test('a request whose framing is ambiguous does not reach the origin', async () => {
  const path = `/api/${team}/pods`;
  for (const [lines, body] of [
    [['Host: evil'], ''],
    [['Content-Length: 3', 'Content-Length: 4'], 'abcd'],
    [['Content-Length: 3, 3'], 'abc'],
    [['Content-Length: +3'], 'abc'],
    [['Content-Length: 0x3'], 'abc'],
    [['Transfer-Encoding: chunked', 'Transfer-Encoding: identity'], '0\r\n\r\n'],
    [['Transfer-Encoding: xchunked'], '0\r\n\r\n'],
    [['Transfer-Encoding: chunked, identity'], '0\r\n\r\n'],
    [['X-Folded: a', ' b'], ''],
    [['Content-Length : 3'], 'abc'],
  ] as const) {
    const before = origin.requests.length;
    const reply = await sendRaw(edge.origin, [`POST ${path} HTTP/1.1`, 'Host: gate', `hallpass-token: ${token}`, ...lines], body);
    assert.equal(statusOf(reply), 400, `${lines.join(' | ')}: ${reply.slice(0, 80)}`);
    assert.equal(origin.requests.length, before, lines.join(' | '));
  }
  const both = ['Content-Length: 40', 'Transfer-Encoding: chunked', 'content_length: 9', 'transfer_encoding: identity'];
  const reply = await sendRaw(edge.origin, [`POST ${path} HTTP/1.1`, 'Host: gate', `hallpass-token: ${token}`, ...both], '3\r\nabc\r\n0\r\n\r\n');
  assert.equal(statusOf(reply), 200, reply);
  const framing = origin.last.rawHeaders.filter((_, index) => index % 2 === 0).filter((name) => /^(content.length|transfer.encoding)$/i.test(name));
  assert.deepEqual([origin.last.body, framing.length], ['abc', 1], 'the runtime frames the body itself');
});

test('TRACE is refused: its response would contain the gate’s secret', async () => {
  for (const method of ['TRACE', 'TRACK']) {
    const before = origin.requests.length;
    const reply = await sendRaw(edge.origin, [`${method} /api/${team}/pods HTTP/1.1`, 'Host: gate', `hallpass-token: ${token}`]);
    assert.ok([403, 501].includes(statusOf(reply)), reply);
    assert.equal(origin.requests.length, before);
  }
});

test('no shared cache may store a response', async () => {
  for (const [sent, expected] of [
    ['public, max-age=60', 'private, max-age=60'],
    ['s-maxage=600', 'private'],
    ['PUBLIC', 'private'],
    ['max-age=5, s-maxage=9, immutable', 'private, max-age=5, immutable'],
    ['private="set-cookie"', 'private'],
    ['public, no-store', 'no-store'],
    ['max-age=5', 'max-age=5'],
    ['no-cache', 'no-cache'],
    ['private, max-age=5', 'private, max-age=5'],
  ]) {
    const reply = await replyWith({ 'cache-control': sent! });
    assert.equal(reply.headers['cache-control'], expected, sent);
    assert.match(String(reply.headers.vary), /\bhallpass-token\b/i, 'a cache that stores it keeps it for this token');
  }
  const reply = await replyWith({ 'cdn-cache-control': 'max-age=60', 'Cloudflare-CDN-Cache-Control': 'max-age=60', 'surrogate-control': 'max-age=60', 'x-accel-expires': '60', 'edge-control': 'max-age=60', expires: 'Thu, 01 Jan 2099 00:00:00 GMT' });
  assert.equal(reply.headers['cache-control'], 'private, no-store');
  for (const name of ['cdn-cache-control', 'cloudflare-cdn-cache-control', 'surrogate-control', 'x-accel-expires', 'edge-control']) assert.equal(reply.headers[name], undefined, name);
});

test('the API’s own CORS and security headers are merged with the gate’s', async () => {
  const own = {
    'access-control-expose-headers': 'x-total, link',
    'access-control-allow-credentials': 'true',
    'content-security-policy': "sandbox; default-src 'self'",
    'strict-transport-security': 'max-age=1',
    'referrer-policy': 'origin',
    'x-frame-options': 'DENY',
    'permissions-policy': 'camera=()',
    'cross-origin-resource-policy': 'same-site',
    'server-timing': 'db;dur=5',
    vary: 'accept-language',
  };
  const { headers } = await replyWith(own, { origin: ALLOWED_ORIGIN });
  for (const name of ['access-control-allow-credentials', 'content-security-policy', 'strict-transport-security', 'referrer-policy', 'x-frame-options', 'permissions-policy', 'cross-origin-resource-policy'] as const) {
    assert.equal(headers[name], own[name], name);
  }
  assert.equal(headers['access-control-allow-origin'], ALLOWED_ORIGIN);
  assert.match(String(headers['access-control-expose-headers']), /x-total, link.*hallpass-time/);
  assert.match(String(headers['server-timing']), /db;dur=5.*edge;dur=\d/);
  assert.match(String(headers.vary), /accept-language.*origin/i);
  const elsewhere = await replyWith({ 'access-control-allow-origin': 'https://partner.example' }, { origin: 'https://partner.example' });
  assert.equal(elsewhere.headers['access-control-allow-origin'], 'https://partner.example', 'the API may share with other origins');
});

test('no spelling of Hallpass’s own headers leaves', async () => {
  const leaked = Object.fromEntries(SEPARATORS.map((separator) => [`Hallpass${separator}gate`, SECRET]));
  const { headers } = await replyWith({ ...leaked, 'x-own': '1' });
  assert.ok(!JSON.stringify(headers).includes(SECRET), JSON.stringify(headers));
  assert.equal(headers['x-own'], '1', 'control: other headers leave');
});
