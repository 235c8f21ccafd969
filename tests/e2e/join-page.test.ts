// A join page whose HTML names what verifying an invite needs, as the guide recommends: the browser loads each file once, and uses it.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { openBrowser, startBrowser } from '../harness/browser.ts';
import { startEdge, type Edge } from '../harness/edge.ts';
import { ownerWithTeam } from '../harness/person.ts';
import { servePages, type Pages } from '../harness/pages.ts';

const PART = '/hallpass/hallpass_invite_bg.wasm';
const WHOLE = '/hallpass/hallpass_bg.wasm';
const KEYS = '/.well-known/jwks.json';
/** Chromium warns of a preloaded file that is not used within a few seconds after `load`. */
const WARNS_WITHIN_MS = 8_000;
const UNUSED = /was preloaded using link preload but not used/;

let pages: Pages;
let edge: Edge;
let browser: Browser;
let link: string;
before(async () => {
  pages = await servePages();
  [edge, browser] = await Promise.all([startEdge({ settings: { JOIN_URL: `${pages.origin}/join`, ALLOWED_ORIGINS: pages.origin } }), startBrowser()]);
  const { owner, team } = await ownerWithTeam(edge, 'Olga');
  ({ link } = await owner.invite(team, { role: 'dev' }));
  pages.put('/join.js', SCRIPT.replace('EDGE', JSON.stringify(edge.origin)));
  pages.put('/join-with-code.js', WITH_CODE.replace('EDGE', JSON.stringify(edge.origin)));
});
after(async () => {
  await browser?.close();
  await pages?.stop();
  await edge?.stop();
});

const SCRIPT = `
import { createClient } from '/hallpass/index.js';
performance.mark('begun');
const client = createClient({ endpoint: EDGE, getIdentityToken: () => null });
client.pendingInvite.capture();
client.pendingInvite.verified().then((invite) => {
  document.querySelector('h1').textContent = invite === 'closed' ? 'Closed' : 'Join ' + invite.account.name + ' as ' + invite.role;
});
`;

const WITH_CODE = SCRIPT
  .replace("index.js';", "index.js';\nimport { captureInvite } from '/hallpass/join.js';")
  .replace('client.pendingInvite.capture()', 'captureInvite(client)');

/** The join page with these elements in its `<head>`. */
const joinPage = (head: string, script = '/join.js'): string =>
  `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Join</title>${head}`
  + `<script type="module" src="${script}"></script></head><body><h1></h1></body></html>`;

const preload = (file: string): string => `<link rel="preload" as="fetch" type="application/wasm" crossorigin href="${file}">`;

/** Opens the invite link; the text of the page, its warnings within `waitMs`, and how often each WebAssembly file was requested. */
async function open(head: string, { waitMs, address = link }: { readonly waitMs: number; readonly address?: string }) {
  pages.put('/join', joinPage(head.replace('EDGE', edge.origin)));
  const before = pages.requests.length;
  const user = await openBrowser(browser, pages.origin);
  const warnings: string[] = [];
  user.page.on('console', (message) => void (message.type() === 'warning' && warnings.push(message.text())));
  await user.page.goto(address);
  await user.page.locator('h1', { hasText: /\S/ }).waitFor();
  const text = await user.page.textContent('h1');
  for (const end = Date.now() + waitMs; Date.now() < end && !warnings.some((line) => UNUSED.test(line));) await user.page.waitForTimeout(200);
  user.assertNoErrors();
  await user.context.close();
  const requested = pages.requests.slice(before).filter(({ line }) => line.endsWith('.wasm')).map(({ url }) => url);
  return { text, warnings, requested };
}

test('the hinted file is requested once and used, and no other WebAssembly is', async () => {
  const hints = `<link rel="preconnect" href="EDGE" crossorigin>${preload(PART)}`;
  const { text, warnings, requested } = await open(hints, { waitMs: WARNS_WITHIN_MS });
  assert.match(text ?? '', /^Join Olga.* as dev$/);
  assert.deepEqual([requested, warnings], [[PART], []]);
});

test('a hint for another file is loaded for nothing, and Chromium says so', async () => {
  const { text, warnings, requested } = await open(preload(WHOLE), { waitMs: WARNS_WITHIN_MS });
  assert.match(text ?? '', /^Join Olga/);
  assert.deepEqual(requested.toSorted(), [WHOLE, PART].toSorted());
  assert.match(warnings.join('\n'), UNUSED);
});

test('without hints the page shows the same, and a forged invite is closed with and without', async () => {
  const { text, requested } = await open('', { waitMs: 0 });
  assert.match(text ?? '', /^Join Olga/);
  assert.deepEqual(requested, [PART]);
  const response = await fetch(link, { redirect: 'manual' });
  const [address = '', token = ''] = (response.headers.get('location') ?? '').split('#invite=');
  const [head, claims, signature = ''] = token.split('.');
  const forged = `${address}#invite=${head}.${claims}.${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`;
  for (const hints of ['', preload(PART)]) assert.equal((await open(hints, { waitMs: 0, address: forged })).text, 'Closed');
});

/** What a page with hints for the WebAssembly and the keys requests in all, and after its script has begun. */
async function requestsOf(script: string): Promise<{ all: readonly string[]; later: readonly string[] }> {
  pages.put('/join', joinPage(`${preload(PART)}<link rel="preload" as="fetch" crossorigin href="${edge.origin}${KEYS}">`, script));
  const user = await openBrowser(browser, pages.origin);
  const all: string[] = [];
  user.page.on('request', (request) => void all.push(new URL(request.url()).pathname));
  await user.page.goto(link);
  await user.page.locator('h1', { hasText: /^Join Olga.* as dev$/ }).waitFor();
  const later = await user.page.evaluate(() => {
    const begun = performance.getEntriesByName('begun')[0]?.startTime ?? NaN;
    return performance.getEntriesByType('resource').filter(({ startTime }) => startTime > begun).map(({ name }) => name);
  });
  user.assertNoErrors();
  await user.context.close();
  return { all, later };
}

test('a script that brings the code requests nothing more once it has begun, and the hinted files once', async () => {
  const { all, later } = await requestsOf('/join-with-code.js');
  assert.deepEqual(later, []);
  for (const file of [PART, KEYS]) assert.equal(all.filter((path) => path === file).length, 1, file);
  const without = await requestsOf('/join.js');
  assert.ok(without.later.some((name) => name.endsWith('hallpass_invite.js')), 'control: without it, the code is loaded later');
});
