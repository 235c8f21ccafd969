// A page joins by an invite link in a browser that lacks a feature: an old one, one that blocks storage, one that blocks WebAssembly.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { openBrowser, startBrowser } from '../harness/browser.ts';
import { startEdge, type Edge } from '../harness/edge.ts';
import { page, servePages, STRICT, WITHOUT_WASM, type Pages } from '../harness/pages.ts';
import { ownerWithTeam, person, tokenOf, type Person } from '../harness/person.ts';

let pages: Pages;
let pagesWithoutWasm: Pages;
let edge: Edge;
let browser: Browser;
let owner: Person;
let team: string;
before(async () => {
  [pages, pagesWithoutWasm] = await Promise.all([servePages(STRICT), servePages(WITHOUT_WASM)]);
  const settings = { JOIN_URL: `${pages.origin}/join`, ALLOWED_ORIGINS: `${pages.origin},${pagesWithoutWasm.origin}` };
  [edge, browser] = await Promise.all([startEdge({ settings }), startBrowser()]);
  ({ owner, team } = await ownerWithTeam(edge, 'Olga'));
  for (const each of [pages, pagesWithoutWasm]) {
    each.put('/join', page('<hallpass-provider><main><hallpass-accept level="1"></hallpass-accept></main></hallpass-provider>'));
    each.put('/page.css', 'body { margin: 0 } main { max-width: 26rem; margin: 32px auto }');
    each.put('/page.js', SCRIPT.replace('EDGE', JSON.stringify(edge.origin)));
  }
});
after(async () => {
  await browser?.close();
  await pages?.stop();
  await pagesWithoutWasm?.stop();
  await edge?.stop();
});

/** A join page where pressing *Sign in* signs the user of `globalThis.identity` in. */
const SCRIPT = `
import { createClient } from '/hallpass/index.js';
import { defineElements } from '/hallpass/elements.js';
let identity;
const client = globalThis.client = createClient({
  endpoint: EDGE,
  getIdentityToken: () => identity,
  onSignIn: () => { identity = globalThis.identity; return client.identityChanged(); },
});
defineElements();
document.querySelector('hallpass-provider').client = client;
`;

/** How each feature is taken away, before any script of the page runs. */
const FEATURES: Readonly<Record<string, string>> = {
  'no BroadcastChannel': 'delete globalThis.BroadcastChannel',
  'a BroadcastChannel that cannot be read': `Object.defineProperty(globalThis, 'BroadcastChannel', { get() { throw new DOMException('denied', 'SecurityError') } })`,
  'a BroadcastChannel that cannot be opened': `globalThis.BroadcastChannel = class { constructor() { throw new DOMException('denied', 'SecurityError') } }`,
  'a BroadcastChannel that cannot send': `BroadcastChannel.prototype.postMessage = () => { throw new DOMException('closed', 'InvalidStateError') }`,
  'no storage': 'delete Window.prototype.localStorage; delete Window.prototype.sessionStorage; for (const name of ["localStorage", "sessionStorage"]) Object.defineProperty(window, name, { value: undefined })',
  'storage that is denied': `for (const name of ['localStorage', 'sessionStorage']) Object.defineProperty(window, name, { get() { throw new DOMException('denied', 'SecurityError') } })`,
  'storage that is full': `Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError') }`,
  'no WebAssembly': 'delete globalThis.WebAssembly',
  'no randomUUID': 'delete Crypto.prototype.randomUUID',
  'no locks': 'delete Navigator.prototype.locks',
  'no Navigation API': `Object.defineProperty(window, 'navigation', { value: undefined })`,
  'no requestIdleCallback': 'delete window.requestIdleCallback',
  'no relative times and no segmenter': 'delete Intl.RelativeTimeFormat; delete Intl.Segmenter',
  'no structuredClone': 'delete window.structuredClone',
  'no AbortSignal.any and timeout': 'delete AbortSignal.any; delete AbortSignal.timeout',
  'no constructed style sheets': `globalThis.CSSStyleSheet = function () { throw new TypeError('Illegal constructor') }; delete Document.prototype.adoptedStyleSheets; delete ShadowRoot.prototype.adoptedStyleSheets`,
  'a history that cannot be written': `history.replaceState = () => { throw new DOMException('too often', 'SecurityError') }`,
};

const CASES = [
  ...Object.entries(FEATURES).map(([name, removal]) => ({ name, removal, served: () => pages })),
  { name: 'a content security policy that blocks WebAssembly', removal: '', served: () => pagesWithoutWasm },
];

for (const { name, removal, served } of CASES) {
  test(`a page joins by link with ${name}`, async () => {
    const invitee = await person(edge, 'Ivo', { email: `${name.replaceAll(/\W/g, '')}@example.com` });
    const { link } = await owner.invite(team, { email: invitee.email, role: 'dev', note: 'Grüß dich' });
    const user = await openBrowser(browser, served().origin, { viewport: { width: 480, height: 480 } });
    await user.context.addInitScript(`${removal};\nglobalThis.identity = ${JSON.stringify(invitee.identity)};`);
    await user.open(`/join#invite=${await tokenOf(edge, link)}`);
    await user.page.getByText("Join Olga's team").waitFor();
    assert.ok(!user.page.url().includes('invite='), 'no token in the address bar');
    await user.page.getByRole('button', { name: 'Sign in' }).click();
    await user.page.getByRole('button', { name: 'Join team' }).waitFor();
    await user.screenshot(`missing-${name.replaceAll(/\W+/g, '-')}`);
    await user.page.getByRole('button', { name: 'Join team' }).click();
    await user.page.getByText("You're in Olga's team").waitFor();
    const members = await owner.members(team);
    assert.ok(members.some(({ user: id }) => id === invitee.id), 'the edge knows the member');
    assert.deepEqual(user.errors.filter((error) => !/WebAssembly|wasm/i.test(error)), []);
    await user.context.close();
  });
}
