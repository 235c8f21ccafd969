// Next.js with the packed package: the right gates in the first HTML, and hydration without warnings.
import assert from 'node:assert/strict';
import type { ChildProcess } from 'node:child_process';
import { after, before, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { startBrowser } from '../harness/browser.ts';
import { freePort, startEdge, type Edge } from '../harness/edge.ts';
import { answers, build, end, place, start } from './kit/project.ts';
import { fillIn, invite, joinTeam, signIn, whyNot } from './kit/visit.ts';

let edge: Edge;
let browser: Browser;
let server: ChildProcess;
let origin: string;

before(async () => {
  const port = await freePort();
  origin = `http://127.0.0.1:${port}`;
  edge = await startEdge({ settings: { JOIN_URL: `${origin}/join` } });
  const folder = place('next', edge.origin);
  await build(folder, 'next/dist/bin/next', 'build');
  server = start(folder, 'next/dist/bin/next', 'start', '-H', '127.0.0.1', '-p', String(port));
  await answers(origin, server);
  browser = await startBrowser();
});
after(async () => {
  await browser?.close();
  if (server) await end(server);
  await edge?.stop();
});

/** The HTML that the server sends to a user. */
const firstHtml = async (identity?: string): Promise<string> => {
  const reply = await fetch(origin, { headers: identity === undefined ? {} : { cookie: `identity=${identity}` } });
  assert.equal(reply.status, 200);
  const html = await reply.text();
  return html.slice(0, html.indexOf('</body>')).replace(/<script[\s\S]*?<\/script>|<!--[\s\S]*?-->/g, '');
};

test('an invitee joins, and gates work and explain themselves', async () => {
  const guest = await joinTeam(browser, origin, await invite(edge, 'next'));
  assert.match(await whyNot(guest.page), /doesn't include/);
  await guest.screenshot('packaging-next');
  guest.assertNoErrors();
  await guest.context.close();
});

test('the first HTML has the gates of the signed-in user, and hydration does not change it', async () => {
  const person = await signIn(edge, 'ssr@example.com', 'Svea');
  await person.open();
  const html = await firstHtml(person.identity);
  assert.match(html, /Pods of Svea/);
  assert.match(html, /<button>Start a pod<\/button>/);
  assert.match(html, /<button>Connect<\/button>/);
  const stranger = await firstHtml();
  assert.doesNotMatch(stranger, /Start a pod|Connect/);

  const context = await browser.newContext();
  await context.addCookies([{ name: 'identity', value: person.identity, url: origin }]);
  const page = await context.newPage();
  const messages: string[] = [];
  page.on('console', (message) => void (message.type() !== 'log' && messages.push(message.text())));
  page.on('pageerror', (error) => void messages.push(error.message));
  // The browser measures layout shifts after the first paint.
  await page.addInitScript(() => {
    Object.assign(globalThis, { shift: 0 });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) (globalThis as unknown as { shift: number }).shift += (entry as unknown as { value: number }).value;
    }).observe({ type: 'layout-shift', buffered: true });
  });
  await page.goto(origin, { waitUntil: 'networkidle' });
  assert.ok(await page.getByRole('button', { name: 'Start a pod' }).isEnabled());
  assert.deepEqual(messages, [], 'no hydration warnings');
  assert.equal(await page.evaluate(() => (globalThis as unknown as { shift: number }).shift), 0, 'no layout shift');
  await context.close();
});

test('a user who signs in sees their own account', async () => {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(origin);
  await fillIn(page, 'later@example.com', 'Lara');
  await page.getByRole('heading', { name: 'Pods of Lara' }).waitFor();
  await page.reload();
  await page.getByRole('heading', { name: 'Pods of Lara' }).waitFor();
  await context.close();
});
