// A user's first sign-in opens their personal account and writes nothing to the browser's console.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { openBrowser, startBrowser } from '../harness/browser.ts';
import { startEdge, type Edge } from '../harness/edge.ts';
import { page, servePages, until, type Pages } from '../harness/pages.ts';
import { signIn } from '../harness/person.ts';

let pages: Pages;
let edge: Edge;
let browser: Browser;
before(async () => {
  pages = await servePages();
  [edge, browser] = await Promise.all([startEdge({ settings: { JOIN_URL: `${pages.origin}/join`, ALLOWED_ORIGINS: pages.origin } }), startBrowser()]);
  pages.put('/', page('<main></main>'));
  pages.put('/page.css', '');
});
after(async () => {
  await browser?.close();
  await pages?.stop();
  await edge?.stop();
});

test('a new user gets an account, and the console stays empty', async () => {
  const { identity, email } = await signIn(edge, 'Nina');
  pages.put('/page.js', `
import { createClient } from '/hallpass/index.js';
const client = createClient({ endpoint: ${JSON.stringify(edge.origin)}, getIdentityToken: () => ${JSON.stringify(identity)} });
client.subscribe(() => {});
client.ready.then(() => { globalThis.state = client.state; });
`);
  const user = await openBrowser(browser, pages.origin);
  const messages: string[] = [];
  const statuses: string[] = [];
  user.page.on('console', (message) => messages.push(message.text()));
  user.page.on('response', (response) => {
    if (response.url().includes('/v1/me')) statuses.push(`${response.request().method()} ${response.status()}`);
  });
  await user.open('/');
  await until(user.page, 'globalThis.state !== undefined');
  assert.equal(await user.page.evaluate('state.user.email'), email);
  assert.deepEqual(messages, []);
  assert.deepEqual(statuses.filter((each) => !each.startsWith('OPTIONS')), ['GET 204', 'PUT 200']);
  await user.page.reload();
  await until(user.page, 'globalThis.state !== undefined');
  assert.deepEqual(messages, []);
  await user.context.close();
});
