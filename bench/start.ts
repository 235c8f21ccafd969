/**
 * What a page pays before it shows content that depends on a permission: the size of a minimal app with each package, its start in
 * Node, and in Chromium the time from navigation until gated content, or the invite of a join page, is painted. Every page is loaded
 * with an empty cache, on loopback and over an emulated network. The pages alternate.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { startBrowser } from '../tests/harness/browser.ts';
import { freePort } from '../tests/harness/edge.ts';
import { altered } from '../tests/harness/secrets.ts';
import { APPS, buildApp, measureStart } from './apps.ts';
import { atMost, format, publish, ratios, rotated, scaled, summarize, table } from './figures.ts';
import { Hallpass } from './hallpass.ts';
import { buildPage, withEmbedded } from './pages/build.ts';
import { startSite } from './site.ts';

const ROUNDS = scaled(11);
const STARTS = scaled(9);
/** A phone with good reception, slow enough to show what each request and each byte costs. */
const NETWORK = { latency: 40, downloadThroughput: 1_250_000, uploadThroughput: 625_000, offline: false };
const folder = mkdtempSync(join(tmpdir(), 'hallpass-bench-apps-'));

const sitePort = await freePort();
const hallpass = await Hallpass.start({ joinUrl: `http://127.0.0.1:${sitePort}/join/` });
const site = await startSite(sitePort, hallpass);
const owner = await hallpass.signIn('owner');
const member = await hallpass.signIn('member');
const { id: team } = await owner.team('Bench');
const { invite } = await owner.invite(team, { email: member.email, role: 'dev' });
await member.join({ inviteId: invite.id });
const { link } = await owner.invite(team, { role: 'dev' });
const inviteToken = await hallpass.openLink(link);
const { id: policyId } = (await member.get('/v1/policy')).json() as { id: string };
const snapshot = { account: team, me: await member.me(), active: team, policyId, serverTime: Date.now() };
// The permissions of a real role, a developer's, as CASL rules.
const rules = snapshot.me.accounts.find(({ id }) => id === team)!.permissions.map((name) => {
  const [subject, action] = name.split(':');
  return { action, subject };
});
site.serveJson('/rules', (request) => (request.headers.authorization ? rules : []));
site.serveJson('/invitation/one', () => ({ organizationName: 'Bench', role: 'dev', inviterName: 'owner' }));
const cookie = await site.createBetterAuthMember();

const GATED = 'Connect -';
const INVITED = 'owner invites you to Bench as dev';
interface Page {
  readonly name: string;
  /** Where it is served. */
  readonly path: string;
  /** The script in `pages/`. */
  readonly script: string;
  /** The text that has to be painted. */
  readonly shows: string;
  /** What is opened; default: its path. */
  readonly open?: string;
  /** An address of the same page with a forged invite, for which it has to show `closed`. */
  readonly forged?: string;
  /** JSON that the server writes into the page. */
  readonly data?: unknown;
  /** What the app's author adds to `<head>`. */
  readonly head?: string;
}
/** The hints that the guide recommends for a join page: the browser loads the files while it loads the page's script. */
const HINTS = '<link rel="preload" as="fetch" crossorigin href="/.well-known/jwks.json">'
  + '<link rel="preload" as="fetch" type="application/wasm" crossorigin href="../../pkg/dist/hallpass_invite_bg.wasm">';
const issuer = { issuer: hallpass.origin };
const forged = `#invite=${altered(inviteToken, -30)}`;
const PAGES: readonly Page[] = [
  { name: 'gates: Hallpass, GET /v1/me', path: '/hallpass/', script: 'hallpass', shows: GATED, data: { account: team } },
  { name: 'gates: Hallpass, client.ready', path: '/ready/', script: 'hallpass-ready', shows: GATED, data: { account: team } },
  { name: 'gates: CASL, rules fetched', path: '/casl/', script: 'casl', shows: GATED },
  { name: 'gates: Better Auth client, role fetched', path: '/better-auth/', script: 'better-auth', shows: GATED },
  { name: 'gates: Hallpass, snapshot in the page', path: '/snapshot/', script: 'snapshot', shows: GATED, data: snapshot },
  { name: 'gates: hallpass/gate, snapshot in the page', path: '/gate/', script: 'snapshot-gate', shows: GATED, data: snapshot },
  { name: 'gates: CASL, rules in the page', path: '/casl-embedded/', script: 'casl-embedded', shows: GATED, data: rules },
  { name: 'join page: Hallpass, from the invite link', path: '/join/', script: 'join', shows: INVITED, open: link, forged: `/join/${forged}`, data: issuer, head: HINTS },
  { name: 'join page: Hallpass, token in the fragment', path: '/joining/', script: 'join', shows: INVITED, open: `/joining/#invite=${inviteToken}`, forged: `/joining/${forged}`, data: issuer, head: HINTS },
  { name: 'join page: Hallpass, the same without hints', path: '/plain/', script: 'join', shows: INVITED, open: `/plain/#invite=${inviteToken}`, forged: `/plain/${forged}`, data: issuer },
  { name: 'join page: one fetch, no library', path: '/invitation/', script: 'join-fetch', shows: INVITED, open: '/invitation/?id=one', forged: '/invitation/?id=two' },
];
for (const page of PAGES) {
  for (const [name, content] of await buildPage(page, page.path)) {
    if (name === 'index.html') site.serveFile(page.path, withEmbedded(String(content), page.data ?? {}));
    else site.serveFile(page.path + name, content);
  }
}

