// A person who opens an invite link sees a page in every outcome; programs get a problem document. And files of the site with a
// well-known path.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, test } from 'node:test';
import { startEdges, type Edge } from '../harness/edge.ts';
import { expectError } from '../harness/expect.ts';
import { send, type Reply } from '../harness/http.ts';
import { Origin } from '../harness/origin.ts';
import { ownerWithTeam } from '../harness/person.ts';

/** What Chromium sends for a page. */
const BROWSER = { accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8' };

/** A module whose account objects do not answer previews of invites. */
const UNREACHABLE = `
import Worker, { AccountObject as Account } from './entry.mjs';
export { MailboxObject, UserObject } from './entry.mjs';
export class AccountObject extends Account {
  async fetch(request) {
    if (new URL(request.url).pathname === '/preview-invite') throw new Error('out of order');
    return super.fetch(request);
  }
}
export default { fetch: (request, env, context) => new Worker(context, env).fetch(request) };
`;

let origin: Origin;
let edge: Edge;
let misconfigured: Edge;
let gated: Edge;
before(async () => {
  origin = await new Origin().start();
  const gate = { GATE: JSON.stringify([{ method: 'GET', path: '/api/*', require: 'team:access' }]), ORIGIN: origin.address, ORIGIN_SECRET: 'the-origin-knows-the-gate-by-this' };
  [edge, misconfigured, gated] = (await startEdges([{ entry: UNREACHABLE }, { settings: { JOIN_URL: undefined } }, { settings: gate }])) as [Edge, Edge, Edge];
});
after(async () => {
  await edge?.stop();
  await origin?.stop();
});

function expectPage(reply: Reply, status: number, title: RegExp): void {
  assert.deepEqual([reply.status, reply.headers['content-type']], [status, 'text/html; charset=utf-8'], reply.text.slice(0, 200));
  assert.match(reply.text, title);
  assert.ok(reply.text.includes(String(reply.headers['hallpass-request'])), 'the reader can name the request');
  assert.ok(!/[{}"]code"|problem|invalid_request|unavailable|JOIN_URL/.test(reply.text), 'in words for people');
  assert.match(reply.text, /<html lang="en">[\s\S]*name="viewport"[\s\S]*<h1>/);
  const style = /<style>([\s\S]*?)<\/style>/.exec(reply.text)?.[1] ?? '';
  const digest = createHash('sha256').update(style).digest('base64');
  assert.ok(String(reply.headers['content-security-policy']).includes(`style-src 'sha256-${digest}'`), 'its own styles, and nothing else, may load');
  assert.ok(!/<script|<img|https?:/.test(reply.text));
  assert.deepEqual([reply.headers['cache-control'], reply.headers['x-robots-tag']], ['private, no-store', 'noindex']);
}

test('an invite that cannot be opened now is a page, and a problem for programs', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  const { link } = await owner.invite(team, { role: 'dev' });
  const path = new URL(link).pathname;
  const page = await send(edge.origin, 'GET', path, { headers: BROWSER });
  expectPage(page, 503, /We can't open this invite right now[\s\S]*Try again/);
  assert.match(String(page.headers['retry-after']), /^\d+$/);
  for (const accept of [undefined, '*/*', 'application/json', 'text/html;q=0, application/json']) {
    expectError(await send(edge.origin, 'GET', path, { headers: accept === undefined ? {} : { accept } }), 'unavailable');
  }
  const head = await send(edge.origin, 'HEAD', path, { headers: BROWSER });
  assert.deepEqual([head.status, head.text], [503, '']);
});

test('a page is shown while a setting is missing', async () => {
  for (const path of ['/i/whatever', '/i', '/i/']) expectPage(await send(misconfigured.origin, 'GET', path, { headers: BROWSER }), 503, /We can't open this invite right now/);
  expectError(await send(misconfigured.origin, 'GET', '/i/whatever'), 'unavailable');
});

test('a link without a code and another method are pages', async () => {
  for (const path of ['/i', '/i/']) expectPage(await send(edge.origin, 'GET', path, { headers: BROWSER }), 404, /This link is incomplete/);
  for (const method of ['POST', 'PUT', 'DELETE']) {
    const reply = await send(edge.origin, method, '/i/whatever', { headers: BROWSER });
    expectPage(reply, 405, /Open this link in your browser/);
    assert.match(String(reply.headers['allow']), /GET/);
  }
  assert.equal((await send(edge.origin, 'GET', '/i/whatever', { headers: BROWSER })).status, 303, 'control: what is no code leads to the join page');
  expectError(await send(edge.origin, 'GET', '/v1/nothing', { headers: BROWSER }), 'not_found', 'control: the API answers programs');
});

test('well-known files come from the site', async () => {
  const association = await send(edge.origin, 'GET', '/.well-known/apple-app-site-association');
  assert.deepEqual([association.status, association.headers['content-type'], association.json()], [200, 'application/json', { applinks: {} }]);
  const contact = await send(edge.origin, 'GET', '/.well-known/security.txt');
  assert.deepEqual([contact.status, contact.text.trim()], [200, 'Contact: https://example.com/security']);
  expectError(await send(edge.origin, 'GET', '/.well-known/nothing'), 'not_found');
  expectError(await send(edge.origin, 'POST', '/.well-known/security.txt'), 'not_found');
  assert.equal((await send(edge.origin, 'GET', '/.well-known/jwks.json')).headers['content-type'], 'application/json', 'control: the API’s own stay');
});

test('well-known files that the site lacks come from the gated origin, without a token and without the gate’s secret', async () => {
  origin.on('/.well-known/assetlinks.json', (_, reply) => {
    reply.setHeader('content-type', 'application/json');
    reply.end('[]');
  });
  origin.on('/.well-known/nothing', (_, reply) => {
    reply.statusCode = 404;
    reply.end();
  });
  const caller = { cookie: 'a=1', authorization: 'Bearer theirs', 'hallpass-token': 'x' };
  const reply = await send(gated.origin, 'GET', '/.well-known/assetlinks.json', { headers: caller });
  assert.deepEqual([reply.status, reply.text], [200, '[]']);
  const { headers } = origin.last;
  assert.deepEqual(Object.keys(headers).filter((name) => /^(hallpass|cookie|authorization)/.test(name)), []);
  const before = origin.requests.length;
  assert.equal((await send(gated.origin, 'GET', '/.well-known/security.txt')).status, 200, 'the site’s file comes first');
  await send(gated.origin, 'GET', '/.well-known/..%2fapi%2fsecret');
  assert.equal(origin.requests.length, before, 'an ambiguous path does not reach the origin');
  expectError(await send(gated.origin, 'GET', '/.well-known/nothing'), 'not_found');
});
