/** What a join page downloads before it shows an invite, and in which order: the built entry for browsers. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, mock, test } from 'node:test';
import type { Client, ClientOptions } from '../src/types.ts';
import { FakeEdge, json, problem } from './fake-edge.ts';
import { focusTab, openTab, setUp, settle, tearDown } from './browser-tab.ts';
import { POLICY } from './signing-edge.ts';

const DIST = new URL('../dist/', import.meta.url);
const built = (await import(new URL('index.js', DIST).href)) as typeof import('../src/index.ts');
const { captureInvite } = (await import(new URL('join.js', DIST).href)) as typeof import('../src/join.ts');
const KEYS = 'GET /.well-known/jwks.json';
const PART = 'hallpass_invite_bg.wasm';
const WHOLE = 'hallpass_bg.wasm';
const vectors = JSON.parse(readFileSync(new URL('../../tests/vectors/tokens.json', import.meta.url), 'utf8')) as {
  issuer: string; now: number; jwks: object;
  vectors: { kind: string; name: string; token: string; claims?: Record<string, string>; code?: string }[];
};
const genuine = vectors.vectors.find(({ kind, claims }) => kind === 'invite' && claims)!;
const forged = vectors.vectors.find(({ kind, code, name }) => kind === 'invite' && code === 'token_invalid' && /signature/.test(name))!;

/** What a web server answers for a file of the package. */
type Answer = () => Response | Promise<Response>;
const notFound: Answer = () => new Response('no such file', { status: 404 });
const pageInstead: Answer = () => new Response('<!doctype html>', { headers: { 'content-type': 'text/html' } });
const fileOf = (name: string): Answer => () => new Response(readFileSync(new URL(name, DIST)), { headers: { 'content-type': 'application/wasm' } });

const realFetch = globalThis.fetch;
const clients: Client[] = [];
const unhandled: unknown[] = [];
const onUnhandled = (reason: unknown): void => void unhandled.push(reason);
let downloads: string[];
let answers: Record<string, Answer>;

beforeEach(() => {
  setUp();
  mock.timers.reset();
  mock.timers.enable({ apis: ['setTimeout', 'Date'], now: vectors.now * 1000 });
  downloads = [];
  answers = { [PART]: fileOf(PART), [WHOLE]: fileOf(WHOLE) };
  globalThis.fetch = async (input) => {
    const name = String(input).split('/').at(-1)!;
    downloads.push(name);
    return (answers[name] ?? notFound)();
  };
  process.on('unhandledRejection', onUnhandled);
});

afterEach(async () => {
  await settle();
  process.off('unhandledRejection', onUnhandled);
  globalThis.fetch = realFetch;
  for (const client of clients.splice(0)) client.close();
  tearDown();
  assert.deepEqual(unhandled.splice(0), [], 'no failure is left unhandled');
});

/** An edge with the keys of the vectors, without a signed-in user. */
const edgeWithKeys = (): FakeEdge => {
  const edge = new FakeEdge();
  edge.identity = undefined;
  edge.on(KEYS, () => json(vectors.jwks));
  return edge;
};

/** A client in the tab that is open. */
const start = (edge: FakeEdge, options: Partial<ClientOptions> = {}) => {
  const client = built.createClient({ endpoint: vectors.issuer, getIdentityToken: edge.getIdentityToken, fetch: edge.fetch, ...options });
  clients.push(client);
  return { edge, client, verified: () => client.pendingInvite.verified() };
};

/** The client of a join page that was opened with `token`. */
const joinPage = ({ token } = genuine, options: Partial<ClientOptions> = {}, capture = (client: Client) => client.pendingInvite.capture()) => {
  focusTab(openTab(`https://app.test/join#invite=${encodeURIComponent(token)}`));
  const page = start(edgeWithKeys(), options);
  capture(page.client);
  return page;
};

/** The same page, reloaded: the tab has kept the token, and there is nothing to capture. */
const reloadedPage = (token = genuine.token) => {
  focusTab(openTab(`https://app.test/join#invite=${encodeURIComponent(token)}`));
  built.createClient({ endpoint: vectors.issuer, getIdentityToken: () => null, wasm: 'not loaded here' }).pendingInvite.capture();
  return start(edgeWithKeys());
};

