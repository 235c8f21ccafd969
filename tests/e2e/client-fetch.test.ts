// `client.fetch` in a browser: redirects, bodies and `keepalive` as Chromium has them.
import assert from 'node:assert/strict';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { openBrowser, startBrowser, type UserBrowser } from '../harness/browser.ts';
import { startEdge, type Edge } from '../harness/edge.ts';
import { page, servePages, until, type Pages } from '../harness/pages.ts';
import { ownerWithTeam } from '../harness/person.ts';

let pages: Pages;
let edge: Edge;
let browser: Browser;
let user: UserBrowser;
const requests: { line: string; body: string; token: string | undefined }[] = [];
const api = createServer((request, response) => void answer(request, response));
let apiOrigin: string;

/** The platform's API, on another origin than its pages. */
async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  response.setHeader('access-control-allow-origin', pages.origin);
  response.setHeader('access-control-allow-headers', 'hallpass-token, hallpass-min-epoch, content-type');
  if (request.method === 'OPTIONS') return void response.end();
  let body = '';
  for await (const part of request) body += String(part);
  const token = request.headers['hallpass-token'] as string | undefined;
  requests.push({ line: `${request.method} ${request.url}`, body, token });
  if (request.url === '/redirect') return void response.writeHead(302, { location: '/target' }).end();
  const stale = request.url === '/stale' && requests.length === 1;
  if (!stale) return void response.end('{}');
  response.writeHead(401, { 'content-type': 'application/problem+json' });
  response.end(JSON.stringify({ type: 'about:blank#stale_epoch', title: 'Stale', status: 401, code: 'stale_epoch', detail: 'stale', requestId: 'r' }));
}

before(async () => {
  pages = await servePages();
  await new Promise<void>((done) => api.listen(0, '127.0.0.1', done));
  apiOrigin = `http://127.0.0.1:${(api.address() as AddressInfo).port}`;
  [edge, browser] = await Promise.all([startEdge({ settings: { JOIN_URL: `${pages.origin}/join`, ALLOWED_ORIGINS: pages.origin } }), startBrowser()]);
  const { owner } = await ownerWithTeam(edge, 'Olga');
  pages.put('/', page('<main></main>'));
  pages.put('/page.css', '');
  pages.put('/page.js', `
import { createClient } from '/hallpass/index.js';
globalThis.client = createClient({ endpoint: ${JSON.stringify(edge.origin)}, apiOrigins: [${JSON.stringify(apiOrigin)}], getIdentityToken: () => ${JSON.stringify(owner.identity)} });
client.ready.then(() => { globalThis.ready = true; });
`);
  user = await openBrowser(browser, pages.origin);
  await user.open('/');
  await until(user.page, 'globalThis.ready === true');
});
after(async () => {
  await browser?.close();
  await pages?.stop();
  await edge?.stop();
  api.closeAllConnections();
  api.close();
});

const evaluate = async <T>(expression: string): Promise<T> => {
  requests.length = 0;
  return (await user.page.evaluate(`(async () => { const API = ${JSON.stringify(apiOrigin)}; ${expression} })()`)) as T;
};

test('a redirect is never followed with the token, and an error says so', async () => {
  const error = await evaluate<object>('try { await client.fetch(`${API}/redirect`) } catch ({ name, code, status, message }) { return { name, code, status, message } }');
  assert.deepEqual({ ...error, message: '' }, { name: 'HallpassError', code: 'redirect_not_followed', status: 0, message: '' });
  assert.deepEqual(requests.map(({ line }) => line), ['GET /redirect']);
});

for (const [name, init, expected] of [
  ['text', `{ method: 'POST', body: 'text' }`, /^text$/],
  ['text with keepalive', `{ method: 'POST', body: 'text', keepalive: true }`, /^text$/],
  ['a form', `{ method: 'POST', body: (() => { const form = new FormData(); form.set('field', 'value'); return form })() }`, /name="field"\r\n\r\nvalue/],
  ['a blob', `{ method: 'POST', body: new Blob(['blob']) }`, /^blob$/],
] as const) {
  test(`${name} is sent again with a newer token where the first was refused`, async () => {
    const status = await evaluate<number>(`return (await client.fetch(\`\${API}/stale\`, ${init})).status`);
    assert.equal(status, 200);
    assert.equal(requests.length, 2);
    for (const { body, token } of requests) {
      assert.match(body, expected);
      assert.ok(token);
    }
    assert.notEqual(requests[0]?.token, requests[1]?.token);
  });
}

test('nothing went wrong on the page', () => user.assertNoErrors());
