/**
 * What a page pays before it shows anything by a permission: bytes of the least app that takes each package, its start in Node, and in
 * Chromium the time from asking for a page until what is gated is painted, and until a join page shows its invite. Every page is loaded
 * into a browser that has nothing of it, on loopback and over an emulated network; pages take turns.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { startBrowser } from '../tests/harness/browser.ts';
import { altered } from '../tests/harness/secrets.ts';
import { APPS, bundled, filesOf, made, startTime } from './apps.ts';
import { conclude, shown, some, spread, table, turned } from './figures.ts';
import { Hallpass } from './hallpass.ts';
import { startSite } from './site.ts';

const ROUNDS = some(11);
const STARTS = some(9);
/** As a phone's on a good day: what depends on the number of requests and their bytes is seen. */
const NETWORK = { latency: 40, downloadThroughput: 1_250_000, uploadThroughput: 625_000, offline: false };
const folder = mkdtempSync(join(tmpdir(), 'hallpass-bench-apps-'));

const hallpass = await Hallpass.start();
const site = await startSite(hallpass);
const owner = await hallpass.signIn('owner');
const member = await hallpass.signIn('member');
const { id: team } = await owner.team('Bench');
const { invite } = await owner.invite(team, { email: member.email, role: 'dev' });
await member.join({ inviteId: invite.id });
const { link } = await owner.invite(team, { role: 'dev' });
const invited = await hallpass.opened(link);
const { id: policyId } = (await member.get('/v1/policy')).json() as { id: string };
const snapshot = { me: await member.me(), active: team, policyId, serverTime: Date.now() };
// Both as long as a real one: fourteen permissions, of which a developer holds eight.
const rules = snapshot.me.accounts.find(({ id }) => id === team)!.permissions.map((name) => {
  const [subject, action] = name.split(':');
  return { action, subject };
});
site.answer('/rules', (request) => (request.headers.authorization ? rules : []));
site.answer('/invitation/one', () => ({ organizationName: 'Bench', role: 'dev', inviterName: 'owner' }));
const cookie = await site.betterAuthMember();

const GATED = 'Connect -';
/** A page: its address, and what it shows once it knows. `forged` where the same page must show something else. */
interface Page {
  readonly name: string;
  readonly file: string;
  readonly shows: string;
  readonly query?: string;
  readonly forged?: string;
  readonly data?: unknown;
}
const PAGES: readonly Page[] = [
  { name: 'gates: Hallpass, GET /v1/me', file: 'hallpass', shows: GATED },
  { name: 'gates: Hallpass, snapshot in the page', file: 'snapshot', shows: GATED, data: snapshot },
  { name: 'gates: CASL, rules fetched', file: 'casl', shows: GATED },
  { name: 'gates: CASL, rules in the page', file: 'casl-embedded', shows: GATED, data: rules },
  { name: 'gates: Better Auth client, role fetched', file: 'better-auth', shows: GATED },
  { name: 'join page: Hallpass, token in the fragment', file: 'join', shows: 'Join Bench', query: `#invite=${invited}`, forged: `#invite=${altered(invited, -30)}` },
  { name: 'join page: one fetch, no library', file: 'join-fetch', shows: 'Join Bench', query: '?id=one', forged: '?id=two' },
];
for (const { file, data } of PAGES) {
  const app = join(folder, 'pages', file);
  await bundled(join(import.meta.dirname, 'pages', `${file}.ts`), app);
  for (const [name, body] of filesOf(app)) site.put(`/${file}/${name}`, body);
  site.put(`/${file}/hallpass_bg.wasm`, [...filesOf(join(import.meta.dirname, '../pkg/dist'))].find(([name]) => name === 'hallpass_bg.wasm')![1]);
  const embedded = data === undefined ? '' : `<script type="application/json" id="snapshot">${JSON.stringify(data).replaceAll('<', '\\u003c')}</script>`;
  site.put(`/${file}/`, `<!doctype html><html data-account="${team}" data-issuer="${hallpass.origin}"><meta charset="utf-8"><title>${file}</title>`
    + `<p id="gated"></p>${embedded}<script type="module" src="app.js"></script></html>`);
}