interface PageLoad {
  readonly text: string;
  /** From the navigation until the text was painted. */
  readonly milliseconds: number;
  readonly apiRequests: readonly string[];
  /** What was loaded, from when to when in milliseconds: shows what waits for what. */
  readonly waterfall: readonly string[];
}

/** Loads a page with an empty cache. */
const load = async (browser: Browser, address: string, network: 'loopback' | 'emulated'): Promise<PageLoad> => {
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
  await tab.goto(new URL(address, site.origin).href);
  const milliseconds = (await tab.evaluate('window.painted')) as number;
  const apiRequests = [...site.apiRequests];
  const waterfall = await tab.evaluate((until) => performance.getEntries()
    .filter((entry) => entry instanceof PerformanceResourceTiming && entry.startTime < until)
    .map((entry) => `${Math.round(entry.startTime)}–${Math.round((entry as PerformanceResourceTiming).responseEnd)} ${new URL(entry.name).pathname.split('/').at(-1) || 'page'}`), milliseconds);
  const text = (await tab.textContent('#gated'))!;
  await context.close();
  return { text, milliseconds, apiRequests, waterfall };
};

const browser = await startBrowser();
/** Stops the run if a page shows what is not granted, or a forged invite. */
for (const { name, path, open = path, shows, forged } of PAGES) {
  const { text } = await load(browser, open, 'loopback');
  if (text !== shows) throw new Error(`${name} shows \`${text}\` instead of \`${shows}\``);
  const other = forged && (await load(browser, forged, 'loopback')).text;
  if (other !== undefined && other !== 'closed') throw new Error(`${name} shows \`${other}\` for a forged invite`);
}
const loads = PAGES.map(() => ({ loopback: [] as number[], emulated: [] as PageLoad[] }));
for (let round = 0; round < ROUNDS; round++) {
  for (const page of rotated(PAGES, round)) {
    const results = loads[PAGES.indexOf(page)]!;
    const { path, open = path } = page;
    results.loopback.push((await load(browser, open, 'loopback')).milliseconds);
    results.emulated.push(await load(browser, open, 'emulated'));
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
const millisecondsOf = (path: string): readonly number[] => loads[PAGES.findIndex((page) => page.path === path)]!.emulated.map(({ milliseconds }) => milliseconds);
const pages = PAGES.map(({ name, path }, index) => {
  const { loopback, emulated } = loads[index]!;
  const milliseconds = summarize(millisecondsOf(path));
  // The waterfall of the load in the middle.
  const { apiRequests, waterfall } = emulated.find((each) => each.milliseconds === milliseconds.median)!;
  return { name, loopback: summarize(loopback), emulated: milliseconds, apiRequests, waterfall };
});
const verdicts = [
  atMost('join page from the invite link / one fetch without a library', 1.35, ratios(millisecondsOf('/join/'), millisecondsOf('/invitation/'))),
  atMost('gates from GET /v1/me / CASL with fetched rules', 1, ratios(millisecondsOf('/hallpass/'), millisecondsOf('/casl/'))),
  atMost('gates from a snapshot, client / CASL with rules in the page', 1, ratios(millisecondsOf('/snapshot/'), millisecondsOf('/casl-embedded/'))),
];
publish('start', verdicts, { rounds: ROUNDS, network: NETWORK, sizes, pages }, [
  `minimal apps: bytes after gzip with their WebAssembly; milliseconds until the first check in Node, ${STARTS} starts`,
  table(['app', 'bytes', 'start, ms'], sizes.map(({ name, bytes, startMilliseconds }) =>
    [name, bytes.toLocaleString('en'), startMilliseconds ? format(startMilliseconds, 1) : ''])),
  '',
  `Chromium, ${ROUNDS} loads with an empty cache: milliseconds until painted, on loopback and with ${NETWORK.latency} ms latency at 10 Mbit/s`,
  table(['page', 'loopback, ms', 'emulated, ms', 'API requests'], pages.map(({ name, loopback, emulated, apiRequests }) =>
    [name, format(loopback, 0), format(emulated, 0), apiRequests.join(' ') || 'none'])),
  '',
  'what the emulated page in the middle loads until it is painted, from when to when',
  ...pages.map(({ name, waterfall }) => `${name}\n${waterfall.map((line) => `  ${line}\n`).join('')}`),
].join('\n'));