const teamOf = (verified: Awaited<ReturnType<Client['pendingInvite']['verified']>>): string | undefined =>
  typeof verified === 'object' ? verified.account.name : verified;

test('a page without an invite, or with a closed one, downloads nothing', async () => {
  for (const address of ['https://app.test/join', 'https://app.test/join#section', `https://app.test/join#invite=closed&code=${'x'.repeat(68)}`]) {
    focusTab(openTab(address));
    const { edge, client, verified } = start(edgeWithKeys());
    client.pendingInvite.capture();
    await verified();
    await settle();
    assert.deepEqual([downloads, edge.seen.length], [[], 0], address);
  }
});

test('an opened link begins the download, and asks the edge for nothing until it is verified', async () => {
  const { edge, client, verified } = joinPage();
  await settle();
  assert.deepEqual([downloads, edge.seen.length], [[PART], 0]);
  client.pendingInvite.capture();
  assert.equal(teamOf(await verified()), genuine.claims!['name']);
  assert.deepEqual([downloads, edge.count(KEYS)], [[PART], 1]);
});

test('keys and WebAssembly are requested at once, and only the part that verifies invites', async () => {
  const { edge, verified } = reloadedPage();
  await settle();
  assert.deepEqual([downloads, edge.seen.length], [[], 0], 'nothing before it is asked for');
  const shown = verified();
  await settle();
  assert.deepEqual([downloads, edge.seen.map(({ method, path }) => `${method} ${path}`)], [[PART], [KEYS]]);
  assert.equal(teamOf(await shown), genuine.claims!['name']);
  assert.equal(edge.seen.length, 1);
});

for (const [waits, delay] of [
  ['keys', (edge: FakeEdge, until: Promise<void>) => edge.on(KEYS, () => until.then(() => json(vectors.jwks)))],
  ['WebAssembly', (_: FakeEdge, until: Promise<void>) => (answers[PART] = () => until.then(fileOf(PART)))],
] as const) {
  test(`slow ${waits}: the rest is there meanwhile, and nothing is shown before it`, async () => {
    const { edge, verified } = reloadedPage();
    let resolve = (): void => {};
    delay(edge, new Promise<void>((done) => (resolve = done)));
    const shown = verified();
    let isShown = false;
    void shown.then(() => (isShown = true));
    await settle();
    assert.deepEqual([downloads, edge.count(KEYS), isShown], [[PART], 1, false]);
    resolve();
    assert.equal(teamOf(await shown), genuine.claims!['name']);
  });
}

test('a forged invite is closed, with the same downloads', async () => {
  const { edge, verified } = joinPage(forged);
  assert.equal(await verified(), 'closed');
  assert.deepEqual([downloads, edge.seen.length], [[PART], 1]);
});

test('verifying again, also at the same time, downloads nothing again', async () => {
  const { edge, verified } = joinPage();
  const [one, two] = await Promise.all([verified(), verified()]);
  assert.deepEqual(one, two);
  assert.deepEqual(await verified(), one);
  assert.deepEqual([downloads, edge.count(KEYS)], [[PART], 3]);
});

for (const [name, missing] of [['an error', notFound], ['the page of the app', pageInstead]] as const) {
  test(`a server that answers with ${name}, because only the whole file was deployed: that is used`, async () => {
    answers[PART] = missing;
    const { verified } = joinPage();
    assert.equal(teamOf(await verified()), genuine.claims!['name']);
    assert.deepEqual(downloads, [PART, WHOLE]);
    assert.equal(teamOf(await joinPage(forged).verified()), 'closed');
  });
}

test('keys that cannot be read: nothing is shown, and it can be tried again', async () => {
  const { edge, verified } = joinPage();
  edge.on(KEYS, () => problem(400, 'invalid_request'));
  await assert.rejects(verified(), { code: 'invalid_request' });
  edge.on(KEYS, () => json(vectors.jwks));
  assert.equal(teamOf(await verified()), genuine.claims!['name']);
  assert.deepEqual(downloads, [PART], 'the WebAssembly was downloaded before');
});

