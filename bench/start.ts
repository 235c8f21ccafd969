/**
 * What a page pays before it shows content that depends on a permission: the size of a minimal app with each package, its start in
 * Node, and in Chromium the time from navigation until gated content, or the invite of a join page, is painted. Every page is loaded
 * with an empty cache, on loopback and over an emulated network. The pages alternate.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { startBrowser } from '../tests/harness/browser.ts';
import { altered } from '../tests/harness/secrets.ts';
import { APPS, buildApp, bundle, measureStart, readFiles } from './apps.ts';
import { format, publish, rotated, scaled, summarize, table } from './figures.ts';
import { Hallpass } from './hallpass.ts';
import { startSite } from './site.ts';

const ROUNDS = scaled(11);
const STARTS = scaled(9);
/** A phone with good reception, slow enough to show what each request and each byte costs. */
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
const inviteToken = await hallpass.openLink(link);
const { id: policyId } = (await member.get('/v1/policy')).json() as { id: string };
const snapshot = { me: await member.me(), active: team, policyId, serverTime: Date.now() };
// The permissions of a real role, a developer's, as CASL rules.
const rules = snapshot.me.accounts.find(({ id }) => id === team)!.permissions.map((name) => {
  const [subject, action] = name.split(':');
  return { action, subject };
});
site.serveJson('/rules', (request) => (request.headers.authorization ? rules : []));
site.serveJson('/invitation/one', () => ({ organizationName: 'Bench', role: 'dev', inviterName: 'owner' }));
const cookie = await site.createBetterAuthMember();

const GATED = 'Connect -';
interface Page {
  readonly name: string;
  /** The script in `pages/` and the page's path. */
  readonly file: string;
  /** The text that has to be painted. */
  readonly shows: string;
  /** Query or fragment of its URL. */
  readonly query?: string;
  /** A query or fragment with a forged invite, for which the page has to show `closed`. */
  readonly forged?: string;
  /** JSON that is embedded in the page. */
  readonly data?: unknown;
}
const PAGES: readonly Page[] = [
  { name: 'gates: Hallpass, GET /v1/me', file: 'hallpass', shows: GATED },
  { name: 'gates: Hallpass, snapshot in the page', file: 'snapshot', shows: GATED, data: snapshot },
  { name: 'gates: CASL, rules fetched', file: 'casl', shows: GATED },
  { name: 'gates: CASL, rules in the page', file: 'casl-embedded', shows: GATED, data: rules },
  { name: 'gates: Better Auth client, role fetched', file: 'better-auth', shows: GATED },
  { name: 'join page: Hallpass, token in the fragment', file: 'join', shows: 'Join Bench', query: `#invite=${inviteToken}`, forged: `#invite=${altered(inviteToken, -30)}` },
  { name: 'join page: one fetch, no library', file: 'join-fetch', shows: 'Join Bench', query: '?id=one', forged: '?id=two' },
];
for (const { file, data } of PAGES) {
  const app = join(folder, 'pages', file);
  await bundle(join(import.meta.dirname, 'pages', `${file}.ts`), app);
  for (const [name, body] of readFiles(app)) site.serveFile(`/${file}/${name}`, body);
  site.serveFile(`/${file}/hallpass_bg.wasm`, readFileSync(join(import.meta.dirname, '../pkg/dist/hallpass_bg.wasm')));
  const embedded = data === undefined ? '' : `<script type="application/json" id="snapshot">${JSON.stringify(data).replaceAll('<', '\\u003c')}</script>`;
  site.serveFile(`/${file}/`, `<!doctype html><html data-account="${team}" data-issuer="${hallpass.origin}"><meta charset="utf-8"><title>${file}</title>`
    + `<p id="gated"></p>${embedded}<script type="module" src="app.js"></script></html>`);
}

interface PageLoad {
  readonly text: string;
  readonly milliseconds: number;
  readonly apiRequests: readonly string[];
}