/** Loads a page into a browser that has nothing of it; gives what it shows, after how long, and what it asked on its way. */
const load = async (browser: Browser, { file, query = '' }: Page, slow: boolean): Promise<{ text: string; milliseconds: number; asked: readonly string[] }> => {
  const context = await browser.newContext();
  await context.addInitScript(`sessionStorage.setItem('identity', ${JSON.stringify(member.identity)})`);
  await context.addCookies(cookie.split('; ').map((each) => ({ name: each.split('=')[0]!, value: each.slice(each.indexOf('=') + 1), url: site.origin })));
  const tab = await context.newPage();
  if (slow) {
    const session = await context.newCDPSession(tab);
    await session.send('Network.enable');
    await session.send('Network.emulateNetworkConditions', NETWORK);
  }
  site.asked.length = 0;
  await tab.goto(`${site.origin}/${file}/${query}`);
  const milliseconds = (await tab.evaluate('window.painted')) as number;
  const asked = [...site.asked];
  const text = (await tab.textContent('#gated'))!;
  await context.close();
  return { text, milliseconds, asked };
};

const browser = await startBrowser();
/** Whoever shows what is not held, or a forged invite, is not measured. */
for (const page of PAGES) {
  const { text } = await load(browser, page, false);
  if (text !== page.shows) throw new Error(`${page.name} shows \`${text}\`, not \`${page.shows}\``);
  const forged = page.forged && (await load(browser, { ...page, query: page.forged }, false)).text;
  if (forged !== undefined && forged !== 'closed') throw new Error(`${page.name} shows \`${forged}\` for what is forged`);
}
const took = PAGES.map(() => ({ local: [] as number[], slow: [] as number[], asked: [] as readonly string[] }));
for (let round = 0; round < ROUNDS; round++) {
  for (const page of turned(PAGES, round)) {
    const these = took[PAGES.indexOf(page)]!;
    these.local.push((await load(browser, page, false)).milliseconds);
    const slow = await load(browser, page, true);
    these.slow.push(slow.milliseconds);
    these.asked = slow.asked;
  }
}
await browser.close();
await site.stop();
await hallpass.stop();

const apps = [];
for (const app of APPS) apps.push({ ...app, ...(await made(app, join(folder, `app-${apps.length}`))), starts: [] as number[] });
for (let start = 0; start < STARTS; start++) {
  for (const each of turned(apps.filter(({ app }) => app), start)) each.starts.push(startTime(each.app!));
}
rmSync(folder, { recursive: true, force: true });

const sizes = apps.map(({ name, bytes, starts }) => ({ name, bytes, ...(starts.length > 0 ? { startMilliseconds: spread(starts) } : {}) }));
const pages = PAGES.map(({ name }, at) => ({ name, local: spread(took[at]!.local), slow: spread(took[at]!.slow), asked: took[at]!.asked }));
conclude('start', [], { rounds: ROUNDS, network: NETWORK, sizes, pages }, [
  `the least app of each: bytes after gzip, WebAssembly included; milliseconds of its start in Node, ${STARTS} starts`,
  table(['app', 'bytes', 'start, ms'], sizes.map(({ name, bytes, startMilliseconds }) => [name, bytes.toLocaleString('en'), startMilliseconds ? shown(startMilliseconds, 1) : ''])),
  '',
  `Chromium, ${ROUNDS} loads of each into an empty browser: milliseconds until it is painted, on loopback and with ${NETWORK.latency} ms of latency and 10 Mbit/s`,
  table(['page', 'loopback', 'network', 'asks'], pages.map(({ name, local, slow, asked }) => [name, shown(local, 0), shown(slow, 0), asked.join(' ') || 'nothing'])),
].join('\n'));