test('a part that is lost on the way: all of the WebAssembly verifies, without the edge', async () => {
  answers[PART] = () => Promise.reject(new TypeError('Failed to fetch'));
  const { edge, verified } = joinPage();
  assert.equal(teamOf(await verified()), genuine.claims!['name']);
  assert.deepEqual([downloads, edge.count('POST /v1/invites/preview')], [[PART, WHOLE], 0]);
});

test('no WebAssembly at all: the edge verifies, and the next attempt downloads again', async () => {
  answers[PART] = answers[WHOLE] = () => Promise.reject(new TypeError('Failed to fetch'));
  const { edge, verified } = joinPage();
  edge.on('POST /v1/invites/preview', () => json({}));
  assert.equal(teamOf(await verified()), genuine.claims!['name']);
  assert.equal(edge.count('POST /v1/invites/preview'), 1);
  answers[WHOLE] = fileOf(WHOLE);
  assert.equal(teamOf(await verified()), genuine.claims!['name']);
  assert.equal(edge.count('POST /v1/invites/preview'), 1);
});

test('a browser without WebAssembly: nothing is thrown, and the invite is shown', async () => {
  const { WebAssembly: real } = globalThis;
  Reflect.deleteProperty(globalThis, 'WebAssembly');
  try {
    const { edge, verified } = joinPage();
    edge.on('POST /v1/invites/preview', () => json({}));
    // By the edge, or by an instance that an earlier test of this process has left.
    assert.equal(teamOf(await verified()), genuine.claims!['name']);
  } finally {
    Object.defineProperty(globalThis, 'WebAssembly', { value: real, configurable: true, writable: true });
  }
});

test('bytes that are no WebAssembly, or not those of the package, verify nothing', async () => {
  answers[PART] = answers[WHOLE] = () => new Response('no WebAssembly', { headers: { 'content-type': 'application/wasm' } });
  const { edge, verified } = joinPage(forged);
  edge.on('POST /v1/invites/preview', () => problem(410, 'invite_closed'));
  assert.equal(await verified(), 'closed');
});

test('a script that brings the code to verify: the same downloads and results, and all of the WebAssembly where the part is missing', async () => {
  const { edge, verified } = joinPage(genuine, {}, captureInvite);
  assert.equal(teamOf(await verified()), genuine.claims!['name']);
  assert.deepEqual([downloads, edge.count(KEYS)], [[PART], 1]);
  assert.equal(await joinPage(forged, {}, captureInvite).verified(), 'closed');
  answers[PART] = notFound;
  downloads.length = 0;
  assert.equal(teamOf(await joinPage(genuine, {}, captureInvite).verified()), genuine.claims!['name']);
  assert.deepEqual(downloads, [PART, WHOLE]);
});

test('an object that only implements the client, as in an app’s tests, has its invite captured', () => {
  let captured = 0;
  captureInvite({ pendingInvite: { capture: () => captured++ } } as unknown as Client);
  assert.equal(captured, 1);
});

test('keys and WebAssembly that both fail are one error', async () => {
  answers[PART] = () => Promise.reject(new TypeError('Failed to fetch'));
  const { edge, verified } = joinPage();
  edge.on(KEYS, () => problem(403, 'forbidden'));
  await assert.rejects(verified(), { code: 'forbidden' });
});

test('the app’s own WebAssembly is used alone', async () => {
  let asked = 0;
  const wasm = () => (asked++, readFileSync(new URL(WHOLE, DIST)));
  const { verified } = joinPage(genuine, { wasm });
  assert.equal(teamOf(await verified()), genuine.claims!['name']);
  assert.deepEqual([downloads, asked], [[], 1]);
});

test('another rule on the same page loads the rest, and a page that has the rest verifies with it', async () => {
  const first = joinPage();
  first.edge.policy = POLICY;
  await first.verified();
  assert.equal((await first.client.suggestRoles(['team:access']))[0]?.role, 'guest');
  assert.deepEqual(downloads, [PART, WHOLE]);

  downloads.length = 0;
  const second = reloadedPage();
  second.edge.policy = POLICY;
  await second.client.suggestRoles(['team:access']);
  assert.equal(teamOf(await second.verified()), genuine.claims!['name']);
  assert.deepEqual(downloads, [WHOLE]);
});