/** Loads a page with an empty cache. */
const load = async (browser: Browser, { file, query = '' }: Page, network: 'loopback' | 'emulated'): Promise<PageLoad> => {
  const context = await browser.newContext();
  await context.addInitScript(`sessionStorage.setItem('identity', ${JSON.stringify(member.identity)})`);
  await context.addCookies(cookie.split('; ').map((pair) => ({ name: pair.split('=')[0]!, value: pair.slice(pair.indexOf('=') + 1), url: site.origin })));
  const tab = await context.newPage();
  if (network === 'emulated') {
    const session = await context.newCDPSession(tab);
    await session.send('Network.enable');
    await session.send('Network.emulateNetworkConditions', NETWORK);
  }
  site.apiRequests.length = 0;
  await tab.goto(`${site.origin}/${file}/${query}`);
  const milliseconds = (await tab.evaluate('window.painted')) as number;
  const apiRequests = [...site.apiRequests];
  const text = (await tab.textContent('#gated'))!;
  await context.close();
  return { text, milliseconds, apiRequests };
};

const browser = await startBrowser();
/** Stops the run if a page shows what is not granted, or a forged invite. */
for (const page of PAGES) {
  const { text } = await load(browser, page, 'loopback');
  if (text !== page.shows) throw new Error(`${page.name} shows \`${text}\` instead of \`${page.shows}\``);
  const forged = page.forged && (await load(browser, { ...page, query: page.forged }, 'loopback')).text;
  if (forged !== undefined && forged !== 'closed') throw new Error(`${page.name} shows \`${forged}\` for a forged invite`);
}
const loads = PAGES.map(() => ({ loopback: [] as number[], emulated: [] as number[], apiRequests: [] as readonly string[] }));
for (let round = 0; round < ROUNDS; round++) {
  for (const page of rotated(PAGES, round)) {
    const results = loads[PAGES.indexOf(page)]!;
    results.loopback.push((await load(browser, page, 'loopback')).milliseconds);
    const emulated = await load(browser, page, 'emulated');
    results.emulated.push(emulated.milliseconds);
    results.apiRequests = emulated.apiRequests;
  }
}
await browser.close();
await site.stop();
await hallpass.stop();

const apps = [];
for (const app of APPS) apps.push({ ...app, ...(await buildApp(app, join(folder, `app-${apps.length}`))), starts: [] as number[] });
for (let start = 0; start < STARTS; start++) {
  for (const { app, starts } of rotated(apps.filter(({ app }) => app), start)) starts.push(measureStart(app!));
}
rmSync(folder, { recursive: true, force: true });

const sizes = apps.map(({ name, bytes, starts }) => ({ name, bytes, ...(starts.length > 0 ? { startMilliseconds: summarize(starts) } : {}) }));
const pages = PAGES.map(({ name }, index) => {
  const { loopback, emulated, apiRequests } = loads[index]!;
  return { name, loopback: summarize(loopback), emulated: summarize(emulated), apiRequests };
});
publish('start', [], { rounds: ROUNDS, network: NETWORK, sizes, pages }, [
  `minimal apps: bytes after gzip with their WebAssembly; milliseconds until the first check in Node, ${STARTS} starts`,
  table(['app', 'bytes', 'start, ms'], sizes.map(({ name, bytes, startMilliseconds }) =>
    [name, bytes.toLocaleString('en'), startMilliseconds ? format(startMilliseconds, 1) : ''])),
  '',
  `Chromium, ${ROUNDS} loads with an empty cache: milliseconds until painted, on loopback and with ${NETWORK.latency} ms latency at 10 Mbit/s`,
  table(['page', 'loopback, ms', 'emulated, ms', 'API requests'], pages.map(({ name, loopback, emulated, apiRequests }) =>
    [name, format(loopback, 0), format(emulated, 0), apiRequests.join(' ') || 'none'])),
].join('\n'));
